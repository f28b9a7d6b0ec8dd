"""Text → token spans and word ids, as columns.

No Python object is made for a token. A text becomes an array of code points, two table look-ups give each code point a
class and a lower-cased form, and a polynomial hash of the lower-cased letters is the word's id; so an id needs no
vocabulary, means the same in training and in use, and costs a few passes of numpy over the text. What only some tokens are
asked for (suffixes, shapes) is computed for those alone. Words are split before an apostrophe ("couldn't" → couldn, 't), so
that a cue can be a part of a contraction; every other non-space character is a token of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Hashes, Ints, mix

Codes = npt.NDArray[np.uint8]

# Classes of code points. The order matters: everything from LOWER to MARK belongs to words.
SPACE, NEWLINE, LOWER, UPPER, DIGIT, MARK, APOSTROPHE, STOP, OPENER, CLOSER, QUOTE, DASH, OTHER = (
    range(13)
)

_NAMED = {
    SPACE: "\ufeff\u200b",
    NEWLINE: "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
    APOSTROPHE: "'\u2019\u02bc\uff07",
    STOP: ".?!\u2026\u203c\u2047\u2048\u2049\u3002\uff01\uff0e\uff1f",
    QUOTE: '"\uff02`',
    DASH: "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
}
_CATEGORIES = {
    "Ll": LOWER, "Lo": LOWER, "Lm": LOWER, "Lu": UPPER, "Lt": UPPER, "Nd": DIGIT, "Nl": DIGIT, "No": DIGIT,
    "Mn": MARK, "Mc": MARK, "Me": MARK, "Cf": MARK, "Zs": SPACE, "Zl": NEWLINE, "Zp": NEWLINE, "Cc": SPACE,
    "Ps": OPENER, "Pi": OPENER, "Pe": CLOSER, "Pf": CLOSER, "Pd": DASH,
}  # fmt: skip

# An odd 64-bit multiplier (the golden ratio's) and its inverse modulo 2**64.
_GOLDEN = 0x9E3779B97F4A7C15
_INVERSE = pow(_GOLDEN, -1, 1 << 64)
# Code points that are read at a time: so many that numpy's cost per call is small, so few that they stay in the cache.
_BLOCK = 1 << 16


def _powers(base: int, count: int) -> Hashes:
    """The first powers of `base` modulo 2**64, from the first on."""
    return np.full(count, base, dtype=np.uint64).cumprod(dtype=np.uint64)


class _Tables:
    """Class and lower-cased form of every code point, filled in as texts bring new ones; powers of the multiplier."""

    def __init__(self) -> None:
        # One number for both, so that a text is looked up once: the class and one, then the lower-cased form in 24 bits.
        # 0 is what has not been learned: a table of zeros costs no memory until it is used.
        self.packed = np.zeros(0x110000, dtype=np.uint32)
        self._learn(range(0x250))
        self.powers = _powers(_GOLDEN, _BLOCK)
        self.inverses = _powers(_INVERSE, _BLOCK) * np.uint64(_GOLDEN)

    def _learn(self, codes: Iterable[int]) -> None:
        named = {character: kind for kind, characters in _NAMED.items() for character in characters}
        for code in codes:
            character = chr(code)
            kind = named.get(character)
            if kind is None:
                kind = _CATEGORIES.get(unicodedata.category(character), OTHER)
            lower = character.lower()
            form = ord("'") if kind == APOSTROPHE else ord(lower) if len(lower) == 1 else code
            self.packed[code] = (kind + 1) << 24 | form

    def look_up(
        self, codes: npt.NDArray[np.uint32], classes: Codes, lowered: npt.NDArray[np.uint32]
    ) -> None:
        """Write classes and lower-cased forms of `codes` to the other two."""
        self.packed.take(codes, out=lowered, mode="clip")
        unseen = lowered == 0
        if unseen.any():
            self._learn(set(codes[unseen].tolist()))
            self.packed.take(codes, out=lowered, mode="clip")
        np.right_shift(lowered, np.uint32(24), out=classes, casting="unsafe")
        classes -= np.uint8(1)
        lowered &= np.uint32(0xFFFFFF)


@cache
def _tables() -> _Tables:
    return _Tables()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one text as columns of equal length, in text order.

    `start` and `end` are code-point offsets, `ids` the hashes of the lower-cased forms, `kinds` the class of the first code
    point. `classes` and `lowered` hold the text itself, one entry a code point.
    """

    start: Ints
    end: Ints
    ids: Hashes
    kinds: Codes
    classes: Codes
    lowered: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.start)

    def suffixes(self, at: Ints) -> Hashes:
        """Hashes of the last three letters of tokens `at`, in the shape of `at`."""
        first, last = self.start[at], self.end[at] - 1
        hashes = self.lowered[last].astype(np.uint64)
        for back in (1, 2):
            place = last - back
            inside = place >= first
            hashes *= np.uint64(_GOLDEN)
            hashes += self.lowered[place * inside] * inside
        return hashes

    def shapes(self, at: Ints) -> Hashes:
        """How tokens `at` are written: the class of the first code point, whether there are more, and a second capital."""
        first = self.start[at]
        long = self.end[at] - first > 1
        capital = long & (self.classes[first + long] == UPPER)
        shapes = self.kinds[at] * np.uint8(4)
        shapes += long * np.uint8(2)
        shapes += capital
        return shapes.astype(np.uint64)


