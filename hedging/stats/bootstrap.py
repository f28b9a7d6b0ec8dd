"""Sums over clusters → an interval, by drawing the clusters again (Efron 1979).

Clusters are what was sampled independently: documents, or the authors or questions behind them.
With few clusters, percentiles of a bootstrap give intervals that are too short. So the percentiles
lie further out, by Student's t and the factor n / (n - 1) (Hesterberg 2015, What Teachers Should
Know About the Bootstrap, 5.3).
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Final

import numpy as np

from hedging.stats.columns import Floats
from hedging.stats.pooling import MIN_EFFECTIVE, t95

_DRAWS: Final = 2000
# More clusters than this are joined at random to this many: sums over joined clusters vary as much
# (Wolter 2007, Introduction to Variance Estimation, 2), and drawing them takes no longer.
_MAX_CLUSTERS: Final = 4096
# Numbers that are drawn at a time.
_BLOCK: Final = 1 << 20
# The least spread of what was drawn; below it are the errors of adding floats.
_ALIKE: Final = 1e-12


def effective_number(sizes: Floats) -> float:
    """How many clusters of equal size say as much as clusters of these sizes (Kish 1965).

    >>> effective_number(np.array([5.0, 5.0])), effective_number(np.array([1000.0, 1.0])) < 1.01
    (2.0, True)
    """
    squares = float((sizes**2).sum())
    return float(sizes.sum()) ** 2 / squares if squares else 0.0


def redrawn_sums(table: Floats) -> Floats:
    """The column sums of a table whose rows are drawn again, a row for each draw.

    `table` has a row for each cluster. The draws are always the same for the same table.

    >>> redrawn_sums(np.ones((5, 2)))[0].tolist()
    [5.0, 5.0]
    """
    random = np.random.default_rng(0)
    if len(table) > _MAX_CLUSTERS:
        part = random.permutation(len(table)) % _MAX_CLUSTERS
        table = np.stack(
            [np.bincount(part, column, minlength=_MAX_CLUSTERS) for column in table.T], axis=1
        )
    size = len(table)
    step = max(1, _BLOCK // size)
    drawn = []
    for first in range(0, _DRAWS, step):
        rows = min(step, _DRAWS - first)
        chosen = random.integers(size, size=(rows, size)) + size * np.arange(rows)[:, None]
        times = np.bincount(chosen.ravel(), minlength=rows * size).reshape(rows, size)
        drawn.append(times @ table)
    return np.concatenate(drawn)


def interval_of(estimates: Floats, effective: float) -> tuple[float, float] | None:
    """The 95 % interval of an estimate, from the same estimate in each draw.

    `effective` is the effective number of clusters. None with too few clusters, and where clusters
    do not differ, since that a few are alike does not prove that all are.

    >>> interval_of(np.full(2000, 0.5), 40.0) is None
    True
    """
    estimates = estimates[np.isfinite(estimates)]
    if effective < MIN_EFFECTIVE or not len(estimates) or np.ptp(estimates) < _ALIKE:
        return None
    tail = NormalDist().cdf(-sqrt(effective / (effective - 1)) * t95(effective - 1))
    low, high = np.quantile(estimates, (tail, 1 - tail)).tolist()
    return low, high
