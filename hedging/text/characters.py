"""Code points → their class and their lower-cased form, by a table that is filled as texts need it.

The table packs both into one number, so that each code point is looked up once. A table of zeros
costs no memory until it is used, and most texts use a few hundred of the 1.1 million code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Bools

Codes = npt.NDArray[np.uint8]
CodePoints = npt.NDArray[np.uint32]

# The classes. The order matters: everything from LOWER to MARK belongs to words.
SPACE, NEWLINE, LOWER, UPPER, DIGIT, MARK, APOSTROPHE, STOP, OPENER, CLOSER, QUOTE, DASH, OTHER = (
    range(13)
)

_BY_CHARACTER = {
    SPACE: "\ufeff\u200b",
    NEWLINE: "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
    APOSTROPHE: "'\u2019\u02bc\uff07",
    STOP: ".?!\u2026\u203c\u2047\u2048\u2049\u3002\uff01\uff0e\uff1f",
    QUOTE: '"\uff02`',
    DASH: "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
}
_BY_CATEGORY = {
    "Ll": LOWER, "Lo": LOWER, "Lm": LOWER, "Lu": UPPER, "Lt": UPPER,
    "Nd": DIGIT, "Nl": DIGIT, "No": DIGIT,
    "Mn": MARK, "Mc": MARK, "Me": MARK, "Cf": MARK,
    "Zs": SPACE, "Cc": SPACE, "Zl": NEWLINE, "Zp": NEWLINE,
    "Ps": OPENER, "Pi": OPENER, "Pe": CLOSER, "Pf": CLOSER, "Pd": DASH,
}  # fmt: skip

# Code points up to here (Latin with its extensions) are entered at once.
_ENTERED_AT_ONCE = 0x250
_CLASS_SHIFT = np.uint32(24)
_FORM_MASK = np.uint32(0xFFFFFF)


def class_set(*classes: int) -> Bools:
    """A set of classes, as a table that says of each class whether it is in the set."""
    table = np.zeros(16, dtype=np.bool_)
    table[list(classes)] = True
    return table


class CharacterTable:
    """The class and the lower-cased form of every code point that has been seen.

    `packed` holds, for each code point, its class plus one and then its form in 24 bits; 0 stands
    for a code point that has not been entered.
    """

    def __init__(self) -> None:
        self.packed: CodePoints = np.zeros(0x110000, dtype=np.uint32)
        self._enter(range(_ENTERED_AT_ONCE))

    def _enter(self, codes: Iterable[int]) -> None:
        named = {
            character: number
            for number, characters in _BY_CHARACTER.items()
            for character in characters
        }
        for code in codes:
            character = chr(code)
            number = named.get(character)
            if number is None:
                number = _BY_CATEGORY.get(unicodedata.category(character), OTHER)
            lower = character.lower()
            # A form that is longer than its letter ("İ") would move all offsets: the letter stays.
            form = ord("'") if number == APOSTROPHE else ord(lower) if len(lower) == 1 else code
            self.packed[code] = (number + 1) << 24 | form

    def page(self, begin: int, stop: int) -> CodePoints:
        """The packed classes and forms of the code points `begin` to `stop`, all entered."""
        self._enter((begin + np.flatnonzero(self.packed[begin:stop] == 0)).tolist())
        return self.packed[begin:stop]

    def look_up(self, codes: CodePoints, classes: Codes, lowered: CodePoints) -> None:
        """Write the classes and the lower-cased forms of `codes` to `classes` and `lowered`."""
        self.packed.take(codes, out=lowered, mode="clip")
        unseen = lowered == 0
        if unseen.any():
            self._enter(set(codes[unseen].tolist()))
            self.packed.take(codes, out=lowered, mode="clip")
        np.right_shift(lowered, _CLASS_SHIFT, out=classes, casting="unsafe")
        classes -= np.uint8(1)
        lowered &= _FORM_MASK


@cache
def character_table() -> CharacterTable:
    """The table that all texts share; it is made when the first text needs it."""
    return CharacterTable()
