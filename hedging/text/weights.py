"""Feature ids → scores of linear models.

Weights are 8-bit integers with one scale for each table. They are small, and their sum is exact, so
that a text gets the same score whatever texts are scored beside it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.int8]

#: The greatest weight of a table.
GREATEST = 127


class Weights(NamedTuple):
    """A table of 8-bit weights; a score is `bias + scale * (sum of the features' weights)`.

    >>> weights = Weights.quantized(np.array([0.5, -1.27, 0.0]), bias=0.1)
    >>> weights.table.tolist()
    [50, -127, 0]
    >>> weights(np.array([[0, 1], [2, 2]], dtype=np.int64)).round(2).tolist()
    [-0.67, 0.1]
    """

    table: Table
    scale: float
    bias: float = 0.0

    @classmethod
    def quantized(cls, weights: npt.NDArray[Any], bias: float = 0.0) -> Weights:
        """The nearest table with 127 steps to either side."""
        scale = float(np.abs(weights).max()) / GREATEST or 1.0
        return cls(np.round(weights / scale).astype(np.int8), scale, bias)

    def __call__(self, feature_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Scores of rows of feature ids: shape (rows,), or (rows, classes)."""
        return self.of_sums(self.sums(feature_ids))

    def sums(self, feature_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Sums of the features' weights.

        A table has one dimension, or a column for each class. Rows that lie in memory by columns,
        as `Templates` makes them, are summed fastest.
        """
        weights = self.table.take(feature_ids.T, axis=0)
        return np.asarray(weights.sum(axis=0, dtype=np.int32))

    def of_sums(self, sums: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        """The scores that sums of weights stand for."""
        return np.asarray(self.bias + self.scale * sums)


def on_grid(table: Table, step: int) -> Table:
    """The nearest multiples of a step, of two that are as near the one nearer to 0.

    The low bits of a weight are noise: a score adds up dozens of weights, and what rounding takes
    from one it gives to another. But in a file noise takes as much room as anything else.
    """
    greatest = GREATEST // step * step
    values = table.astype(np.int16).clip(-greatest, greatest)
    return multiples(values, step).astype(np.int8)


def multiples(values: npt.NDArray[np.int16], step: int) -> npt.NDArray[np.int16]:
    """The nearest multiples of a step, as those of `on_grid`, but of any size."""
    size = (2 * np.abs(values) + step - 1) // (2 * step) * step
    return np.asarray(np.sign(values) * size, dtype=np.int16)
