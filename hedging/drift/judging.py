"""Features of a claim → what became of it, by weights that were learned from pairs of texts.

Each change has a score, the sum of its weights; "same" has 0. The largest score decides, for a
claim and, over all claims, for a text. `weights.json` holds the weights, and `python -m
training.drift` learns them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from hedging.drift.features import Features
from hedging.kinds import CHANGED


class Weights(NamedTuple):
    """What each feature adds to the score of each of `CHANGED`, and to that of a claim alone."""

    changed: Mapping[str, list[float]]
    dropped: Mapping[str, float]


@lru_cache(maxsize=1)
def learned() -> Weights:
    """The weights of the package."""
    text = (files(__package__) / "weights.json").read_text(encoding="utf-8")
    return Weights(**json.loads(text))


def changed_scores(features: Features, weights: Weights) -> list[float]:
    """The score of each of `CHANGED`.

    >>> weights = Weights({"always": [-1, -1, -3, -4, -2, -1], "-said": [0, 0, 5, 1, 0, 0]}, {})
    >>> changed_scores({"always": 1.0, "-said": 1.0, "-dam": 1.0}, weights)
    [-1.0, -1.0, 2.0, -3.0, -2.0, -1.0]
    """
    known = [
        (row, value)
        for name, value in features.items()
        if (row := weights.changed.get(name)) is not None
    ]
    return [sum([row[place] * value for row, value in known]) for place in range(len(CHANGED))]


def dropped_score(features: Features, weights: Weights) -> float:
    """The score of "dropped" for a claim without a partner."""
    return sum(value * weights.dropped.get(name, 0.0) for name, value in features.items())
