"""Bugs that are planted to see whether the fuzzer finds them.

Each is one that this library had, or that programs of its kind have had, put into the place where
it would stand. A bug counts as found if any target fails while it is there. The first ten were
planted while the targets were written, and the others when these were finished.
"""

from __future__ import annotations

import gzip
import math
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from html import escape
from itertools import accumulate
from json import JSONEncoder
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from hedging import inputs, settings, wording
from hedging.batch import Batch
from hedging.check import findings
from hedging.engine import pipeline
from hedging.jobs import encoding, parts, records, workers
from hedging.jobs.formats import lines, tables
from hedging.jobs.formats import texts as format_of_texts
from hedging.kernel import bridge
from hedging.model import scoring
from hedging.pages import markup, terminal
from hedging.text import decoding, markdown
from hedging.text import lines as layout
from hedging.text.characters import NEWLINE
from tests.fuzz.runner import Target, fuzz, run_case

Bug = Callable[[], AbstractContextManager[Any]]


@contextmanager
def offset_behind_emoji() -> Iterator[None]:
    """Cues behind a character beyond the first plane begin one place too far to the right."""
    right = pipeline.to_batch

    def wrong(texts: Any, *arguments: Any, **keywords: Any) -> Any:
        batch = right(texts, *arguments, **keywords)
        start = batch.cue_start.copy()
        for number, text in enumerate(texts):
            first, stop = batch.cue_offsets[batch.sentence_offsets[[number, number + 1]]]
            emoji = next((at for at, c in enumerate(text) if ord(c) > 0xFFFF), len(text))
            for k in range(first, stop):
                start[k] += emoji < start[k] < batch.cue_end[k] - 1
        return replace(batch, cue_start=start)

    with mock.patch.object(pipeline, "to_batch", wrong):
        yield


@contextmanager
def last_record_dropped() -> Iterator[None]:
    """The last line of a file is no record if no line end stands behind it."""
    right = lines.Lines.chunk

    def wrong(self: Any, path: str, data: bytes, **more: Any) -> Any:
        return right(self, path, data[: data.rfind(b"\n") + 1], **more)

    with mock.patch.object(lines.Lines, "chunk", wrong):
        yield


@contextmanager
def nan_in_json() -> Iterator[None]:
    """Kept values are written as Python's json does it: NaN and Infinity."""
    encode = JSONEncoder(ensure_ascii=False, default=str).encode
    as_is = encoding._JSON | {float: encode}
    with (
        mock.patch.object(records, "_encode", encode),
        mock.patch.object(encoding, "_JSON", as_is),
    ):
        yield


@contextmanager
def control_character() -> Iterator[None]:
    """The control characters from U+0080 to U+009F, which some terminals obey, are let through."""
    pattern = wording.CONTROL.pattern.replace("\x7f-\x9f", "\x7f")
    with mock.patch.object(wording, "CONTROL", re.compile(pattern)):
        yield


@contextmanager
def spans_overflow() -> Iterator[None]:
    """The order of spans is checked by a difference, which overflows."""
    right = inputs.checked_spans

    def wrong(spans: Any, text: str, number: int) -> Any:
        spans = list(spans)
        try:
            array = np.array(spans, dtype=np.int64).reshape(-1, 2)
        except (TypeError, ValueError, OverflowError):
            return right(spans, text, number)
        edges = array.ravel()
        inside = not len(edges) or (edges[0] >= 0 and edges[-1] <= len(text))
        if inside and (np.diff(edges) >= 0).all():
            return array
        return right(spans, text, number)

    with mock.patch.object(inputs, "checked_spans", wrong):
        yield


@contextmanager
def score_of_company() -> Iterator[None]:
    """The sum of a document is the difference of two sums over the batch: other last bits."""

    def wrong(sentence_score: Any, document: Any, documents: int) -> Any:
        totals = np.concatenate(([0.0], sentence_score.cumsum()))
        edges = document.searchsorted(np.arange(documents + 1))
        count = np.maximum(np.diff(edges), 1)
        return (totals[edges[1:]] - totals[edges[:-1]]) / count

    with mock.patch.object(scoring, "document_scores", wrong):
        yield


