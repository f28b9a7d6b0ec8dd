"""Text → token spans and word ids, as columns.

No Python object is made for a token. A table gives each code point a class and a lower-cased form,
and a polynomial hash of the lower-cased letters is the word's id. So an id needs no vocabulary,
means the same in training and in scoring, and costs a few passes of numpy over the text. Suffixes
and shapes are computed only for the tokens that need them.

Words are split before an apostrophe ("couldn't" → couldn, 't), so that a cue can be a part of a
contraction. Every other character that is not a space is a token by itself:

    text       I  t     c  o  u  l  d  n  '  t  .
    class      U  L  _  L  L  L  L  L  L  A  L  S    upper, lower, space, apostrophe, stop
    body       1  1  .  1  1  1  1  1  1  .  1  .    part of a word by its class
    joint      .  .  .  .  .  .  .  .  .  1  .  .    apostrophe between two of those: body too
    starts     1  .  .  1  .  .  .  .  .  1  .  1    not a space and not inside a word, or a joint
    ends       .  1  .  .  .  .  .  .  1  .  1  1    no space, and a start or a space comes next

    start      0  3  9 11                            where `starts` is 1
    end        2  9 11 12                            where `ends` is 1, plus one

The id of a word with the letters c₁ … cₙ is mix(Σ cₖ·gᵏ), modulo 2⁶⁴, with the odd g = GOLDEN.
All words take their sums from one running sum over the text; the power of a word's own position is
divided out, since an odd number has an inverse modulo 2⁶⁴:

    position   0     1     2     3     4     5
    letter     _     c     o     u     l     d
    summand    _·g   c·g²  o·g³  u·g⁴  l·g⁵  d·g⁶
    sums    0  S₁    S₂    S₃    S₄    S₅    S₆      so the sum of "could" is (S₆ − S₁) · g⁻¹
                                                     = c·g + o·g² + u·g³ + l·g⁴ + d·g⁵

The same definitions, one character at a time, are `spans` and `word_hash` in tests/plain.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from hedging.text.characters import (
    APOSTROPHE,
    LOWER,
    MARK,
    NEWLINE,
    UPPER,
    CodePoints,
    Codes,
    character_table,
)
from hedging.text.hashing import GOLDEN, GOLDEN_INVERSE, Hashes, Ints, mix

_GOLDEN = np.uint64(GOLDEN)
# Code points that are read at a time: so many that numpy's cost per call is small, so few that they
# stay in the cache.
_BLOCK = 1 << 16
# So many powers do for a short text.
_FEW = 1 << 10
# Letters of a word that make its suffix.
_SUFFIX = 3


@dataclass(slots=True, eq=False)
class Tokens:
    """Tokens of a text as columns of equal length, in text order.

    `start` and `end` are code-point offsets, `ids` the hashes of the lower-cased forms,
    `initial_class` the class of each token's first code point. `character_class` and `lowered` hold
    the text itself, an entry for each code point.
    """

    start: Ints
    end: Ints
    ids: Hashes
    initial_class: Codes
    character_class: Codes
    lowered: CodePoints

    def __len__(self) -> int:
        return len(self.start)

    def suffixes(self, rows: Ints) -> Hashes:
        """Hashes of the last three letters of the tokens `rows`, in the shape of `rows`."""
        first, last = self.start[rows], self.end[rows] - 1
        hashes = self.lowered[last].astype(np.uint64)
        for back in range(1, _SUFFIX):
            position = last - back
            inside = position >= first
            hashes *= _GOLDEN
            hashes += self.lowered[position * inside] * inside
        return hashes

    def shapes(self, rows: Ints) -> Hashes:
        """How the tokens `rows` are written, in the shape of `rows`.

        A shape is 4 times the class of the first code point, plus 2 if there are more code points,
        plus 1 if the second code point is a capital.
        """
        first = self.start[rows]
        long = self.end[rows] - first > 1
        capital = long & (self.character_class[first + long] == UPPER)
        shapes = self.initial_class[rows] * np.uint8(4)
        shapes += long * np.uint8(2)
        shapes += capital
        return shapes.astype(np.uint64)


def tokenize(text: str) -> Tokens:
    """Tokens of a text.

    >>> text = "It couldn't rise 3.5%."
    >>> tokens = tokenize(text)
    >>> [text[start:end] for start, end in zip(tokens.start, tokens.end)]
    ['It', 'couldn', "'t", 'rise', '3', '.', '5', '%', '.']
    """
    n = len(text)
    # A border of two spaces on both sides gives every code point neighbours to look at.
    padded, lowered = np.zeros(n + 4, dtype=np.uint8), np.empty(n, dtype=np.uint32)
    classes = padded[2:-2]
    blocks = [slice(begin, min(begin + _BLOCK, n)) for begin in range(0, n, _BLOCK)]
    for block in blocks:
        # In the byte order of the machine, behind a mark of that order.
        marked = text[block].encode("utf-32", "surrogatepass")
        codes = np.frombuffer(marked, dtype=np.uint32, offset=4)
        character_table().look_up(codes, classes[block], lowered[block])
    starts, ends = np.empty(n, dtype=np.bool_), np.empty(n, dtype=np.bool_)
    for block in blocks:
        around = padded[block.start : block.stop + 4]  # the block and two neighbours on both sides
        body = (around >= LOWER) & (around <= MARK)
        joint = (around[1:-1] == APOSTROPHE) & body[:-2] & body[2:]
        body[1:-1] |= joint
        is_text = around > NEWLINE
        # `begins` has one entry more than the block: whether a token ends depends on the next
        # character.
        begins = is_text[2:-1] & ~(body[2:-1] & body[1:-2])
        begins |= joint[1:]
        starts[block] = begins[:-1]
        closes = np.logical_or(begins[1:], ~is_text[3:-1], out=ends[block])
        closes &= is_text[2:-2]
    start, end = starts.nonzero()[0], ends.nonzero()[0]
    end += 1
    ids = _word_ids(lowered, start, end, blocks)
    return Tokens(start, end, ids, classes[start], classes, lowered)


def _powers(base: int, count: int) -> Hashes:
    return np.full(count, base, dtype=np.uint64).cumprod(dtype=np.uint64)


@cache
def _golden_powers(count: int) -> tuple[Hashes, Hashes]:
    """g¹, g², … for the letters of a block, and g⁰, g⁻¹, … for the positions of words in it."""
    return _powers(GOLDEN, count), _powers(GOLDEN_INVERSE, count) * _GOLDEN


def _word_ids(lowered: CodePoints, start: Ints, end: Ints, blocks: list[slice]) -> Hashes:
    """The ids of words; the module's docstring has the formula and a picture."""
    # A few words, as the tables of the library name them, need few powers.
    powers, inverses = _golden_powers(_FEW if len(lowered) <= _FEW else _BLOCK)
    hashes = np.empty(len(start), dtype=np.uint64)
    sums = np.zeros(_BLOCK + 1 if len(blocks) > 1 else len(lowered) + 1, dtype=np.uint64)
    first = 0
    for block in blocks:
        running = sums[1 : block.stop - block.start + 1]
        running[:] = lowered[block]
        running *= powers[: len(running)]
        running.cumsum(out=running)
        stop = int(start.searchsorted(block.stop))
        words = slice(first, stop)  # the words that begin in this block
        begin = start[words] - block.start
        hashes[words] = sums[np.minimum(end[words] - block.start, len(running))]
        hashes[words] -= sums[begin]
        hashes[words] *= inverses[begin]
        # Only the last word can go on in the next block.
        if stop > first and end[stop - 1] > block.stop:
            letters = lowered[start[stop - 1] : end[stop - 1]].astype(np.uint64)
            hashes[stop - 1] = (letters * _powers(GOLDEN, len(letters))).sum()
        first = stop
    return mix(hashes, out=hashes)


