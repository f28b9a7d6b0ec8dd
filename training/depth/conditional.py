"""Candidates in groups + the right one of each → weights: a conditional logistic regression.

The candidates of a group (the phrases beside a place) compete: the probability of each is its
exponential score over the sum of those of its group (McFadden 1974). AdaGrad moves the weights, as
in `adagrad.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Bools, Ints
from hedging.train.adagrad import AdaGrad, Floats32, batches

_BATCH = 32
# Smaller errors of a candidate teach nothing.
_LEAST_ERROR = 1e-3


@dataclass(frozen=True, slots=True)
class Groups:
    """Candidates as rows of feature ids; group g has the rows `first[g]:first[g + 1]`.

    A row with fewer features is filled up with the id -1. `right` marks the right candidate.
    """

    ids: npt.NDArray[np.int32]
    first: Ints
    right: Bools

    @classmethod
    def joined(cls, parts: Sequence[Groups]) -> Groups:
        """The groups of all parts."""
        shifts = np.cumsum([0] + [len(part.ids) for part in parts])
        firsts = [part.first[:-1] + shift for part, shift in zip(parts, shifts, strict=False)]
        return cls(
            np.concatenate([part.ids for part in parts]),
            np.concatenate((*firsts, shifts[-1:])),
            np.concatenate([part.right for part in parts]),
        )


def fit_conditional(
    groups: Groups, size: int, *, rate: float, epochs: int, seed: int = 0
) -> Floats32:
    """Weights of the features below `size`; a group without a right candidate teaches nothing.

    The same input gives the same weights.
    """
    first, stop = groups.first[:-1], groups.first[1:]
    counts = np.concatenate((np.zeros(1, dtype=np.int64), groups.right.cumsum()))
    taught = (counts[stop] > counts[first]).nonzero()[0]
    # The last weight is that of the id -1, and stays 0.
    fitted = AdaGrad(size + 1, np.float32)
    for drawn, step_rate in batches(taught, _BATCH, rate=rate, epochs=epochs, seed=seed):
        batch = np.sort(drawn)
        ids, gradient = _gradient(groups, first[batch], stop[batch], fitted.weights)
        fitted.move(ids, gradient, step_rate)
    return fitted.weights[:-1]


def _gradient(groups: Groups, first: Ints, stop: Ints, weights: Floats32) -> tuple[Ints, Floats32]:
    """The features of some groups, and the gradient of each."""
    lengths = stop - first
    begin = lengths.cumsum() - lengths
    rows = np.arange(lengths.sum()) + np.repeat(first - begin, lengths)
    ids = groups.ids[rows]
    scores = weights[ids].sum(axis=1)
    scores -= np.repeat(np.maximum.reduceat(scores, begin), lengths)
    exponentials = np.exp(scores)
    shares = exponentials / np.repeat(np.add.reduceat(exponentials, begin), lengths)
    error = (shares - groups.right[rows]).astype(np.float32)
    kept = np.abs(error) > _LEAST_ERROR
    different, position = np.unique(ids[kept], return_inverse=True)
    errors = np.repeat(error[kept], ids.shape[1])
    gradient = np.bincount(position.ravel(), weights=errors, minlength=len(different))
    filled = int(len(different) > 0 and different[0] < 0)
    return different[filled:], gradient[filled:].astype(np.float32)