@contextmanager
def fence_silences_the_rest() -> Iterator[None]:
    """A fence that is open where its quotation or its list ends goes on to the end of the text."""
    right = markdown._find_blocks

    def wrong(text: str) -> Any:
        blocks = right(text)
        fences = list(re.finditer(r"^(?:> ?|- |\d\. )+(?:```|~~~)", text, re.MULTILINE))
        if len(fences) % 2 == 0:
            return blocks
        return blocks._replace(no_prose=[*blocks.no_prose, (fences[-1].start(), len(text))])

    with mock.patch.object(markdown, "_find_blocks", wrong):
        yield


@contextmanager
def mark_in_header() -> Iterator[None]:
    """The byte order mark at the beginning of a table is a part of the first name."""
    with mock.patch.object(tables, "_BYTE_ORDER_MARK", "\x00no mark"):
        yield


@contextmanager
def parts_of_another_job() -> Iterator[None]:
    """A part has only a number, and its hash covers the input alone: late parts count."""

    def path(self: Any, number: int) -> Path:
        return Path(self.folder) / f"{number:08d}.part"

    right = parts.Parts.write

    def write(self: Any, *arguments: Any) -> Any:
        # Whoever has the folder, the part is written.
        with mock.patch.object(parts.Parts, "_is_current", return_value=True):
            return right(self, *arguments)

    with (
        mock.patch.object(parts.Parts, "path", path),
        mock.patch.object(parts.Parts, "write", write),
    ):
        yield


@contextmanager
def quadratic_overlaps() -> Iterator[None]:
    """Of a chain of overlapping candidates, one is settled in a round."""

    def wrong(start: Any, end: Any, log_odds: Any) -> Any:
        keep = np.zeros(len(start), dtype=np.bool_)
        left = np.arange(len(start))
        rank = np.empty(len(start), dtype=np.int64)
        rank[np.lexsort((start, start - end, -np.asarray(log_odds)))] = np.arange(len(start))
        while len(left):
            # The best of each group of candidates that reach into each other.
            first = np.ones(len(left), dtype=np.bool_)
            first[1:] = start[left][1:] >= np.maximum.accumulate(end[left])[:-1]
            group = first.cumsum() - 1
            best = np.full(group[-1] + 1, len(start))
            np.minimum.at(best, group, rank[left])
            chosen = rank[left] == best[group]
            keep[left[chosen]] = True
            owner = left[chosen][group]
            left = left[(end[left] <= start[owner]) | (start[left] >= end[owner])]
        return keep

    with mock.patch.object(scoring, "best_of_overlaps", wrong):
        yield


@contextmanager
def carriage_return_ends_a_line() -> Iterator[None]:
    """Both characters of "\\r\\n" count as line ends, so that each line end is a blank line."""

    def wrong(tokens: Any) -> Any:
        ends = (tokens.character_class == NEWLINE).nonzero()[0]
        after = tokens.start.searchsorted(ends)
        return after[after < len(tokens)]

    with mock.patch.object(layout, "after_line_ends", wrong):
        yield


@contextmanager
def records_taken_for_lines() -> Iterator[None]:
    """In a table, a record counts as one line, also if a field of it holds several."""
    right = tables.DelimitedTable.read

    def wrong(self: Any, chunk: Any) -> Iterator[Any]:
        for count, (place, values) in enumerate(right(self, chunk)):
            yield place._replace(line=chunk.line + count), values

    with mock.patch.object(tables.DelimitedTable, "read", wrong):
        yield


@contextmanager
def quotation_mark_in_attribute() -> Iterator[None]:
    """A quotation mark in a value is not escaped, so that it can end an attribute of a page."""
    with mock.patch.object(markup, "escape", lambda text: escape(text, quote=False)):
        yield


@contextmanager
def lines_of_python() -> Iterator[None]:
    """In `check`, all that Python takes for a line end is one: form feeds, U+2028 and others."""

    def wrong(self: Any, text: str) -> None:
        lengths = [len(line) for line in text.splitlines(keepends=True)]
        self._starts = [0, *accumulate(lengths)]
        self.count = len(self._starts)

    with mock.patch.object(findings.LineStarts, "__init__", wrong):
        yield


