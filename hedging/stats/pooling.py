"""Scores and sizes of documents → their pooled score and its interval, by one definition.

Documents are pooled by their sentences: the score of several documents is the expected share of
hedged sentences among all their sentences. That is a ratio of two sums over documents, so its
interval follows from how documents differ (Cochran 1977, Sampling Techniques, 6.3); the sentences
of one document are not independent. Where few documents hold most of the sentences, they count as
fewer: Kish's effective number (1965, Survey Sampling, 11.7) replaces their number, and Student's t
replaces the normal distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
import numpy.typing as npt

#: The lowest and the highest value of a figure; None where the documents do not say.
Interval = tuple[float, float] | None
#: Below this effective number of documents there is no interval: its length would be a guess.
MIN_EFFECTIVE: Final = 4.0
_Z95 = 1.959964


@dataclass(slots=True)
class Pool:
    """Documents that are pooled by their sentences.

    >>> pool = Pool()
    >>> for score in (1.0, 0.5, 0.6, 0.5):
    ...     pool.include(score, 10)
    >>> pool.documents, round(pool.score, 2), [round(end, 2) for end in pool.interval]
    (4, 0.65, [0.27, 1.0])
    """

    documents: int = 0
    sentences: int = 0
    # Sums over documents: the expected number of hedged sentences of a document, which is its score
    # times its size, the square of that, that times the size, and the square of the size, which is
    # its number of sentences.
    _sums: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)

    @classmethod
    def of(cls, scores: npt.NDArray[np.float64], sizes: npt.NDArray[np.int64]) -> Pool:
        """The pool of documents in columns; a document without a sentence does not count.

        >>> Pool.of(np.array([1.0, 0.0, 0.0]), np.array([1, 3, 0])).score
        0.25
        """
        scores, size = scores[sizes > 0], sizes[sizes > 0].astype(float)
        sums = tuple(float(products.sum()) for products in _products(scores, size))
        return cls(len(size), int(sizes.sum()), sums)

    def include(self, score: float, sentences: int) -> None:
        """Count one document."""
        self._include(1, sentences, _products(score, float(sentences)))

    def include_all(self, pool: Pool) -> None:
        """Count the documents of another pool."""
        self._include(pool.documents, pool.sentences, pool._sums)

    def _include(self, documents: int, sentences: int, sums: tuple[float, ...]) -> None:
        self.documents += documents
        self.sentences += sentences
        own = self._sums
        # Without a loop, since millions of documents are counted.
        self._sums = own[0] + sums[0], own[1] + sums[1], own[2] + sums[2], own[3] + sums[3]

    @property
    def score(self) -> float:
        """Expected share of hedged sentences among all sentences; 0 without a sentence."""
        return self._sums[0] / max(self.sentences, 1)

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the score, from the differences between documents.

        None where there are too few documents for an interval.
        """
        _, squares, products, sizes = self._sums
        effective = self.sentences**2 / sizes if sizes else 0.0
        if effective < MIN_EFFECTIVE:
            return None
        score = self.score
        spread = max(squares - 2 * score * products + score**2 * sizes, 0.0)
        between = spread * effective / (effective - 1) / self.sentences**2
        # That a few documents are alike does not prove that all are. So the variance is at least
        # that of sentences that differ by chance, with four sentences added, two of them hedged
        # (Agresti and Coull 1998).
        share = (score * self.sentences + 2) / (self.sentences + 4)
        chance = share * (1 - share) / (self.sentences + 4)
        margin = t95(effective - 1) * sqrt(max(between, chance))
        return max(score - margin, 0.0), min(score + margin, 1.0)


def _products(score: Any, size: Any) -> tuple[Any, Any, Any, Any]:
    expected = score * size
    return expected, expected**2, expected * size, size**2


def t95(freedom: float) -> float:
    """The 97.5 % quantile of Student's t, within 1 % for three degrees of freedom or more.

    Abramowitz and Stegun 1964, 26.7.5.
    """
    z, v = _Z95, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
