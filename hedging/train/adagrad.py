"""Feature ids + truth → weights: logistic regression by AdaGrad, with a step size per feature.

Each weight moves by `rate · g / √(Σ g²)`, where the sum runs over the weight's gradients so far
(Duchi, Hazan & Singer 2011). So a rare feature takes long steps and a common feature short ones,
which suits text better than one penalty for all (`benchmarks/research.md` has the comparison). Few
passes over the examples stand in for a penalty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Ints

Floats32 = npt.NDArray[np.float32]

_BATCH = 128
# Keeps the first step of a weight finite.
_SMALL = 1e-3


class AdaGrad:
    """Weights that begin at 0, and move against their gradients."""

    def __init__(self, shape: int | tuple[int, ...], dtype: type[np.floating[Any]]) -> None:
        self.weights = np.zeros(shape, dtype)
        self._squares = np.zeros(shape, dtype)
        self._dtype = dtype

    def move(self, places: Any, gradient: npt.NDArray[Any], rate: float) -> None:
        """Move the weights at `places`, each named once."""
        self._squares[places] += gradient * gradient
        size = np.sqrt(self._squares[places]) + self._dtype(_SMALL)
        self.weights[places] -= self._dtype(rate) * gradient / size


def batches(
    examples: Ints, size: int, *, rate: float, epochs: int, seed: int
) -> Iterator[tuple[Ints, float]]:
    """Batches of all examples, drawn in each epoch, with a rate that falls to 0 along a cosine."""
    random = np.random.default_rng(seed)
    steps, step = epochs * -(-len(examples) // size), 0
    for _ in range(epochs):
        order = random.permutation(examples)
        for begin in range(0, len(order), size):
            yield order[begin : begin + size], rate * (1 + np.cos(np.pi * step / steps)) / 2
            step += 1


def fit_tables(
    feature_ids: npt.NDArray[np.int64],
    table: npt.NDArray[np.int64],
    truth: npt.NDArray[np.bool_],
    weight: npt.NDArray[Any],
    shared: npt.NDArray[np.bool_],
    *,
    shape: tuple[int, int],
    rate: float,
    epochs: int,
    seed: int = 0,
) -> tuple[Floats32, Floats32]:
    """Tables of weights, shape (tables, size), and a bias for each; the bias of table 0 stays 0.

    `feature_ids` are below `size` and have the shape (examples, columns). `table` is the table of
    each example, and `weight` says how much the example counts. The log-odds of an example are the
    sum over its table and table 0. An example teaches its table, and also table 0 where `shared` is
    set ("frustratingly easy" domain adaptation, Daumé 2007). The same input gives the same weights.
    """
    tables, size = shape
    fitted, biases = AdaGrad(tables * size, np.float32), AdaGrad(tables, np.float32)
    weights, bias = fitted.weights, biases.weights
    examples = np.arange(len(feature_ids))
    for batch, step_rate in batches(examples, _BATCH, rate=rate, epochs=epochs, seed=seed):
        common_ids = feature_ids[batch]
        table_ids = common_ids + table[batch, None] * size
        log_odds = weights[common_ids].sum(axis=1) + weights[table_ids].sum(axis=1)
        log_odds = log_odds + bias[table[batch]]
        error = ((1 / (1 + np.exp(-log_odds)) - truth[batch]) * weight[batch]).astype(np.float32)
        ids = np.concatenate((table_ids.ravel(), common_ids[shared[batch]].ravel()))
        errors = np.concatenate((error, error[shared[batch]]))
        gradient = np.repeat(errors, common_ids.shape[1])
        ids, position = np.unique(ids, return_inverse=True)
        gradient = np.bincount(position, weights=gradient).astype(np.float32)
        fitted.move(ids, gradient, step_rate)
        of_bias = np.bincount(table[batch], weights=error, minlength=tables).astype(np.float32)
        biases.move(slice(None), of_bias, step_rate)
    return weights.reshape(tables, size), bias
