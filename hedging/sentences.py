"""Tokens → the tokens that begin a sentence.

Structure decides first: a blank line always ends a sentence, and so does a line end, unless the document is hard-wrapped
(its lines go on in lower case) and the line was full. Inside a line a small linear model decides every gap that could be a
boundary, from the words around it and from Punkt parameters (abbreviations, collocations, sentence starters; Kiss & Strunk
2006) that training learned without labels. Quotation marks and brackets are only evidence, never a state that one stray
apostrophe could leave open, so a mistake stays where it is made and the time is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from hedging.templates import Templates
from hedging.tokens import (
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
    Bools,
    Hashes,
    Ints,
    Tokens,
    mix,
    word_id,
)
from hedging.weights import Weights

#: log2 of the size of the splitter's weight table.
BITS = 15

# A document is hard-wrapped when at least this share of its line ends goes on in lower case: in wrapped English prose more
# than half of the lines do, in lists, headings and one-line paragraphs hardly any.
_WRAPPED_SHARE = 0.3
# In such a document a line end is only a wrap when the line was full, as measured against the lines that surely were.
_FULL_LOWER, _FULL_OTHER = 0.5, 0.85


@cache
def _ids(words: str) -> Hashes:
    """Ids of single characters, in order; looked up once, and not at import."""
    return np.array([word_id(word) for word in words], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Punkt:
    """Punkt parameters as sorted hashes: what the unsupervised part of training learned."""

    abbreviations: Hashes
    collocations: Hashes
    starters: Hashes
    lower: Hashes  # words that are written in lower case where no sentence begins


@dataclass(frozen=True, slots=True)
class Layout:
    """What the line structure says about each token: one entry a token, about the gap before it."""

    breaks: Bools  # a boundary that needs no decision
    gaps: Bools  # white space, or nothing at all, before the token
    enumerator: Bools  # the gap ends the bullet or number of a list item
    line: Ints  # index of the token's line, wraps undone
    document: Ints  # index of the token's document


def _isin(values: Hashes, known: Hashes) -> Bools:
    if len(known) == 0:
        return np.zeros(len(values), dtype=np.bool_)
    found = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[found] == values)


def lay_out(tokens: Tokens, documents: Ints) -> Layout:
    """Line structure of a text made of several documents, whose first code points are `documents`."""
    n = len(tokens)
    newline = tokens.classes == NEWLINE
    newline[1:] &= ~((tokens.codes[1:] == 10) & (tokens.codes[:-1] == 13))
    counts = np.zeros(len(newline) + 1, dtype=np.int64)
    np.cumsum(newline, out=counts[1:])
    before = np.concatenate(([0], tokens.end[:-1]))
    lines = counts[tokens.start] - counts[before]
    gaps = tokens.start > before
    document = np.searchsorted(documents, tokens.start, side="right") - 1
    breaks = lines > 1
    breaks[0] = True
    breaks[1:] |= document[1:] != document[:-1]
    single = (lines == 1) & ~breaks
    enumerator = np.zeros(n, dtype=np.bool_)
    heads = np.flatnonzero(single | breaks)
    # Bullets and numbers at the head of a line: "- ", "3. ", "b) ".
    after = np.minimum(heads + 1, n - 1)
    second = np.minimum(heads + 2, n - 1)
    inside = (after > heads) & ~(single | breaks)[after]
    bullet = inside & gaps[after] & np.isin(tokens.ids[heads], _ids("-*•·–—▪◦‣>●■"))
    short = (tokens.end[heads] - tokens.start[heads] <= 2) & (tokens.kinds[heads] >= LOWER) & (tokens.kinds[heads] <= DIGIT)
    numbered = inside & ~gaps[after] & short & np.isin(tokens.ids[after], _ids(".)"))
    numbered &= (second > after) & gaps[second] & ~(single | breaks)[second]
    numbered &= (tokens.kinds[heads] == DIGIT) | (tokens.ids[after] != _ids("."))
    enumerator[after[bullet]] = True
    enumerator[second[numbered]] = True
    item = np.zeros(n, dtype=np.bool_)
    item[heads[bullet | numbered]] = True
    if single.any():
        breaks = breaks | (single & ~_wraps(tokens, heads, single, item, document))
    line = np.cumsum(breaks) - 1
    # A document's first token has a gap before it wherever the document stands.
    return Layout(breaks, gaps | breaks, enumerator, line, document)


def _wraps(tokens: Tokens, heads: Ints, single: Bools, item: Bools, document: Ints) -> Bools:
    """Line ends that only wrap a line."""
    n = len(tokens)
    tails = np.concatenate((heads[1:], [n])) - 1
    length = tokens.end[tails] - tokens.start[heads]
    wraps = np.zeros(n, dtype=np.bool_)
    at = np.flatnonzero(single[heads])
    head = heads[at]
    filled = length[at - 1].astype(np.float64)
    lower = (tokens.kinds[head] == LOWER) & ~item[head]
    owner = document[head]
    size = int(document[-1]) + 1
    ends = np.bincount(owner, minlength=size)
    low = np.bincount(owner[lower], minlength=size)
    width = np.bincount(owner[lower], weights=filled[lower], minlength=size) / np.maximum(low, 1)
    wrapped = low >= _WRAPPED_SHARE * np.maximum(ends, 1)
    word = tokens.end[head] - tokens.start[head]
    full = np.where(lower, filled >= _FULL_LOWER * width[owner], filled + 1 + word > _FULL_OTHER * width[owner])
    wraps[head] = wrapped[owner] & full & ~item[head]
    return wraps


def candidates(tokens: Tokens, layout: Layout, punkt: Punkt) -> Ints:
    """Tokens before which the model has to decide: behind a mark, or in front of anything but a lower-case word.

    As in Punkt, the full stop of an abbreviation ends no sentence when the next word is in lower case.
    """
    kinds = tokens.kinds
    marked = np.zeros(len(tokens), dtype=np.bool_)
    marked[1:] = kinds[:-1] > MARK
    rising = (kinds == UPPER) | (kinds == OPENER) | (kinds == QUOTE) | (kinds == OTHER) | (kinds == DASH) | (kinds == DIGIT)
    glued = np.zeros(len(tokens), dtype=np.bool_)
    if len(tokens) > 2:
        glued[2:] = (kinds[2:] == UPPER) & (kinds[1:-1] == STOP) & (kinds[:-2] == LOWER) & ~layout.breaks[1:-1]
    undecided = ~layout.breaks & ~layout.enumerator & ((layout.gaps & (marked | rising)) | (~layout.gaps & glued))
    at = np.flatnonzero(undecided)
    stop, word = at - 1, np.maximum(at - 2, 0)
    shortened = (tokens.ids[stop] == _ids(".")) & ~layout.gaps[stop] & ~layout.breaks[stop] & (kinds[at] == LOWER)
    shortened[shortened] = _isin(tokens.ids[word[shortened]], punkt.abbreviations)
    kept: Ints = at[~shortened]
    return kept


_NO_TOKEN = np.uint64(0x6E6F6E65)


# What stands at each gap, by name: `w` is the last word before it, `mark` the mark behind that word, `last` the token before the
# gap, `next` and `then` those behind it.
_TEMPLATES = Templates(
    (
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
    ),
    BITS,
)


def features(tokens: Tokens, layout: Layout, at: Ints, punkt: Punkt) -> npt.NDArray[np.uint32]:
    """Feature ids of the gaps before tokens `at`: one row a gap, one column a feature, all below 2**BITS."""
    n = len(tokens)
    line = layout.line
    kinds = tokens.kinds

    def column(values: Hashes, index: Ints) -> Hashes:
        """`values[index]`, or a fixed id where that token is on another line."""
        safe = np.clip(index, 0, n - 1)
        return np.where((index == safe) & (line[safe] == line[at]), values[safe], _NO_TOKEN)

    long = (tokens.end - tokens.start > 1).astype(np.uint64)
    shape = kinds.astype(np.uint64) * np.uint64(4) + long * np.uint64(2) + tokens.capital
    gap = layout.gaps.astype(np.uint64)
    ids, suffixes = tokens.ids, tokens.suffixes
    # The last word before the gap, past the marks that close a sentence.
    skippable = (kinds == CLOSER) | (kinds == QUOTE) | (kinds == APOSTROPHE)
    left, right = _ids("[]")
    # A reference number ("… in July. [17]") stands between them in encyclopedias.
    mark = at - 1
    for _ in range(2):
        open_ = np.maximum(mark - 2, 0)
        refers = (ids[mark] == right) & (ids[open_] == left) & (kinds[np.maximum(mark - 1, 0)] == DIGIT)
        refers &= (open_ > 0) & (line[np.maximum(open_ - 1, 0)] == line[mark])
        mark = np.where(refers, open_ - 1, mark)
    for _ in range(2):
        previous = np.maximum(mark - 1, 0)
        step = skippable[mark] & (previous < mark) & (line[previous] == line[mark]) & ~layout.gaps[mark]
        mark = np.where(step, previous, mark)
    word = np.maximum(mark - 1, 0)
    word = np.where((kinds[mark] > MARK) & (line[word] == line[at]), word, mark)

    w, w_shape = column(ids, word), column(shape, word)
    # A gap behind a plain word has no mark: what the word is like stands in for it.
    m, m_shape = column(np.where(kinds > MARK, ids, shape), mark), column(shape, mark)
    last = column(ids, at - 1)
    next_, next_shape = column(ids, at), column(shape, at)
    then, then_shape = column(ids, at + 1), column(shape, at + 1)
    glue = column(gap, at) * np.uint64(4) + column(gap, mark) * np.uint64(2) + column(gap, at + 1)
    dotted = (column(ids, word - 1) == _ids(".")) & (column(gap, word) == 0)
    abbreviated = _isin(w, punkt.abbreviations).astype(np.uint64) + dotted * np.uint64(2)
    starts = _isin(next_, punkt.starters).astype(np.uint64)
    common = _isin(next_, punkt.lower).astype(np.uint64)
    end = kinds[_last_of(line)[line[at]]].astype(np.uint64)
    together = _isin(pair_hash(w, next_), punkt.collocations).astype(np.uint64)
    run = _bucket(at - _first_of(line)[line[at]])
    rest = _bucket(_last_of(line)[line[at]] - at)
    style = _style(tokens, layout)[layout.document[at]]
    join = m * np.uint64(31) + (last != m).astype(np.uint64)

    return _TEMPLATES.ids(
        {
            "abbreviated": abbreviated,
            "before mark": column(ids, mark - 2),
            "before shape": column(shape, word - 1),
            "common": common,
            "end": end,
            "glue": glue,
            "last": last,
            "m shape": m_shape,
            "mark": join,
            "next": next_,
            "next shape": next_shape,
            "next suffix": column(suffixes, at),
            "rest": rest,
            "run": run,
            "second shape": column(shape, at - 2),
            "starts": starts,
            "style": style,
            "then": then,
            "then shape": then_shape,
            "together": together,
            "w": w,
            "w shape": w_shape,
            "w suffix": column(suffixes, word),
        }
    )


def pair_hash(first: Hashes, second: Hashes) -> Hashes:
    """Hash of two words in order."""
    return mix(first * np.uint64(3) + second)


def _bucket(count: Ints) -> Hashes:
    bucket: Hashes = np.minimum(np.log2(count + 1) * 2, 14).astype(np.uint64)
    return bucket


def _first_of(line: Ints) -> Ints:
    return np.flatnonzero(np.concatenate(([True], line[1:] != line[:-1])))


def _last_of(line: Ints) -> Ints:
    return np.flatnonzero(np.concatenate((line[1:] != line[:-1], [True])))


def _style(tokens: Tokens, layout: Layout) -> Hashes:
    """How a document punctuates, from 0 to 15: does a paragraph end in a stop, does a lower-case word follow a stop."""
    size = int(layout.document[-1]) + 1
    ends = _last_of(layout.line)
    closed = (tokens.kinds[ends] == STOP) | (tokens.kinds[ends] == CLOSER) | (tokens.kinds[ends] == QUOTE)
    owner = layout.document[ends]
    lines = np.bincount(owner, minlength=size)
    open_share = (np.bincount(owner[~closed], minlength=size) + 0.2) / (lines + 1)
    after = np.flatnonzero((tokens.kinds[:-1] == STOP) & layout.gaps[1:] & ~layout.breaks[1:]) + 1
    owner = layout.document[after]
    low = np.bincount(owner[tokens.kinds[after] == LOWER], minlength=size)
    low_share = (low + 0.1) / (np.bincount(owner, minlength=size) + 1)
    return (np.digitize(open_share, [0.1, 0.3, 0.6]) * 4 + np.digitize(low_share, [0.03, 0.1, 0.3])).astype(np.uint64)


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
        if len(at):
            begins[at] = self.weights(features(tokens, layout, at, self.punkt)) > 0
        return begins
