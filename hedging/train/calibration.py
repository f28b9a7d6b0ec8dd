"""Held-out scores → curves and thresholds of the schemes.

A model is surer of sentences that it has learned from than of others. So the documents are divided
into folds, and a model that was trained on the other folds scores the sentences of each fold. The
sentence weights of the schemes that have them, a logistic curve from the evidence to a probability
(Platt 1999), and the thresholds with the best F1 are fitted on these scores.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hedging.batch import Batch
from hedging.corpora.gold import GoldCue
from hedging.detector import Detector
from hedging.evaluate.metrics import score_whole
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
class Sample:
    """Sentences, and behind them the variants that a teacher labelled.

    Each has the column of its scheme, the calibration fold of its document, the `probability` that
    it is hedged (NaN without a label), and as `evidence` the noisy-or of its cues by a model that
    did not see the document.
    """

    texts: Sequence[str]
    scheme: Ints
    fold: Ints
    probability: Floats
    weight: Floats
    evidence: Floats


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
    golds = examples.golds
    hedged = [np.nan if gold.hedged is None else float(gold.hedged) for gold in golds]
    origin = np.concatenate((np.arange(len(golds)), soft_labels.origin))
    sample = Sample(
        texts=[*(gold.text for gold in golds), *soft_labels.texts],
        scheme=examples.scheme[origin],
        fold=folds[origin],
        probability=np.concatenate((hedged, soft_labels.probability)),
        weight=np.repeat((1.0, recipe.taught_weight), (len(golds), len(soft_labels.texts))),
        evidence=np.zeros(len(origin)),
    )
    candidates: list[list[tuple[Floats, Bools]]] = [[] for _ in examples.policies]
    for fold in range(recipe.calibration_folds):
        with stage(f"calibration, fold {fold + 1} of {recipe.calibration_folds}", watch):
            held_out = fit(folds != fold)
            for column, policy in enumerate(examples.policies):
                rows = np.flatnonzero((sample.fold == fold) & (sample.scheme == column))
                texts = [sample.texts[i] for i in rows.tolist()]
                batch = score_sentences(held_out, policy.name, texts)
                sample.evidence[rows] = batch.sentence_score
                cues = [golds[i].cues if i < len(golds) else None for i in rows.tolist()]
                candidates[column].append(candidates_of(batch, cues))
    schemes = {}
    for name, scheme in model.schemes.items():
        learned = "sentence weights, curve" if name in recipe.sentence_schemes else "curve"
        with stage(f"{learned} and thresholds of {name}", watch):
            cue_score, is_cue = map(np.concatenate, zip(*candidates[scheme.column], strict=True))
            own = [gold for gold in golds if gold.scheme == name and gold.hedged is not None]
            cue_count = sum(len(gold.cues or ()) for gold in own)
            best = best_threshold(cue_score, is_cue, cue_count)
            fitted = _calibrated(scheme, examples, sample, model.word_classes, recipe)
            schemes[name] = agreeing(fitted._replace(cue_threshold=best))
    return schemes


def score_sentences(model: Model, scheme: str, texts: Sequence[str]) -> Batch:
    """Score single sentences under one scheme of a model, with every candidate shown as a cue."""
    without_threshold = model.schemes[scheme]._replace(cue_threshold=0.0)
    model = dataclasses.replace(model, schemes={scheme: without_threshold})
    return score_whole(texts, Detector(model, DetectorOptions(scheme=scheme)))


def candidates_of(batch: Batch, cues: Sequence[Sequence[GoldCue] | None]) -> tuple[Floats, Bools]:
    """The scores of the candidates of a batch, and whether each is a cue.

    `cues` are the labelled cues of each document; None leaves its candidates out.
    """
    document = np.repeat(np.arange(len(cues)), np.diff(batch.cue_offsets))
    rows = zip(document.tolist(), batch.cue_start.tolist(), batch.cue_end.tolist(), strict=True)
    marked = [{(cue.start, cue.end) for cue in own or ()} for own in cues]
    is_cue = np.array([(start, end) in marked[i] for i, start, end in rows], dtype=np.bool_)
    known = np.array([own is not None for own in cues], dtype=np.bool_)[document]
    return batch.cue_score[known].astype(np.float64), is_cue[known]


def _calibrated(
    scheme: Scheme, examples: Examples, sample: Sample, word_classes: WordClasses, recipe: Recipe
) -> Scheme:
    """A scheme with its curve, its threshold and, if the recipe says so, sentence weights."""
    rows = np.flatnonzero((sample.scheme == scheme.column) & ~np.isnan(sample.probability))
    own = rows[rows < len(examples.golds)]
    truth = sample.probability[own] > 0
    evidence = log_odds(sample.evidence[own])
    table, slope, bias = None, 1.0, 0.0
    if scheme.name in recipe.sentence_schemes:
        coefficients, bias, held_out = _fit_sentences(sample, rows, word_classes, recipe.sentence_c)
        table, slope = Weights.quantized(coefficients[:-1]), float(coefficients[-1])
        evidence = held_out[: len(own)]
    slopes, shift = fit_curve(evidence[:, None], truth)
    curve = float(slopes[0])
    step = examples.policies[scheme.column].sentence_step
    return scheme._replace(
        sentence_weights=table and Weights(on_grid(table.table, step), table.scale * curve),
        slope=slope * curve,
        intercept=bias * curve + shift,
        threshold=best_threshold(logistic(curve * evidence + shift), truth, int(truth.sum())),
    )


def _fit_sentences(
    sample: Sample, rows: Ints, word_classes: WordClasses, c: float
) -> tuple[Floats, float, Floats]:
    """Weights of the words of sentences, with that of the evidence last, and the bias.

    Also the log-odds of each sentence by weights that were fitted without its fold.
    """
    tokens, token_sentence, _ = join([sample.texts[i] for i in rows.tolist()])
    feature_ids, sentence, values = sentence_features(tokens, token_sentence, word_classes)
    shape = (len(rows), 1 << SENTENCE_BITS)
    bag = sparse().csr_matrix((values, (sentence, feature_ids)), shape=shape)
    evidence = sparse().csr_matrix(log_odds(sample.evidence[rows])[:, None])
    matrix = sparse().hstack((bag, evidence), format="csr")
    probability, weight, folds = sample.probability[rows], sample.weight[rows], sample.fold[rows]
    held_out = np.zeros(len(rows))
    for fold in np.unique(folds):
        used = folds != fold
        coefficients, bias = soft_regression(matrix[used], probability[used], weight[used], c)
        held_out[~used] = matrix[~used] @ coefficients + bias
    return *soft_regression(matrix, probability, weight, c), held_out


def fit_curve(log_odds: Floats, truth: Bools) -> tuple[Floats, float]:
    """Slopes and intercept of the logistic curve from log-odds to the truth, unregularised.

    `log_odds` has a row for each sentence and a column for each sort of evidence.
    """
    fitted = logistic_model(C=1e6).fit(log_odds, truth)
    return fitted.coef_[0], float(fitted.intercept_[0])


def agreeing(scheme: Scheme) -> Scheme:
    """The scheme, which shows a cue that counts only where its sentence is hedged.

    Where words beside the cues count, a sentence with a likely cue need not be hedged.
    """
    if scheme.sentence_weights is not None or scheme.slope <= 0:
        return scheme
    least = hedging_evidence(scheme.threshold, (scheme.slope, scheme.intercept))
    return scheme._replace(cue_threshold=max(scheme.cue_threshold, least))


def hedging_evidence(threshold: float, curve: tuple[float, float]) -> float:
    """The evidence from which on sentences with this curve are hedged, rounded up.

    >>> hedging_evidence(0.5, (1.0, 0.0))
    0.5001
    """
    slope, intercept = curve
    evidence = logistic((log_odds(np.array(threshold)) - intercept) / slope)
    return (math.floor(1e4 * float(evidence)) + 1) / 1e4


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
