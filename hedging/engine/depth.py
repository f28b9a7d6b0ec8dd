"""The way beyond cues: steps of some texts → scopes, strengths and holders, and how sure it sounds.

    cues ─ gather ─┬─ find_scopes ──┐
                   ├─ find_sources ─┼─ sentence_log_odds ─ answer_confidence
    tokens ────────┼─ roles_of ─────┘                      │
                   └─ declined_codes ──────────────────────┘

Only sentences with a cue, or with words that call for it, are gathered; every other sentence is a
plain statement. The models of this way are the same whatever model has found the cues, but for the
confidence and the roles: an encoder with a branch for them reads the sentences that it has read for
their cues, and all that are gathered.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.depth import confidence, roles
from hedging.depth.columns import NO_SPAN, DepthColumns
from hedging.depth.declined import Codes, declined_codes, likeliest_codes
from hedging.depth.encoded import MOST_TOKENS, Spoken, beside_light, read_answers, read_whole
from hedging.depth.figures import find_figures
from hedging.depth.files import depth_beside
from hedging.depth.quotation import inside_quotation
from hedging.depth.rows import LONGEST, CueRows, gather, spoken
from hedging.depth.scopes import find_scopes
from hedging.depth.sources import find_sources
from hedging.engine.pipeline import Criteria, Steps
from hedging.kinds import HEDGE_KINDS
from hedging.model.scoring import Floats, logistic
from hedging.text.hashing import Bools, Ints
from hedging.text.lines import documents_of

if TYPE_CHECKING:
    from hedging.encoder.confidence import ConfidenceReader

# Tokens of gathered sentences that are read at a time.
_BLOCK = 1 << 15

#: Columns of cues by the names of DepthColumns; `log_odds` in UNITs stand in place of the strength,
#: and `scope_rows` is the number of rows of the scope.
_Columns = dict[str, npt.NDArray[Any]]


class _Texts:
    """Scored texts, as the models of depth read them.

    `length` counts the tokens of each sentence, `document` numbers its document, and `cues` are
    those to show: `has_cue` says which sentences have any, and `doubts` which have one of a kind
    that hedges. `words` are the words that each sentence speaks.
    """

    def __init__(self, steps: Steps, criteria: Criteria) -> None:
        layout = steps.layout
        self.layout, self.tokens = layout, layout.tokens
        self.bounds = layout.first, layout.stop
        self.length = layout.stop - layout.first
        self.document = documents_of(layout.start, layout.document_start)
        self.cues = cues = steps.cues.take(steps.scores.shown)
        self.has_cue, self.doubts = np.zeros((2, len(self.length)), dtype=np.bool_)
        self.has_cue[cues.sentence] = True
        self.doubts[cues.sentence[cues.kind < len(HEDGE_KINDS)]] = True
        self.model = depth_beside(criteria.model)
        self.scopes = self.model.scopes_under(criteria.scheme.name)
        self.classes = criteria.model.word_classes
        self.words = spoken(layout.tokens, self.bounds)

    @cached_property
    def quoted(self) -> Bools:
        """Which tokens stand inside a quotation."""
        return inside_quotation(self.tokens, self.layout.document_start)

    def places(self, cued: CueRows, cues: Ints, first: Ints, stop: Ints) -> tuple[Ints, Ints]:
        """Where rows stand in the documents of the chosen cues; without rows, `first` is -1."""
        origin = self.layout.document_start[self.document[self.cues.sentence[cues]]]
        start = self.tokens.start[cued.token[np.maximum(first, 0)]] - origin
        end = self.tokens.end[cued.token[np.maximum(stop - 1, 0)]] - origin
        return np.where(first < 0, NO_SPAN, start), np.where(first < 0, NO_SPAN, end)

    def spoken(self) -> Spoken:
        """The sentences as an encoder reads them."""
        layout = self.layout
        cue = layout.end.copy()
        np.minimum.at(cue, self.cues.sentence, self.tokens.start[self.cues.start])
        columns = layout.texts, layout.document_start, layout.start, layout.end
        return Spoken(*columns, self.length, cue)


def read_depth(steps: Steps, batch: Batch, criteria: Criteria) -> DepthColumns:
    """The depth of scored texts, with the shown cues of the batch."""
    texts, documents = _Texts(steps, criteria), len(batch)
    model, document, length = texts.model, texts.document, texts.length
    has_cue, doubts = texts.has_cue, texts.doubts
    calls, calls_if_short = confidence.signalled(texts.words, model.confidence)
    read = has_cue | calls
    either = roles.roles_of(texts.words, texts.classes, model.claims)
    is_heading = roles.headings(texts.words, read, document)
    role = roles.settled_roles(either, doubts, is_heading, texts.words, document)
    is_sentence = (length > 0) & (length <= LONGEST)
    declined = declined_codes(texts.words, length, role, document, documents, model.declined)
    counts = roles.counting(role, has_cue, document, documents)
    of_short, read_if_short, joined = roles.short_answers(
        counts & is_sentence, read, calls_if_short, length, document, documents
    )
    read = (read | read_if_short) & is_sentence
    rows = (read | joined).nonzero()[0]
    of_cues, wording = _read_closely(texts, rows, joined, batch)
    plain = ~doubts & ~of_short
    log_odds = wording.settled(wording.log_odds, plain)
    log_odds[~read] = model.confidence.plain
    reader = criteria.model.encoder.confidence if criteria.model.encoder else None
    if reader is not None:
        by_encoder = (read if steps.encoded is None else read | steps.encoded) & is_sentence
        rows = by_encoder.nonzero()[0]
        as_spoken = texts.spoken()
        by_reader = reader.read(as_spoken.words(rows))
        either[:, rows] = roles.fitting_roles(by_reader.roles)
        log_odds[rows] = beside_light(confidence.in_units(by_reader.log_odds), log_odds[rows])
        log_odds = wording.settled(log_odds, plain)
        role = roles.settled_roles(either, doubts, is_heading, texts.words, document)
        counts = roles.counting(role, has_cue, document, documents)
        declined = _with_reasons(declined, texts, rows, by_reader.declined, role, reader)
    # A stated figure takes the place of everything else.
    skipped = np.bincount(document[counts & wording.stated], minlength=documents) > 0
    counts &= wording.stated | ~(of_short & skipped[document])
    answer = roles.answer_confidence(log_odds, role, counts, document, documents)
    answers = joined & ~skipped[document]
    answered, begins = np.unique(document[answers], return_index=True)
    inputs = confidence.joined_inputs(wording.inputs[answers[joined]], begins)
    of_answers = confidence.in_units(confidence.wording_log_odds(inputs, model.confidence))
    if reader is not None:
        light = np.full(documents, np.nan)
        light[answered] = of_answers
        # Plain statements stay plain.
        skipped |= np.bincount(document[counts & by_encoder], minlength=documents) == 0
        answered, of_answers = read_answers(as_spoken, counts, skipped, document, reader)
        of_answers = beside_light(of_answers, light[answered])
    answer[answered] = logistic(of_answers / confidence.UNIT)
    states = (role == roles.CLAIM) | (role == roles.UNKNOWN)
    return DepthColumns(
        model=model.name,
        document_confidence=answer,
        document_declined=declined,
        sentence_confidence=np.where(states, logistic(log_odds / confidence.UNIT), np.nan),
        sentence_role=role,
        cue_strength=logistic(of_cues.pop("log_odds") / confidence.UNIT),
        **{f"cue_{name}": column for name, column in of_cues.items() if name != "scope_rows"},
    ).settled(batch.sentence_offsets)


def _with_reasons(
    declined: Codes,
    texts: _Texts,
    rows: Ints,
    evidence: Floats,
    role: Codes,
    reader: ConfidenceReader,
) -> Codes:
    """Why each document declines, by an encoder for the short ones of the sentences `rows`.

    `declined` is what the light model says, `evidence` what the encoder says of each of these
    sentences alone, and `role` what each sentence does.
    """
    if not reader.declined:
        return declined
    document, documents = texts.document, len(texts.layout.document_start)
    has_read, claims = (
        np.bincount(document[own], minlength=documents) > 0 for own in (rows, role == roles.CLAIM)
    )
    is_short = np.bincount(document, texts.length, documents) <= MOST_TOKENS
    whole = (has_read & is_short)[document] & (texts.length > 0)
    spoken = texts.spoken()
    read, reasons = read_whole(spoken, whole, document, rows, evidence, reader)
    result = declined.copy()
    result[read] = likeliest_codes(reasons, claims[read])
    return result


class _Wording(NamedTuple):
    """How sure each sentence sounds, as log-odds in UNITs, and whether a figure in it says so.

    `inputs` are what the network reads of the sentences that are joined.
    """

    log_odds: Ints
    stated: Bools
    inputs: Floats

    def settled(self, log_odds: Ints, plain: Bools) -> Ints:
        """The log-odds of all sentences, and what figures state.

        `plain` says which stand in a long text without a cue of doubt. They are even at least,
        since what the network learned from answers does not carry over to running text.
        """
        log_odds = np.where(plain, np.maximum(log_odds, 0), log_odds)
        return np.where(self.stated, self.log_odds, log_odds)


def _read_closely(
    texts: _Texts, sentences: Ints, joined: Bools, batch: Batch
) -> tuple[_Columns, _Wording]:
    """Read some sentences closely: their cues, and how sure each sounds. The others are plain.

    `joined` says which sentences are read as one text with others.
    """
    model, length, cues = texts.model.confidence, texts.length, texts.cues
    columns = _unread(batch, model.strengths)
    log_odds = np.full(len(length), model.plain, dtype=np.int64)
    is_stated = np.zeros(len(length), dtype=np.bool_)
    joined_parts = [np.empty((0, confidence.INPUTS))]
    readable = (length[cues.sentence] <= LONGEST).nonzero()[0]
    for block in _blocks(sentences, length):
        words = texts.words.of(block)
        spoken_length = words.stop - words.first
        figures = find_figures(words)
        sentence, stated = block[figures.sentence], confidence.figure_log_odds(figures.thousandths)
        edges = cues.sentence[readable].searchsorted((block[0], block[-1] + 1))
        here = readable[slice(*edges)]
        if len(here):
            for name, column in _read_cues(texts, here).items():
                columns[name][here] = column
            held, row = _holding(texts, here, sentence, words.token[figures.row])
            columns["log_odds"][held] = confidence.in_units(stated[row])
            columns["negated"][held] |= words.token[figures.denial[row]] < cues.start[held]
        values = confidence.CueValues(
            block.searchsorted(cues.sentence[here]),
            cues.kind[here],
            columns["log_odds"][here],
            columns["scope_rows"][here],
        )
        runs = confidence.pooled_runs(words, texts.classes, model)
        inputs = confidence.sentence_inputs(values, runs, spoken_length, model.plain)
        joined_parts.append(inputs[joined[block]])
        answer = confidence.wording_log_odds(inputs, model)
        answer[figures.sentence] = stated
        is_stated[sentence] = True
        log_odds[block] = confidence.in_units(answer)
    return columns, _Wording(log_odds, is_stated, np.concatenate(joined_parts))


def _unread(batch: Batch, strengths: confidence.Strengths) -> _Columns:
    """Cues of which only their kind is known: each is its own scope, and the writer's doubt."""
    size = len(batch.cue_kind)
    return {
        "scope_start": batch.cue_start.copy(),
        "scope_end": batch.cue_end.copy(),
        "scope_rows": np.zeros(size, dtype=np.int64),
        "holder": np.zeros(size, dtype=np.uint8),
        "source_start": np.full(size, NO_SPAN),
        "source_end": np.full(size, NO_SPAN),
        "quoted": np.zeros(size, dtype=np.bool_),
        "negated": np.zeros(size, dtype=np.bool_),
        "log_odds": strengths.kind_log_odds[batch.cue_kind].astype(np.int64),
    }


