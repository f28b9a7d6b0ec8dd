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
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.depth.answers import short_answers
from hedging.depth.claims import (
    CLAIM,
    UNKNOWN,
    answer_confidence,
    counting,
    settle_roles,
)
from hedging.depth.columns import NO_SPAN, DepthColumns
from hedging.depth.confidence import (
    INPUTS,
    UNIT,
    bounded,
    denied,
    figure_log_odds,
    joined_inputs,
    sentence_inputs,
    wording_log_odds,
)
from hedging.depth.cued import LONGEST
from hedging.depth.encoded import Spoken, beside_light, read_answers, read_sentences
from hedging.depth.files import depth_beside
from hedging.depth.model import DepthModel
from hedging.depth.rounds import Reading, TokenRound
from hedging.depth.scopes import find_scopes
from hedging.depth.sources import find_sources
from hedging.engine.pipeline import Criteria, Steps
from hedging.model.scoring import Floats, logistic
from hedging.text.hashing import Bools, Ints
from hedging.text.lines import documents_of

# Tokens of gathered sentences that are read at a time.
_BLOCK = 1 << 15


def read_depth(steps: Steps, batch: Batch, criteria: Criteria) -> DepthColumns:
    """The depth of a scored round."""
    layout = steps.layout
    cues = steps.cues.only(steps.scores.shown)
    own = TokenRound(
        layout.tokens,
        (layout.first, layout.stop),
        documents_of(layout.start, layout.document_start),
        layout.document_start,
        (cues.start, cues.end, cues.sentence, cues.kind),
        (depth_beside(criteria.model), criteria.model.word_classes),
    )
    return _depth_of(own, batch, criteria, steps)


def _depth_of(own: TokenRound, batch: Batch, criteria: Criteria, steps: Steps) -> DepthColumns:
    """The depth of a round whose cues are those of its batch."""
    model, documents = depth_beside(criteria.model), len(batch)
    document, length = own.document, own.length
    has_cue = np.bincount(own.cue_sentence, minlength=len(length)) > 0
    outline = own.outline()
    role, read = outline.role, has_cue | outline.signalled
    settle_roles(role, has_cue, outline.looks_like_heading & ~read, document)
    is_sentence = (length > 0) & (length <= LONGEST)
    counts = counting(role, has_cue, document, documents)
    short = short_answers(
        counts & is_sentence, read, outline.signalled_if_short, length, document, documents
    )
    read = (read | short.read) & is_sentence
    rows = (read | short.joined).nonzero()[0]
    of_cues, sure = _read_closely(own, rows, (outline.words, short.joined), batch, criteria)
    sure.log_odds[~read] = model.confidence.plain
    reader = criteria.model.encoder.confidence if criteria.model.encoder else None
    if reader is not None:
        by_encoder = (read if steps.encoded is None else read | steps.encoded) & is_sentence
        rows = by_encoder.nonzero()[0]
        spoken = _spoken(steps, length, own.denied_figures(rows))
        log_odds, role[rows] = read_sentences(spoken, rows, reader)
        log_odds = beside_light(log_odds, sure.log_odds[rows])
        log_odds = bounded(log_odds, sure.denying[rows])
        sure.log_odds[rows] = np.where(sure.stated[rows], sure.log_odds[rows], log_odds)
        settle_roles(role, has_cue, outline.looks_like_heading & ~read, document)
        counts = counting(role, has_cue, document, documents)
    answer = answer_confidence(sure.log_odds, role, has_cue, document, documents)
    # A stated figure takes the place of everything else.
    skipped = np.bincount(document[counts & sure.stated], minlength=documents) > 0
    joined = short.joined & ~skipped[document]
    answered, log_odds = _read_joined(sure.inputs[joined[short.joined]], document[joined], model)
    if reader is not None:
        light = np.full(documents, np.nan)
        light[answered] = log_odds
        # Plain statements stay plain.
        skipped |= np.bincount(document[counts & by_encoder], minlength=documents) == 0
        answered, log_odds = read_answers(spoken, counts, skipped, document, reader)
        log_odds = beside_light(log_odds, light[answered])
    answer[answered] = logistic(log_odds / UNIT)
    states = (role == CLAIM) | (role == UNKNOWN)
    return DepthColumns(
        model=model.name,
        document_confidence=answer,
        sentence_confidence=np.where(states, logistic(sure.log_odds / UNIT), np.nan),
        sentence_role=role,
        cue_scope_start=of_cues.scope_start,
        cue_scope_end=of_cues.scope_end,
        cue_strength=logistic(of_cues.log_odds / UNIT),
        cue_holder=of_cues.holder,
        cue_source_start=of_cues.source_start,
        cue_source_end=of_cues.source_end,
        cue_quoted=of_cues.quoted,
        cue_negated=of_cues.negated,
    )


def _spoken(steps: Steps, length: Ints, left_out: tuple[Ints, Ints]) -> Spoken:
    """The sentences of a round as an encoder reads them, without some spans of the joined text."""
    layout, cues = steps.layout, steps.cues.only(steps.scores.shown)
    cue = layout.end.copy()
    np.minimum.at(cue, cues.sentence, layout.tokens.start[cues.start])
    own = layout.texts, layout.document_start, layout.start, layout.end
    return Spoken(*own, length, cue, left_out)


