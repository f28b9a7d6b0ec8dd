"""Rows of sentences → noun phrases that could name a source.

Each word has a tag, its most frequent part of speech and the second, from a table. A phrase is a
run of at most `LONGEST` rows that begins and ends as a noun phrase can, without a comma, a bracket
or a verb inside; a hyphen can stand there. So a row can begin several phrases, and the model
chooses among them:

    Two  officials  of  the  port  said  ,  it  may  close  .
    ───────────────                          ──
    ──────────────────────────────
         ─────────                  …
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences
from hedging.text.characters import APOSTROPHE, DIGIT, LOWER, MARK, STOP, UPPER, class_set
from hedging.text.hashing import Bools, Hashes, Ints, ShortIndex, short_hashes
from hedging.text.tokens import word_ids

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
#: Characters that begin rows inside phrases; a hyphen does, too, other dashes do not.
INNER = class_set(LOWER, UPPER, DIGIT, MARK, APOSTROPHE, STOP)
_VERBS = ("MD", "VB", "VBD", "VBP", "VBZ", "EX", "WRB", "UH", "TO")
_NOMINALS = (
    "CD", "DT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "PDT", "PRP", "PRP$", "RBS", "WP",
    "WDT", "VBN", "VBG", "FW",
)  # fmt: skip

#: The number of families of parts of speech, with one for each class of an unknown word's first
#: character. The last family stands for the border of a sentence.
FAMILIES: Final = 64
BORDER: Final = FAMILIES - 1
_FIRST_UNKNOWN = 40


def _families() -> npt.NDArray[np.int64]:
    """The family of each tag: NN and NNS are of one family, as are VB, VBD, VBP and VBZ."""
    apart = {"NNPS": "NNP", "NNP": "NNP", "PRP$": "PRP$", "VBG": "VBG", "VBN": "VBN"}
    names = [apart.get(part, part[:2]) for part in PARTS]
    of_part = [names.index(name) for name in names] + [0] * (TAG_STEP - len(PARTS))
    families = np.empty(UNKNOWN + 16, dtype=np.int64)
    families[:UNKNOWN] = np.tile(np.repeat(of_part, TAG_STEP), 2)
    families[UNKNOWN:] = _FIRST_UNKNOWN + np.arange(16)
    return families


def _table(parts: tuple[str, ...], unknown: Bools) -> Bools:
    """For each tag, whether one of its two parts of speech is among `parts`."""
    chosen = np.array([part in parts for part in PARTS] + [False] * (TAG_STEP - len(PARTS)))
    both = (chosen[:, None] | np.append(False, chosen[:-1])[None]).ravel()
    return np.concatenate((both, both, unknown))


def is_part(tags: Hashes, *parts: str) -> Bools:
    """Whether the first part of speech of each tag is one of some; of unknown words it is not.

    >>> tag = np.array([PARTS.index("PRP") * TAG_STEP, UNKNOWN], dtype=np.uint64)
    >>> is_part(tag, "NNS", "PRP").tolist()
    [True, False]
    """
    first = (tags & np.uint64(TAG_STEP * TAG_STEP - 1)) // np.uint64(TAG_STEP)
    found = np.zeros(len(tags), dtype=np.bool_)
    for part in parts:
        found |= first == np.uint64(PARTS.index(part))
    found &= tags < np.uint64(UNKNOWN)
    return found


#: The family of each tag.
FAMILY_OF_TAG = _families()
#: A verb that cannot be a noun as well, and every mark but those inside a name, ends a phrase.
IS_BARRIER = _table(_VERBS, ~class_set(*range(16))) & ~_table(_NOMINALS, _WORD)


class WordTags(NamedTuple):
    """The tag of each listed word, and of each word class for the words that are not listed.

    A word class without a tag has the tag 0; then the first character of a word decides.
    """

    words: ShortIndex
    tags: npt.NDArray[np.uint16]
    class_tags: npt.NDArray[np.uint16]

    def tags_of(self, cued: CuedSentences) -> Hashes:
        """The tag of each row."""
        tags = self.class_tags.take(cued.classes.view(np.int64), mode="clip").astype(np.uint64)
        # A word class says what a word is in lower case; with a capital most are names.
        without = ((tags == 0) | (cued.initial == UPPER)).nonzero()[0]
        tags[without] = np.uint64(UNKNOWN) + cued.initial[without]
        is_known, row = self.words.lookup(cued.ids)
        np.copyto(tags, self.tags.take(row, mode="clip"), where=is_known)
        return tags


class PhraseEdges(NamedTuple):
    """Where phrases can begin and end, shape (FAMILIES, FAMILIES).

    `begins` has a row for the family before the first word and a column for that of the first word;
    `ends` has a row for that of the last word and a column for the family behind it.
    """

    begins: Bools
    ends: Bools


class Phrases(NamedTuple):
    """Phrases with the rows `begin:stop`, in order; those of a sentence stand together.

    Sentence s has the phrases `first[s]:first[s + 1]`.
    """

    begin: Ints
    stop: Ints
    first: Ints


def no_phrases(cued: CuedSentences) -> Phrases:
    """The phrases of sentences in which none were sought."""
    nothing = np.zeros(0, dtype=np.int64)
    return Phrases(nothing, nothing, np.zeros(len(cued.first) + 1, dtype=np.int64))


def is_barrier(cued: CuedSentences, tags: Hashes) -> Bools:
    """Whether a row stands in no phrase."""
    barrier: Bools = IS_BARRIER.take(tags.view(np.int64))
    barrier |= ~INNER.take(cued.initial) & ~_joins(cued)
    return barrier


def _joins(cued: CuedSentences) -> Bools:
    """Whether a row is a hyphen alone; two of them stand for a dash."""
    joins: Bools = short_hashes(cued.ids) == hyphen()
    pairs = joins[1:] & joins[:-1]
    pairs[cued.first[(cued.first > 0) & (cued.first < len(joins))] - 1] = False
    joins[1:] &= ~pairs
    joins[:-1] &= ~pairs
    return joins


@cache
def hyphen() -> np.uint64:
    """The short hash of the mark that can stand inside a phrase ("the co-founder")."""
    return np.uint64(short_hashes(word_ids(("-",)))[0])


def families_around(cued: CuedSentences, tags: Hashes) -> tuple[Ints, Ints]:
    """The families of the word before each row and of the row, and of the row and of the next.

    Each pair is one number, the first family times FAMILIES plus the second.
    """
    families = FAMILY_OF_TAG.take(tags.view(np.int64))
    before, behind = np.empty_like(families), np.empty_like(families)
    before[1:], behind[:-1] = families[:-1], families[1:]
    before[cued.first[cued.stop > cued.first]] = BORDER
    behind[cued.stop[cued.stop > cued.first] - 1] = BORDER
    return before * FAMILIES + families, families * FAMILIES + behind


def find_phrases(cued: CuedSentences, tags: Hashes, barrier: Bools, edges: PhraseEdges) -> Phrases:
    """The phrases of all sentences."""
    size = len(tags)
    before, behind = families_around(cued, tags)
    can_end = edges.ends.ravel().take(behind) & ~barrier
    open_rows = (edges.begins.ravel().take(before) & ~barrier).nonzero()[0]
    # A phrase goes on to the next row, unless that is a barrier or the next sentence.
    blocked = np.append(barrier, True)
    blocked[cued.first] = True
    blocks = blocked.nonzero()[0]
    reach = blocks[blocks.searchsorted(open_rows, side="right")] - open_rows
    reach = np.minimum(reach, LONGEST)
    begin = np.repeat(open_rows, reach)
    last = begin + np.arange(len(begin)) - np.repeat(reach.cumsum() - reach, reach)
    ends = can_end.take(last)
    begin, stop = begin[ends], last[ends] + 1
    return Phrases(begin, stop, begin.searchsorted(np.append(cued.first, size)))
