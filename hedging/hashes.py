"""Hashes → their places among sorted hashes: the one look-up behind lexicon, word classes and abbreviations.

Hashes are spread evenly, so the first bits of a value say nearly where it stands; from there it is a step or two, where a
binary search over tens of thousands of entries takes fifteen, each of them a miss of the cache.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]


def mix(hashes: Hashes, out: Hashes | None = None) -> Hashes:
    """Spread the entropy of 64-bit hashes over all their bits (the finaliser of MurmurHash3, Appleby 2011)."""
    mixed: Hashes = np.bitwise_xor(hashes, hashes >> np.uint64(33), out=out)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed


def leading(hashes: Hashes, bits: int) -> Ints:
    """The first `bits` bits of each hash, ready to index with."""
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


class Index:
    """Sorted hashes made ready for look-up; `known` gives them back.

    >>> known = np.sort(mix(np.arange(5, dtype=np.uint64)))
    >>> found, place = Index(known).find(np.array([known[3], 7], dtype=np.uint64))
    >>> found.tolist(), int(place[0])
    ([True, False], 3)
    """

    def __init__(self, known: Hashes) -> None:
        # Two slots or more an entry: most values stand where their slot begins.
        self._bits = max(4, len(known).bit_length() + 1)
        slots = np.bincount(leading(known, self._bits), minlength=1 << self._bits)
        self._first = np.cumsum(slots) - slots
        # The greatest value stands behind the last entry, so that a search ends there.
        self._padded = np.append(known, np.uint64(0xFFFFFFFFFFFFFFFF))
        self.known: Hashes = self._padded[:-1]

    def __len__(self) -> int:
        return len(self.known)

    def find(self, values: Hashes) -> tuple[Bools, Ints]:
        """Whether each value is known, and the place of its entry; the place of an unknown value means nothing."""
        place = self._first.take(leading(values, self._bits))
        entry = self._padded.take(place)
        found: Bools = entry == values
        late = (entry < values).nonzero()
        while len(late[0]):
            place[late] += 1
            sought = values[late]
            entry = self._padded.take(place[late])
            found[late] = entry == sought
            late = tuple(axis[entry < sought] for axis in late)
        return found, place
