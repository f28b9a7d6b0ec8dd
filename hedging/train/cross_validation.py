"""Recipe + material → figures by cross-validation over documents.

Each fold of the documents is scored by a model that was trained on the other folds. A document is
held out of all corpora at once, because several corpora hold the same documents. So the figures say
what to expect of a document that training has never seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hedging.detector import Detector
from hedging.errors import require
from hedging.evaluate.metrics import (
    Counts,
    Metrics,
    count_boundaries,
    measure,
    plain_metrics,
    rounded,
)
from hedging.evaluate.tables import figure, metrics_table
from hedging.model.model import Model
from hedging.options import DetectorOptions
from hedging.text.sentences import Splitter
from hedging.text.tokens import stops_of, tokenize
from hedging.train.folds import fold_of
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from hedging.train.training import fit
from hedging.wording import plain


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """The result: the metrics of each fold by set of sentences, and sentence ends by group.

    `str` gives the report for people.
    """

    fold_metrics: tuple[dict[str, Metrics], ...]
    boundaries: dict[str, Counts]

    def __str__(self) -> str:
        metrics = self.metrics
        lines = [
            f"{self.folds}-fold cross-validation over documents, each scheme on its own corpora",
            metrics_table(metrics),
            "",
            "sentence F1, mean and standard deviation over the folds",
        ]
        for name in sorted(metrics):
            mean, deviation = self.spread(name)
            lines.append(f"  {plain(name):<34}{figure(mean):>8} ± {figure(deviation)}")
        if self.boundaries:
            lines += ["", "sentence boundaries, F1 over sentence ends"]
        for name, counts in sorted(self.boundaries.items()):
            lines.append(f"  {plain(name):<34}{figure(counts.f1, 4):>8}   {counts.true} sentences")
        return "\n".join(lines)

    @property
    def folds(self) -> int:
        """The number of folds."""
        return len(self.fold_metrics)

    @property
    def metrics(self) -> dict[str, Metrics]:
        """The metrics of all folds together, by set."""
        return merged(self.fold_metrics)

    def spread(self, name: str) -> tuple[float | None, float | None]:
        """Mean and standard deviation of the sentence F1 of one set over the folds.

        None where no fold could be measured; the deviation needs two folds.
        """
        values = [fold[name].sentences.f1 for fold in self.fold_metrics if name in fold]
        measured = [value for value in values if value is not None]
        mean = float(np.mean(measured)) if measured else None
        return mean, float(np.std(measured, ddof=1)) if len(measured) > 1 else None

    def to_dict(self) -> dict[str, Any]:
        """All figures as plain data for JSON."""
        metrics = self.metrics
        spread = {name: map(rounded, self.spread(name)) for name in sorted(metrics)}
        return {
            "folds": self.folds,
            "figures": plain_metrics(metrics),
            "spread": {
                name: dict(zip(("mean", "sd"), pair, strict=True)) for name, pair in spread.items()
            },
            "boundaries": {
                name: counts.to_dict() for name, counts in sorted(self.boundaries.items())
            },
        }


def cross_validate(
    material: Material, recipe: Recipe, *, folds: int = 5, workers: int = 2
) -> CrossValidation:
    """Train a model without each fold of the documents and measure it on that fold.

    `workers` is the number of processes. Raises MissingExtraError without joblib or scikit-learn.
    """
    joblib = require("joblib", "cross-validation", "train")
    runs = joblib.Parallel(n_jobs=workers)(
        joblib.delayed(_validate_fold)(material, recipe, fold, folds) for fold in range(folds)
    )
    boundaries = defaultdict[str, Counts](Counts)
    for _, ends in runs:
        for name, counts in ends.items():
            boundaries[name] += counts
    return CrossValidation(tuple(metrics for metrics, _ in runs), boundaries)


def held_out(material: Material, recipe: Recipe, fold: int, folds: int) -> Model:
    """A model that was trained without the documents of one fold."""
    return fit(material, recipe, without=lambda item: fold_of(item.document, folds) == fold)


def _validate_fold(
    material: Material, recipe: Recipe, fold: int, folds: int
) -> tuple[dict[str, Metrics], dict[str, Counts]]:
    model = held_out(material, recipe, fold, folds)
    ends = measure_boundaries(model.splitter, material, fold, folds)
    return measure_fold(model, material, fold, folds), ends


def measure_fold(model: Model, material: Material, fold: int, folds: int) -> dict[str, Metrics]:
    """The metrics of a model on the training sentences of one fold, each scheme on its own."""
    metrics: dict[str, Metrics] = {}
    for scheme in model.schemes:
        golds = [
            gold
            for gold in material.golds
            if gold.scheme == scheme
            and gold.part == "train"
            and fold_of(gold.document, folds) == fold
        ]
        measure(golds, Detector(model, DetectorOptions(scheme=scheme)), metrics)
    return metrics


def merged(metrics: Iterable[dict[str, Metrics]]) -> dict[str, Metrics]:
    """The metrics of several runs added up, by set."""
    total: dict[str, Metrics] = {}
    for run in metrics:
        for name, measured in run.items():
            total.setdefault(name, Metrics()).merge(measured)
    return total


def measure_boundaries(
    splitter: Splitter, material: Material, fold: int, folds: int
) -> dict[str, Counts]:
    """The counts of sentence ends in the passages of one fold, by group."""
    ends = defaultdict[str, Counts](Counts)
    for passage in material.passages:
        if fold_of(passage.document, folds) == fold:
            spans = split(splitter, passage.text)
            ends[passage.group or "texts"] += count_boundaries(spans, passage.sentences)
    return ends


def split(splitter: Splitter, text: str) -> list[tuple[int, int]]:
    """Sentence spans of one text, in code points."""
    tokens = tokenize(text)
    first = np.flatnonzero(splitter.begins(tokens, np.zeros(1, dtype=np.int64)))
    stop = stops_of(first, len(tokens))
    return list(zip(tokens.start[first].tolist(), tokens.end[stop - 1].tolist(), strict=True))
