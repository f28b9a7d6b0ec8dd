"""Values → words and safe text for people: the few helpers that every printed line shares."""

from __future__ import annotations

import os
import re

#: Control characters, which a terminal obeys, and characters that turn the direction of writing: a
#: text must not set the terminal's title, nor make a line look like another.
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


def counted(number: int, noun: str) -> str:
    """A number of things, with the noun in the singular or the plural.

    >>> counted(1, "document"), counted(2000, "document")
    ('1 document', '2,000 documents')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"


def leave_open(sentences: int) -> str:
    """What so many hedged sentences do, for a reader who does not know the field.

    >>> leave_open(1), leave_open(2)
    ('leaves something open', 'leave something open')
    """
    return f"{'leaves' if sentences == 1 else 'leave'} something open"


def spelled(number: int, noun: str = "") -> str:
    """A number of things as a sentence has it: in words up to ten.

    >>> spelled(4), spelled(1, "claim"), spelled(12, "claim")
    ('four', 'one claim', '12 claims')
    """
    figure = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return f"{figure} {noun}{'s' * (number != 1)}" if noun else figure


def plain(text: str) -> str:
    """The text with U+FFFD in place of each control character that is not white space."""
    return CONTROL.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text on one line: `plain`, with a space for each run of white space.

    Every message that goes to a terminal or a log goes through it, and every path through
    `shown_path`.
    """
    return " ".join(plain(text).split())


def printable_path(path: str | os.PathLike[str]) -> str:
    """The path as text that UTF-8 can hold: bytes that are not UTF-8 become escapes.

    >>> printable_path("caf\\udce9.txt")
    'caf\\\\xe9.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def shown_path(path: str | os.PathLike[str]) -> str:
    """The path of an input on one line for people; `-` is standard input.

    >>> shown_path("-"), shown_path("a\\nb.txt")
    ('standard input', 'a b.txt')
    """
    return "standard input" if path == "-" else one_line(printable_path(path))
