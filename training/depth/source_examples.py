"""Marked documents → columns: sentences with their places, and who is named as the source of each.

A place is a cue of our own marks, or a reporting verb of GUM. Both become `SourceExamples`, so that
the models of sources learn from both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.depth.quotation import inside_quotation
from hedging.depth.rows import CueRows, gather
from hedging.kinds import HOLDERS, KINDS
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Ints
from hedging.text.tokens import Tokens, tokenize
from training.corpora.attribution import AttributedDocument
from training.corpora.scopes import ScopedDocument
from training.corpora.subjects import Span

#: Stands for the source of a place without one.
NO_SPAN = (-1, -1)


@dataclass(frozen=True, slots=True)
class SourceExamples:
    """Sentences with their places, and the marks of each place.

    `cued.token` are tokens of the document, `origin` is the code point of each row. `quoted_row`
    says that a row is inside a quotation. A source has the rows `source[:, 0]:source[:, 1]`, -1 for
    none. `document` and `group` have an item for each sentence.
    """

    cued: CueRows
    quoted_row: Bools
    source: Ints
    holder: Ints
    quoted: Bools
    negated: Bools
    document: tuple[str, ...]
    group: tuple[str, ...]


def encode_cues(documents: Iterable[ScopedDocument], classes: WordClasses) -> SourceExamples:
    """The sentences of our own marks, with their cues."""
    parts = []
    for document in documents:
        bounds = [
            (start, start + len(sentence.text))
            for start, sentence in zip(document.starts, document.sentences, strict=True)
        ]
        cues = [
            (start + cue.start, start + cue.end, number, cue, start)
            for number, (start, sentence) in enumerate(
                zip(document.starts, document.sentences, strict=True)
            )
            for cue in sentence.cues
        ]
        cues.sort(key=lambda row: row[:2])
        spans = [(a, b, number, KINDS.index(cue.kind)) for a, b, number, cue, _ in cues]
        sources = [
            NO_SPAN if cue.source is None else (cue.source[0] + origin, cue.source[1] + origin)
            for *_, cue, origin in cues
        ]
        verdicts = [(HOLDERS.index(cue.holder), cue.quoted, cue.negated) for *_, cue, _ in cues]
        names = [(s.document, s.group) for s in document.sentences]
        parts.append(_encoded(document.text, bounds, spans, sources, verdicts, names, classes))
    return _joined(parts)


def encode_attributions(
    documents: Iterable[AttributedDocument], classes: WordClasses
) -> SourceExamples:
    """All sentences of the documents, with the reporting verbs whose source is known."""
    parts = []
    for document in documents:
        starts = np.array([start for start, _ in document.sentences])
        known = sorted(
            {(a.anchor, a.source) for a in document.attributions if a.anchor and a.source}
        )
        spans: list[tuple[int, int, int, int]] = []
        sources: list[Span] = []
        for anchor, source in known:
            number = int(starts.searchsorted(anchor[0], side="right")) - 1
            if spans and spans[-1][:2] == anchor:
                continue
            spans.append((*anchor, number, 0))
            sources.append(source)
        verdicts = [(0, False, False)] * len(spans)
        names = [(document.document, document.group)] * len(starts)
        parts.append(
            _encoded(document.text, document.sentences, spans, sources, verdicts, names, classes)
        )
    return _joined(parts)


def _encoded(
    text: str,
    bounds: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int, int, int]],
    sources: Sequence[tuple[int, int]],
    verdicts: Sequence[tuple[int, bool, bool]],
    names: Sequence[tuple[str, str]],
    classes: WordClasses,
) -> SourceExamples:
    tokens = tokenize(text)
    edges = np.array(bounds).T
    firsts, stops = _tokens_of(tokens, *edges)
    columns = np.array(spans, dtype=np.int64).reshape(-1, 4).T
    cues = (*_tokens_of(tokens, columns[0], columns[1]), columns[2], columns[3].astype(np.uint8))
    cued = gather(tokens, (firsts, stops), np.arange(len(bounds)), cues, classes)
    named = np.array(sources, dtype=np.int64).reshape(-1, 2)
    source = np.stack(_tokens_of(tokens, *named.T), axis=1)
    shift = (cued.first - firsts)[cued.sentence][:, None]
    marks = np.array(verdicts, dtype=np.int64).reshape(-1, 3)
    return SourceExamples(
        cued,
        inside_quotation(tokens)[cued.token],
        np.where(named < 0, -1, source + shift),
        marks[:, 0],
        marks[:, 1] > 0,
        marks[:, 2] > 0,
        tuple(name for name, _ in names),
        tuple(group for _, group in names),
    )


def _tokens_of(tokens: Tokens, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """The first token of each span of code points, and the stop after its last."""
    first = tokens.end.searchsorted(start, side="right")
    return first, np.maximum(tokens.start.searchsorted(end), first)


# The columns of CueRows that hold rows, and those that hold numbers of sentences.
_ROWS, _SENTENCES = ("first", "stop", "start", "end"), ("sentence",)


def _joined(parts: Sequence[SourceExamples]) -> SourceExamples:
    """The parts, one after the other."""
    rows = np.cumsum([0] + [len(part.cued.ids) for part in parts])
    sentences = np.cumsum([0] + [len(part.cued.first) for part in parts])
    columns: dict[str, npt.NDArray[np.int64]] = {}
    for name in CueRows._fields:
        shifts = rows if name in _ROWS else sentences if name in _SENTENCES else None
        values = [getattr(part.cued, name) for part in parts]
        if shifts is not None:
            values = [value + shift for value, shift in zip(values, shifts, strict=False)]
        columns[name] = np.concatenate(values)
    sources = [
        np.where(part.source < 0, -1, part.source + shift)
        for part, shift in zip(parts, rows, strict=False)
    ]
    return SourceExamples(
        CueRows(**columns),  # type: ignore[arg-type]
        np.concatenate([part.quoted_row for part in parts]),
        np.concatenate(sources),
        np.concatenate([part.holder for part in parts]),
        np.concatenate([part.quoted for part in parts]),
        np.concatenate([part.negated for part in parts]),
        tuple(name for part in parts for name in part.document),
        tuple(name for part in parts for name in part.group),
    )
