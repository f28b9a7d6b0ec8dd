"""Hedged sentences and sizes of documents → their share and its interval, by one definition.

Documents are pooled by their sentences: the share of several documents is that of the hedged
sentences among all their sentences. That is a ratio of two sums over documents, so its
interval follows from how documents differ (Cochran 1977, Sampling Techniques, 6.3); the sentences
of one document are not independent. Where few documents hold most of the sentences, they count as
fewer: Kish's effective number (1965, Survey Sampling, 11.7) replaces their number, and Student's t
replaces the normal distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

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
    >>> for hedged in (10, 5, 6, 5):
    ...     pool.include(hedged, 10)
    >>> pool.documents, round(pool.share, 2), [round(end, 2) for end in pool.interval]
    (4, 0.65, [0.27, 1.0])
    """

    documents: int = 0
    sentences: int = 0
    hedged_sentences: int = 0
    # Sums over documents: the square of the number of hedged sentences, that number times the size,
    # and the square of the size, which is the number of sentences.
    _sums: tuple[int, int, int] = (0, 0, 0)

    @classmethod
    def of(cls, hedged: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> Pool:
        """The pool of documents in columns; a document without a sentence does not count.

        >>> Pool.of(np.array([1, 0, 0]), np.array([1, 3, 0])).share
        0.25
        """
        # Sums of squares may be too large for whole numbers of 64 bits.
        h, n = hedged.astype(float), sizes.astype(float)
        sums = int(h @ h), int(h @ n), int(n @ n)
        return cls(int((sizes > 0).sum()), int(sizes.sum()), int(hedged.sum()), sums)

    def include(self, hedged: int, sentences: int) -> None:
        """Count one document."""
        self._include(1, sentences, hedged, (hedged**2, hedged * sentences, sentences**2))

    def include_all(self, pool: Pool) -> None:
        """Count the documents of another pool."""
        self._include(pool.documents, pool.sentences, pool.hedged_sentences, pool._sums)

    def _include(
        self, documents: int, sentences: int, hedged: int, sums: tuple[int, int, int]
    ) -> None:
        self.documents += documents
        self.sentences += sentences
        self.hedged_sentences += hedged
        own = self._sums
        # Without a loop, since millions of documents are counted.
        self._sums = own[0] + sums[0], own[1] + sums[1], own[2] + sums[2]

    @property
    def share(self) -> float:
        """The share of hedged sentences among all sentences; 0 without a sentence."""
        return self.hedged_sentences / max(self.sentences, 1)

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the share, from the differences between documents.

        None where there are too few documents for an interval.
        """
        squares, products, sizes = self._sums
        effective = self.sentences**2 / sizes if sizes else 0.0
        if effective < MIN_EFFECTIVE:
            return None
        share = self.share
        spread = max(squares - 2 * share * products + share**2 * sizes, 0.0)
        between = spread * effective / (effective - 1) / self.sentences**2
        # That a few documents are alike does not prove that all are. So the variance is at least
        # that of sentences that differ by chance, with four sentences added, two of them hedged
        # (Agresti and Coull 1998).
        likely = (self.hedged_sentences + 2) / (self.sentences + 4)
        chance = likely * (1 - likely) / (self.sentences + 4)
        margin = t95(effective - 1) * sqrt(max(between, chance))
        return max(share - margin, 0.0), min(share + margin, 1.0)


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
