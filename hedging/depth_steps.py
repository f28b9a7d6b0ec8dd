"""The way beyond cues: steps of a round → scopes, strengths and holders, and how sure it sounds.

    cues ─ gather ─┬─ find_scopes ──┐
                   ├─ find_sources ─┼─ sentence_log_odds ─ answer_confidence
    tokens ────────┴─ roles_of ─────┘

Only sentences with a cue, or with words that call for it, are gathered; every other sentence is a
plain statement. The models of this way are the same whatever model has found the cues, but for the
confidence and the roles: an encoder with a branch for them reads the sentences that it has read for
their cues, and all that are gathered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.compiled_depth import find_scopes
from hedging.depth.claims import (
    CLAIM,
    FRAME,
    SOURCE,
    UNKNOWN,
    answer_confidence,
    are_headings,
    counting,
    roles_of,
)
from hedging.depth.columns import NO_SPAN, DepthColumns
from hedging.depth.confidence import UNIT, cue_log_odds, denied, sentence_log_odds, signalled
from hedging.depth.cued import CuedSentences, gather
from hedging.depth.encoded import Spoken, read_answers, read_sentences
from hedging.depth.figures import stated
from hedging.depth.files import shipped_depth
from hedging.depth.model import DepthModel
from hedging.depth.quotation import inside_quotation
from hedging.depth.sources import find_sources
from hedging.model.scoring import logistic
from hedging.model.word_classes import WordClasses
from hedging.pipeline import Criteria, Cues, Layout, Steps
from hedging.text.hashing import Bools, Ints
from hedging.text.lines import documents_of

#: A sentence of more tokens is none, and nothing in it is read.
LONGEST = 2_000

# The scheme whose scopes are those of BioScope.
_BIOSCOPE = "bioscope"
# Tokens of gathered sentences that are read at a time.
_BLOCK = 1 << 15


def read_depth(steps: Steps, batch: Batch, criteria: Criteria) -> DepthColumns:
    """The depth of a scored round."""
    model, layout = shipped_depth(), steps.layout
    cues = steps.cues.take(steps.scores.shown)
    bounds = (layout.first, layout.stop)
    has_cue = np.zeros(len(layout.start), dtype=np.bool_)
    has_cue[cues.sentence] = True
    read = has_cue | signalled(layout.tokens, bounds, model.confidence.signals)
    length = layout.stop - layout.first
    is_sentence = (length > 0) & (length <= LONGEST)
    of_cues, sure = _read_closely(steps, cues, (read & is_sentence).nonzero()[0], criteria)
    role = roles_of(layout.tokens, bounds, model.claims)
    document = documents_of(layout.start, layout.document_start)
    encoder = criteria.model.encoder
    reader = encoder.confidence if encoder is not None else None
    if reader is not None:
        spoken = Spoken(layout.texts, layout.document_start, layout.start, layout.end, length)
        by_encoder = (read if steps.encoded is None else read | steps.encoded) & is_sentence
        rows = by_encoder.nonzero()[0]
        log_odds, role[rows] = read_sentences(spoken, rows, reader)
        sure.log_odds[rows] = np.where(sure.stated[rows], sure.log_odds[rows], log_odds)
    # A reference or an announcement does not hedge.
    role[has_cue & ((role == SOURCE) | (role == FRAME))] = CLAIM
    role[(role == CLAIM) & are_headings(layout.tokens, bounds, read, document)] = FRAME
    answer = answer_confidence(sure.log_odds, role, has_cue, document, len(batch))
    if reader is not None:
        counts = counting(role, has_cue, document, len(batch))
        # A stated figure takes the place of everything else, and plain statements stay plain.
        skipped = np.bincount(document[counts & sure.stated], minlength=len(batch)) > 0
        skipped |= np.bincount(document[counts & by_encoder], minlength=len(batch)) == 0
        documents, log_odds = read_answers(spoken, counts, skipped, document, reader)
        answer[documents] = logistic(log_odds / UNIT)
    states = (role == CLAIM) | (role == UNKNOWN)
    places = _Places(layout, cues, document)
    return DepthColumns(
        model=model.name,
        document_confidence=answer,
        sentence_confidence=np.where(states, logistic(sure.log_odds / UNIT), np.nan),
        sentence_role=role,
        cue_scope_start=places.starts(of_cues.scope_first),
        cue_scope_end=places.ends(of_cues.scope_stop),
        cue_strength=logistic(of_cues.log_odds / UNIT),
        cue_holder=of_cues.holder,
        cue_source_start=places.starts(of_cues.source_first),
        cue_source_end=places.ends(of_cues.source_stop),
        cue_quoted=of_cues.quoted,
        cue_negated=of_cues.negated,
    )


@dataclass(slots=True)
class _CueColumns:
    """What is known of each cue; spans are tokens of the round, NO_SPAN where there is none."""

    scope_first: Ints
    scope_stop: Ints
    holder: npt.NDArray[np.uint8]
    source_first: Ints
    source_stop: Ints
    quoted: Bools
    negated: Bools
    log_odds: Ints

    def put(self, rows: Ints, values: _CueColumns) -> None:
        """Enter what is known of some cues."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(values, field.name)


@dataclass(slots=True)
class _Sureness:
    """How sure each sentence sounds, as log-odds in UNITs, and whether a figure in it says so."""

    log_odds: Ints
    stated: Bools


