"""Sums over clusters → the 95 % intervals of figures, by drawing the clusters again (Efron 1979).

Clusters are what was sampled independently: documents, or the authors or questions behind them. A
figure is a ratio of two sums over them, as a mean is, a share, or an F1. With few clusters,
percentiles of a bootstrap give intervals that are too short. So the percentiles lie further out, by
Student's t and the factor n / (n - 1) (Hesterberg 2015, What Teachers Should Know About the
Bootstrap, 5.3), where clusters of unequal size count as fewer (`effective_number`).
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np

from hedging.stats.columns import Floats, Ints
from hedging.stats.pooling import MIN_EFFECTIVE, Interval, t95

_DRAWS: Final = 2000
# More clusters than this are joined at random to this many: sums over joined clusters vary as much
# (Wolter 2007, Introduction to Variance Estimation, 2), and drawing them takes no longer.
_MAX_CLUSTERS: Final = 4096
# Numbers that are drawn at a time.
_BLOCK: Final = 1 << 20
# The least spread of what was drawn; below it are the errors of adding floats.
_ALIKE: Final = 1e-12


class Ratios(NamedTuple):
    """Figures as ratios of sums over clusters: a row for each cluster, a column for each figure.

    >>> Ratios(np.array([[1.0, 0.0], [2.0, 0.0]]), np.array([[2.0, 0.0], [2.0, 0.0]])).values()
    [0.75, None]
    """

    tops: Floats
    bottoms: Floats

    def values(self) -> list[float | None]:
        """The figures of all clusters together; None without anything to divide by."""
        tops, bottoms = np.split(np.hstack(self).sum(axis=0), 2)
        sums = zip(tops.tolist(), bottoms.tolist(), strict=True)
        return [top / bottom if bottom else None for top, bottom in sums]

    def column(self, number: int) -> Ratios:
        """One of the figures."""
        return Ratios(self.tops[:, number, None], self.bottoms[:, number, None])


def intervals_of(figures: Ratios, less: Ratios | None = None) -> list[Interval]:
    """The interval of each figure, or of its difference to the same figure of `less`.

    What is compared has a row for the same cluster in both, and is drawn together. So what makes a
    cluster hard for both does not blur their difference. There is no interval with fewer than four
    clusters, and where clusters do not differ, since that a few are alike does not prove that all
    are. The intervals are the same in every run.
    """
    compared = (figures,) if less is None else (figures, less)
    table = np.hstack([np.hstack(ratios) for ratios in compared])
    sums = np.split(redrawn_sums(table), 2 * len(compared), axis=1)
    # A draw can leave a small group empty; it says nothing then.
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = sums[0] / sums[1]
        if less is not None:
            drawn -= sums[2] / sums[3]
    numbers = [[effective_number(sizes) for sizes in ratios.bottoms.T] for ratios in compared]
    effective = np.min(numbers, axis=0).tolist()
    return [
        _interval(estimates, number) for estimates, number in zip(drawn.T, effective, strict=True)
    ]


def effective_number(sizes: Floats) -> float:
    """How many clusters of equal size say as much as clusters of these sizes (Kish 1965)."""
    squares = float((sizes**2).sum())
    return float(sizes.sum()) ** 2 / squares if squares else 0.0


def redrawn_sums(table: Floats) -> Floats:
    """The column sums of a table whose rows, the clusters, are drawn again; a row for each draw.

    The draws are always the same for the same number of rows.
    """
    random = np.random.default_rng(0)
    if len(table) > _MAX_CLUSTERS:
        part = random.permutation(len(table)) % _MAX_CLUSTERS
        table = summed(table, part, _MAX_CLUSTERS)
    size = len(table)
    if not size:
        return np.zeros((_DRAWS, table.shape[1]))
    step = max(1, _BLOCK // size)
    drawn = []
    for first in range(0, _DRAWS, step):
        rows = min(step, _DRAWS - first)
        # How often each cluster is drawn: those of the second draw are counted behind the first's.
        chosen = random.integers(size, size=(rows, size)) + size * np.arange(rows)[:, None]
        times = np.bincount(chosen.ravel(), minlength=rows * size).reshape(rows, size)
        drawn.append(times @ table)
    return np.concatenate(drawn)


def summed(table: Floats, owners: Ints, size: int) -> Floats:
    """The rows of each owner added up; owners are numbers below `size`."""
    return np.stack([np.bincount(owners, column, minlength=size) for column in table.T], axis=1)


def _interval(estimates: Floats, effective: float) -> Interval:
    estimates = estimates[np.isfinite(estimates)]
    if effective < MIN_EFFECTIVE or not len(estimates) or np.ptp(estimates) < _ALIKE:
        return None
    tail = NormalDist().cdf(-sqrt(effective / (effective - 1)) * t95(effective - 1))
    low, high = np.quantile(estimates, (tail, 1 - tail)).tolist()
    return low, high