def stops_of(first: Ints, stop: int) -> Ints:
    """The stop of each run of tokens, by the first token of each and the stop of the last run."""
    stops = np.empty_like(first)
    stops[:-1] = first[1:]
    stops[-1:] = stop
    return stops


def word_id(word: str) -> int:
    """Id of a single token, as `tokenize` would give it; ValueError if it is not a single token."""
    return int(word_ids([word])[0])


def word_ids(words: Iterable[str]) -> Hashes:
    """Ids of single tokens, in the order of the words; ValueError if one is not a single token."""
    listed = list(words)
    tokens = tokenize(" ".join(listed))
    lengths = np.array([len(word) for word in listed], dtype=np.int64)
    start = lengths.cumsum() - lengths + np.arange(len(lengths))
    if not (np.array_equal(tokens.start, start) and np.array_equal(tokens.end, start + lengths)):
        word = next(word for word in listed if len(tokenize(word)) != 1 or word.strip() != word)
        raise ValueError(f"expected a single token, got {word!r}")
    return tokens.ids


def last_ids(words: Iterable[str]) -> Hashes:
    """Ids of the last token of each word, in the order of the words."""
    listed = list(words)
    tokens = tokenize("\n".join(listed))
    ends = np.cumsum([len(word) + 1 for word in listed]) - 1
    return tokens.ids[tokens.end.searchsorted(ends)]
