"""The way of a text, one straight line: texts → layout → candidates → cues → sentences → batch.

    lay_out → score_candidates → resolve_cues → score_sentences → to_batch

Each step is a function of the criteria and of the results before it; `run_steps` takes all but the
last, which scoring and explaining share. The documents of a round are scored as one text, with a
blank line between them, so that every step is a few operations on arrays whatever the number of
documents. No step looks beyond a document when it decides about it. `docs/internals.md` carries a
sentence through every array. `hedging.engine.cascade` has the way through a model with an encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.depth.columns import DepthColumns
from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.model import scoring
from hedging.model.custom_cues import PROBABILITY, CustomCues
from hedging.model.features import sentence_features
from hedging.model.lexicon import Candidates
from hedging.model.model import Model, Scheme
from hedging.model.scoring import Floats
from hedging.model.sums import choose_kinds, sum_candidates
from hedging.options import DetectorOptions
from hedging.text.hashing import Bools, Ints
from hedging.text.joined import tokenize_joined
from hedging.text.lines import documents_of
from hedging.text.sentences import Splitter
from hedging.text.tokens import Tokens, stops_of

#: In place of the index of a candidate: the cue is an extra cue of the caller, or the encoder's.
EXTRA, ENCODED = -1, -2


class Criteria(NamedTuple):
    """The criteria of candidates and sentences: a model, one of its schemes, and the options.

    `hedge_kinds` are the kinds that make a sentence hedged; `is_hedge` says the same of each kind,
    in numbers. `is_ignored` says which kinds are left out, if any. A sentence is hedged from
    `threshold` on.
    `custom` holds the caller's extra and ignored cues. `band` is where an encoder answers instead
    of the light model; without a band it answers everything. `pure` leaves the compiled kernel out.
    """

    model: Model
    scheme: Scheme
    hedge_kinds: tuple[str, ...]
    is_hedge: Floats
    is_ignored: Bools | None
    threshold: float
    custom: CustomCues | None
    band: tuple[float, float] | None = None
    pure: bool = False


def criteria_of(model: Model, options: DetectorOptions) -> Criteria:
    """The criteria; raises InputError for options that leave nothing or do not fit the model."""
    scheme = model.scheme(options.scheme)
    chosen = scheme.hedge_kinds if options.hedge_kinds is None else options.hedge_kinds
    hedge_kinds = tuple(kind for kind in chosen if kind not in options.ignore_kinds)
    if not hedge_kinds:
        raise InputError(
            "no kind is left to make a sentence hedged: "
            f"ignore_kinds removes all of {', '.join(chosen)}"
        )
    if scheme.sentence_weights is not None and hedge_kinds != scheme.hedge_kinds:
        raise InputError(
            f"scheme {scheme.name} scores whole sentences by its own kinds, "
            f"{', '.join(scheme.hedge_kinds)}: choose no others, and ignore none of these"
        )
    custom = None
    if options.extra_cues or options.ignore_cues:
        own = options.extra_cues, options.ignore_cues
        custom = CustomCues(model.finder, *own, any_words=model.encoder is not None)
    return Criteria(
        model=model,
        scheme=scheme,
        hedge_kinds=hedge_kinds,
        is_hedge=np.isin(KINDS, hedge_kinds).astype(np.float64),
        is_ignored=np.isin(KINDS, options.ignore_kinds) if options.ignore_kinds else None,
        threshold=scheme.threshold if options.threshold is None else options.threshold,
        custom=custom,
        band=scheme.encoded.band if scheme.encoded else None,
    )


class Layout(NamedTuple):
    """The tokens and sentences of a round of documents.

    `texts` are the documents as they are read: without markup, if they are Markdown.
    `document_start` is where each document begins, in code points of the joined text.
    `token_sentence` is the sentence of each token, -1 for none. Sentence i has the tokens
    `first[i]:stop[i]` and the code points `start[i]:end[i]` of the joined text.
    """

    texts: Sequence[str]
    tokens: Tokens
    document_start: Ints
    token_sentence: Ints
    first: Ints
    stop: Ints
    start: Ints
    end: Ints


class Cues(NamedTuple):
    """Cues that do not overlap, as columns in text order.

    Each has the tokens `start:end` of a `sentence`, the `probability` that it is a cue, and its
    likeliest `kind`. The `hedge_probability` is the same for a kind that makes a sentence hedged,
    and 0 for others. `candidate` is its index among the candidates, or EXTRA or ENCODED.
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
        if rows.dtype == np.bool_:
            rows = rows.nonzero()[0]  # a column is taken several times as fast by row numbers
            if len(rows) == len(self.start):
                return self
        # One by one: a loop takes longer than all columns of a short text.
        return Cues(
            self.start[rows],
            self.end[rows],
            self.sentence[rows],
            self.probability[rows],
            self.kind[rows],
            self.hedge_probability[rows],
            self.candidate[rows],
        )


