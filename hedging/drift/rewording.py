"""A text before and after → where words of the first are gone, and where the second has new ones.

Case, punctuation and white space do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from hedging.drift.alignment import pairs_in_order

#: The first code point of some words, and the one after the last.
Span = tuple[int, int]

_MARKS: Final = r"""\s.,;:!?…()\[\]{}"'“”‘’«»–—\-*_#"""
_WORD: Final = re.compile(rf"[^{_MARKS}]+(?:[.,:'’_-][^{_MARKS}]+)*")
# The most pairs of words that are compared: the time grows with them.
_MAX_PAIRS: Final = 1 << 16


def gone_and_new(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """The spans of the words that are gone, and of those that are new.

    >>> gone_and_new("It may rain, he said.", "It will rain.")
    ([(3, 6), (13, 20)], [(3, 7)])
    """
    places = [[match.span() for match in _WORD.finditer(text)] for text in (before, after)]
    old, new = (
        [text[start:end].casefold() for start, end in own]
        for text, own in zip((before, after), places, strict=True)
    )
    gone, added = _unlike(old, new)
    return _runs(gone, places[0]), _runs(added, places[1])


def _unlike(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """The numbers of the words that only one side has."""
    if len(old) * len(new) > _MAX_PAIRS:
        # In a text of this length, the order of the words does not count.
        kept = pairs_in_order(old, new)
        return sorted({*range(len(old))} - {*kept}), sorted({*range(len(new))} - {*kept.values()})
    gone, added = [*range(len(old))], [*range(len(new))]
    # First the words that both have in order, then those that moved together.
    for least in (1, 2):
        sides = [old[number] for number in gone], [new[number] for number in added]
        blocks = SequenceMatcher(None, *sides, autojunk=False).get_matching_blocks()
        for block in reversed(blocks):
            if block.size >= least:
                del gone[block.a : block.a + block.size]
                del added[block.b : block.b + block.size]
    return gone, added


def _runs(numbers: Sequence[int], places: Sequence[Span]) -> list[Span]:
    """The spans of these words; words that follow one another make one span."""
    spans: list[Span] = []
    last = -2
    for number in numbers:
        start, end = places[number]
        if number == last + 1:
            start, _ = spans.pop()
        spans.append((start, end))
        last = number
    return spans
