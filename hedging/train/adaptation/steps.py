"""How far a model moves towards a domain: each step, measured on documents that it has not seen.

The answers of a step to a sentence come from a model that has learned from other documents alone.
The curve that makes them probabilities has too: it is fitted on the answers to the sentences of the
other folds. Where the documents are too few to be divided, the sentences are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hedging.corpora.gold import Gold
from hedging.model.model import Model
from hedging.model.scoring import Floats, log_odds, logistic
from hedging.text.hashing import Bools, Ints
from hedging.train.adaptation.domain import Domain, with_scheme
from hedging.train.calibration import agreeing, score_sentences
from hedging.train.regression import offset_regression, sparse

#: Parts that the documents are divided into.
FOLDS = 10
#: Fewer documents are not divided, but their sentences: each fold would be much of the domain.
LEAST_DOCUMENTS = 5
# The inverse penalty of a curve that moves away from the model's.
_CURVE_FREEDOM = 1.0
# How many standard errors a gain must have.
_SURE = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """What may move: the weights, as far as `weights` allows (None: not at all), and the curve."""

    weights: float | None
    curve: bool

    def __str__(self) -> str:
        parts = ["cues and weights"] if self.weights is not None else []
        return " and ".join([*parts, *(["calibration"] if self.curve else [])])


#: The steps that are tried, the shortest first.
STEPS = (Step(None, True), *(Step(f, curve) for f in (0.1, 0.3) for curve in (False, True)))


@dataclass(frozen=True, slots=True)
class Curve:
    """A change of log-odds: x becomes (1 + `slope`) · x + `shift`."""

    slope: float = 0.0
    shift: float = 0.0

    def __call__(self, log_odds: Floats) -> Floats:
        """The changed log-odds."""
        return np.asarray((1 + self.slope) * log_odds + self.shift)


@dataclass(frozen=True, slots=True)
class Measured:
    """A step with its answers to sentences that it has not learned from.

    `log_odds` are the answers, and `edge` is what the curve makes of the model's threshold. `curve`
    is the one that all sentences teach. `gain` is what the step takes off the squared error of a
    probability (Brier 1950), and `error` the standard error of the gain.
    """

    step: Step
    log_odds: Floats
    edge: Floats
    curve: Curve
    gain: float
    error: float

    @property
    def is_gain(self) -> bool:
        """Whether the gain is more than chance."""
        return self.gain > _SURE * self.error

    def hedged(self, threshold: float, moved: float) -> Bools:
        """The verdicts with a threshold that has moved by a share of the way, as `take_step` does.

        `threshold` is that of the model, as log-odds.
        """
        return np.asarray(self.log_odds >= moved * threshold + (1 - moved) * self.edge)


def log_odds_of(model: Model, scheme: str, golds: Sequence[Gold]) -> Floats:
    """The log-odds that a model gives each sentence."""
    return log_odds(score_sentences(model, scheme, [gold.text for gold in golds]).sentence_score)


def fit_curve(own: Floats, truth: Bools) -> Curve:
    """The change of log-odds that suits some sentences, drawn towards none."""
    matrix = sparse().csr_matrix(own[:, None])
    slope, shift = offset_regression(matrix, truth, own, np.ones(len(own)), _CURVE_FREEDOM)
    # The order of the sentences by their scores stays.
    return Curve(max(float(slope[0]), -0.9), shift)


def units_of(golds: Sequence[Gold]) -> Ints:
    """What is divided: the number of each sentence's document, or of the sentence itself.

    Sentences are divided where there are fewer documents than LEAST_DOCUMENTS.
    """
    number = {document: i for i, document in enumerate(dict.fromkeys(g.document for g in golds))}
    if len(number) < LEAST_DOCUMENTS:
        return np.arange(len(golds))
    return np.array([number[gold.document] for gold in golds])


def measure_step(step: Step, domain: Domain, units: Ints, before: Floats) -> Measured:
    """A step by cross-validation over `units`; `before` are the log-odds of the model as it is."""
    golds, folds, truth = domain.golds, units % FOLDS, domain.truth
    uncurved = before.copy()
    if step.weights is not None:
        for fold in np.unique(folds):
            fitted = domain.fit(folds != fold, step.weights)
            rows = np.flatnonzero(folds == fold)
            own = [golds[row] for row in rows.tolist()]
            uncurved[rows] = log_odds_of(fitted, domain.scheme, own)
    threshold = threshold_of(domain.model, domain.scheme)
    curved, edge, whole = uncurved.copy(), np.full(len(golds), threshold), Curve()
    if step.curve:
        whole = fit_curve(uncurved, truth)
        for fold in np.unique(folds):
            here = folds == fold
            curve = fit_curve(uncurved[~here], truth[~here])
            curved[here], edge[here] = curve(uncurved[here]), curve(np.array(threshold))
    saved = (logistic(before) - truth) ** 2 - (logistic(curved) - truth) ** 2
    of_unit = np.bincount(units, weights=saved)
    error = of_unit.std(ddof=1) * np.sqrt(len(of_unit)) / len(golds)
    return Measured(step, curved, edge, whole, float(saved.mean()), float(error))


def take_step(measured: Measured, domain: Domain) -> Model:
    """The model after a step, learned from all sentences of the domain.

    Its threshold is the same probability as before, so that other sentences are hedged: it has
    moved all the way. `with_threshold` moves it back.
    """
    everything = np.ones(len(domain.golds), dtype=np.bool_)
    step, curve = measured.step, measured.curve
    moved = domain.model if step.weights is None else domain.fit(everything, step.weights)
    own = moved.schemes[domain.scheme]
    weights = own.sentence_weights
    changed = own._replace(
        slope=own.slope * (1 + curve.slope),
        intercept=float(curve(np.array(own.intercept))),
        sentence_weights=weights and weights._replace(scale=weights.scale * (1 + curve.slope)),
    )
    return with_scheme(moved, changed)


def with_threshold(measured: Measured, after: Model, scheme: str, moved: float) -> Model:
    """The model `after` a step with a threshold that has moved by a share of the way."""
    threshold = threshold_of(after, scheme)
    place = moved * threshold + (1 - moved) * measured.curve(np.array(threshold))
    own = after.schemes[scheme]
    moved_scheme = own._replace(threshold=round(float(logistic(place)), 4))
    return with_scheme(after, agreeing(moved_scheme))


def threshold_of(model: Model, scheme: str) -> float:
    """The threshold of a scheme as log-odds."""
    return float(log_odds(np.array(model.schemes[scheme].threshold)))