class SentenceScores(NamedTuple):
    """`score` and `hedged` have a row for each sentence, `shown` a row for each cue."""

    score: Floats
    hedged: Bools
    shown: Bools


class Steps(NamedTuple):
    """The results of all steps for a round of documents.

    `candidates` is None where an encoder answered everything. `encoded` are the sentences that an
    encoder has read; it is None for a model without one.
    """

    layout: Layout
    candidates: Candidates | None
    cues: Cues
    scores: SentenceScores
    encoded: Bools | None = None


def run_steps(
    texts: Sequence[str], spans: Sequence[npt.NDArray[np.int64]] | None, criteria: Criteria
) -> Steps:
    """Send a round of documents down the line; `spans` replace the splitter's sentences."""
    return light_steps(lay_out(texts, spans, criteria.model.splitter), criteria)


def light_steps(layout: Layout, criteria: Criteria) -> Steps:
    """The steps after the layout."""
    return judged_steps(layout, *score_candidates(layout, criteria), criteria)


def judged_steps(layout: Layout, candidates: Candidates, cues: Cues, criteria: Criteria) -> Steps:
    """The steps after the scores of the candidates."""
    cues = resolve_cues(cues, layout, criteria)
    return Steps(layout, candidates, cues, score_sentences(layout, cues, criteria))


def lay_out(
    texts: Sequence[str], spans: Sequence[npt.NDArray[np.int64]] | None, splitter: Splitter
) -> Layout:
    """Tokens and sentences of a round; `spans` replace the splitter's sentences, if given.

    A token that the end of a given span cuts in two belongs to no sentence.
    """
    tokens, document_start = tokenize_joined(texts)
    if spans is None:
        begins = splitter.begins(tokens, document_start)
        sentence = begins.cumsum()
        sentence -= 1
        first = begins.nonzero()[0]
        stop = stops_of(first, len(tokens))
        start, end = tokens.start[first], tokens.end[stop - 1]
    else:
        placed = [np.empty((0, 2), dtype=np.int64)]
        placed += [pairs + begin for pairs, begin in zip(spans, document_start, strict=True)]
        start, end = np.concatenate(placed).T
        sentence = np.searchsorted(start, tokens.start, side="right") - 1
        if len(start):
            sentence[(sentence < 0) | (tokens.end > end[np.maximum(sentence, 0)])] = -1
        first = np.searchsorted(tokens.start, start)
        stop = np.maximum(np.searchsorted(tokens.end, end, side="right"), first)
    return Layout(texts, tokens, document_start, sentence, first, stop, start, end)


