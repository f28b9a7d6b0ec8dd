"""Columns of a document → its Report, with a quarter of the time for each record.

A frozen dataclass sets each of its fields by a call that says that this once it may. A document has
a record for each sentence and for each cue, and they were a fifth of the time of a short article.
So a record is filled while it is open, as an object of a class with the same slots, and then gets
the class that nobody can change. It is equal to what the class itself would make.

The collector of cycles looks at all objects again and again while there are more and more of them.
Records hold no cycles, so that it waits until a document with many of them has all of its own.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any

from hedging.kinds import KINDS
from hedging.results import Cue, Report, Sentence, Span

if TYPE_CHECKING:
    from hedging.batch import Batch


# Documents with fewer records are made before the collector has come often.
_MANY = 5_000


class _Waiting:
    """How many threads make the collector wait, and whether it was on before the first of them."""

    lock = Lock()
    threads = 0
    was_on = False


@contextmanager
def _collector_waits() -> Iterator[None]:
    with _Waiting.lock:
        if _Waiting.threads == 0:
            _Waiting.was_on = gc.isenabled()
            gc.disable()
        _Waiting.threads += 1
    try:
        yield
    finally:
        with _Waiting.lock:
            _Waiting.threads -= 1
            if _Waiting.threads == 0 and _Waiting.was_on:
                gc.enable()


class _OpenCue:
    __slots__ = Cue.__slots__

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        kind: str,
        score: float,
        scope: Span | None = None,
        strength: float | None = None,
        holder: str | None = None,
        source: Span | None = None,
        quoted: bool | None = None,
        negated: bool | None = None,
    ) -> None:
        self.start, self.end, self.text = start, end, text
        self.kind, self.score = kind, score
        self.scope, self.strength = scope, strength
        self.holder, self.source = holder, source
        self.quoted, self.negated = quoted, negated
        self.__class__ = Cue  # type: ignore[assignment]


class _OpenSentence:
    __slots__ = Sentence.__slots__

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        score: float,
        hedged: bool,
        cues: tuple[Cue, ...],
        role: str | None = None,
        confidence: float | None = None,
    ) -> None:
        self.start, self.end, self.text = start, end, text
        self.score, self.hedged, self.cues = score, hedged, cues
        self.role, self.confidence = role, confidence
        self.__class__ = Sentence  # type: ignore[assignment]


class _OpenReport:
    __slots__ = Report.__slots__

    def __init__(self, batch: Batch, number: int) -> None:
        depth = batch.depth
        self.text, self.score = batch.texts[number], float(batch.document_score[number])
        self.sentences = _sentences(batch, number)
        self.model, self.scheme = batch.model, batch.scheme
        self.hedge_kinds, self.threshold = batch.hedge_kinds, batch.threshold
        self.confidence = None if depth is None else depth.document(number)
        self.depth = None if depth is None else depth.model
        self.__class__ = Report  # type: ignore[assignment]


def report_of(batch: Batch, number: int) -> Report:
    """The report of a document of a batch."""
    first, stop = batch.sentence_offsets[number : number + 2].tolist()
    records = stop - first + int(batch.cue_offsets[stop] - batch.cue_offsets[first])
    if records < _MANY:
        report: Any = _OpenReport(batch, number)
    else:
        with _collector_waits():
            report = _OpenReport(batch, number)
    return report  # type: ignore[no-any-return]


def _sentences(batch: Batch, number: int) -> tuple[Sentence, ...]:
    """The sentences of a document; whole columns become lists, since a number costs as much."""
    text, depth = batch.texts[number], batch.depth
    first, stop = batch.sentence_offsets[number : number + 2].tolist()
    edges = batch.cue_offsets[first : stop + 1].tolist()
    begin, end = edges[0], edges[-1]
    cues: tuple[Any, ...] = ()
    if end > begin:
        rows = slice(begin, end)
        starts, ends = batch.cue_start[rows].tolist(), batch.cue_end[rows].tolist()
        kinds = [KINDS[kind] for kind in batch.cue_kind[rows].tolist()]
        columns: Iterable[Sequence[Any]] = (
            () if depth is None else zip(*depth.cues(rows), strict=True)
        )
        scores = batch.cue_score[rows].tolist()
        cues = tuple(map(_OpenCue, starts, ends, _cut(text, starts, ends), kinds, scores, *columns))
    rows = slice(first, stop)
    starts, ends = batch.sentence_start[rows].tolist(), batch.sentence_end[rows].tolist()
    own = [cues[a - begin : b - begin] for a, b in pairwise(edges)]
    scores, hedged = batch.sentence_score[rows].tolist(), batch.sentence_hedged[rows].tolist()
    columns = () if depth is None else zip(*depth.sentences(rows), strict=True)
    made: Iterable[Any] = map(
        _OpenSentence, starts, ends, _cut(text, starts, ends), scores, hedged, own, *columns
    )
    return tuple(made)


def _cut(text: str, starts: list[int], ends: list[int]) -> list[str]:
    """What stands at some spans of a text."""
    return [text[a:b] for a, b in zip(starts, ends, strict=True)]