def _blocks(sentences: Ints, length: Ints) -> list[Ints]:
    """Sentences in blocks of so many tokens that memory is bounded however long the document."""
    number = length[sentences].cumsum() // _BLOCK
    edges = (number[1:] != number[:-1]).nonzero()[0] + 1
    return np.split(sentences, edges) if len(sentences) else []


def _holding(texts: _Texts, cues: Ints, sentence: Ints, token: Ints) -> tuple[Ints, Ints]:
    """The cues that hold the figure that their sentence states, and the numbers of these figures.

    `token` is that of each figure, and `sentence` the one that states it, in order.
    """
    own = texts.cues
    row = sentence.searchsorted(own.sentence[cues])
    cues, row = cues[row < len(sentence)], row[row < len(sentence)]
    is_held = sentence[row] == own.sentence[cues]
    is_held &= (own.start[cues] <= token[row]) & (token[row] < own.end[cues])
    return cues[is_held], row[is_held]


def _read_cues(texts: _Texts, cues: Ints) -> _Columns:
    """What is known of cues that are read."""
    own = texts.cues
    columns = own.start[cues], own.end[cues], own.sentence[cues], own.kind[cues]
    sentences = np.unique(own.sentence[cues])
    cued = gather(texts.tokens, texts.bounds, sentences, columns, texts.classes)
    begin, stop = find_scopes(cued, texts.scopes)
    sources = find_sources(cued, texts.quoted[cued.token], texts.model.sources)
    log_odds = confidence.cue_log_odds(cued, texts.model.confidence.strengths)
    scope_start, scope_end = texts.places(cued, cues, begin, stop)
    source_start, source_end = texts.places(cued, cues, sources.first, sources.stop)
    return {
        "scope_start": scope_start,
        "scope_end": scope_end,
        "scope_rows": stop - begin,
        "holder": sources.holder,
        "source_start": source_start,
        "source_end": source_end,
        "quoted": sources.quoted,
        "negated": sources.negated,
        "log_odds": confidence.denied(log_odds, sources.negated),
    }
