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


#: Stands for the id of a token that is not there ("none" in ASCII).
NO_TOKEN = np.uint64(0x6E6F6E65)

_SHIFT = np.uint64(33)
_FIRST, _SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)


def mix(hashes: Hashes, out: Hashes | None = None) -> Hashes:
    """Spread the entropy of 64-bit hashes over all their bits (the finaliser of MurmurHash3, Appleby 2011)."""
    mixed: Hashes = np.bitwise_xor(hashes, hashes >> _SHIFT, out=out)
    mixed *= _FIRST
    mixed ^= mixed >> _SHIFT
    mixed *= _SECOND
    mixed ^= mixed >> _SHIFT
    return mixed


# A few thousand slots cost nothing, and leave next to no value to search for.
_LEAST_BITS = 12


def top_bits(hashes: Hashes, bits: int) -> Ints:
    """The first `bits` bits of each hash, ready to index with."""
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


class HashIndex:
    """Sorted hashes made ready for look-up; `known` gives them back.

    >>> known = np.sort(mix(np.arange(5, dtype=np.uint64)))
    >>> found, place = HashIndex(known).lookup(np.array([known[3], 7], dtype=np.uint64))
    >>> found.tolist(), int(place[0])
    ([True, False], 3)
    """

    def __init__(self, known: Hashes) -> None:
        # Four slots or more an entry: nearly every value stands where its slot begins.
        self._bits = max(_LEAST_BITS, len(known).bit_length() + 2)
        slots = np.bincount(top_bits(known, self._bits), minlength=1 << self._bits)
        self._first = np.cumsum(slots) - slots
        # The greatest value stands behind the last entry, so that a search ends there.
        self._padded = np.append(known, np.uint64(0xFFFFFFFFFFFFFFFF))
        self.known: Hashes = self._padded[:-1]

    def __len__(self) -> int:
        return len(self.known)

    def lookup(self, values: Hashes) -> tuple[Bools, Ints]:
        """Whether each value is known, and the place of its entry; the place of an unknown value means nothing."""
        place = self._first.take(top_bits(values, self._bits))
        entry = self._padded.take(place)
        found: Bools = entry == values
        late = (entry < values).ravel().nonzero()[0]
        if len(late):
            places, finds = place.reshape(-1), found.reshape(-1)
            sought, step = values.ravel()[late], places[late]
            while len(late):
                step += 1
                entry = self._padded.take(step)
                places[late], finds[late] = step, entry == sought
                on = entry < sought
                late, sought, step = late[on], sought[on], step[on]
        return found, place
