"""Tokens of a round → which of them stand inside quotation marks.

Each mark is read as an opening or a closing mark by the characters beside it, and an opening mark
is paired with the next mark of its family. So a missing mark spoils one quotation and no other:

    text       "  Rain  ,  "  she  said  .  5  "  wide  .   "  It  may  snow  ⏎⏎  "  Or  hail  .  "
    mark       o           c                   c            o                     o               c
    inside     1  1     1  .  .    .     .  .  .  .     .   1  1   1    1         1  1   1     1  .

A quotation ends with its paragraph, unless the next paragraph begins with an opening mark again. A
mark with spaces on both sides, or on none, opens if it is the first, third … of its paragraph.
"""

from __future__ import annotations

import numpy as np

from hedging.text.characters import (
    APOSTROPHE,
    DIGIT,
    LOWER,
    NEWLINE,
    OPENER,
    QUOTE,
    STOP,
    UPPER,
    class_set,
)
from hedging.text.hashing import Bools, Ints
from hedging.text.lines import after_line_ends, documents_of
from hedging.text.tokens import Tokens

# A mark is an apostrophe, an opener, a closer or a quote: the classes from the first to the last,
# but for stops.
_FIRST_MARK, _LAST_MARK = APOSTROPHE, QUOTE
_IS_LETTER = class_set(LOWER, UPPER)
_IS_WORD = class_set(LOWER, UPPER, DIGIT)

# The marks of each family: those that open, those that close, and those that do both. All
# apostrophes are lower-cased to the straight one.
_FAMILIES = (("“„‟", "”", '"＂'), ("«‹", "»›", ""), ("‘‚‛", "", "'"))
#: The number of families, and the last of them: single quotation marks.
FAMILIES = len(_FAMILIES)
SINGLE = FAMILIES - 1
#: The role of a mark: what it does.
OPENS, CLOSES, BOTH = 1, 2, 3


_PAIRS = sorted(
    (ord(mark), 4 * family + role)
    for family, marks in enumerate(_FAMILIES)
    for role, group in zip((OPENS, CLOSES, BOTH), marks, strict=True)
    for mark in group
)
#: The code points of all marks, in order, and 4 times the family plus the role of each.
CODES, CODE_ROLES = np.array(_PAIRS, dtype=np.int64).T


def inside_quotation(tokens: Tokens, document_start: Ints | None = None) -> Bools:
    """Whether each token stands inside a quotation.

    `document_start` is where each document of a round begins, in code points; by default there is
    one document. A quotation ends with its document.
    """
    inside = np.zeros(len(tokens), dtype=np.bool_)
    classes = tokens.initial_class
    # Far cheaper than a look-up in a set of classes for each token of a round.
    mark = ((classes >= _FIRST_MARK) & (classes <= _LAST_MARK) & (classes != STOP)).nonzero()[0]
    code = tokens.lowered[tokens.start[mark]]
    row = np.minimum(CODES.searchsorted(code), len(CODES) - 1)
    is_mark = (CODES[row] == code) & (tokens.end[mark] - tokens.start[mark] == 1)
    mark, role = mark[is_mark], CODE_ROLES[row[is_mark]]
    if len(mark) == 0:
        return inside
    after = after_line_ends(tokens)
    blank = after[1:][after[1:] == after[:-1]]
    begins_line = np.isin(mark, after)
    steps = np.zeros(len(tokens) + 1, dtype=np.int8)
    for family in range(FAMILIES):
        chosen = (role >> 2 == family).nonzero()[0]
        if len(chosen) < 2:
            continue
        marks = mark[chosen]
        paragraph = blank.searchsorted(marks, side="right")
        opens, closes = _directions(tokens, marks, role[chosen] & 3, paragraph, family == SINGLE)
        left, right = slice(None, -1), slice(1, None)
        same = paragraph[left] == paragraph[right]
        pairs = opens[left] & closes[right] & same
        goes_on = opens[left] & opens[right] & ~same & begins_line[chosen[right]]
        if document_start is not None:
            document = documents_of(tokens.start[marks], document_start)
            goes_on &= document[left] == document[right]
        pairs |= goes_on
        # Two families can open or close at the same token only by different marks.
        steps[marks[left][pairs]] += 1
        steps[marks[right][pairs]] -= 1
    np.greater(steps[:-1].cumsum(dtype=np.int8), 0, out=inside)
    return inside


def _directions(
    tokens: Tokens, marks: Ints, role: Ints, paragraph: Ints, single: bool
) -> tuple[Bools, Bools]:
    """Which marks of a family open, and which close; an apostrophe can do neither."""
    classes, size = tokens.character_class, len(tokens.character_class)
    start = tokens.start[marks]
    before = np.where(start > 0, classes[start - 1], NEWLINE)
    behind = np.where(start + 1 < size, classes[np.minimum(start + 1, size - 1)], NEWLINE)
    is_free = (before <= NEWLINE) | (before == OPENER)
    straight_opens = is_free & (behind > NEWLINE)
    straight_closes = ~is_free & ~_IS_WORD[behind]
    both = role == BOTH
    if single:
        opens = np.where(both, straight_opens & _IS_LETTER[behind], role == OPENS)
        return opens, both & ~opens & straight_closes
    ordinal = np.arange(len(marks)) - paragraph.searchsorted(paragraph)
    unclear = straight_opens == straight_closes
    opens = np.where(unclear, ordinal % 2 == 0, straight_opens)
    # Some texts open with the closing mark, ”like this”.
    opens = np.where(both, opens, (role == OPENS) | straight_opens & ~straight_closes)
    return opens, ~opens
