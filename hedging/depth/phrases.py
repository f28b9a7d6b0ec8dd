"""Rows of sentences → noun phrases that could name a source.

Each word has a tag, its most frequent part of speech and the second, from a table. A phrase is a
run of at most `LONGEST` rows that begins and ends as a noun phrase can, without a comma, a bracket
or a verb inside. So a row can begin several phrases, and the model chooses among them:

    Two  officials  of  the  port  said  ,  it  may  close  .
    ───────────────                          ──
    ──────────────────────────────
         ─────────                  …
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences
from hedging.text.characters import APOSTROPHE, DIGIT, LOWER, MARK, STOP, UPPER, class_set
from hedging.text.hashing import Bools, Hashes, HashIndex, Ints

#: The parts of speech, of the Penn Treebank; an index into them is a part of a tag.
PARTS: Final = (
    "CC", "CD", "DT", "EX", "FW", "IN", "JJ", "JJR", "JJS", "LS", "MD", "NN", "NNS", "NNP", "NNPS",
    "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG",
    "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB",
)  # fmt: skip
#: A tag is the first part of speech times this number, plus one more than the second, or 0.
TAG_STEP: Final = 64
#: This bit of a tag says that the word is a verb, noun or preposition of saying or believing.
SAYING: Final = 1 << 12
#: The tag of a word that is not in the table, plus the class of its first character.
UNKNOWN: Final = 1 << 13

#: The most rows of a phrase.
LONGEST: Final = 10

_WORD = class_set(LOWER, UPPER, DIGIT, MARK, APOSTROPHE)
_INNER = class_set(LOWER, UPPER, DIGIT, MARK, APOSTROPHE, STOP)
_VERBS = ("MD", "VB", "VBD", "VBP", "VBZ", "EX", "WRB", "UH", "TO")
_BEGINS = (
    "CD", "DT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "PDT", "PRP", "PRP$", "RBS", "WP",
    "WDT", "VBN", "VBG", "FW",
)  # fmt: skip
_ENDS = ("CD", "DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP", "WP", "WDT", "FW", "JJR", "JJS")


@dataclass(frozen=True, slots=True)
class WordTags:
    """The tag of each listed word."""

    words: HashIndex
    tags: npt.NDArray[np.uint16]

    def tags_of(self, cued: CuedSentences) -> Hashes:
        """The tag of each row."""
        tags = UNKNOWN + cued.initial.astype(np.uint64)
        is_known, row = self.words.lookup(cued.ids)
        tags[is_known] = self.tags[row[is_known]]
        return tags


def _table(parts: tuple[str, ...], unknown: Bools) -> Bools:
    """For each tag, whether one of its two parts of speech is among `parts`."""
    chosen = np.array([part in parts for part in PARTS] + [False] * (TAG_STEP - len(PARTS)))
    table = np.zeros(UNKNOWN + 16, dtype=np.bool_)
    both = (chosen[:, None] | np.append(False, chosen[:-1])[None]).ravel()
    table[:SAYING], table[SAYING:UNKNOWN] = both, both
    table[UNKNOWN:] = unknown
    return table


_CAN_BEGIN, _CAN_END = _table(_BEGINS, _WORD), _table(_ENDS, _WORD)
_IS_VERB = _table(_VERBS, ~class_set(*range(16)))
_IS_NOMINAL = _table(_BEGINS, _WORD)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with the rows `begin:stop`, in order; those of a sentence stand together.

    Sentence s has the phrases `first[s]:first[s + 1]`.
    """

    begin: Ints
    stop: Ints
    first: Ints


def is_barrier(cued: CuedSentences, tags: Hashes) -> Bools:
    """Whether a row stands in no phrase."""
    barrier: Bools = _IS_VERB[tags] & ~_IS_NOMINAL[tags]
    barrier |= ~_INNER[cued.initial]
    return barrier


def find_phrases(cued: CuedSentences, tags: Hashes, barrier: Bools) -> Phrases:
    """The phrases of all sentences."""
    size = len(tags)
    can_end = _CAN_END[tags] & ~barrier
    begin = (_CAN_BEGIN[tags] & ~barrier).nonzero()[0]
    owner = np.repeat(np.arange(len(cued.first)), cued.stop - cued.first)
    limit = cued.stop[owner]
    open_rows, begins, stops = begin, [], []
    for length in range(1, LONGEST + 1):
        ends = can_end[open_rows + length - 1]
        begins.append(open_rows[ends])
        stops.append(open_rows[ends] + length)
        after = open_rows + length
        goes_on = after < limit[open_rows]
        goes_on &= ~barrier[np.minimum(after, size - 1)]
        open_rows = open_rows[goes_on]
    begin, stop = np.concatenate(begins), np.concatenate(stops)
    order = (begin * (LONGEST + 1) + stop - begin).argsort()
    begin, stop = begin[order], stop[order]
    return Phrases(begin, stop, begin.searchsorted(np.append(cued.first, size)))
