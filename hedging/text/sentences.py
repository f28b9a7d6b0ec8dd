"""Tokens → the tokens that begin a sentence.

Structure decides first: a blank line always ends a sentence, and so does a line end, unless the document is hard-wrapped
(its lines go on in lower case) and the line was full. Inside a line a small linear model decides every gap that could be a
boundary, from the words around it and from Punkt parameters (abbreviations, collocations, sentence starters; Kiss & Strunk
2006) that training learned without labels. Quotation marks and brackets are only evidence, never a state that one stray
apostrophe could leave open, so a mistake stays where it is made and the time is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from hedging.text.hashing import NO_TOKEN, Bools, Hashes, HashIndex, Ints, mix
from hedging.text.templates import Templates
from hedging.text.tokens import (
    APOSTROPHE,
    CLOSER,
    DASH,
    DIGIT,
    LOWER,
    MARK,
    NEWLINE,
    OPENER,
    OTHER,
    QUOTE,
    STOP,
    UPPER,
    Codes,
    Tokens,
    stops_of,
    word_id,
)
from hedging.text.weights import Weights

#: log2 of the size of the splitter's weight table.
BITS = 15

# A document is hard-wrapped when at least this share of its line ends goes on in lower case: in wrapped English prose more
# than half of the lines do, in lists, headings and one-line paragraphs hardly any.
_WRAPPED_SHARE = 0.3
# In such a document a line end is only a wrap when the line was full, as measured against the lines that surely were.
_FULL_LOWER, _FULL_OTHER = 0.5, 0.85


def _classes(*classes: int) -> Bools:
    """Which classes of code points are meant, to be looked up by class."""
    table = np.zeros(16, dtype=np.bool_)
    table[list(classes)] = True
    return table


_RISING = _classes(UPPER, OPENER, QUOTE, OTHER, DASH, DIGIT)
_CLOSING = _classes(CLOSER, QUOTE, APOSTROPHE)
_FINAL = _classes(STOP, CLOSER, QUOTE)


# Gaps that are decided at a time.
_BLOCK = 1 << 13


@cache
def _id(character: str) -> np.uint64:
    """Id of a single character; looked up once, and not at import."""
    return np.uint64(word_id(character))


@cache
def _bullets() -> HashIndex:
    return HashIndex(
        np.sort(np.array([word_id(bullet) for bullet in "-*•·–—▪◦‣>●■"], dtype=np.uint64))
    )


_ABBREVIATION, _COLLOCATION, _STARTER, _LOWER = (np.uint8(1 << k) for k in range(4))


@dataclass(frozen=True, slots=True)
class Punkt:
    """Punkt parameters as hashes: what the unsupervised part of training learned."""

    abbreviations: Hashes
    collocations: Hashes
    starters: Hashes
    lower: Hashes  # words that are written in lower case where no sentence begins
    _index: HashIndex = field(init=False, repr=False, compare=False)
    _flags: Codes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = (self.abbreviations, self.collocations, self.starters, self.lower)
        known, place = np.unique(np.concatenate(parts), return_inverse=True)
        flags = np.zeros(len(known) + 1, dtype=np.uint8)
        np.bitwise_or.at(
            flags,
            place,
            np.repeat(
                [_ABBREVIATION, _COLLOCATION, _STARTER, _LOWER], [len(part) for part in parts]
            ),
        )
        object.__setattr__(self, "_index", HashIndex(known))
        object.__setattr__(self, "_flags", flags)

    def flags(self, hashes: Hashes) -> Codes:
        """What each word, or pair of words, is: a sum of _ABBREVIATION, _COLLOCATION, _STARTER, _LOWER."""
        found, place = self._index.lookup(hashes)
        return np.asarray(self._flags[place] * found)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the line structure says: a column a token (the first four), a line (the next three) or a document."""

    breaks: Bools  # a boundary before the token that needs no decision
    gaps: Bools  # white space, or the document's beginning, before the token
    enumerator: Bools  # the gap before the token ends the bullet or number of a list item
    line: Ints  # index of the token's line, wraps undone
    first: Ints  # first token of the line
    last: Ints  # last token of the line
    document: Ints  # index of the line's document
    style: Hashes  # how the document punctuates


