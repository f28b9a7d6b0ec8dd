"""Words → the lists of Punkt that hold them: abbreviations, sentence starters, collocations.

Punkt (Kiss & Strunk 2006) learns these lists from texts without labels. They are kept as short
hashes in a single table with a bit for each list, so that a word or a pair of words is looked up
once.
"""

from __future__ import annotations

import numpy as np

from hedging.text.characters import Codes
from hedging.text.hashing import Hashes, ShortIndex, distinct, mix, short_hashes

#: The bits of `Punkt.flags`.
ABBREVIATION, COLLOCATION, STARTER, LOWER_WORD = (np.uint8(1 << k) for k in range(4))


class Punkt:
    """Punkt's parameters as short hashes; `lower` are words seen in lower case inside sentences."""

    __slots__ = ("_flags", "_index", "abbreviations", "collocations", "lower", "starters")

    def __init__(
        self, abbreviations: Hashes, collocations: Hashes, starters: Hashes, lower: Hashes
    ) -> None:
        given = abbreviations, collocations, starters, lower
        lists = [short_hashes(hashes) for hashes in given]
        self.abbreviations, self.collocations, self.starters, self.lower = lists
        bits = [ABBREVIATION, COLLOCATION, STARTER, LOWER_WORD]
        known = distinct(np.concatenate(lists))
        # A row more than there are hashes: an unknown hash may have the row after the last.
        flags = np.zeros(len(known) + 1, dtype=np.uint8)
        for hashes, bit in zip(lists, bits, strict=True):
            flags[known.searchsorted(hashes)] |= bit
        self._index, self._flags = ShortIndex(known), flags

    @property
    def known(self) -> Hashes:
        """The hashes of all lists, sorted."""
        return self._index.known

    @property
    def known_flags(self) -> Codes:
        """What each of the known hashes is."""
        return self._flags[:-1]

    def flags(self, hashes: Hashes) -> Codes:
        """What each word, or pair of words, is: a sum of the bits; 0 for an unknown word."""
        is_known, row = self._index.lookup(hashes)
        return np.asarray(self._flags[row] * is_known)


def pair_hash(first: Hashes, second: Hashes) -> Hashes:
    """Hash of two words in order."""
    return mix(first * np.uint64(3) + second)