def score_candidates(layout: Layout, criteria: Criteria) -> tuple[Candidates, Cues]:
    """The candidates of a scheme; each scored in its context, the best of those that overlap."""
    model, scheme, custom = criteria.model, criteria.scheme, criteria.custom
    tokens, token_sentence = layout.tokens, layout.token_sentence
    candidates = model.finder.find(tokens, token_sentence)
    usable = candidates.sentence >= 0
    usable &= model.lexicon.masks[candidates.entry, scheme.column] > 0
    if custom is not None:
        spans = candidates.start, candidates.end
        usable &= ~custom.ignores(tokens, token_sentence, spans, candidates)
    candidates = candidates.take(usable)
    sums = sum_candidates(tokens, (layout.first, layout.stop), candidates, model, scheme)
    log_odds = scheme.cue_weights.of_sums(sums.cue)
    masks = model.lexicon.masks[candidates.entry, scheme.column]
    kind = choose_kinds(masks, sums.choice)
    kept = scoring.best_of_overlaps(candidates.start, candidates.end, log_odds).nonzero()[0]
    # Without overlaps the columns are taken as they are, and a text full of cues needs no copies.
    rows = slice(None) if len(kept) == len(candidates) else kept
    probability = scoring.logistic(log_odds[rows])
    cues = Cues(
        start=candidates.start[rows],
        end=candidates.end[rows],
        sentence=candidates.sentence[rows],
        probability=probability,
        kind=kind[rows],
        hedge_probability=probability * criteria.is_hedge[kind[rows]],
        candidate=kept,
    )
    return candidates, cues


def resolve_cues(
    cues: Cues, layout: Layout, criteria: Criteria, sentences: Ints | None = None
) -> Cues:
    """Cues with the caller's extra cues, which win where they overlap; without ignored kinds.

    Only the extra cues in some `sentences` are added, if these are given.
    """
    if criteria.custom is not None:
        extra = _extra_cues(criteria.custom, layout, criteria.is_hedge)
        if sentences is not None:
            extra = extra.take(np.isin(extra.sentence, sentences))
        cues, _ = joined_cues(cues.take(_clear_of(extra, cues)), extra)
    return without_ignored(cues, criteria.is_ignored)


def joined_cues(first: Cues, second: Cues) -> tuple[Cues, Ints]:
    """The cues of both in text order, and that order."""
    columns = (np.concatenate((getattr(first, n), getattr(second, n))) for n in Cues._fields)
    cues = Cues(*columns)
    order = cues.start.argsort(kind="stable")
    return cues.take(order), order


def without_ignored(cues: Cues, is_ignored: Bools | None) -> Cues:
    """The cues without the kinds that are left out."""
    return cues if is_ignored is None else cues.take(~is_ignored[cues.kind])


def _extra_cues(custom: CustomCues, layout: Layout, is_hedge: Floats) -> Cues:
    extra = custom.find(layout.tokens, layout.token_sentence)
    length = (extra.end - extra.start).astype(np.float64)
    extra = extra.take(scoring.best_of_overlaps(extra.start, extra.end, length))
    kind = custom.kinds[extra.entry]
    probability = np.full(len(extra), PROBABILITY)
    return Cues(
        start=extra.start,
        end=extra.end,
        sentence=extra.sentence,
        probability=probability,
        kind=kind,
        hedge_probability=probability * is_hedge[kind],
        candidate=np.full(len(extra), EXTRA),
    )


def _clear_of(extra: Cues, cues: Cues) -> Bools:
    if len(extra.start) == 0:
        return np.ones(len(cues.start), dtype=np.bool_)
    # Both are in order and free of overlaps, so only the first extra cue that ends after the start
    # of a cue can overlap it.
    rival = np.minimum(extra.end.searchsorted(cues.start, side="right"), len(extra.end) - 1)
    return np.asarray((extra.start[rival] >= cues.end) | (extra.end[rival] <= cues.start))


def score_sentences(layout: Layout, cues: Cues, criteria: Criteria) -> SentenceScores:
    """Scores of the sentences, which of them are hedged, and which of the cues are shown."""
    weights = criteria.scheme.sentence_weights
    word_sums: Floats | None = None
    size = len(layout.start)
    if weights is not None:
        ids, owner, values = sentence_features(
            layout.tokens, layout.token_sentence, criteria.model.word_classes
        )
        weighed = values * weights.table[ids]
        word_sums = np.bincount(owner, weights=weighed, minlength=size).astype(np.float64)
    return judge_sentences(size, cues, word_sums, criteria)


