"""The way beyond cues: steps of some texts → scopes, strengths and holders, and how sure it sounds.

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
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.depth.columns import NO_SPAN, DepthColumns
from hedging.depth.confidence import (
    INPUTS,
    UNIT,
    Strengths,
    bounded,
    cue_log_odds,
    denied,
    deny_figures,
    figure_log_odds,
    joined_inputs,
    pooled_runs,
    sentence_inputs,
    signalled,
    wording_log_odds,
)
from hedging.depth.encoded import Spoken, beside_light, read_answers, read_sentences
from hedging.depth.figures import DENIED, DENIES, stated
from hedging.depth.files import depth_beside
from hedging.depth.quotation import inside_quotation
from hedging.depth.roles import (
    CLAIM,
    UNKNOWN,
    answer_confidence,
    counting,
    look_like_headings,
    roles_of,
    settle_roles,
    short_answers,
)
from hedging.depth.rows import LONGEST, CueRows, Words, gather, running_sums, spoken, without_rows
from hedging.depth.scopes import find_scopes
from hedging.depth.sources import find_sources
from hedging.engine.pipeline import Criteria, Steps
from hedging.model.scoring import Floats, logistic
from hedging.text.hashing import Bools, Ints
from hedging.text.lines import documents_of

# Tokens of gathered sentences that are read at a time.
_BLOCK = 1 << 15

#: Columns of cues by the names of DepthColumns, with log-odds in UNITs in place of the strength.
_Columns = dict[str, npt.NDArray[Any]]


class _Texts:
    """Scored texts, as the models of depth read them.

    `length` counts the tokens of each sentence, `document` numbers its document, and `cues` are
    those to show. `words` are the words that each sentence speaks.
    """

    def __init__(self, steps: Steps, criteria: Criteria) -> None:
        layout = steps.layout
        self.layout, self.tokens = layout, layout.tokens
        self.bounds = layout.first, layout.stop
        self.length = layout.stop - layout.first
        self.document = documents_of(layout.start, layout.document_start)
        self.cues = steps.cues.only(steps.scores.shown)
        self.model = depth_beside(criteria.model)
        self.scopes = self.model.scopes_under(criteria.scheme.name)
        self.classes = criteria.model.word_classes
        self.words = spoken(layout.tokens, self.bounds)

    @cached_property
    def quoted(self) -> Bools:
        """Which tokens stand inside a quotation."""
        return inside_quotation(self.tokens, self.layout.document_start)

    def places(self, cues: Ints, first: Ints, stop: Ints) -> tuple[Ints, Ints]:
        """Where runs of tokens stand in the documents of the chosen cues; none begins with -1."""
        origin = self.layout.document_start[self.document[self.cues.sentence[cues]]]
        start = self.tokens.start[np.maximum(first, 0)] - origin
        end = self.tokens.end[np.maximum(stop - 1, 0)] - origin
        return np.where(first < 0, NO_SPAN, start), np.where(first < 0, NO_SPAN, end)

    def denied_figures(self, sentences: Ints) -> tuple[Ints, Ints]:
        """Where the figures that some sentences deny stand in the joined text, word by word.

        A word stands from the end of the word before it to its own end.
        """
        words = self.words.of(sentences)
        is_denied = stated(words, self.model.confidence.figures).denied == DENIED
        token = words.token[is_denied]
        return self.tokens.end[token - 1], self.tokens.end[token]


def read_depth(steps: Steps, batch: Batch, criteria: Criteria) -> DepthColumns:
    """The depth of scored texts, with the shown cues of the batch."""
    texts, documents = _Texts(steps, criteria), len(batch)
    model, document, length = texts.model, texts.document, texts.length
    has_cue = np.bincount(texts.cues.sentence, minlength=len(length)) > 0
    calls, calls_if_short = signalled(texts.words, model.confidence)
    read = has_cue | calls
    role = roles_of(texts.words, texts.classes, model.claims)
    looks_like_heading = look_like_headings(texts.words) & ~read
    settle_roles(role, has_cue, looks_like_heading, document)
    is_sentence = (length > 0) & (length <= LONGEST)
    counts = counting(role, has_cue, document, documents)
    short = short_answers(counts & is_sentence, read, calls_if_short, length, document, documents)
    read = (read | short.read) & is_sentence
    rows = (read | short.joined).nonzero()[0]
    of_cues, sure = _read_closely(texts, rows, short.joined, batch)
    sure.log_odds[~read] = model.confidence.plain
    reader = criteria.model.encoder.confidence if criteria.model.encoder else None
    if reader is not None:
        by_encoder = (read if steps.encoded is None else read | steps.encoded) & is_sentence
        rows = by_encoder.nonzero()[0]
        as_spoken = _spoken(texts, texts.denied_figures(rows))
        log_odds, role[rows] = read_sentences(as_spoken, rows, reader)
        log_odds = beside_light(log_odds, sure.log_odds[rows])
        log_odds = bounded(log_odds, sure.denying[rows])
        sure.log_odds[rows] = np.where(sure.stated[rows], sure.log_odds[rows], log_odds)
        settle_roles(role, has_cue, looks_like_heading, document)
        counts = counting(role, has_cue, document, documents)
    answer = answer_confidence(sure.log_odds, role, has_cue, document, documents)
    # A stated figure takes the place of everything else.
    skipped = np.bincount(document[counts & sure.stated], minlength=documents) > 0
    joined = short.joined & ~skipped[document]
    answered, begins = np.unique(document[joined], return_index=True)
    inputs = joined_inputs(sure.inputs[joined[short.joined]], begins)
    log_odds = _in_units(wording_log_odds(inputs, model.confidence))
    if reader is not None:
        light = np.full(documents, np.nan)
        light[answered] = log_odds
        # Plain statements stay plain.
        skipped |= np.bincount(document[counts & by_encoder], minlength=documents) == 0
        answered, log_odds = read_answers(as_spoken, counts, skipped, document, reader)
        log_odds = beside_light(log_odds, light[answered])
    answer[answered] = logistic(log_odds / UNIT)
    states = (role == CLAIM) | (role == UNKNOWN)
    return DepthColumns(
        model=model.name,
        document_confidence=answer,
        sentence_confidence=np.where(states, logistic(sure.log_odds / UNIT), np.nan),
        sentence_role=role,
        cue_strength=logistic(of_cues.pop("cue_log_odds") / UNIT),
        **of_cues,
    )


def _spoken(texts: _Texts, left_out: tuple[Ints, Ints]) -> Spoken:
    """The sentences as an encoder reads them, without some spans of the joined text."""
    layout, cues = texts.layout, texts.cues
    cue = layout.end.copy()
    np.minimum.at(cue, cues.sentence, layout.tokens.start[cues.start])
    columns = layout.texts, layout.document_start, layout.start, layout.end
    return Spoken(*columns, texts.length, cue, left_out)


class _Sureness(NamedTuple):
    """How sure each sentence sounds, as log-odds in UNITs, and whether a figure in it says so.

    `denying` says which deny a figure and state none. `inputs` are what the network reads of the
    sentences that are joined.
    """

    log_odds: Ints
    stated: Bools
    denying: Bools
    inputs: Floats


def _in_units(log_odds: Floats) -> Ints:
    return np.round(log_odds * UNIT).astype(np.int64)


def _read_closely(
    texts: _Texts, sentences: Ints, joined: Bools, batch: Batch
) -> tuple[_Columns, _Sureness]:
    """Read some sentences closely: their cues, and how sure each sounds. The others are plain.

    `joined` says which sentences are read as one text with others.
    """
    model, length, cue_sentence = texts.model.confidence, texts.length, texts.cues.sentence
    of_cues = _unread(batch, model.strengths)
    log_odds = np.full(len(length), model.plain, dtype=np.int64)
    is_stated, is_denying = np.zeros((2, len(length)), dtype=np.bool_)
    joined_parts = [np.empty((0, INPUTS))]
    readable = (length[cue_sentence] <= LONGEST).nonzero()[0]
    of_readable = cue_sentence[readable]
    for block in _blocks(sentences, length):
        here = readable[slice(*of_readable.searchsorted((block[0], block[-1] + 1)))]
        gathered = _gather(texts, block, here)
        words = texts.words.of(block)
        figures = stated(words, model.figures)
        said = _cues_and_figures(gathered, words, figures.denied, model.strengths)
        cue_values, scopes = said[0], None
        if len(here):
            found, scopes = _of_cues(texts, gathered, here, said)
            cue_values = found["cue_log_odds"]
            for name, column in found.items():
                of_cues[name][here] = column
        if figures.denied.any():
            words = words.without(figures.denied == DENIED)
        runs = pooled_runs(words, texts.classes, model)
        spoken_length = (texts.words.stop - texts.words.first)[block]
        inputs = sentence_inputs(gathered, cue_values, scopes, model, runs, spoken_length)
        joined_parts.append(inputs[joined[block]])
        answer = wording_log_odds(inputs, model)
        answer[figures.sentence] = figure_log_odds(figures.thousandths)
        is_stated[block[figures.sentence]] = True
        is_denying[block[figures.denying]] = True
        log_odds[block] = bounded(_in_units(answer), is_denying[block])
    return of_cues, _Sureness(log_odds, is_stated, is_denying, np.concatenate(joined_parts))


def _unread(batch: Batch, strengths: Strengths) -> _Columns:
    """Cues of which only their kind is known: each is its own scope, and the writer's doubt."""
    size = len(batch.cue_kind)
    return {
        "cue_scope_start": batch.cue_start.copy(),
        "cue_scope_end": batch.cue_end.copy(),
        "cue_holder": np.zeros(size, dtype=np.uint8),
        "cue_source_start": np.full(size, NO_SPAN),
        "cue_source_end": np.full(size, NO_SPAN),
        "cue_quoted": np.zeros(size, dtype=np.bool_),
        "cue_negated": np.zeros(size, dtype=np.bool_),
        "cue_log_odds": strengths.kind_log_odds[batch.cue_kind].astype(np.int64),
    }


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


