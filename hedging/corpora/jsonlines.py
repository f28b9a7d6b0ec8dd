"""JSON lines in our own format → Gold: the format for labelled text from your own domain.

Each line is one object:

    document   the name of the text that the row comes from; the rows of a document stay together
               in every split (default: the name of the file and the number of the line)
    text       a sentence, or a passage with "sentences": [[start, end], …]
    cues       [{"start": 6, "end": 13, "kind": "epistemic"}, …] in code points of `text`, without
               white space at either end; a cue may repeat its words as "text", as a check
    hedged     true or false, for a row without `cues` where only the sentence has a label
    kinds      the kinds that the annotators looked for (default: all eight)
    scheme     the definition of a hedge that the annotators followed (default: general)
    part       "test" keeps the row out of training (default: train)
    register   the name of a group of rows; results are also given by group, and a caller can name
               another field (`by`) to divide the rows by

A row that breaks these rules is a CorpusError with the file and the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.rows import JsonRow, read_rows
from hedging.kinds import HEDGE_KINDS


def read(path: Path, by: str | None = None) -> Iterator[Gold]:
    """The sentences of one file, in order; a passage with "sentences" yields a Gold for each.

    `by` names the field whose values are the groups of the rows, in place of "register"; a row that
    lacks it is in the group NO_VALUE.
    """
    for row in read_rows(path, ("text",)):
        group = row.string("register", "") if by is None else row.value_name(by)
        yield from _sentences(row, group)


def _sentences(row: JsonRow, group: str) -> Iterator[Gold]:
    text = row.string("text")
    scheme = row.string("scheme", "general")
    if not scheme:
        raise row.fault("scheme must have a name, got ''")
    kinds = row.kinds("kinds")
    hedged = row.flag("hedged")
    cues = [_cue(cue, text, kinds) for cue in row.objects("cues")] if "cues" in row else None
    spans = row.spans("sentences", len(text), default=[[0, len(text)]])
    for cue in cues or ():
        if not any(start <= cue.start and cue.end <= end for start, end in spans):
            raise row.fault(f"cue {cue.start}–{cue.end} lies in no sentence")
    for start, end in spans:
        inside = None
        if cues is not None:
            inside = tuple(
                GoldCue(cue.start - start, cue.end - start, cue.kind)
                for cue in cues
                if start <= cue.start and cue.end <= end
            )
            hedged = any(cue.kind in HEDGE_KINDS for cue in inside)
        yield Gold(row.document, text[start:end], inside, hedged, scheme, kinds, row.part, group)


def _cue(row: JsonRow, text: str, kinds: frozenset[str]) -> GoldCue:
    kind = row.string("kind")
    if kind not in kinds:
        raise row.fault(f"unknown kind {kind!r}; expected one of {', '.join(sorted(kinds))}")
    start, end = row.span(text)
    words = text[start:end]
    if row.string("text", words) != words:
        raise row.fault(
            f"cue {row['text']!r} does not stand at {start}–{end}, where the text has {words!r}"
        )
    bare = words.strip()
    if not bare:
        raise row.fault(f"cue {start}–{end} is white space only; remove it")
    if bare != words:
        begin = start + words.index(bare)
        raise row.fault(
            f"cue {words!r} at {start}–{end} begins or ends with white space; "
            f"label {bare!r} at {begin}–{begin + len(bare)}"
        )
    return GoldCue(start, end, kind)
