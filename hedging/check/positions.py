"""Offsets into a text ↔ lines and characters, as the Language Server Protocol counts them.

Lines and characters count from 0. A line ends with a line feed, a carriage return, or both, and
with nothing else. A character is a unit of the encoding that the editor and the server have agreed
on: a byte of UTF-8, two bytes of UTF-16, or a code point (LSP 3.17, "Text Documents").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

# Bytes of a unit, by encoding, and the codec of Python that writes them without a mark.
_UNITS: Final = {
    "utf-8": (1, "utf-8"),
    "utf-16": (2, "utf-16-le"),
    "utf-32": (4, "utf-32-le"),
}
#: The names of the encodings.
ENCODINGS: Final = tuple(_UNITS)


class Place(NamedTuple):
    """A line, and a character in it."""

    line: int
    character: int


class Positions:
    """The places of a text in an encoding, one of ENCODINGS.

    >>> places = Positions("😀 It\\r\\nmay", "utf-16")
    >>> places.place(4), places.place(6)
    (Place(line=0, character=5), Place(line=1, character=0))
    >>> places.offset(0, 5), places.offset(0, 99), places.offset(9, 0)
    (4, 4, 9)
    """

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._bytes, self._codec = _UNITS[encoding]
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def place(self, offset: int) -> Place:
        """The place of an offset in code points."""
        line = bisect_right(self._starts, offset) - 1
        return Place(line, self._units(self._text[self._starts[line] : offset]))

    def offset(self, line: int, character: int) -> int:
        """The offset of a place; the nearest one before it for a place that is not in the text.

        Behind the end of its line, that is the end of the line, and within a character, its start.
        """
        if line >= len(self._starts):
            return len(self._text)
        start = self._starts[line]
        content = self.line(line)
        if content.isascii():
            return start + min(max(character, 0), len(content))
        units = 0
        for number, one in enumerate(content):
            units += self._units(one)
            if units > character:
                return start + number
        return start + len(content)

    def line(self, number: int) -> str:
        """The line of a number, without its end."""
        ends = self._starts[number + 1 : number + 2] or [len(self._text)]
        return self._text[self._starts[number] : ends[0]].rstrip("\r\n")

    def _units(self, part: str) -> int:
        if part.isascii():
            return len(part)
        return len(part.encode(self._codec, "surrogatepass")) // self._bytes