def lay_out(tokens: Tokens, documents: Ints) -> Layout:
    """Line structure of a text made of several documents, whose first code points are `documents`."""
    n = len(tokens)
    newline = (tokens.classes == NEWLINE).nonzero()[0]
    newline = newline[
        (tokens.lowered[newline] != 10) | (newline == 0) | (tokens.lowered[newline - 1] != 13)
    ]
    # The token behind each line end: once for a line end, more than once for a blank line.
    behind = tokens.start.searchsorted(newline)
    behind = behind[behind < n]
    gaps = np.empty(n, dtype=np.bool_)
    np.greater(tokens.start[1:], tokens.end[:-1], out=gaps[1:])
    opening = tokens.start.searchsorted(documents)
    breaks = np.zeros(n, dtype=np.bool_)
    breaks[0] = True
    breaks[behind[1:][behind[1:] == behind[:-1]]] = True
    breaks[opening[opening < n]] = True
    # A document's first token has a gap before it wherever the document stands.
    gaps |= breaks
    ahead = breaks.copy()
    ahead[behind] = True
    single = ahead & ~breaks
    heads = ahead.nonzero()[0]
    enumerator = np.zeros(n, dtype=np.bool_)
    bullet, numbered = _enumerators(tokens, heads, ahead, gaps)
    enumerator[heads[bullet] + 1] = True
    enumerator[heads[numbered] + 2] = True
    wrapping = single[heads]
    if wrapping.any():
        owner = documents.searchsorted(tokens.start[heads], side="right") - 1
        wraps = _wraps(tokens, heads, wrapping, bullet | numbered, owner, len(documents))
        breaks[heads[wrapping & ~wraps]] = True
    first = breaks.nonzero()[0]
    last = stops_of(first, n) - 1
    document = documents.searchsorted(tokens.start[first], side="right") - 1
    line = breaks.cumsum()
    line -= 1
    inner = ((tokens.kinds[:-1] == STOP) & gaps[1:] & ~breaks[1:]).nonzero()[0] + 1
    style = _style(document, tokens.kinds[last], document[line[inner]], tokens.kinds[inner])
    return Layout(breaks, gaps, enumerator, line, first, last, document, style)


def _enumerators(tokens: Tokens, heads: Ints, ahead: Bools, gaps: Bools) -> tuple[Bools, Bools]:
    """Which lines, given their first tokens, begin with a bullet ("- "), and which with a number ("3. ", "b) ")."""
    end = len(tokens) - 1
    after = np.minimum(heads + 1, end)
    second = np.minimum(heads + 2, end)
    inside = (after > heads) & ~ahead[after]
    spaced = gaps[after]
    bullet = inside & spaced & _bullets().lookup(tokens.ids[heads])[0]
    kinds = tokens.kinds[heads]
    short = (tokens.end[heads] - tokens.start[heads] <= 2) & (kinds >= LOWER) & (kinds <= DIGIT)
    mark = tokens.ids[after]
    numbered = (
        inside & ~spaced & short & ((mark == _id(")")) | ((mark == _id(".")) & (kinds == DIGIT)))
    )
    numbered &= (second > after) & gaps[second] & ~ahead[second]
    return bullet, numbered


def _wraps(
    tokens: Tokens, heads: Ints, single: Bools, item: Bools, owner: Ints, documents: int
) -> Bools:
    """Which lines, given their first tokens, only go on with the one before; `owner` is the index of a line's document."""
    tails = stops_of(heads, len(tokens)) - 1
    length = (tokens.end[tails] - tokens.start[heads]).astype(np.float64)
    filled = np.append(0.0, length[:-1])
    kinds = tokens.kinds[heads]
    lower = single & (kinds == LOWER) & ~item
    ends = np.bincount(owner[single], minlength=documents)
    low = np.bincount(owner[lower], minlength=documents)
    width = np.bincount(owner[lower], weights=filled[lower], minlength=documents) / np.maximum(
        low, 1
    )
    wrapped = low >= _WRAPPED_SHARE * np.maximum(ends, 1)
    word = tokens.end[heads] - tokens.start[heads]
    full = np.where(
        lower, filled >= _FULL_LOWER * width[owner], filled + 1 + word > _FULL_OTHER * width[owner]
    )
    return np.asarray(single & wrapped[owner] & full & ~item)


