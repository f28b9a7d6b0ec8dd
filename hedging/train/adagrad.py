"""Feature ids + truth → weights: logistic regression by stochastic steps, with a step size for every feature (AdaGrad).

Each weight moves by `rate · g / √(Σ g²)`, where the sum runs over the gradients it has had so far (Duchi, Hazan & Singer 2011).
So a rare feature takes long steps and a common one short ones, which suits text better than one penalty for all
(`benchmarks/research.md` has the comparison). Few passes over the examples stand in for a penalty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats32 = npt.NDArray[np.float32]

_BATCH = 128
_SMALL = np.float32(1e-3)


def fit_tables(
    rows: npt.NDArray[np.int64],
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
    """Tables of weights, shape (tables, size), and a bias for each but table 0, whose bias stays 0.

    `rows` are feature ids below `size`, shape (examples, columns); `table` says which table an example belongs to, `weight` how
    much it counts. What is learned from an example goes to its own table and, where `shared` says so, to table 0 as well; an
    example's log-odds are the sum over both ("frustratingly easy" domain adaptation, Daumé 2007). The rate falls to 0 along
    half a cosine. The same input gives the same weights.
    """
    tables, size = shape
    weights = np.zeros(tables * size, dtype=np.float32)
    squares = np.zeros(tables * size, dtype=np.float32)
    bias, bias_squares = np.zeros(tables, dtype=np.float32), np.zeros(tables, dtype=np.float32)
    random = np.random.default_rng(seed)
    steps = epochs * -(-len(rows) // _BATCH)
    step = 0
    for _ in range(epochs):
        order = random.permutation(len(rows))
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            pace = np.float32(rate * (1 + np.cos(np.pi * step / steps)) / 2)
            step += 1
            common = rows[chosen]
            own = common + table[chosen, None] * size
            odds = weights[common].sum(axis=1) + weights[own].sum(axis=1) + bias[table[chosen]]
            error = ((1 / (1 + np.exp(-odds)) - truth[chosen]) * weight[chosen]).astype(np.float32)
            ids = np.concatenate((own.ravel(), common[shared[chosen]].ravel()))
            gradient = np.concatenate(
                (
                    np.repeat(error, common.shape[1]),
                    np.repeat(error[shared[chosen]], common.shape[1]),
                )
            )
            ids, place = np.unique(ids, return_inverse=True)
            gradient = np.bincount(place, weights=gradient).astype(np.float32)
            squares[ids] += gradient * gradient
            weights[ids] -= pace * gradient / (np.sqrt(squares[ids]) + _SMALL)
            drift = np.bincount(table[chosen], weights=error, minlength=tables).astype(np.float32)
            bias_squares += drift * drift
            bias -= pace * drift / (np.sqrt(bias_squares) + _SMALL)
    return weights.reshape(tables, size), bias