def tokenize(text: str) -> Tokens:
    """Tokens of a text.

    >>> text = "It couldn't rise 3.5%."
    >>> tokens = tokenize(text)
    >>> [text[a:b] for a, b in zip(tokens.start, tokens.end)]
    ['It', 'couldn', "'t", 'rise', '3', '.', '5', '%', '.']
    """
    n = len(text)
    # A border of space on both sides spares every look-up of a neighbour its own case.
    padded, lowered = np.zeros(n + 4, dtype=np.uint8), np.empty(n, dtype=np.uint32)
    classes = padded[2:-2]
    blocks = [slice(begin, min(begin + _BLOCK, n)) for begin in range(0, n, _BLOCK)]
    for block in blocks:
        codes = np.frombuffer(text[block].encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        _tables().look_up(codes, classes[block], lowered[block])
    starts, ends = np.empty(n, dtype=np.bool_), np.empty(n, dtype=np.bool_)
    for block in blocks:
        inner = padded[block.start : block.stop + 4]
        body = (inner >= LOWER) & (inner <= MARK)
        joint = (inner[1:-1] == APOSTROPHE) & body[:-2] & body[2:]
        body[1:-1] |= joint
        full = inner > NEWLINE
        # A token begins at every character that is not a space, unless a word goes on there.
        begins = full[2:-1] & ~(body[2:-1] & body[1:-2])
        begins |= joint[1:]
        starts[block] = begins[:-1]
        # It ends where the next begins or a space does.
        closes = np.logical_or(begins[1:], ~full[3:-1], out=ends[block])
        closes &= full[2:-2]
    start, end = starts.nonzero()[0], ends.nonzero()[0]
    end += 1
    return Tokens(start, end, _ids(lowered, start, end, blocks), classes[start], classes, lowered)


def _ids(lowered: npt.NDArray[np.uint32], start: Ints, end: Ints, blocks: list[slice]) -> Hashes:
    """Σ letter · multiplier^(place in the word, from 1), mixed.

    Each letter is weighed by its place in its block of the text, the sums over words are differences of one running sum, and
    the power of the word's own place is divided out.
    """
    tables = _tables()
    hashes = np.empty(len(start), dtype=np.uint64)
    sums = np.zeros(_BLOCK + 1 if len(blocks) > 1 else len(lowered) + 1, dtype=np.uint64)
    first = 0
    for block in blocks:
        weighed = sums[1 : block.stop - block.start + 1]
        weighed[:] = lowered[block]
        weighed *= tables.powers[: len(weighed)]
        weighed.cumsum(out=weighed)
        past = int(start.searchsorted(block.stop))
        own = slice(first, past)
        begin = start[own] - block.start
        hashes[own] = sums[np.minimum(end[own] - block.start, len(weighed))]
        hashes[own] -= sums[begin]
        hashes[own] *= tables.inverses[begin]
        # Only the last word can go on in the next block.
        if past > first and end[past - 1] > block.stop:
            letters = lowered[start[past - 1] : end[past - 1]].astype(np.uint64)
            hashes[past - 1] = (letters * _powers(_GOLDEN, len(letters))).sum()
        first = past
    return mix(hashes, out=hashes)


def stops_of(first: Ints, end: int) -> Ints:
    """One past the last token of each run of tokens, given their first tokens and one past the last of all.

    >>> stops_of(np.array([0, 3, 4]), 9).tolist()
    [3, 4, 9]
    """
    past = np.empty_like(first)
    past[:-1] = first[1:]
    past[-1:] = end
    return past


def word_id(word: str) -> int:
    """Id of a single token, as `tokenize` would give it.

    >>> word_id("May") == word_id("may") != word_id("might")
    True
    """
    ids = tokenize(word).ids
    if len(ids) != 1:
        raise ValueError(f"expected a single token, got {word!r} with {len(ids)}")
    return int(ids[0])
