"""Held-out scores → curves and thresholds of the schemes.

A model is surer of sentences that it has learned from than of others. So the documents are divided
into folds, and a model that was trained on the other folds scores the sentences of each fold. The
sentence weights of the schemes that have them, a logistic curve from the evidence to a probability
(Platt 1999), and the thresholds with the best F1 are fitted on these scores.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hedging.batch import Batch
from hedging.detector import Detector
from hedging.model.features import SENTENCE_BITS, sentence_features
from hedging.model.model import Model, Scheme
from hedging.model.scoring import Floats, log_odds, logistic
from hedging.model.word_classes import WordClasses
from hedging.options import DetectorOptions
from hedging.text.hashing import Bools, Ints
from hedging.text.weights import Weights, on_grid
from hedging.train.distillation import SoftLabels
from hedging.train.examples import Examples, join
from hedging.train.recipe import Recipe
from hedging.train.regression import logistic_model, soft_regression, sparse
from hedging.train.stages import Watcher, stage, unwatched

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

    `evidence` is the noisy-or of the cues of each sentence, a probability, and `soft_evidence` is
    the same for each sentence with a soft label. `cues` holds the candidates of each scheme.
    """

    evidence: Floats
    soft_evidence: Floats
    cues: dict[str, HeldOutCues]


@dataclass(frozen=True, slots=True)
class SentenceSample:
    """Sentences for the sentence weights.

    Each has a text, the log-odds of its evidence, the probability that it is hedged, a weight, and
    the calibration fold of its document.
    """

    texts: Sequence[str]
    evidence_log_odds: Floats
    probability: Floats
    weight: Floats
    fold: Ints


@dataclass(frozen=True, slots=True)
class SentenceFit:
    """Sentence weights; the evidence's log-odds count `slope` times, and `bias` is added.

    `held_out_log_odds` are the log-odds of each sentence by weights fitted without its fold.
    """

    weights: Weights
    slope: float
    bias: float
    held_out_log_odds: Floats


def calibrate(
    model: Model,
    examples: Examples,
    folds: Ints,
    fit: Callable[[Bools], Model],
    soft_labels: SoftLabels,
    recipe: Recipe,
    *,
    watch: Watcher = unwatched,
) -> dict[str, Scheme]:
    """The schemes of `model` with curves and thresholds.

    `folds` is the calibration fold of each sentence, as `calibration_folds` gives it. `fit` fits a
    model on the chosen sentences.
    """
    held_out = _score_held_out(examples, folds, fit, soft_labels, recipe.calibration_folds, watch)
    schemes = {}
    for name, scheme in model.schemes.items():
        learned = "sentence weights, curve" if name in recipe.sentence_schemes else "curve"
        with stage(f"{learned} and thresholds of {name}", watch):
            schemes[name] = _calibrated(
                scheme, model, examples, folds, held_out, soft_labels, recipe
            )
    return schemes


def _score_held_out(
    examples: Examples,
    folds: Ints,
    fit: Callable[[Bools], Model],
    soft_labels: SoftLabels,
    fold_count: int,
    watch: Watcher,
) -> HeldOutScores:
    """Score the sentences of each fold by a model that was fitted on the other folds."""
    evidence, soft_evidence = np.zeros(len(examples.golds)), np.zeros(len(soft_labels.texts))
    scores: list[list[Floats]] = [[] for _ in examples.policies]
    truths: list[list[Bools]] = [[] for _ in examples.policies]
    soft_folds = folds[soft_labels.origin]
    soft_scheme = examples.scheme[soft_labels.origin]
    for fold in range(fold_count):
        with stage(f"calibration, fold {fold + 1} of {fold_count}", watch):
            model = fit(folds != fold)
            for column, policy in enumerate(examples.policies):
                rows = np.flatnonzero((folds == fold) & (examples.scheme == column))
                golds = [examples.golds[i] for i in rows.tolist()]
                batch = score_sentences(model, policy.name, [gold.text for gold in golds])
                evidence[rows] = batch.sentence_score
                spans = [
                    None if gold.cues is None else {(cue.start, cue.end) for cue in gold.cues}
                    for gold in golds
                ]
                cues = _held_out_cues(batch, spans)
                scores[column].append(cues.score)
                truths[column].append(cues.is_cue)
                soft_rows = np.flatnonzero((soft_folds == fold) & (soft_scheme == column))
                if len(soft_rows):
                    texts = [soft_labels.texts[i] for i in soft_rows.tolist()]
                    soft_batch = score_sentences(model, policy.name, texts)
                    soft_evidence[soft_rows] = soft_batch.sentence_score
    cues_of = {
        policy.name: HeldOutCues(np.concatenate(scores[column]), np.concatenate(truths[column]))
        for column, policy in enumerate(examples.policies)
    }
    return HeldOutScores(evidence, soft_evidence, cues_of)