def judge_sentences(
    size: int, cues: Cues, word_sums: Floats | None, criteria: Criteria
) -> SentenceScores:
    """The scores of so many sentences; `word_sums` sum the weights of their words, if any count."""
    scheme, weights = criteria.scheme, criteria.scheme.sentence_weights
    of_words = None if weights is None or word_sums is None else weights.scale * word_sums
    score = scoring.sentence_scores(
        cues.hedge_probability, cues.sentence, size, (scheme.slope, scheme.intercept), of_words
    )
    hedged = score >= scoring.as_array(criteria.threshold)
    return SentenceScores(score, hedged, shown_cues(cues, hedged, scheme.cue_threshold))


def shown_cues(cues: Cues, hedged: Bools, threshold: float) -> Bools:
    """Which cues to show: the likely cues, and of a hedged sentence without a likely cue of a kind
    that makes it hedged, the strongest such cue.
    """
    shown = cues.probability >= scoring.as_array(threshold)
    is_hedge = cues.hedge_probability > scoring.ZERO
    unexplained = hedged > np.bincount(cues.sentence[shown & is_hedge], None, len(hedged))
    if len(unexplained.nonzero()[0]) == 0:
        return shown
    strongest = np.zeros(len(hedged))
    np.maximum.at(strongest, cues.sentence, cues.hedge_probability)
    is_strongest = is_hedge & (cues.hedge_probability == strongest[cues.sentence])
    return np.asarray(shown | (unexplained[cues.sentence] & is_strongest))


def to_batch(texts: Sequence[str], steps: Steps, criteria: Criteria) -> Batch:
    """The shown cues and the sentences, with offsets in each document's own text."""
    layout, tokens = steps.layout, steps.layout.tokens
    document = documents_of(layout.start, layout.document_start)
    origin = layout.document_start[document]
    cues = steps.cues.take(steps.scores.shown)
    cue_origin = origin[cues.sentence]
    columns = {
        "sentence_offsets": document.searchsorted(np.arange(len(texts) + 1)),
        "sentence_start": layout.start - origin,
        "sentence_end": layout.end - origin,
        "cue_start": tokens.start[cues.start] - cue_origin,
        "cue_end": tokens.end[cues.end - 1] - cue_origin,
    }
    return outlined_batch(texts, columns, document, cues, steps.scores, criteria)


def outlined_batch(
    texts: Sequence[str],
    columns: dict[str, Ints],
    document: Ints,
    cues: Cues,
    scores: SentenceScores,
    criteria: Criteria,
    depth: DepthColumns | None = None,
) -> Batch:
    """The batch of some sentences and the cues to show.

    `columns` say where they stand, under the names that a batch has for them; `document` is that of
    each sentence.
    """
    own: dict[str, Any] = columns
    return Batch(
        texts=texts,
        model=criteria.model.name,
        scheme=criteria.scheme.name,
        hedge_kinds=criteria.hedge_kinds,
        threshold=criteria.threshold,
        document_score=scoring.document_scores(scores.score, document, len(texts)),
        sentence_score=scores.score,
        sentence_hedged=scores.hedged,
        cue_offsets=_offsets_of(cues.sentence, len(document)),
        cue_kind=cues.kind,
        cue_score=cues.probability,
        depth=depth,
        **own,
    )


def _offsets_of(owner: Ints, size: int) -> Ints:
    """The first row of each of so many owners, and the stop of the last; `owner` is sorted.

    >>> _offsets_of(np.array([0, 0, 2]), 4).tolist()
    [0, 2, 2, 3, 3]
    >>> _offsets_of(np.array([0, 0, 2]), 100)[:6].tolist()
    [0, 2, 2, 3, 3, 3]
    """
    # Counting takes more calls than a search, and a tenth of the time where there is much to count.
    if size < 64:
        return owner.searchsorted(np.arange(size + 1))
    offsets = np.zeros(size + 1, dtype=np.int64)
    np.bincount(owner, None, size).cumsum(out=offsets[1:])
    return offsets
