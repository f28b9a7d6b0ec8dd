"""The way of a text, one straight line: texts → layout → candidates → cues → sentences → batch.

    lay_out → score_candidates → resolve_cues → score_sentences → to_batch

Each step is a function of the results before it. The documents of a round are scored as one text,
with a blank line between them, so that every step is a few operations on arrays whatever the number
of documents. No step looks beyond a document when it decides about it. `docs/internals.md` carries
a sentence through every array.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.kinds import KINDS
from hedging.model import scoring
from hedging.model.custom_cues import PROBABILITY, CustomCues
from hedging.model.features import cue_features, kind_features, sentence_features
from hedging.model.lexicon import Candidates
from hedging.model.model import Model, Scheme
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools, Ints
from hedging.text.sentences import Splitter
from hedging.text.tokens import Tokens, stops_of, tokenize

#: What stands between two documents of a round: a blank line, which always ends a sentence.
DOCUMENT_BREAK = "\n\n"
# Candidates whose features are computed at a time, so that the matrix stays in the cache and the
# memory is bounded however long the document.
_BLOCK = 1 << 13
_KIND_BITS = np.arange(len(KINDS), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Layout:
    """The tokens and sentences of a round of documents.

    `document_start` is where each document begins, in code points of the joined text.
    `token_sentence` is the sentence of each token, -1 for none. Sentence i has the tokens
    `first[i]:stop[i]` and the code points `start[i]:end[i]` of the joined text.
    """

    tokens: Tokens
    document_start: Ints
    token_sentence: Ints
    first: Ints
    stop: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class ScoredCandidates:
    """The candidates of a layout with their `log_odds` and the probabilities of their kinds.

    `kinds` has a row for each candidate and a column for each kind. `kept` are the indices of the
    candidates that are left when of overlapping ones only the best is kept.
    """

    candidates: Candidates
    log_odds: Floats
    kinds: Floats
    kept: Ints


@dataclass(frozen=True, slots=True)
class Cues:
    """Cues that do not overlap, as columns in text order.

    Each has the tokens `start:end` of a `sentence`, the `probability` that it is a cue, its
    likeliest `kind`, and the `hedge_probability` that it is a cue of a kind that makes a sentence
    hedged. `candidate` is its index among the candidates, -1 for an extra cue of the caller's.
    """

    start: Ints
    end: Ints
    sentence: Ints
    probability: Floats
    kind: npt.NDArray[np.uint8]
    hedge_probability: Floats
    candidate: Ints

    def take(self, rows: Bools | Ints) -> Cues:
        """The chosen cues."""
        return Cues(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """`score` and `hedged` have a row for each sentence, `shown` a row for each cue."""

    score: Floats
    hedged: Bools
    shown: Bools


def lay_out(
    texts: Sequence[str], spans: Sequence[npt.NDArray[np.int64]] | None, splitter: Splitter
) -> Layout:
    """Tokens and sentences of a round; `spans` replace the splitter's sentences, if given.

    A token that the end of a given span cuts in two belongs to no sentence.
    """
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    document_start = np.zeros(len(texts), dtype=np.int64)
    (lengths[:-1] + len(DOCUMENT_BREAK)).cumsum(out=document_start[1:])
    tokens = tokenize(DOCUMENT_BREAK.join(texts))
    if spans is None:
        begins = splitter.begins(tokens, document_start)
        sentence = begins.cumsum()
        sentence -= 1
        first = begins.nonzero()[0]
        stop = stops_of(first, len(tokens))
        start, end = tokens.start[first], tokens.end[stop - 1]
    else:
        placed = [own + begin for own, begin in zip(spans, document_start, strict=True)]
        start, end = np.concatenate(placed).T
        sentence = np.searchsorted(start, tokens.start, side="right") - 1
        if len(start):
            sentence[(sentence < 0) | (tokens.end > end[np.maximum(sentence, 0)])] = -1
        first = np.searchsorted(tokens.start, start)
        stop = np.maximum(np.searchsorted(tokens.end, end, side="right"), first)
    return Layout(tokens, document_start, sentence, first, stop, start, end)


def score_candidates(
    layout: Layout, model: Model, scheme: Scheme, custom: CustomCues | None = None
) -> ScoredCandidates:
    """Find the candidates of a scheme and score each in its context."""
    tokens, token_sentence = layout.tokens, layout.token_sentence
    candidates = model.finder.find(tokens, token_sentence)
    usable = candidates.sentence >= 0
    usable &= model.lexicon.masks[candidates.entry, scheme.column] > 0
    if custom is not None:
        usable &= ~custom.ignores(tokens, token_sentence, candidates)
    candidates = candidates.take(usable)
    masks = model.lexicon.masks[candidates.entry, scheme.column]
    log_odds = np.empty(len(candidates))
    kinds = np.empty((len(candidates), len(KINDS)))
    for block in blocks(len(candidates)):
        ids = candidate_features(layout, candidates, model, block)
        log_odds[block] = scheme.cue_weights(ids)
        kinds[block] = _kind_probabilities(masks[block], ids, model, scheme)
    kept = scoring.best_of_overlaps(candidates.start, candidates.end, log_odds).nonzero()[0]
    return ScoredCandidates(candidates, log_odds, kinds, kept)


def blocks(size: int) -> list[slice]:
    """Slices of at most a block that together cover `size` rows."""
    return [slice(begin, begin + _BLOCK) for begin in range(0, size, _BLOCK)]


def candidate_features(
    layout: Layout, candidates: Candidates, model: Model, rows: slice | Ints
) -> Ints:
    """Feature ids of the chosen candidates, shape (chosen, features)."""
    bounds = (layout.first, layout.stop)
    return cue_features(layout.tokens, candidates, model.lexicon, model.word_classes, bounds, rows)


def _kind_probabilities(
    masks: npt.NDArray[np.uint8], ids: Ints, model: Model, scheme: Scheme
) -> Floats:
    """Probabilities of the kinds, shape (candidates, kinds).

    Bit k of a mask says that the candidate can be of kind k. Only a candidate with a choice is put
    to the model.
    """
    allowed = (masks[:, None] >> _KIND_BITS) & 1 > 0
    probabilities = allowed.astype(np.float64)
    undecided = (allowed.sum(axis=1) > 1).nonzero()[0]
    if len(undecided):
        choice = allowed[undecided]
        raw = model.kind_weights(kind_features(ids[undecided], scheme.column))
        highest = raw.max(axis=1, keepdims=True, where=choice, initial=-np.inf)
        # A kind that is not allowed may have any weight, even one whose exponential is infinite.
        exponentials = np.exp(np.where(choice, raw - highest, -np.inf))
        probabilities[undecided] = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities


def resolve_cues(
    layout: Layout,
    scored: ScoredCandidates,
    counts: Bools,
    ignored: Bools,
    custom: CustomCues | None = None,
) -> Cues:
    """The kept candidates as cues, with the caller's extra cues, which win where they overlap.

    `counts` says of each kind whether it makes a sentence hedged, `ignored` whether it is left out.
    """
    candidates, kept = scored.candidates, scored.kept
    kinds = scored.kinds[kept]
    # Added up from left to right: `sum` takes another order for one row than for many, and a text
    # would get another last bit alone than in a batch.
    hedge_share = kinds[:, counts].cumsum(axis=1)[:, -1]
    probability = scoring.logistic(scored.log_odds[kept])
    cues = Cues(
        start=candidates.start[kept],
        end=candidates.end[kept],
        sentence=candidates.sentence[kept],
        probability=probability,
        kind=kinds.argmax(axis=1).astype(np.uint8),
        hedge_probability=probability * hedge_share,
        candidate=kept,
    )
    if custom is not None:
        extra = _extra_cues(custom, layout, counts)
        clear = cues.take(_clear_of(extra, cues))
        both = Cues(
            *(np.concatenate((getattr(clear, n), getattr(extra, n))) for n in Cues.__slots__)
        )
        cues = both.take(both.start.argsort(kind="stable"))
    return cues.take(~ignored[cues.kind]) if ignored.any() else cues


def _extra_cues(custom: CustomCues, layout: Layout, counts: Bools) -> Cues:
    """The caller's extra cues; of overlapping ones the longest."""
    found = custom.find(layout.tokens, layout.token_sentence)
    length = (found.end - found.start).astype(np.float64)
    found = found.take(scoring.best_of_overlaps(found.start, found.end, length))
    kind = custom.kinds[found.entry]
    probability = np.full(len(found), PROBABILITY)
    return Cues(
        start=found.start,
        end=found.end,
        sentence=found.sentence,
        probability=probability,
        kind=kind,
        hedge_probability=probability * counts[kind],
        candidate=np.full(len(found), -1),
    )