def candidates(tokens: Tokens, layout: Layout, punkt: Punkt) -> Ints:
    """Tokens before which the model has to decide: behind a mark, or in front of anything but a lower-case word.

    A comma ends no sentence unless a capital follows; nor, as in Punkt, does the full stop of an abbreviation in front of a word
    in lower case.
    """
    kinds = tokens.kinds
    undecided = _RISING.take(kinds)
    undecided[1:] |= kinds[:-1] > MARK
    undecided &= layout.gaps
    if len(tokens) > 2:
        glued = (kinds[2:] == UPPER) & (kinds[1:-1] == STOP) & (kinds[:-2] == LOWER)
        undecided[2:] |= glued & ~layout.gaps[2:] & ~layout.breaks[1:-1]
    undecided &= ~(layout.breaks | layout.enumerator)
    at = undecided.nonzero()[0]
    mark = tokens.ids[at - 1]
    kept = (mark != _id(",")) | (kinds[at] == UPPER)
    at, mark = at[kept], mark[kept]
    shortened = ((mark == _id(".")) & (kinds[at] == LOWER) & ~layout.gaps[at - 1]).nonzero()[0]
    shortened = shortened[punkt.flags(tokens.ids[at[shortened] - 2]) & _ABBREVIATION > 0]
    kept = np.ones(len(at), dtype=np.bool_)
    kept[shortened] = False
    return np.asarray(at[kept])


# What stands at each gap, by name: `w` is the last word before it, `mark` the mark behind that word, `last` the token before the
# gap, `next` and `then` those behind it.
TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("mark", "next shape", "glue"),
    ("mark", "next shape", "style"),
    ("mark", "w shape", "next shape"),
    ("mark", "abbreviated", "next shape"),
    ("mark", "abbreviated", "starts", "together"),
    ("mark", "w"),
    ("mark", "w suffix", "next shape"),
    ("w", "next"),
    ("w", "next shape", "m shape"),
    ("m shape", "next"),
    ("next", "last", "style"),
    ("next shape", "then shape", "mark"),
    ("next", "then"),
    ("mark", "next shape", "run"),
    ("mark", "next shape", "rest"),
    ("w shape", "before shape", "m shape", "next shape"),
    ("mark", "before mark", "next shape"),
    ("last", "second shape", "next", "then shape"),
    ("mark", "common", "next shape", "glue"),
    ("m shape", "w shape", "abbreviated", "next"),
    ("m shape", "w shape", "next", "then"),
    ("mark", "common", "next shape", "then shape", "w shape"),
    ("mark", "end", "next shape", "style"),
    ("common", "next shape", "last", "second shape", "next suffix"),
)
_NAMED = Templates(TEMPLATES, BITS)


