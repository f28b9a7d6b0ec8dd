"""A sentence with marked cues, `It [may|epistemic] rain.` ↔ its text and the spans of its cues.

`hedging score` prints this notation, and people label in it, so that reading and writing stand side
by side. Brackets without a bar, such as `[sic]`, are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from hedging.errors import InputError
from hedging.kinds import KINDS

_SIGNS = re.compile(r"([\[\]|])")
_SHOWN = 60


class Mark(NamedTuple):
    """A marked cue at the code points `start` to `end` (exclusive) of the bare text."""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class _Bracket:
    """An open bracket: its place among the pieces, its place in the text, and the bars in it."""

    piece: int
    start: int
    bars: list[int] = field(default_factory=list)


def marked(words: str, kind: str, holder: str = "") -> str:
    """The words of a cue as a mark, with the holder of the doubt if one is given.

    >>> marked("may", "epistemic"), marked("may", "epistemic", "the ministry")
    ('[may|epistemic]', '[may|epistemic|the ministry]')
    """
    return f"[{'|'.join(filter(None, (words, kind, holder)))}]"


def write_marks(text: str, marks: Iterable[Mark]) -> str:
    """The text with its cues marked.

    Of marks that overlap, which the notation does not have, those that begin within another one
    stand behind the sentence.

    >>> write_marks("It may rain.", [Mark(3, 6, "epistemic")])
    'It [may|epistemic] rain.'
    """
    pieces: list[str] = []
    behind: list[str] = []
    done = 0
    for mark in sorted(marks):
        words = marked(text[mark.start : mark.end], mark.kind)
        if mark.start < done:
            behind.append(f" {words}")
            continue
        pieces += text[done : mark.start], words
        done = mark.end
    return "".join([*pieces, text[done:], *behind])


def read_marks(sentence: str) -> tuple[str, list[Mark]]:
    """The bare text of a sentence, and its marks in text order.

    A holder behind the kind, as `hedging score --confidence` prints it, is passed over. Raises
    InputError for an unknown kind, for a mark that is empty, inside another mark or not closed, and
    for white space at a border of a mark.

    >>> read_marks("It [may|epistemic] rain [sic].")
    ('It may rain [sic].', [Mark(start=3, end=6, kind='epistemic')])
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    brackets: list[_Bracket] = []
    length = 0
    for piece in _SIGNS.split(sentence):
        if piece == "]" and brackets and brackets[-1].bars:
            bracket = brackets.pop()
            mark = _mark(pieces, bracket, marks)
            words = "".join(pieces[bracket.piece + 1 : bracket.bars[0]])
            pieces[bracket.piece :] = [words]
            length = mark.end
            marks.append(mark)
            continue
        if piece == "]":
            if not brackets and pieces[-2:-1] == ["|"] and pieces[-1] in KINDS:
                raise InputError(f"the mark that ends with '|{pieces[-1]}]' has no '[': add it")
            del brackets[-1:]
        elif piece == "[":
            brackets.append(_Bracket(len(pieces), length))
        elif piece == "|" and brackets:
            brackets[-1].bars.append(len(pieces))
        pieces.append(piece)
        length += len(piece)
    for bracket in brackets:
        _check_is_text(pieces, bracket)
    return "".join(pieces), marks


def _mark(pieces: list[str], bracket: _Bracket, marks: list[Mark]) -> Mark:
    first, second = (*bracket.bars, len(pieces))[:2]
    words = "".join(pieces[bracket.piece + 1 : first])
    kind = "".join(pieces[first + 1 : second])
    shown = _cut("".join(pieces[bracket.piece :]) + "]")
    if marks and marks[-1].start >= bracket.start:
        raise InputError(
            f"a mark stands inside another mark in {shown!r}: marks must not overlap, keep one"
        )
    if kind.strip() not in KINDS:
        raise InputError(
            f"unknown kind {_cut(kind)!r} in {shown!r}; known kinds are {', '.join(KINDS)}; if the "
            "brackets belong to the text, write them without '|'"
        )
    if not words.strip():
        raise InputError(f"the mark {shown!r} is empty: put words in it, or remove it")
    if words != words.strip() or kind != kind.strip():
        right = marked(words.strip(), kind.strip())
        raise InputError(f"white space at a border of the mark {shown!r}: write {_cut(right)!r}")
    return Mark(bracket.start, bracket.start + len(words), kind)


def _check_is_text(pieces: list[str], bracket: _Bracket) -> None:
    for bar in bracket.bars[:1]:
        after = re.match(r"\w*", pieces[bar + 1]) if bar + 1 < len(pieces) else None
        if after and after[0] in KINDS:
            shown = _cut("".join(pieces[bracket.piece : bar + 2]))
            raise InputError(f"the mark {shown!r} is not closed: add ']' after its kind")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