def _read_closely(
    steps: Steps, cues: Cues, sentences: Ints, criteria: Criteria
) -> tuple[_CueColumns, _Sureness]:
    """What is known of each cue, and how sure each sentence sounds; the others are plain."""
    model, layout = shipped_depth(), steps.layout
    length = layout.stop - layout.first
    of_cues = _unread(cues, model)
    plain = np.full(len(length), model.confidence.plain, dtype=np.int64)
    sure = _Sureness(plain, np.zeros(len(length), dtype=np.bool_))
    readable = (length[cues.sentence] <= LONGEST).nonzero()[0]
    of_readable = cues.sentence[readable]
    has_cues = len(cues.start) > 0
    quoted = inside_quotation(layout.tokens, layout.document_start) if has_cues else None
    for block in _blocks(sentences, length):
        here = readable[slice(*of_readable.searchsorted((block[0], block[-1] + 1)))]
        own = cues if len(here) == len(cues.start) else cues.take(here)
        cued = _gathered(layout, block, own, None)
        found = _of_cues(cued, own, quoted, layout, criteria, model)
        found.log_odds = denied(cue_log_odds(cued, model.confidence.strengths), found.negated)
        if own is cues:
            of_cues = found
        else:
            of_cues.put(here, found)
        scopes = found.scope_first, found.scope_stop
        figures = stated(cued, model.confidence.figures)
        answer = sentence_log_odds(cued, found.log_odds, scopes, model.confidence, figures)
        sure.log_odds[block] = np.round(answer * UNIT).astype(np.int64)
        sure.stated[block[figures[0]]] = True
    return of_cues, sure


def _unread(cues: Cues, model: DepthModel) -> _CueColumns:
    """Cues of which only their kind is known: each is its own scope, and the writer's doubt."""
    size = len(cues.start)
    return _CueColumns(
        scope_first=cues.start.copy(),
        scope_stop=cues.end.copy(),
        holder=np.zeros(size, dtype=np.uint8),
        source_first=np.full(size, NO_SPAN),
        source_stop=np.full(size, NO_SPAN),
        quoted=np.zeros(size, dtype=np.bool_),
        negated=np.zeros(size, dtype=np.bool_),
        log_odds=model.confidence.strengths.kind_log_odds[cues.kind].astype(np.int64),
    )


def _blocks(sentences: Ints, length: Ints) -> Iterator[Ints]:
    """Sentences in blocks of so many tokens that memory is bounded however long the document."""
    block = length[sentences].cumsum() // _BLOCK
    edges = (block[1:] != block[:-1]).nonzero()[0] + 1
    # Without sentences there is no block.
    for begin, end in pairwise([0, *edges.tolist(), len(sentences)] if len(sentences) else []):
        yield sentences[begin:end]


def _gathered(
    layout: Layout, sentences: Ints, cues: Cues, classes: WordClasses | None
) -> CuedSentences:
    """Some sentences with their cues."""
    columns = (cues.start, cues.end, cues.sentence, cues.kind)
    return gather(layout.tokens, (layout.first, layout.stop), sentences, columns, classes)


def _of_cues(
    gathered: CuedSentences,
    cues: Cues,
    quoted: Bools | None,
    layout: Layout,
    criteria: Criteria,
    model: DepthModel,
) -> _CueColumns:
    """The scope and the source of each cue in the sentences that are `gathered`."""
    columns = _unread(cues, model)
    if quoted is None or len(cues.start) == 0:
        return columns
    word_classes = criteria.model.word_classes
    has_cue = np.zeros(len(gathered.number), dtype=np.bool_)
    has_cue[gathered.sentence] = True
    sentences = gathered.number[has_cue]
    if len(sentences) == len(gathered.number):
        classes = word_classes.classes_of(layout.tokens, gathered.token)
        cued = replace(gathered, classes=classes)
    else:
        cued = _gathered(layout, sentences, cues, word_classes)
    tables = model.bioscope_scopes if criteria.scheme.name == _BIOSCOPE else model.scopes
    begin, stop = find_scopes(cued, tables, pure=criteria.pure)
    columns.scope_first, columns.scope_stop = cued.token[begin], cued.token[stop - 1] + 1
    sources = find_sources(cued, quoted[cued.token], model.sources)
    has_source = sources.first >= 0
    columns.source_first[has_source] = cued.token[sources.first[has_source]]
    columns.source_stop[has_source] = cued.token[sources.stop[has_source] - 1] + 1
    columns.holder, columns.quoted = sources.holder, sources.quoted
    columns.negated = sources.negated
    return columns


class _Places:
    """Tokens of the round → code points of the document of each cue."""

    def __init__(self, layout: Layout, cues: Cues, document: Ints) -> None:
        self._tokens = layout.tokens
        self._origin = layout.document_start[document[cues.sentence]]

    def starts(self, first: Ints) -> npt.NDArray[np.int64]:
        """Where runs of tokens begin."""
        places = self._tokens.start[np.maximum(first, 0)] - self._origin
        return np.where(first < 0, NO_SPAN, places)

    def ends(self, stop: Ints) -> npt.NDArray[np.int64]:
        """Where runs of tokens end."""
        places = self._tokens.end[np.maximum(stop - 1, 0)] - self._origin
        return np.where(stop < 0, NO_SPAN, places)
