"""Text → token spans and word ids, as columns.

No Python object is made for a token. A text becomes an array of code points, two table look-ups give each code point a
class and a lower-cased form, and a polynomial hash of the lower-cased letters is the word's id; so an id needs no
vocabulary, means the same in training and in use, and costs a few passes of numpy over the text. Words are split before an
apostrophe ("couldn't" → couldn, 't), so that a cue can be a part of a contraction; every other non-space character is a
token of its own.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

# Classes of code points. The order matters: everything from LOWER to MARK belongs to words.
SPACE, NEWLINE, LOWER, UPPER, DIGIT, MARK, APOSTROPHE, STOP, OPENER, CLOSER, QUOTE, DASH, OTHER = range(13)
_UNSEEN = 255

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

# An odd 64-bit multiplier (the golden ratio's) and its powers by position in the word. Letters past the 64th share a power.
_GOLDEN = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_GOLDEN, k + 1, 1 << 64) for k in range(64)], dtype=np.uint64)


def mix(hashes: Hashes) -> Hashes:
    """Spread the entropy of 64-bit hashes over all their bits (the finaliser of MurmurHash3, Appleby 2011)."""
    mixed: Hashes = hashes ^ (hashes >> np.uint64(33))
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed


class _CharacterTables:
    """Class and lower-cased form of every code point, filled in as texts bring new ones."""

    def __init__(self) -> None:
        self.classes = np.full(0x110000, _UNSEEN, dtype=np.uint8)
        self.lowered = np.arange(0x110000, dtype=np.uint32)
        self._learn(range(0x250))

    def _learn(self, codes: range | list[int]) -> None:
        named = {character: kind for kind, characters in _NAMED.items() for character in characters}
        for code in codes:
            character = chr(code)
            kind = named.get(character)
            if kind is None:
                kind = _CATEGORIES.get(unicodedata.category(character), OTHER)
            lower = character.lower()
            self.lowered[code] = ord("'") if kind == APOSTROPHE else ord(lower) if len(lower) == 1 else code
            self.classes[code] = kind

    def look_up(self, codes: npt.NDArray[np.uint32]) -> Codes:
        kinds = self.classes[codes]
        unseen = kinds == _UNSEEN
        if unseen.any():
            self._learn([int(code) for code in np.unique(codes[unseen])])
            kinds = self.classes[codes]
        return kinds


_tables: list[_CharacterTables] = []


def _character_tables() -> _CharacterTables:
    if not _tables:
        _tables.append(_CharacterTables())
    return _tables[0]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one text as columns of equal length, in text order.

    `start` and `end` are code-point offsets, `ids` the hashes of the lower-cased forms, `kinds` the class of the first code
    point, `suffixes` the hashes of the last three letters, `capital` whether the second letter is upper case too.
    `codes` and `classes` hold the text itself, one entry a code point.
    """

    start: Ints
    end: Ints
    ids: Hashes
    kinds: Codes
    suffixes: Hashes
    capital: Bools
    codes: npt.NDArray[np.uint32]
    classes: Codes

    def __len__(self) -> int:
        return len(self.start)


def tokenize(text: str) -> Tokens:
    """Tokens of a text.

    >>> text = "It couldn't rise 3.5%."
    >>> tokens = tokenize(text)
    >>> [text[a:b] for a, b in zip(tokens.start, tokens.end)]
    ['It', 'couldn', "'t", 'rise', '3', '.', '5', '%', '.']
    """
    tables = _character_tables()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = tables.look_up(codes)
    n = len(codes)
    if n == 0:
        none = np.zeros(0, dtype=np.int64)
        return Tokens(none, none, none.astype(np.uint64), classes, none.astype(np.uint64), none.astype(bool), codes, classes)
    # A border of space on both sides spares every neighbour look-up its own case.
    inner = np.zeros(n + 2, dtype=np.uint8)
    inner[1:-1] = classes
    word = (inner >= LOWER) & (inner <= MARK)
    joint = (inner[1:-1] == APOSTROPHE) & word[:-2] & word[2:]
    body = word[1:-1] | joint
    before = np.zeros(n, dtype=np.bool_)
    before[1:] = body[:-1]
    full = classes > NEWLINE
    starts = (full & ~(body & before)) | joint
    start = np.flatnonzero(starts)
    last = np.ones(n, dtype=np.bool_)
    last[:-1] = starts[1:] | ~full[1:]
    end = np.flatnonzero(full & last) + 1
    lowered = tables.lowered[codes].astype(np.uint64)
    if len(start) == 0:
        return Tokens(
            start, end, start.astype(np.uint64), classes[start], start.astype(np.uint64), start.astype(bool), codes, classes
        )
    first = np.zeros(n, dtype=np.int64)
    first[start] = start
    place = np.minimum(np.arange(n) - np.maximum.accumulate(first), 63)
    weighed = lowered * _POWERS[place]
    weighed[~full] = 0
    ids = mix(np.add.reduceat(weighed, start))
    length = end - start
    suffixes = lowered[end - 1].copy()
    for back in (2, 3):
        suffixes = suffixes * _POWERS[0] + np.where(length >= back, lowered[np.maximum(end - back, 0)], np.uint64(0))
    capital = (length > 1) & (classes[np.minimum(start + 1, n - 1)] == UPPER)
    return Tokens(start, end, ids, classes[start], suffixes, capital, codes, classes)


def word_id(word: str) -> int:
    """Id of a single token, as `tokenize` would give it.

    >>> word_id("May") == word_id("may") != word_id("might")
    True
    """
    ids = tokenize(word).ids
    if len(ids) != 1:
        raise ValueError(f"expected a single token, got {word!r} with {len(ids)}")
    return int(ids[0])
