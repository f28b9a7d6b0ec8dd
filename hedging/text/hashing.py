"""Hashes → rows in a sorted table of hashes: the look-up behind lexicon, word classes and Punkt.

Hashes are spread evenly, so the first bits of a hash tell nearly where it stands in the table. The
search goes on from there by a step or two, where a binary search over tens of thousands of hashes
takes fifteen steps and misses the cache at each. With hashes of 8 bits and slots of 2 bits:

    slot             00      01           10    11
    table            05 3A   41 52 6F     -     C0   FF    sorted; FF ends every search
    row              0  1    2  3  4            5    6
    first row        0       2            5     5          of each slot

    look up 52 = 01010010   slot 01: row 2 holds 41, less than 52; row 3 holds 52     known, row 3
    look up 60 = 01100000   slot 01: row 2, row 3, row 4 holds 6F, more than 60       unknown
    look up 90 = 10010000   slot 10: row 5 holds C0, more than 90                     unknown

All values take the first step together; the few that have not arrived go on together.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

#: An odd 64-bit multiplier, 2**64 divided by the golden ratio, so that its powers are well spread.
GOLDEN = 0x9E3779B97F4A7C15
#: GOLDEN times this is 1, modulo 2**64.
GOLDEN_INVERSE = pow(GOLDEN, -1, 1 << 64)

#: Stands for the id of a token where there is no token ("none" in ASCII).
NO_TOKEN = np.uint64(0x6E6F6E65)

_SHIFT = np.uint64(33)
_FIRST, _SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_GREATEST = np.uint64(0xFFFFFFFFFFFFFFFF)

#: So many of its first bits are kept of the hash of a listed word, and what these bits are.
SHORT_BITS = 40
_SHORT = _GREATEST << np.uint64(64 - SHORT_BITS)

# A few thousand slots cost nothing, and in a small table they leave hardly a value to search for.
_MIN_SLOT_BITS = 12


def mix(hashes: Hashes, out: Hashes | None = None) -> Hashes:
    """Spread the entropy of 64-bit hashes over all their bits.

    This is the finaliser of MurmurHash3 (Appleby 2011). `out` may be `hashes` itself.

    >>> [f"{value:016x}" for value in mix(np.array([1, 2], dtype=np.uint64)).tolist()]
    ['b456bcfc34c2cb2c', '3abf2a20650683e7']
    """
    mixed: Hashes = np.bitwise_xor(hashes, hashes >> _SHIFT, out=out)
    mixed *= _FIRST
    mixed ^= mixed >> _SHIFT
    mixed *= _SECOND
    mixed ^= mixed >> _SHIFT
    return mixed


def top_bits(hashes: Hashes, bits: int) -> Ints:
    """The first `bits` bits of each hash, as an integer to index with."""
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def short_hashes(hashes: Hashes) -> Hashes:
    """Hashes of which only the first SHORT_BITS are kept; the others are 0."""
    return np.bitwise_and(hashes, _SHORT)


class HashIndex:
    """A sorted table of hashes, ready for look-up; `known` is the table.

    >>> known = np.sort(mix(np.arange(5, dtype=np.uint64)))
    >>> is_known, row = HashIndex(known).lookup(np.array([known[3], 7], dtype=np.uint64))
    >>> is_known.tolist(), int(row[0])
    ([True, False], 3)
    """

    def __init__(self, known: Hashes) -> None:
        # At least four slots for each hash: nearly every value stands where its slot begins.
        self._bits = max(_MIN_SLOT_BITS, len(known).bit_length() + 2)
        self._padded = np.append(known, _GREATEST)
        self.known: Hashes = self._padded[:-1]

    def __len__(self) -> int:
        return len(self.known)

    @cached_property
    def _first_row(self) -> Ints:
        """Made for the first look-up: the compiled kernel has tables of its own."""
        slot_sizes = np.bincount(top_bits(self.known, self._bits), minlength=1 << self._bits)
        return np.cumsum(slot_sizes) - slot_sizes

    def lookup(self, values: Hashes) -> tuple[Bools, Ints]:
        """Whether each value is known, and its row; the row of an unknown value means nothing."""
        row = self._first_row.take(top_bits(values, self._bits))
        entry = self._padded.take(row)
        is_known: Bools = entry == values
        behind = (entry < values).ravel().nonzero()[0]
        if len(behind):
            rows, flags = row.reshape(-1), is_known.reshape(-1)  # views of the results
            sought, step = values.ravel()[behind], rows[behind]
            while len(behind):
                step += 1
                entry = self._padded.take(step)
                rows[behind], flags[behind] = step, entry == sought
                goes_on = entry < sought
                behind, sought, step = behind[goes_on], sought[goes_on], step[goes_on]
        return is_known, row


class ShortIndex(HashIndex):
    """A sorted table of the hashes of words, of which only the first SHORT_BITS count.

    A word that is not in the table is taken for one of its n words with a probability of n in
    2**40: one in 22 million for the words with a class. A file holds such hashes in half the room.

    >>> word, other = mix(np.arange(1, 3, dtype=np.uint64))
    >>> index = ShortIndex(np.array([word]))
    >>> index.lookup(np.array([word, word + np.uint64(1), other]))[0].tolist()
    [True, True, False]
    """

    def __init__(self, known: Hashes) -> None:
        super().__init__(short_hashes(known))

    def lookup(self, values: Hashes) -> tuple[Bools, Ints]:
        """Whether each value is known, and its row; the row of an unknown value means nothing."""
        return super().lookup(short_hashes(values))


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The different values in rising order, for which `np.unique` imports masked arrays."""
    rising = np.sort(values)
    is_first = np.ones(len(rising), dtype=np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=is_first[1:])
    return rising[is_first]