@contextmanager
def cues_numbered_in_sentences() -> Iterator[None]:
    """The column `cue` counts from 0 in each sentence and not in each document."""
    right = Batch._cue_columns

    def wrong(self: Any) -> Any:
        cue = np.arange(len(self.cue_score))
        owner = np.repeat(self.cue_offsets[:-1], np.diff(self.cue_offsets))
        return right(self) | {"cue": cue - owner}

    with mock.patch.object(Batch, "_cue_columns", wrong):
        yield


# The next five came later, from somebody else. Three were found at once; for the files that are not
# UTF-8 and for wide characters, a promise and texts were added then.


@contextmanager
def first_member_alone() -> Iterator[None]:
    """Of a compressed file that was put together from several, the first one is read."""

    class Wrong(gzip._GzipReader):  # type: ignore[name-defined, misc]
        def _read_gzip_header(self) -> Any:
            begins = self._fp.file.tell() == 0 or not getattr(self, "_has_begun", False)
            self._has_begun = True
            return super()._read_gzip_header() if begins else False

    with mock.patch.object(gzip, "_GzipReader", Wrong):
        yield


@contextmanager
def columns_for_characters() -> Iterator[None]:
    """In a terminal, each character takes one column."""
    with mock.patch.object(
        terminal, "display_width", lambda text: len(terminal._STYLE.sub("", text))
    ):
        yield


@contextmanager
def groups_one_after_the_other() -> Iterator[None]:
    """In a chunk with Markdown and plain text, the rows stand in the order of these."""

    def wrong(found: Any) -> Any:
        if len(found) == 1:
            return found[0]
        lists = [
            {name: encoding.listed(column) for name, column in table.items()} for table in found
        ]
        return {name: [v for table in lists for v in table[name]] for name in lists[0]}

    with mock.patch.object(workers, "merge_tables", wrong):
        yield


@contextmanager
def threshold_of_one_comparison() -> Iterator[None]:
    """A sentence whose score is the threshold itself is not hedged."""
    right = pipeline.to_batch

    def wrong(*arguments: Any, **keywords: Any) -> Any:
        batch = right(*arguments, **keywords)
        return replace(batch, sentence_hedged=batch.sentence_score > batch.threshold + 1e-3)

    with mock.patch.object(pipeline, "to_batch", wrong):
        yield


@contextmanager
def cut_character_replaced() -> Iterator[None]:
    """A file that is not UTF-8 is read with a mark in place of what is wrong."""

    def wrong(content: bytes, name: str) -> tuple[str, str]:
        return content.decode("utf-8", "replace"), ""

    with (
        mock.patch.object(decoding, "decode_or_refuse", wrong),
        mock.patch.object(format_of_texts, "decode_or_refuse", wrong),
    ):
        yield


# The last five are from somebody who had not seen the targets.


@contextmanager
def options_by_ending() -> Iterator[None]:
    """The ending of a name decides whether a text is Markdown: `.gz` for all compressed files."""

    def wrong(documents: Any, options: Any) -> Any:
        sources = {Path(source).suffix: source for source in documents.sources}
        options_of = {ending: workers.options_for(options, own) for ending, own in sources.items()}
        chosen = [options_of[Path(source).suffix] for source in documents.sources]
        groups = [
            (group, documents.where([own == group for own in chosen]))
            for group in dict.fromkeys(chosen)
        ]
        return groups or [(options, documents)]

    with mock.patch.object(workers, "_by_options", wrong):
        yield


@contextmanager
def share_that_is_no_number() -> Iterator[None]:
    """A share of NaN is neither below 0 nor above 1, and so it is allowed."""
    right = settings.parse_share

    def wrong(text: str) -> float:
        return math.nan if text.strip().lower().strip("+-%") == "nan" else right(text)

    with mock.patch.object(settings, "parse_share", wrong):
        yield


@contextmanager
def name_of_a_holder() -> Iterator[None]:
    """The name of a holder goes to the terminal with its control characters."""

    def words(text: str) -> str:
        return " ".join(text.split())

    right = terminal._holder

    def wrong(cue: Any, sentence: Any) -> str:
        with mock.patch.object(terminal, "one_line", words):
            return right(cue, sentence)

    with mock.patch.object(terminal, "_holder", wrong):
        yield