@dataclass(slots=True)
class _CueColumns:
    """What is known of each cue; spans are code points of its document."""

    scope_start: Ints
    scope_end: Ints
    holder: npt.NDArray[np.uint8]
    source_start: Ints
    source_end: Ints
    quoted: Bools
    negated: Bools
    log_odds: Ints

    def put(self, rows: Ints, values: _CueColumns) -> None:
        """Enter what is known of some cues."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(values, field.name)


@dataclass(slots=True)
class _Sureness:
    """How sure each sentence sounds, as log-odds in UNITs, and whether a figure in it says so.

    `denying` says which deny a figure and state none. `inputs` are what the network reads of the
    sentences that are joined.
    """

    log_odds: Ints
    stated: Bools
    denying: Bools
    inputs: Floats


class _BlockRows(NamedTuple):
    """The sentences of a block, laid one after the other, and the cues in them."""

    first: Ints
    stop: Ints
    sentence: Ints
    kind: npt.NDArray[np.uint8]


def _read_joined(inputs: Floats, document: Ints, model: DepthModel) -> tuple[Ints, Ints]:
    """The documents of some sentences, each read as one text, and their log-odds in UNITs."""
    answered, begins = np.unique(document, return_index=True)
    log_odds = wording_log_odds(joined_inputs(inputs, begins), model.confidence)
    return answered, _in_units(log_odds)


def _in_units(log_odds: Floats) -> Ints:
    return np.round(log_odds * UNIT).astype(np.int64)


def _read_closely(
    own: TokenRound,
    sentences: Ints,
    of_sentences: tuple[Ints, Bools],
    batch: Batch,
    criteria: Criteria,
) -> tuple[_CueColumns, _Sureness]:
    """What is known of each cue, and how sure each sentence sounds; the others are plain.

    `of_sentences` are the numbers of their spoken words, and which are joined.
    """
    model, length, size = depth_beside(criteria.model), own.length, len(own.cue_sentence)
    words, joined = of_sentences
    of_cues = None
    plain = np.full(len(length), model.confidence.plain, dtype=np.int64)
    stated, denying = np.zeros((2, len(length)), dtype=np.bool_)
    sure = _Sureness(plain, stated, denying, np.empty((0, INPUTS)))
    kept = []
    readable = (length[own.cue_sentence] <= LONGEST).nonzero()[0]
    of_readable = own.cue_sentence[readable]
    for block in _blocks(sentences, length):
        here = readable
        if len(block) < len(sentences):
            here = readable[slice(*of_readable.searchsorted((block[0], block[-1] + 1)))]
        reading = own.read(block, here)
        log_odds, scopes = reading.cues.log_odds, None
        if len(here):
            found, scopes = _of_cues(own, reading, here, criteria)
            log_odds = found.log_odds
            if len(here) == size:
                of_cues = found
            else:
                of_cues = of_cues or _unread(batch, model)
                of_cues.put(here, found)
        its_length = words[block]
        stop = its_length.cumsum()
        sentence = block.searchsorted(own.cue_sentence[here])
        rows = _BlockRows(stop - its_length, stop, sentence, batch.cue_kind[here])
        inputs = sentence_inputs(rows, log_odds, scopes, model.confidence, reading.runs)
        kept.append(inputs[joined[block]])
        answer, figures = wording_log_odds(inputs, model.confidence), reading.figures
        answer[figures.sentence] = figure_log_odds(figures.thousandths)
        sure.stated[block[figures.sentence]] = True
        sure.denying[block[figures.denying]] = True
        sure.log_odds[block] = bounded(_in_units(answer), sure.denying[block])
    if kept:
        sure.inputs = np.concatenate(kept)
    return of_cues or _unread(batch, model), sure


def _unread(batch: Batch, model: DepthModel) -> _CueColumns:
    """Cues of which only their kind is known: each is its own scope, and the writer's doubt."""
    size = len(batch.cue_kind)
    return _CueColumns(
        scope_start=batch.cue_start.copy(),
        scope_end=batch.cue_end.copy(),
        holder=np.zeros(size, dtype=np.uint8),
        source_start=np.full(size, NO_SPAN),
        source_end=np.full(size, NO_SPAN),
        quoted=np.zeros(size, dtype=np.bool_),
        negated=np.zeros(size, dtype=np.bool_),
        log_odds=model.confidence.strengths.kind_log_odds[batch.cue_kind].astype(np.int64),
    )


def _blocks(sentences: Ints, length: Ints) -> Iterator[Ints]:
    """Sentences in blocks of so many tokens that memory is bounded however long the document."""
    if len(sentences) == 0:
        return
    stop = length[sentences].cumsum()
    edges = [0, len(sentences)]
    if stop[-1] >= _BLOCK:
        block = stop // _BLOCK
        edges[1:1] = ((block[1:] != block[:-1]).nonzero()[0] + 1).tolist()
    for begin, end in pairwise(edges):
        yield sentences[begin:end]


def _of_cues(
    own: TokenRound, reading: Reading, cues: Ints, criteria: Criteria
) -> tuple[_CueColumns, tuple[Ints, Ints]]:
    """The scope and the source of each cue that was read; the scope as rows, too."""
    model, cued = depth_beside(criteria.model), reading.cued
    tables = model.scopes_under(criteria.scheme.name)
    begin, stop = find_scopes(cued, tables)
    sources = find_sources(cued, reading.quoted, model.sources)
    said = reading.cues
    negated = np.where(said.holds, said.denied, sources.negated)
    # The scopes and the sources of all cues in a row.
    rows = np.array((begin, sources.first, stop - 1, sources.stop - 1))
    first, last = cued.token[np.maximum(rows, 0)].reshape(2, -1)
    first[len(cues) :][sources.first < 0] = NO_SPAN
    start, end = own.places(np.concatenate((cues, cues)), first, last + 1)
    columns = _CueColumns(
        scope_start=start[: len(cues)],
        scope_end=end[: len(cues)],
        holder=sources.holder,
        source_start=start[len(cues) :],
        source_end=end[len(cues) :],
        quoted=sources.quoted,
        negated=negated,
        log_odds=denied(said.log_odds, negated & ~said.holds),
    )
    return columns, (begin, stop)
