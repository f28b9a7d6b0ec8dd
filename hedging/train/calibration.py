"""Held-out scores → curves and thresholds of the schemes.

A model is surer of sentences that it has learned from than of others. So the sentences are scored
by models that did not see their part of the documents. On these scores are fitted: the sentence
weights of the schemes that have them, a logistic curve from the evidence to a probability (Platt
1999), and the thresholds with the best F1.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hedging.batch import Batch
from hedging.detector import Detector
from hedging.errors import CorpusError
from hedging.model.features import BITS, sentence_features
from hedging.model.model import Model, Scheme
from hedging.model.scoring import Floats, log_odds, logistic
from hedging.model.word_classes import WordClasses
from hedging.options import DetectorOptions
from hedging.text.hashing import Bools, Ints
from hedging.text.weights import Weights
from hedging.train.distillation import SoftLabels
from hedging.train.examples import Examples, join
from hedging.train.recipe import Recipe
from hedging.train.regression import logistic_model, soft_regression, sparse

# The cue threshold of a scheme without a labelled cue.
_UNFITTED_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class HeldOutCues:
    """Candidates of sentences with labelled cues: their scores, and whether each is a cue."""

    score: Floats
    is_cue: Bools


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """Scores by models that saw neither the sentence nor its document.

    `evidence` is the noisy-or of the cues of each sentence, `soft_evidence` that of each sentence
    with a soft label, and `cues` holds the candidates of each scheme.
    """

    evidence: Floats
    soft_evidence: Floats
    cues: dict[str, HeldOutCues]


@dataclass(frozen=True, slots=True)
class SentenceSample:
    """Sentences for the sentence weights.

    Each has a text, the log-odds of its evidence, the probability that it is hedged, a weight, and
    the part of the documents that it belongs to.
    """

    texts: Sequence[str]
    evidence: Floats
    probability: Floats
    weight: Floats
    part: Ints


@dataclass(frozen=True, slots=True)
class SentenceFit:
    """Sentence weights; the evidence's log-odds count `slope` times, and `bias` is added.

    `unseen` are the log-odds that weights fitted without a sentence's part give to the sentence.
    """

    weights: Weights
    slope: float
    bias: float
    unseen: Floats


def calibrate(
    model: Model,
    examples: Examples,
    parts: Ints,
    fit: Callable[[Bools], Model],
    soft_labels: SoftLabels,
    recipe: Recipe,
) -> dict[str, Scheme]:
    """The schemes of `model` with curves and thresholds.

    `parts` is the calibration part of each sentence; `check_parts` must hold for them. `fit` fits a
    model on the chosen sentences.
    """
    held_out = _score_held_out(examples, parts, fit, soft_labels, recipe.calibration_folds)
    return {
        name: _calibrated(scheme, model, examples, parts, held_out, soft_labels, recipe)
        for name, scheme in model.schemes.items()
    }


def check_parts(examples: Examples, parts: Ints, recipe: Recipe) -> None:
    """Raise CorpusError for a scheme that cannot be calibrated.

    The models that score a part know nothing about a scheme if all its documents are in that part.
    A curve needs sentences that are hedged and sentences that are not; sentence weights need both
    outside each part.
    """
    hedged = np.array([gold.hedged is True for gold in examples.golds])
    plain = np.array([gold.hedged is False for gold in examples.golds])
    for column, policy in enumerate(examples.policies):
        rows = examples.scheme == column
        numbers = np.unique(parts[rows])
        if len(numbers) < 2:
            raise CorpusError(
                f"all documents of the scheme {policy.name!r} fall into one of "
                f"{recipe.calibration_folds} calibration parts: give more documents, or name the "
                "documents of the rows"
            )
        for named, chosen in (("hedged", hedged & rows), ("not hedged", plain & rows)):
            if not chosen.any():
                raise CorpusError(
                    f"the scheme {policy.name!r} has no sentence that is {named}: "
                    "training needs sentences of both sorts"
                )
            if policy.name in recipe.sentence_schemes and len(np.unique(parts[chosen])) < 2:
                raise CorpusError(
                    f"sentences of the scheme {policy.name!r} that are {named} stand in too few "
                    "documents for sentence weights: give more documents, or take the scheme out "
                    'of "sentence_schemes"'
                )


def _score_held_out(
    examples: Examples,
    parts: Ints,
    fit: Callable[[Bools], Model],
    soft_labels: SoftLabels,
    folds: int,
) -> HeldOutScores:
    """Score every part of the documents by a model that was fitted on the other parts."""
    evidence, soft_evidence = np.zeros(len(examples.golds)), np.zeros(len(soft_labels.texts))
    scores: list[list[Floats]] = [[] for _ in examples.policies]
    truths: list[list[Bools]] = [[] for _ in examples.policies]
    soft_parts = parts[soft_labels.origin]
    soft_scheme = examples.scheme[soft_labels.origin]
    for part in range(folds):
        model = fit(parts != part)
        for column, policy in enumerate(examples.policies):
            held = np.flatnonzero((parts == part) & (examples.scheme == column))
            golds = [examples.golds[i] for i in held.tolist()]
            batch = _score_sentences(model, policy.name, [gold.text for gold in golds])
            evidence[held] = batch.sentence_score
            spans = [
                None if gold.cues is None else {(cue.start, cue.end) for cue in gold.cues}
                for gold in golds
            ]
            cues = _held_out_cues(batch, spans)
            scores[column].append(cues.score)
            truths[column].append(cues.is_cue)
            soft = np.flatnonzero((soft_parts == part) & (soft_scheme == column))
            if len(soft):
                texts = [soft_labels.texts[i] for i in soft.tolist()]
                soft_evidence[soft] = _score_sentences(model, policy.name, texts).sentence_score
    cues_of = {
        policy.name: HeldOutCues(np.concatenate(scores[column]), np.concatenate(truths[column]))
        for column, policy in enumerate(examples.policies)
    }
    return HeldOutScores(evidence, soft_evidence, cues_of)


def _score_sentences(model: Model, scheme: str, texts: Sequence[str]) -> Batch:
    """Score single sentences under one scheme of a model, with every candidate shown as a cue."""
    opened = dataclasses.replace(model.schemes[scheme], cue_threshold=0.0)
    detector = Detector(
        dataclasses.replace(model, schemes={scheme: opened}), DetectorOptions(scheme=scheme)
    )
    return detector.detect_batch(texts, sentences=[[(0, len(text))] for text in texts])


def _held_out_cues(batch: Batch, spans: Sequence[set[tuple[int, int]] | None]) -> HeldOutCues:
    """The candidates of a batch; `spans` are the labelled cues of each document, if it has any."""
    document = np.repeat(np.arange(len(spans)), np.diff(batch.cue_offsets))
    rows = zip(document.tolist(), batch.cue_start.tolist(), batch.cue_end.tolist(), strict=True)
    truth = [
        None if (labelled := spans[i]) is None else (start, end) in labelled
        for i, start, end in rows
    ]
    known = np.array([is_cue is not None for is_cue in truth], dtype=np.bool_)
    is_cue = np.array([bool(value) for value in truth], dtype=np.bool_)
    return HeldOutCues(batch.cue_score[known].astype(np.float64), is_cue[known])


def _calibrated(
    scheme: Scheme,
    model: Model,
    examples: Examples,
    parts: Ints,
    held_out: HeldOutScores,
    soft_labels: SoftLabels,
    recipe: Recipe,
) -> Scheme:
    """One scheme with its curve, its thresholds and, if the recipe says so, sentence weights."""
    labelled = np.array([gold.hedged is not None for gold in examples.golds])
    chosen = np.flatnonzero(labelled & (examples.scheme == scheme.column))
    golds = [examples.golds[i] for i in chosen.tolist()]
    truth = np.array([bool(gold.hedged) for gold in golds], dtype=np.bool_)
    evidence = log_odds(held_out.evidence[chosen])
    weights, slope, bias = None, 1.0, 0.0
    if scheme.name in recipe.sentence_schemes:
        sample = SentenceSample(
            [gold.text for gold in golds],
            evidence,
            truth.astype(np.float64),
            np.ones(len(golds)),
            parts[chosen],
        )
        soft = np.flatnonzero(examples.scheme[soft_labels.origin] == scheme.column)
        sample = _with_soft_labels(sample, soft_labels, soft, held_out, parts, recipe.taught_weight)
        fitted = _fit_sentences(sample, model.word_classes, recipe.sentence_c)
        weights, slope, bias = fitted.weights, fitted.slope, fitted.bias
        evidence = fitted.unseen[: len(golds)]
    curve, shift = _fit_curve(evidence, truth)
    if weights is not None:
        weights = Weights(weights.table, weights.scale * curve)
    cues = held_out.cues[scheme.name]
    cue_count = sum(len(gold.cues or ()) for gold in golds)
    return dataclasses.replace(
        scheme,
        sentence_weights=weights,
        slope=slope * curve,
        intercept=bias * curve + shift,
        cue_threshold=_best_threshold(cues.score, cues.is_cue, cue_count),
        threshold=_best_threshold(logistic(curve * evidence + shift), truth, int(truth.sum())),
    )


def _with_soft_labels(
    sample: SentenceSample,
    soft_labels: SoftLabels,
    rows: Ints,
    held_out: HeldOutScores,
    parts: Ints,
    weight: float,
) -> SentenceSample:
    """The sample with the chosen rows of the soft labels behind it."""
    return SentenceSample(
        [*sample.texts, *(soft_labels.texts[i] for i in rows.tolist())],
        np.concatenate((sample.evidence, log_odds(held_out.soft_evidence[rows]))),
        np.concatenate((sample.probability, soft_labels.probability[rows])),
        np.concatenate((sample.weight, np.full(len(rows), weight))),
        np.concatenate((sample.part, parts[soft_labels.origin[rows]])),
    )


def _fit_sentences(sample: SentenceSample, word_classes: WordClasses, c: float) -> SentenceFit:
    """Fit sentence weights beside the evidence, on all parts and without each part."""
    tokens, sentence, _ = join(sample.texts)
    feature_ids, owner, values = sentence_features(tokens, sentence, word_classes)
    shape = (len(sample.texts), 1 << BITS)
    bag = sparse().csr_matrix((values, (owner, feature_ids)), shape=shape)
    evidence = sparse().csr_matrix(sample.evidence[:, None])
    matrix = sparse().hstack((bag, evidence), format="csr")
    unseen = np.zeros(len(sample.texts))
    for part in np.unique(sample.part):
        seen = sample.part != part
        coefficients, bias = soft_regression(
            matrix[seen], sample.probability[seen], sample.weight[seen], c
        )
        unseen[~seen] = matrix[~seen] @ coefficients + bias
    coefficients, bias = soft_regression(matrix, sample.probability, sample.weight, c)
    return SentenceFit(Weights.quantized(coefficients[:-1]), float(coefficients[-1]), bias, unseen)


def _fit_curve(evidence: Floats, truth: Bools) -> tuple[float, float]:
    """Slope and intercept of the logistic curve from log-odds to the truth, unregularised."""
    fitted = logistic_model(C=1e6).fit(evidence[:, None], truth)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _best_threshold(score: Floats, truth: Bools, total: int) -> float:
    """The threshold with the best F1 where `total` are true.

    It lies in the middle between two scores, so that no single row decides.
    """
    if not truth.any():
        return _UNFITTED_THRESHOLD
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + total)
    best = int(np.argmax(f1))
    below = score[order[min(best + 1, len(order) - 1)]]
    return round(float((score[order[best]] + below) / 2), 4)