def features(tokens: Tokens, layout: Layout, at: Ints, punkt: Punkt) -> Ints:
    """Feature ids of the gaps before tokens `at`: one row a gap, one column a feature, all below 2**BITS."""
    ids, kinds, gaps = tokens.ids, tokens.kinds, layout.gaps
    line = layout.line[at]
    first, last = layout.first[line], layout.last[line]
    # The last word before the gap, past the marks that close a sentence and past a reference number ("… in July. [17]").
    mark = _before_references(tokens, at - 1, first)
    for _ in range(2):
        mark = mark - (_CLOSING[kinds[mark]] & (mark > first) & ~gaps[mark])
    behind = kinds[mark] > MARK
    word = mark - (behind & (mark > first))

    places = np.array((at - 2, at - 1, at, at + 1, mark - 2, word - 1, mark, word))
    inside = (places >= first) & (places <= last)
    # Outside the line, a fixed id stands for whatever is there.
    safe = np.where(inside, places, at)
    words, shapes, spaces = (
        np.where(inside, values, NO_TOKEN)
        for values in (ids[safe], tokens.shapes(safe), gaps[safe].astype(np.uint64))
    )
    w, next_ = words[7], words[2]
    # A gap behind a plain word has no mark: what the word is like stands in for it.
    m = np.where(behind, words[6], shapes[6])
    dotted = (words[5] == _id(".")) & (spaces[7] == 0)
    next_suffix, w_suffix = tokens.suffixes(safe[[2, 7]])
    w_flags, next_flags, pair_flags = punkt.flags(np.array((w, next_, pair_hash(w, next_))))
    return _NAMED.ids(
        {
            "abbreviated": (w_flags & _ABBREVIATION > 0) + dotted * np.uint64(2),
            "before mark": words[4],
            "before shape": shapes[5],
            "common": (next_flags & _LOWER > 0).astype(np.uint64),
            "end": kinds[last].astype(np.uint64),
            "glue": spaces[2] * np.uint64(4) + spaces[6] * np.uint64(2) + spaces[3],
            "last": words[1],
            "m shape": shapes[6],
            "mark": m * np.uint64(31) + (words[1] != m),
            "next": next_,
            "next shape": shapes[2],
            "next suffix": next_suffix,
            "rest": _bucket(last - at),
            "run": _bucket(at - first),
            "second shape": shapes[0],
            "starts": (next_flags & _STARTER > 0).astype(np.uint64),
            "style": layout.style[layout.document[line]],
            "then": words[3],
            "then shape": shapes[3],
            "together": (pair_flags & _COLLOCATION > 0).astype(np.uint64),
            "w": w,
            "w shape": shapes[7],
            "w suffix": w_suffix,
        }
    )


def _before_references(tokens: Tokens, mark: Ints, first: Ints) -> Ints:
    """`mark`, changed in place to the token before a reference number or two that end there; `first` as in the layout."""
    closed = (tokens.ids[mark] == _id("]")).nonzero()[0]
    for _ in range(2 if len(closed) else 0):
        place = mark[closed]
        refers = (place - 3 >= first[closed]) & (tokens.ids[place] == _id("]"))
        refers &= (tokens.ids[place - 2] == _id("[")) & (tokens.kinds[place - 1] == DIGIT)
        closed = closed[refers]
        mark[closed] -= 3
    return mark


def pair_hash(first: Hashes, second: Hashes) -> Hashes:
    """Hash of two words in order."""
    return mix(first * np.uint64(3) + second)


# Twice the log2 of a count and one, up to 14.
_BUCKETS = np.minimum(np.log2(np.arange(1, 129)) * 2, 14).astype(np.uint64)


def _bucket(count: Ints) -> Hashes:
    return np.asarray(_BUCKETS[np.minimum(count, 127)])


_OPEN_LEVELS = np.array([0.1, 0.3, 0.6])
_LOW_LEVELS = np.array([0.03, 0.1, 0.3])


def _style(document: Ints, tails: Codes, owner: Ints, after: Codes) -> Hashes:
    """How each document punctuates, from 0 to 15: does a line end in a stop, does a lower-case word follow a stop.

    `tails` are the classes of the lines' last tokens, `document` says whose line it is; `after` are the classes of the tokens
    behind a stop and a space in the middle of a line, `owner` says in which document.
    """
    size = int(document[-1]) + 1
    open_ = np.bincount(document[~_FINAL[tails]], minlength=size)
    open_level = _OPEN_LEVELS.searchsorted(
        (open_ + 0.2) / (np.bincount(document) + 1), side="right"
    )
    low = np.bincount(owner[after == LOWER], minlength=size)
    low_level = _LOW_LEVELS.searchsorted(
        (low + 0.1) / (np.bincount(owner, minlength=size) + 1), side="right"
    )
    return (open_level * 4 + low_level).astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Splitter:
    """The trained decision: Punkt parameters and one weight a feature id."""

    punkt: Punkt
    weights: Weights

    def begins(self, tokens: Tokens, documents: Ints) -> Bools:
        """Whether each token begins a sentence."""
        if len(tokens) == 0:
            return np.zeros(0, dtype=np.bool_)
        layout = lay_out(tokens, documents)
        at = candidates(tokens, layout, self.punkt)
        begins = layout.breaks.copy()
        # In parts that stay in the cache, however long the document.
        for block in range(0, len(at), _BLOCK):
            part = at[block : block + _BLOCK]
            begins[part] = self.weights(features(tokens, layout, part, self.punkt)) > 0
        return begins