@contextmanager
def mark_dropped() -> Iterator[None]:
    """The byte order mark of a text is dropped, and all offsets into the file are too low by 1."""
    right = decoding.decode_or_refuse

    def wrong(content: bytes, name: str) -> tuple[str, str]:
        text, refusal = right(content, name)
        return text.removeprefix("\ufeff"), refusal

    with (
        mock.patch.object(decoding, "decode_or_refuse", wrong),
        mock.patch.object(format_of_texts, "decode_or_refuse", wrong),
    ):
        yield


@contextmanager
def silence_to_the_end() -> Iterator[None]:
    """Each directive of `check` writes all lines up to the end: the time grows with the square."""

    def wrong(lines: Any, directives: Any) -> set[int]:
        words_of: dict[int, set[str]] = {}
        for match in directives:
            words_of.setdefault(lines.locate(match.start())[0], set()).add(match[1].lower())
        silenced: set[int] = set()
        for line, words in sorted(words_of.items()):
            if "off" in words:
                silenced.update(range(line, lines.count + 1))
            if "on" in words:
                silenced.difference_update(range(line + 1, lines.count + 1))
            if "ignore" in words:
                silenced.add(line)
        return silenced

    with mock.patch.object(findings, "_silenced_lines", wrong):
        yield


BUGS: Mapping[str, Bug] = {
    "offset behind an emoji": offset_behind_emoji,
    "last record dropped": last_record_dropped,
    "NaN in JSON": nan_in_json,
    "control character": control_character,
    "spans overflow": spans_overflow,
    "score of company": score_of_company,
    "fence silences the rest": fence_silences_the_rest,
    "mark in a header": mark_in_header,
    "parts of another job": parts_of_another_job,
    "quadratic overlaps": quadratic_overlaps,
    "carriage return": carriage_return_ends_a_line,
    "records taken for lines": records_taken_for_lines,
    "quotation mark": quotation_mark_in_attribute,
    "lines of Python": lines_of_python,
    "cues of a sentence": cues_numbered_in_sentences,
    "first member alone": first_member_alone,
    "columns for characters": columns_for_characters,
    "groups in order": groups_one_after_the_other,
    "threshold of one": threshold_of_one_comparison,
    "cut character": cut_character_replaced,
    "options by ending": options_by_ending,
    "share of NaN": share_that_is_no_number,
    "name of a holder": name_of_a_holder,
    "mark dropped": mark_dropped,
    "silence to the end": silence_to_the_end,
}


@contextmanager
def in_pure_python() -> Iterator[None]:
    """The bugs stand in Python, where the compiled kernel would pass them by."""
    with mock.patch.object(bridge, "extension", return_value=None):
        yield


@in_pure_python()
def find_all(
    targets: Mapping[str, Target],
    seed: int,
    seconds: float,
    *,
    report: Callable[[str], None] = lambda line: None,
    only: Collection[str] = (),
) -> dict[str, bool]:
    """Plant each bug, and run all targets until one fails or its share of the time is over.

    The time is that of the processor, so that a busy machine hides no bug. `only` names some bugs.

    A case that fails without the bug too has found something else.
    """
    found = {}
    others: set[str] = set()
    bugs = {name: BUGS[name] for name in only or BUGS}
    for name, bug in bugs.items():
        end = time.process_time() + seconds / len(bugs)
        found[name] = False
        while not found[name] and (left := end - time.process_time()) > 0:
            with bug():
                tallies = fuzz(
                    targets,
                    seed,
                    left,
                    stop_at_first=True,
                    leave_out=others,
                    clock=time.process_time,
                )
            cases = sum(tally.cases for tally in tallies)
            failed = next((tally for tally in tallies if tally.failures), None)
            if failed is None:
                report(f"{name:<26} not found in {cases:,} cases")
                continue
            number = failed.cases - 1
            if run_case(targets[failed.name], failed.name, seed, number):
                others.add(f"{failed.name} {number}")
                report(f"{failed.name} {number} fails without the bug too")
                continue
            found[name] = True
            spent = sum(tally.seconds for tally in tallies)
            report(f"{name:<26} found by {failed.name} in {cases:,} cases, {spent:.1f} s")
            report(f"    {failed.failures[0].splitlines()[0][:150]}")
    return found