def score_sentences(model: Model, scheme: str, texts: Sequence[str]) -> Batch:
    """Score single sentences under one scheme of a model, with every candidate shown as a cue."""
    without_threshold = model.schemes[scheme]._replace(cue_threshold=0.0)
    detector = Detector(
        dataclasses.replace(model, schemes={scheme: without_threshold}),
        DetectorOptions(scheme=scheme),
    )
    return detector.detect_batch(
        texts, sentences=[[(0, len(text))] for text in texts], depth="cues"
    )


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
    folds: Ints,
    held_out: HeldOutScores,
    soft_labels: SoftLabels,
    recipe: Recipe,
) -> Scheme:
    """One scheme with its curve, its thresholds and, if the recipe says so, sentence weights."""
    labelled = np.array([gold.hedged is not None for gold in examples.golds])
    chosen = np.flatnonzero(labelled & (examples.scheme == scheme.column))
    golds = [examples.golds[i] for i in chosen.tolist()]
    truth = np.array([bool(gold.hedged) for gold in golds], dtype=np.bool_)
    evidence_log_odds = log_odds(held_out.evidence[chosen])
    weights, slope, bias = None, 1.0, 0.0
    if scheme.name in recipe.sentence_schemes:
        sample = SentenceSample(
            [gold.text for gold in golds],
            evidence_log_odds,
            truth.astype(np.float64),
            np.ones(len(golds)),
            folds[chosen],
        )
        rows = np.flatnonzero(examples.scheme[soft_labels.origin] == scheme.column)
        sample = _with_soft_labels(sample, soft_labels, rows, held_out, folds, recipe.taught_weight)
        fitted = _fit_sentences(sample, model.word_classes, recipe.sentence_c)
        weights, slope, bias = fitted.weights, fitted.slope, fitted.bias
        evidence_log_odds = fitted.held_out_log_odds[: len(golds)]
    slopes, shift = fit_curve(evidence_log_odds[:, None], truth)
    curve = float(slopes[0])
    if weights is not None:
        step = examples.policies[scheme.column].sentence_step
        weights = Weights(on_grid(weights.table, step), weights.scale * curve)
    calibrated_log_odds = curve * evidence_log_odds + shift
    cues = held_out.cues[scheme.name]
    cue_count = sum(len(gold.cues or ()) for gold in golds)
    return scheme._replace(
        sentence_weights=weights,
        slope=slope * curve,
        intercept=bias * curve + shift,
        cue_threshold=best_threshold(cues.score, cues.is_cue, cue_count),
        threshold=best_threshold(logistic(calibrated_log_odds), truth, int(truth.sum())),
    )


def _with_soft_labels(
    sample: SentenceSample,
    soft_labels: SoftLabels,
    rows: Ints,
    held_out: HeldOutScores,
    folds: Ints,
    weight: float,
) -> SentenceSample:
    """The sample with the chosen rows of the soft labels after it."""
    return SentenceSample(
        [*sample.texts, *(soft_labels.texts[i] for i in rows.tolist())],
        np.concatenate((sample.evidence_log_odds, log_odds(held_out.soft_evidence[rows]))),
        np.concatenate((sample.probability, soft_labels.probability[rows])),
        np.concatenate((sample.weight, np.full(len(rows), weight))),
        np.concatenate((sample.fold, folds[soft_labels.origin[rows]])),
    )


def _fit_sentences(sample: SentenceSample, word_classes: WordClasses, c: float) -> SentenceFit:
    """Fit sentence weights beside the evidence, on all folds and without each fold."""
    tokens, token_sentence, _ = join(sample.texts)
    feature_ids, sentence, values = sentence_features(tokens, token_sentence, word_classes)
    shape = (len(sample.texts), 1 << SENTENCE_BITS)
    bag = sparse().csr_matrix((values, (sentence, feature_ids)), shape=shape)
    evidence = sparse().csr_matrix(sample.evidence_log_odds[:, None])
    matrix = sparse().hstack((bag, evidence), format="csr")
    held_out_log_odds = np.zeros(len(sample.texts))
    for fold in np.unique(sample.fold):
        used = sample.fold != fold
        coefficients, bias = soft_regression(
            matrix[used], sample.probability[used], sample.weight[used], c
        )
        held_out_log_odds[~used] = matrix[~used] @ coefficients + bias
    coefficients, bias = soft_regression(matrix, sample.probability, sample.weight, c)
    weights, slope = Weights.quantized(coefficients[:-1]), float(coefficients[-1])
    return SentenceFit(weights, slope, bias, held_out_log_odds)


def fit_curve(log_odds: Floats, truth: Bools) -> tuple[Floats, float]:
    """Slopes and intercept of the logistic curve from log-odds to the truth, unregularised.

    `log_odds` has a row for each sentence and a column for each sort of evidence.
    """
    fitted = logistic_model(C=1e6).fit(log_odds, truth)
    return fitted.coef_[0], float(fitted.intercept_[0])


def best_threshold(score: Floats, truth: Bools, total: int) -> float:
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
