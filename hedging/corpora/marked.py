"""Text with marked cues → Gold: `It [may|epistemic] rain.`, the notation of `hedging score`.

A file has one sentence a line. A sentence without a mark has no cue. Behind a tab, `hedged` or
`plain` says that only the sentence has a label. A line `# document: NAME`, or `── NAME` as
`hedging score` prints it, begins a document; before it, the name of the file is the document. Other
lines that begin with `# ` are comments, and blank lines mean nothing.

What `hedging score` prints beside the sentences is passed over: the column of scores, the reasons,
and the summary.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.rows import JsonRow, read_lines
from hedging.errors import CorpusError, InputError
from hedging.kinds import HEDGE_KINDS
from hedging.text.notation import Mark, read_marks, write_marks

#: What stands behind a tab where only the sentence has a label.
LABELS = {"hedged": True, "plain": False}
_NAMES: dict[bool | None, str] = {hedged: label for label, hedged in LABELS.items()}

_DOCUMENT = re.compile(r"(?:# document:|── )(.*)", re.IGNORECASE)
# What `hedging score` prints: "● 0.99  ", with --confidence "   45%  " or "     –  "; the reasons
# of --explain; the first line of a summary, which goes on to a blank line; lines without content.
_COLUMN = re.compile(r"[● ] (?:\d\.\d\d|[ \d]{3}%| {3}–)  (?=\S)")
_REASONS = re.compile(r" {8}\d\.\d\d  “")
_SUMMARY = re.compile(
    # Outputs of earlier versions say "hedged".
    r"[\d,]+ of [\d,]+ sentences? (?:hedged|leaves? something open) \(\d+%\)"
)
_NOTHING = ("#", "…", "There is no sentence in this text", "no sentence in the text")


def read(path: Path) -> Iterator[Gold]:
    """The sentences of one file, in order."""
    return read_sentences(read_lines(path), path)


def read_sentences(lines: Iterable[str], path: Path) -> Iterator[Gold]:
    """The sentences of the lines of a file; `path` names it in errors, and as a document."""
    document = path.name
    in_summary = False
    for number, line in enumerate(lines, 1):
        row = JsonRow({}, f"{path}:{number}")
        if not line.strip():
            in_summary = False
        elif begins := _DOCUMENT.match(line):
            document, in_summary = begins[1].strip(), False
            if not document:
                raise row.fault("the document has no name: write one behind '# document:'")
        elif not in_summary and (sentence := _sentence(line)):
            if sentence.startswith('{"'):
                raise row.fault("looks like JSON: give a file of JSON lines the ending .jsonl")
            row["document"] = document
            yield _labelled_line(row, sentence)
        else:
            in_summary = in_summary or bool(_SUMMARY.match(line))


def _sentence(line: str) -> str:
    """The sentence of a line, with its label; "" for a line that has none."""
    if column := _COLUMN.match(line):
        return line[column.end() :].rstrip()
    is_passed_over = line.startswith("# ") or _REASONS.match(line) or _SUMMARY.match(line)
    return "" if is_passed_over or line.strip() in _NOTHING else line.rstrip()


def _labelled_line(row: JsonRow, sentence: str) -> Gold:
    text, tab, label = sentence.rpartition("\t")
    if not tab:
        return labelled_sentence(row, sentence)
    if label.strip() not in LABELS:
        raise row.fault(
            f"expected {' or '.join(LABELS)} behind the last tab, got {label.strip()[:60]!r}: "
            "write one of them, or a space in place of the tab"
        )
    return labelled_sentence(row, text, LABELS[label.strip()])


def labelled_sentence(
    row: JsonRow, sentence: str, hedged: bool | None = None, *, is_labelled: bool = True
) -> Gold:
    """The Gold of a sentence in the notation, with the other fields of its row.

    `hedged` is the label of the sentence, if it has one. Without it, and without marks, the
    sentence has no cue; if `is_labelled` is False, it has no label either. Raises CorpusError for a
    mark that cannot be read, and for a label that the marks contradict.
    """
    kinds = row.kinds("kinds")
    try:
        text, marks = read_marks(sentence.strip())
    except InputError as error:
        raise row.fault(str(error)) from error
    if not text:
        raise row.fault("there is no sentence: write one, or remove the line")
    for mark in marks:
        if mark.kind not in kinds:
            raise row.fault(
                f"unknown kind {mark.kind!r}; expected one of {', '.join(sorted(kinds))}"
            )
    by_marks = any(mark.kind in HEDGE_KINDS for mark in marks)
    if marks and hedged not in (None, by_marks):
        raise row.fault(
            f"the label says {_NAMES[hedged]}, but the marks make the sentence {_NAMES[by_marks]}: "
            "change the one or the other"
        )
    has_cues = bool(marks) or (hedged is None and is_labelled)
    cues = tuple(GoldCue(*mark) for mark in marks) if has_cues else None
    return row.gold(text, cues, hedged)


def line_of(gold: Gold) -> str:
    """The sentence as a line of the notation.

    Cues must have kinds. A label without cues stands behind a tab.

    >>> line_of(Gold("a", "It may\\nrain.", (GoldCue(3, 6, "epistemic"),), True, "general"))
    'It [may|epistemic] rain.'
    >>> line_of(Gold("a", "It rained.", None, False, "general"))
    'It rained.\\tplain'
    """
    has_label = gold.cues is None and gold.hedged is not None
    label = f"\t{_NAMES[gold.hedged]}" if has_label else ""
    marks = [Mark(cue.start, cue.end, str(cue.kind)) for cue in gold.cues or ()]
    return " ".join(write_marks(gold.text, marks).split()) + label


def is_writable(gold: Gold) -> bool:
    """Whether `line_of` gives a line that is read as the same sentence with the same label."""
    try:
        read_back = list(read_sentences([line_of(gold)], Path(gold.document)))
    except CorpusError:
        return False
    gold = on_one_line(gold)
    expected = (gold.text, gold.cues, gold.hedged)
    return [(one.text, one.cues, one.hedged) for one in read_back] == [expected]


def on_one_line(gold: Gold) -> Gold:
    """The sentence with one space for each run of white space, and none around it."""
    words = list(re.finditer(r"\S+", gold.text))
    old, new, length = [], [], 0
    for word in words:
        old.append(word.start())
        new.append(length)
        length += len(word[0]) + 1

    def moved(offset: int) -> int:
        number = bisect_right(old, offset) - 1
        return new[number] + offset - old[number]

    text = " ".join(word[0] for word in words)
    if gold.cues is None or text == gold.text:
        return replace(gold, text=text)
    # The end of a cue is behind its last character, which is no white space.
    cues = (GoldCue(moved(cue.start), moved(cue.end - 1) + 1, cue.kind) for cue in gold.cues)
    return replace(gold, text=text, cues=tuple(cues))