def _clear_of(extra: Cues, cues: Cues) -> Bools:
    """Which cues overlap no extra cue."""
    if len(extra.start) == 0:
        return np.ones(len(cues.start), dtype=np.bool_)
    # Both are in order and free of overlaps, so only the first extra cue that ends behind the start
    # of a cue can overlap it.
    near = np.minimum(extra.end.searchsorted(cues.start, side="right"), len(extra.end) - 1)
    return np.asarray((extra.start[near] >= cues.end) | (extra.end[near] <= cues.start))


def score_sentences(
    layout: Layout, cues: Cues, model: Model, scheme: Scheme, threshold: float
) -> SentenceScores:
    """Scores of the sentences, which of them are hedged, and which of the cues are shown."""
    size = len(layout.start)
    evidence = scoring.sentence_evidence(cues.hedge_probability, cues.sentence, size)
    log_odds = scheme.slope * scoring.log_odds(evidence) + scheme.intercept
    if scheme.sentence_weights is not None:
        ids, owner, values = sentence_features(
            layout.tokens, layout.token_sentence, model.word_classes
        )
        weights = scheme.sentence_weights
        summed = np.bincount(owner, weights=values * weights.table[ids], minlength=size)
        log_odds = log_odds + weights.scale * summed
    score = scoring.logistic(log_odds)
    hedged = score >= threshold
    return SentenceScores(score, hedged, _shown(cues, hedged, scheme.cue_threshold))


