"""What readers give → the scale of confidences.

Readers of our texts are surer than their writers, most of all in the upper middle of the scale.
Earlier models learned from writers, and people who keep a threshold should not find it moved. So a
slope and a bias of the log-odds bring the ratings of readers as near as they can to those of
writers, on the texts of the training part that both have rated.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from hedging.corpora.rows import read_rows
from hedging.model.scoring import Floats, log_odds, logistic
from training.material import SEEDS

# The readers of a text; a writer's rating, where there is one, stands before theirs.
_READERS = 3
_MARGIN = 0.01


class Scale(NamedTuple):
    """What becomes of log-odds: `slope` times as much, and `bias` more."""

    slope: float
    bias: float

    def of(self, confidence: Sequence[float] | Floats) -> Floats:
        """Confidences on this scale.

        >>> Scale(0.5, 0.0).of([0.5, 0.8]).round(2).tolist()
        [0.5, 0.67]
        """
        own = log_odds(np.asarray(confidence, dtype=np.float64), _MARGIN)
        return logistic(self.slope * own + self.bias)


@cache
def scale_of_writers() -> Scale:
    """The scale that brings what readers give to what writers give."""
    rows = read_rows(SEEDS / "ratings.jsonl", ("part", "ratings"))
    both = [row for row in rows if row["part"] == "train" and len(row["ratings"]) > _READERS]
    writer = np.array([row["ratings"][0] for row in both]) / 100
    readers = np.array([np.median(row["ratings"][-_READERS:]) for row in both]) / 100
    return fitted(readers, writer)


def fitted(given: Floats, wanted: Floats) -> Scale:
    """The scale that brings some confidences nearest to others, by the mean absolute distance."""

    def distance(scale: Floats) -> float:
        return float(np.abs(Scale(*scale.tolist()).of(given) - wanted).mean())

    found = minimize(distance, np.array([1.0, 0.0]), method="Nelder-Mead")
    return Scale(*found.x.tolist())
