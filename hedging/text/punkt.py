"""Words → the lists of Punkt that hold them: abbreviations, sentence starters, collocations.

Punkt (Kiss & Strunk 2006) learns these lists from texts without labels. They are kept as short
hashes in a single table with a bit for each list, so that a word or a pair of words is looked up
once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hedging.text.characters import Codes
from hedging.text.hashing import Hashes, ShortIndex, distinct, mix, short_hashes

#: The bits of `Punkt.flags`.
ABBREVIATION, COLLOCATION, STARTER, LOWER_WORD = (np.uint8(1 << k) for k in range(4))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Punkt:
    """Punkt's parameters as short hashes; `lower` are words seen in lower case inside sentences."""

    abbreviations: Hashes
    collocations: Hashes
    starters: Hashes
    lower: Hashes
    _index: ShortIndex = field(init=False)
    _flags: Codes = field(init=False)

    def __post_init__(self) -> None:
        names = ("abbreviations", "collocations", "starters", "lower")
        lists = [short_hashes(getattr(self, name)) for name in names]
        for name, hashes in zip(names, lists, strict=True):
            object.__setattr__(self, name, hashes)
        bits = [ABBREVIATION, COLLOCATION, STARTER, LOWER_WORD]
        known = distinct(np.concatenate(lists))
        # A row more than there are hashes: an unknown hash may have the row after the last.
        flags = np.zeros(len(known) + 1, dtype=np.uint8)
        for hashes, bit in zip(lists, bits, strict=True):
            flags[known.searchsorted(hashes)] |= bit
        object.__setattr__(self, "_index", ShortIndex(known))
        object.__setattr__(self, "_flags", flags)

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