def _shown(cues: Cues, hedged: Bools, threshold: float) -> Bools:
    """Which cues to show: the likely ones, and of a hedged sentence at least its strongest."""
    shown = cues.probability >= threshold
    counts = cues.hedge_probability > 0
    unexplained = hedged & (np.bincount(cues.sentence[shown & counts], minlength=len(hedged)) == 0)
    if not unexplained.any():
        return shown
    strongest = np.zeros(len(hedged))
    np.maximum.at(strongest, cues.sentence, cues.hedge_probability)
    is_strongest = counts & (cues.hedge_probability == strongest[cues.sentence])
    return np.asarray(shown | (unexplained[cues.sentence] & is_strongest))


def to_batch(
    texts: Sequence[str],
    layout: Layout,
    cues: Cues,
    scores: SentenceScores,
    *,
    model: str,
    scheme: str,
    hedge_kinds: tuple[str, ...],
    threshold: float,
) -> Batch:
    """The shown cues and the sentences, with offsets in each document's own text."""
    tokens, cues = layout.tokens, cues.take(scores.shown)
    document = layout.document_start.searchsorted(layout.start, side="right") - 1
    sentence_origin = layout.document_start[document]
    cue_origin = sentence_origin[cues.sentence]
    return Batch(
        texts=texts,
        model=model,
        scheme=scheme,
        hedge_kinds=hedge_kinds,
        threshold=threshold,
        document_score=scoring.document_scores(scores.score, document, len(texts)),
        sentence_offsets=document.searchsorted(np.arange(len(texts) + 1)),
        sentence_start=layout.start - sentence_origin,
        sentence_end=layout.end - sentence_origin,
        sentence_score=scores.score,
        sentence_hedged=scores.hedged,
        cue_offsets=cues.sentence.searchsorted(np.arange(len(layout.start) + 1)),
        cue_start=tokens.start[cues.start] - cue_origin,
        cue_end=tokens.end[cues.end - 1] - cue_origin,
        cue_kind=cues.kind,
        cue_score=cues.probability,
    )
