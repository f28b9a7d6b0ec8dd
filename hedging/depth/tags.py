"""Words in their sentences → parts of speech, coarse and cheap: where verbs and clauses begin.

A scope ends where a clause ends, and most words of English are verbs in one sentence and nouns in
the next. So each word is tagged by a linear model that looks at the word and two neighbours on
either side. The features are sums of hashes, without a step that mixes each sum: the hashes of
words are spread evenly, and each place multiplies them by its own odd number.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import Codes
from hedging.text.hashing import NO_TOKEN, Hashes, Ints, mix
from hedging.text.weights import Table

#: The parts of speech. `finite` is a finite full verb, `aux` a modal or a form of have or do as
#: auxiliary, `be` any form of be, `sub` a conjunction or a relative word that opens a clause.
TAGS = (
    *("other", "noun", "pronoun", "determiner", "adjective", "adverb", "finite", "base"),
    *("participle", "ing", "be", "aux", "to", "preposition", "sub", "and"),
)

#: log2 of the number of rows in the table of tag weights, which has a column for each tag.
TAG_BITS = 15

#: Rows without a token before each sentence and after the last, so that every word has neighbours.
PADDING = 3

#: What each feature reads: a column and a place, 0 for the word itself.
FEATURES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("id", 0),),
    (("class", 0), ("class", -1)),
    (("class", 0), ("class", 1)),
    (("group", -1), ("group", 0), ("group", 1)),
    (("class", 0), ("id", -1)),
    (("class", 0), ("id", 1)),
    (("class", 0), ("group", -2), ("group", -1)),
)


# Tokens whose weights are summed at a time, so that they stay in the cache.
_BLOCK = 1 << 12
# The tag in the lower bits of a score, the first highest, so that one maximum tells both.
_TAG_BITS_OF_SCORES = np.arange(len(TAGS), dtype=np.int16)[::-1]


def padded_rows(cued: CuedSentences) -> Ints:
    """The row of each token once PADDING rows stand before each sentence."""
    lengths = cued.stop - cued.first
    shift = np.arange(1, len(lengths) + 1) * PADDING
    return np.arange(len(cued.ids)) + np.repeat(shift, lengths)


def padded(values: npt.NDArray[np.generic], rows: Ints, size: int, empty: int) -> Hashes:
    """Values of tokens as hashes in `rows` of `size` padded rows, `empty` in the others."""
    column = np.full(size, empty, dtype=np.uint64)
    column[rows] = values
    return column


@cache
def salt(number: int) -> np.uint64:
    """An odd number of 64 bits, another one for each number."""
    return np.uint64(int(mix(np.array([number + 1], dtype=np.uint64))[0]) | 1)


def multiplier(number: int, place: int) -> np.uint64:
    """What a feature multiplies its column by at a place."""
    return salt(8 * number + place + 2)


@cache
def _terms() -> list[tuple[int, int, str, np.uint64]]:
    """The terms of all features: number of the feature, place, column, and salt."""
    return [
        (number, place, name, multiplier(number, place))
        for number, terms in enumerate(FEATURES)
        for name, place in terms
    ]


def tag_features(ids: Hashes, classes: Hashes) -> Ints:
    """Feature ids of padded tokens, shape (features, tokens); padding has the id NO_TOKEN."""
    columns = {"id": ids, "class": mix(classes + NO_TOKEN)}
    columns["group"] = mix((classes >> np.uint64(GROUP_SHIFT)) + (NO_TOKEN << np.uint64(8)))
    size = len(ids)
    result = np.zeros((len(FEATURES), size), dtype=np.uint64)
    for number, place, name, factor in _terms():
        row = result[number, max(-place, 0) : size - max(place, 0)]
        row += columns[name][max(place, 0) : size + min(place, 0)] * factor
    result >>= np.uint64(64 - TAG_BITS)
    return result.view(np.int64)


def tags_of(feature_ids: Ints, table: Table) -> Codes:
    """The likeliest tag of each token: an index into TAGS; of equal ones, the first."""
    scores = np.empty((feature_ids.shape[1], len(TAGS)), dtype=np.int16)
    for begin in range(0, len(scores), _BLOCK):
        block = slice(begin, begin + _BLOCK)
        weights = table.take(feature_ids[:, block], axis=0)
        np.add.reduce(weights, axis=0, dtype=np.int16, out=scores[block])
    scores *= len(TAGS)
    scores += _TAG_BITS_OF_SCORES
    best = np.maximum.reduce(np.ascontiguousarray(scores.T), axis=0)
    tags: Codes = (~best & (len(TAGS) - 1)).astype(np.uint8)
    return tags
