"""Tokens → lines: paragraphs, list items and whatever else stands on a line by itself.

A blank line always ends a line, and so does a line end, unless it is only a wrap: the document is
hard-wrapped (its lines go on in lower case) and the line was full. The tokens after the line ends
tell both; ⏎ is a line end:

    text         We  met  .  ⏎  -  Rain  may  ⏎  fall  .  ⏎  ⏎  Then  he  left  .
    token        0   1    2     3  4     5       6     7        8     9   10    11
    after line ends             3               6               8  8
    blank line                                                  8          twice: a break for sure
    head         0              3               6               8          first token of a line
    single                      3               6                          one line end: a wrap?
    wraps                                       6                          if the line was full
    breaks       0              3                               8          what is left
    enumerator                     4                                       token 3 is a bullet

    line         0   0    0     1  1     1       1     1        2     2   2     2
    first, last  0, 2; 3, 7; 8, 11

`lines_of` in tests/plain.py says the same with a loop over tokens.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from hedging.text.characters import (
    CLOSER,
    DIGIT,
    LOWER,
    NEWLINE,
    QUOTE,
    STOP,
    Codes,
    class_set,
)
from hedging.text.hashing import Bools, Hashes, HashIndex, Ints
from hedging.text.tokens import Tokens, stops_of, word_id, word_ids

#: The marks that begin the items of lists.
BULLETS = "-*•·–—▪◦‣>●■"

_LINE_FEED, _CARRIAGE_RETURN = 10, 13
_FINAL = class_set(STOP, CLOSER, QUOTE)

# A document is hard-wrapped when at least this share of its lines continue in lower case: in
# wrapped English prose more than half of the lines do, in lists, headings and one-line paragraphs
# hardly any.
_WRAPPED_SHARE = 0.3
# In such a document a line end is a wrap only if the line was full, by the mean width of the lines
# that surely wrap: those that go on in lower case.
_FULL_LOWER, _FULL_OTHER = 0.5, 0.85

# Steps of the two shares that make a document's style.
_OPEN_LEVELS = np.array([0.1, 0.3, 0.6])
_LOWER_LEVELS = np.array([0.03, 0.1, 0.3])


class LineLayout(NamedTuple):
    """The line structure, as columns of tokens (the first four), of lines (three) and documents."""

    breaks: Bools  # a sentence begins at the token, without a decision
    gaps: Bools  # white space, or the document's beginning, stands before the token
    enumerator: Bools  # the gap before the token ends the bullet or the number of a list item
    line: Ints  # index of the token's line; lines joined by wraps are one line
    first: Ints  # first token of the line
    last: Ints  # last token of the line
    document: Ints  # index of the line's document
    style: Hashes  # how the document punctuates


@cache
def token_id(word: str) -> np.uint64:
    """Id of a token, ready to compare with; computed when it is first needed, not at import."""
    return np.uint64(word_id(word))


@cache
def _bullets() -> HashIndex:
    return HashIndex(np.sort(word_ids(BULLETS)))


def lay_out_lines(tokens: Tokens, document_start: Ints) -> LineLayout:
    """Line structure of a text that joins documents, which begin at these code points.

    There must be at least one token.
    """
    n = len(tokens)
    after = after_line_ends(tokens)
    gaps = np.empty(n, dtype=np.bool_)
    np.greater(tokens.start[1:], tokens.end[:-1], out=gaps[1:])
    opening = tokens.start.searchsorted(document_start)
    breaks = np.zeros(n, dtype=np.bool_)
    breaks[0] = True
    breaks[after[1:][after[1:] == after[:-1]]] = True
    breaks[opening[opening < n]] = True
    # A document's first token has a gap before it wherever the document stands.
    gaps |= breaks
    is_head = breaks.copy()
    is_head[after] = True
    heads = is_head.nonzero()[0]
    enumerator = np.zeros(n, dtype=np.bool_)
    bulleted, numbered = _list_items(tokens, heads, is_head, gaps)
    enumerator[heads[bulleted] + 1] = True
    enumerator[heads[numbered] + 2] = True
    single = ~breaks[heads]
    if single.any():
        owner = documents_of(tokens.start[heads], document_start)
        wraps = _wraps(tokens, heads, single, bulleted | numbered, owner, len(document_start))
        breaks[heads[single & ~wraps]] = True
    first = breaks.nonzero()[0]
    last = stops_of(first, n) - 1
    document = documents_of(tokens.start[first], document_start)
    line = breaks.cumsum()
    line -= 1
    inner = ((tokens.initial_class[:-1] == STOP) & gaps[1:] & ~breaks[1:]).nonzero()[0] + 1
    style = _style(
        document, tokens.initial_class[last], document[line[inner]], tokens.initial_class[inner]
    )
    return LineLayout(breaks, gaps, enumerator, line, first, last, document, style)


def documents_of(offsets: Ints, document_start: Ints) -> Ints:
    """The document of each code-point offset.

    >>> documents_of(np.array([0, 7, 10]), np.array([0, 10])).tolist()
    [0, 0, 1]
    """
    return document_start.searchsorted(offsets, side="right") - 1


def after_line_ends(tokens: Tokens) -> Ints:
    """The token after each line end; a token after a blank line comes more than once.

    >>> from hedging.text.tokens import tokenize
    >>> after_line_ends(tokenize("It\\nmay\\n\\nrain")).tolist()
    [1, 2, 2]
    """
    ends = (tokens.character_class == NEWLINE).nonzero()[0]
    codes = tokens.lowered
    # The two characters of "\r\n" are a single line end.
    is_second = (codes[ends] == _LINE_FEED) & (ends > 0) & (codes[ends - 1] == _CARRIAGE_RETURN)
    after = tokens.start.searchsorted(ends[~is_second])
    return np.asarray(after[after < len(tokens)])


def _list_items(tokens: Tokens, heads: Ints, is_head: Bools, gaps: Bools) -> tuple[Bools, Bools]:
    """Which of the lines begin with a bullet ("- "), and which with a number ("3. ", "b) ").

    `heads` are the first tokens of the lines, `is_head` says the same of every token.
    """
    end = len(tokens) - 1
    second = np.minimum(heads + 1, end)
    third = np.minimum(heads + 2, end)
    has_second = (second > heads) & ~is_head[second]
    spaced = gaps[second]
    bulleted = has_second & spaced & _bullets().lookup(tokens.ids[heads])[0]
    classes = tokens.initial_class[heads]
    short = tokens.end[heads] - tokens.start[heads] <= 2
    short &= (classes >= LOWER) & (classes <= DIGIT)
    mark = tokens.ids[second]
    closes = (mark == token_id(")")) | ((mark == token_id(".")) & (classes == DIGIT))
    numbered = has_second & ~spaced & short & closes
    numbered &= (third > second) & gaps[third] & ~is_head[third]
    return bulleted, numbered


def _wraps(
    tokens: Tokens, heads: Ints, single: Bools, item: Bools, owner: Ints, documents: int
) -> Bools:
    """Which of the lines only go on with the line before: the line end between them is a wrap.

    `heads` are the first tokens of the lines, `single` says that one line end stands before, `item`
    that the line is a list item, `owner` is the line's document out of so many `documents`. With
    the line above, a line in lower case, and M the mean width of the lines above such lines:

        ├──────────── M ────────────┤
        We looked at the plans, and
        then the rain that we had        lower case: a wrap if the line above is at least 0.5 M
        feared came over the hills.
        Nobody was there.                other: a wrap if "Nobody" would have made the line above
                                         longer than 0.85 M
    """
    tails = stops_of(heads, len(tokens)) - 1
    length = (tokens.end[tails] - tokens.start[heads]).astype(np.float64)
    above = np.append(0.0, length[:-1])  # length of the line above
    lower = single & (tokens.initial_class[heads] == LOWER) & ~item
    single_count = np.bincount(owner[single], minlength=documents)
    lower_count = np.bincount(owner[lower], minlength=documents)
    total = np.bincount(owner[lower], weights=above[lower], minlength=documents)
    width = (total / np.maximum(lower_count, 1))[owner]
    hard_wrapped = lower_count >= _WRAPPED_SHARE * np.maximum(single_count, 1)
    word = tokens.end[heads] - tokens.start[heads]
    full = np.where(lower, above >= _FULL_LOWER * width, above + 1 + word > _FULL_OTHER * width)
    return np.asarray(single & hard_wrapped[owner] & full & ~item)


def _style(document: Ints, last: Codes, owner: Ints, after_stop: Codes) -> Hashes:
    """How each document punctuates, from 0 to 15: 4 levels of each of two shares.

    The first is the share of lines without a stop at their end; `last` are the classes of the last
    tokens of the lines, `document` are the documents of the lines. The second is the share of the
    stops inside lines, with a space after them, that a word in lower case follows; `after_stop` are
    the classes of the tokens after these stops, `owner` are their documents.
    """
    size = int(document[-1]) + 1
    open_count = np.bincount(document[~_FINAL[last]], minlength=size)
    open_share = (open_count + 0.2) / (np.bincount(document) + 1)
    lower_count = np.bincount(owner[after_stop == LOWER], minlength=size)
    lower_share = (lower_count + 0.1) / (np.bincount(owner, minlength=size) + 1)
    open_level = _OPEN_LEVELS.searchsorted(open_share, side="right")
    lower_level = _LOWER_LEVELS.searchsorted(lower_share, side="right")
    return (open_level * 4 + lower_level).astype(np.uint64)