def _gather(texts: _Texts, sentences: Ints, cues: Ints) -> CueRows:
    """The rows of some sentences with some cues, which stand in them; all classes are 0."""
    own = texts.cues
    columns = own.start[cues], own.end[cues], own.sentence[cues], own.kind[cues]
    return gather(texts.tokens, texts.bounds, sentences, columns, None)


def _of_cues(
    texts: _Texts, gathered: CueRows, cues: Ints, said: tuple[Ints, Bools, Bools]
) -> tuple[_Columns, tuple[Ints, Ints]]:
    """The columns of the cues that were read, and their scopes as rows of their sentences.

    `said` is what `_cues_and_figures` gives.
    """
    log_odds, holds, is_denied = said
    has_cue = np.bincount(gathered.sentence, minlength=len(gathered.number)) > 0
    cued = gathered
    if not has_cue.all():
        cued = _gather(texts, gathered.number[has_cue], cues)
    cued = cued._replace(classes=texts.classes.classes_of(texts.tokens, cued.token))
    begin, stop = find_scopes(cued, texts.scopes)
    sources = find_sources(cued, texts.quoted[cued.token], texts.model.sources)
    negated = np.where(holds, is_denied, sources.negated)
    # The scopes and the sources of all cues in a row.
    rows = np.array((begin, sources.first, stop - 1, sources.stop - 1))
    first, last = cued.token[np.maximum(rows, 0)].reshape(2, -1)
    first[len(cues) :][sources.first < 0] = NO_SPAN
    start, end = texts.places(np.concatenate((cues, cues)), first, last + 1)
    columns: _Columns = {
        "cue_scope_start": start[: len(cues)],
        "cue_scope_end": end[: len(cues)],
        "cue_holder": sources.holder,
        "cue_source_start": start[len(cues) :],
        "cue_source_end": end[len(cues) :],
        "cue_quoted": sources.quoted,
        "cue_negated": negated,
        "cue_log_odds": denied(log_odds, negated & ~holds),
    }
    return columns, (begin, stop)


def _cues_and_figures(
    cued: CueRows, words: Words, denied_words: npt.NDArray[np.uint8], table: Strengths
) -> tuple[Ints, Bools, Bools]:
    """How sure a statement is with each cue, whether it holds a denied figure, and is then denied.

    A cue that holds a denied figure is denied or not by that alone. `denied_words` says which words
    belong to denied figures, or deny them.
    """
    if not denied_words.any():
        none = np.zeros(len(cued.start), dtype=np.bool_)
        return cue_log_odds(cued, table), none, none
    is_part, is_denial = (
        np.isin(cued.token, words.token[denied_words == code]) for code in (DENIED, DENIES)
    )
    holds, denies = (
        sums[cued.end] > sums[cued.start] for sums in map(running_sums, (is_part, is_denial))
    )
    cued = without_rows(cued, is_part)
    are_listed, _ = table.phrases.lookup(cued.words)
    log_odds, turned = deny_figures(cue_log_odds(cued, table), are_listed, denies, holds)
    return log_odds, holds, turned
