"""Feature ids + truth → weights by the logistic regression of scikit-learn (extra `train`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hedging.errors import require
from hedging.model.scoring import Floats, logistic
from hedging.text.hashing import Bools, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


# Where the solver of soft labels stops. With scikit-learn's own tolerance, ten times as much, the
# last bits of the evidence decide, and move F1 on Wikipedia by a point.
_SOFT_TOLERANCE = 1e-5


def sparse() -> Any:
    """scipy.sparse; MissingExtraError if it is not installed."""
    return require("scipy.sparse", "training", "train", library="scikit-learn")


def logistic_model(**settings: Any) -> Any:
    """scikit-learn's LogisticRegression; MissingExtraError if it is not installed."""
    linear_model = require("sklearn.linear_model", "training", "train", library="scikit-learn")
    return linear_model.LogisticRegression(**settings)


def count_matrix(feature_ids: Ints, size: int) -> csr_matrix:
    """Rows of feature ids as a sparse matrix of counts, shape (rows, size)."""
    rows, columns = feature_ids.shape
    ids = feature_ids.ravel()
    starts = np.arange(0, rows * columns + 1, columns)
    matrix = sparse().csr_matrix((np.ones(len(ids)), ids, starts), shape=(rows, size))
    matrix.sum_duplicates()
    return matrix


def logistic_regression(matrix: csr_matrix, truth: Bools, c: float) -> tuple[Floats, float]:
    """Coefficients and intercept of an L2-regularised logistic regression.

    Features that no row has get the coefficient 0.
    """
    return _fitted(logistic_model(C=c, solver="liblinear"), matrix, truth, None)


def soft_regression(
    matrix: csr_matrix, probability: Floats, weight: Floats, c: float
) -> tuple[Floats, float]:
    """Coefficients and intercept of a logistic regression on probabilities.

    A row with probability p counts as a true row with weight p and a false row with weight 1 − p.
    """
    true, false = np.flatnonzero(probability > 0), np.flatnonzero(probability < 1)
    return _fitted(
        logistic_model(C=c, max_iter=1000, tol=_SOFT_TOLERANCE),
        sparse().vstack((matrix[true], matrix[false]), format="csr"),
        np.arange(len(true) + len(false)) < len(true),
        np.concatenate(
            (weight[true] * probability[true], weight[false] * (1 - probability[false]))
        ),
    )


def offset_regression(
    matrix: csr_matrix, truth: Bools, offset: Floats, weight: Floats, c: float
) -> tuple[Floats, float]:
    """Coefficients and intercept of an L2-regularised logistic regression beside an offset.

    The log-odds of a row are its `offset` plus what the coefficients add. The intercept is
    regularised too, so that without evidence nothing is added.
    """
    optimize = require("scipy.optimize", "training", "train", library="scikit-learn")
    used = np.unique(matrix.indices)
    dense = sparse().hstack((matrix[:, used], np.ones((matrix.shape[0], 1))), format="csr")
    transposed = dense.T.tocsr()
    sign = np.where(truth, 1.0, -1.0)

    last = np.full(dense.shape[1], np.nan), offset

    def margin(coefficients: Floats) -> Floats:
        # The search asks for all of them at one place, and often.
        nonlocal last
        if not np.array_equal(last[0], coefficients):
            last = coefficients.copy(), np.asarray(sign * (offset + dense @ coefficients))
        return last[1]

    def loss(coefficients: Floats) -> float:
        misfit = weight @ np.logaddexp(0, -margin(coefficients))
        return float(misfit + coefficients @ coefficients / (2 * c))

    def slope(coefficients: Floats) -> Floats:
        pull = sign * weight * logistic(-margin(coefficients))
        return np.asarray(coefficients / c - transposed @ pull)

    def curvature(coefficients: Floats, direction: Floats) -> Floats:
        p = logistic(margin(coefficients))
        bend = weight * p * (1 - p) * (dense @ direction)
        return np.asarray(direction / c + transposed @ bend)

    start = np.zeros(len(used) + 1)
    found = optimize.minimize(loss, start, jac=slope, hessp=curvature, method="Newton-CG")
    coefficients = np.zeros(matrix.shape[1])
    coefficients[used] = found.x[:-1]
    return coefficients, float(found.x[-1])


def class_regression(
    feature_ids: Ints, classes: Ints, size: int, class_count: int, c: float
) -> npt.NDArray[np.float64]:
    """A logistic regression over several classes: a table of shape (size, class_count).

    With fewer than two classes there is nothing to tell apart, and all weights are 0.
    """
    table = np.zeros((size, class_count))
    known = np.unique(classes)
    if len(known) > 1:
        fitted = logistic_model(C=c, max_iter=300, fit_intercept=False)
        fitted.fit(count_matrix(feature_ids, size), classes)
        # For two classes scikit-learn gives only the coefficients of the second.
        table[:, known if len(known) > 2 else known[1:]] = fitted.coef_.T
    return table


def _fitted(
    regression: Any, matrix: csr_matrix, truth: Bools, weight: Floats | None
) -> tuple[Floats, float]:
    # Most of the 2**20 columns are empty; the regression is fitted on the others.
    used, columns = np.unique(matrix.indices, return_inverse=True)
    dense = type(matrix)((matrix.data, columns, matrix.indptr), shape=(matrix.shape[0], len(used)))
    regression.fit(dense, truth, sample_weight=weight)
    coefficients = np.zeros(matrix.shape[1])
    coefficients[used] = regression.coef_[0]
    return coefficients, float(regression.intercept_[0])
