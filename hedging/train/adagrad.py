"""Feature ids + truth → weights: logistic regression by AdaGrad, with a step size per feature.

Each weight moves by `rate · g / √(Σ g²)`, where the sum runs over the weight's gradients so far
(Duchi, Hazan & Singer 2011). So a rare feature takes long steps and a common feature short ones,
which suits text better than one penalty for all (`benchmarks/research.md` has the comparison). Few
passes over the examples stand in for a penalty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats32 = npt.NDArray[np.float32]

_BATCH = 128
# Keeps the first step of a weight finite.
_SMALL = np.float32(1e-3)


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
    set ("frustratingly easy" domain adaptation, Daumé 2007). The rate falls to 0 along half a
    cosine. The same input gives the same weights.
    """
    tables, size = shape
    weights = np.zeros(tables * size, dtype=np.float32)
    squares = np.zeros(tables * size, dtype=np.float32)
    bias, bias_squares = np.zeros(tables, dtype=np.float32), np.zeros(tables, dtype=np.float32)
    random = np.random.default_rng(seed)
    steps = epochs * -(-len(feature_ids) // _BATCH)
    step = 0
    for _ in range(epochs):
        order = random.permutation(len(feature_ids))
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            step_rate = np.float32(rate * (1 + np.cos(np.pi * step / steps)) / 2)
            step += 1
            common_ids = feature_ids[batch]
            table_ids = common_ids + table[batch, None] * size
            log_odds = weights[common_ids].sum(axis=1) + weights[table_ids].sum(axis=1)
            log_odds = log_odds + bias[table[batch]]
            error = ((1 / (1 + np.exp(-log_odds)) - truth[batch]) * weight[batch]).astype(
                np.float32
            )
            ids = np.concatenate((table_ids.ravel(), common_ids[shared[batch]].ravel()))
            errors = np.concatenate((error, error[shared[batch]]))
            gradient = np.repeat(errors, common_ids.shape[1])
            ids, position = np.unique(ids, return_inverse=True)
            gradient = np.bincount(position, weights=gradient).astype(np.float32)
            squares[ids] += gradient * gradient
            weights[ids] -= step_rate * gradient / (np.sqrt(squares[ids]) + _SMALL)
            bias_gradient = np.bincount(table[batch], weights=error, minlength=tables).astype(
                np.float32
            )
            bias_squares += bias_gradient * bias_gradient
            bias -= step_rate * bias_gradient / (np.sqrt(bias_squares) + _SMALL)
    return weights.reshape(tables, size), bias
