"""Rows of sentences → noun phrases that could name a source.

Each word has a tag, its most frequent part of speech and the second, from a table. A phrase is a
run of at most `LONGEST` rows that begins and ends as a noun phrase can, without a comma, a bracket
or a verb inside; a hyphen can stand there. So a row can begin several phrases, and the model
chooses among them:

    Two  officials  of  the  port  said  ,  it  may  close  .
    ───────────────                          ──
    ──────────────────────────────
         ─────────                  …

A place is a cue ("may", "fear") or a word of saying ("said"), whose source is sought. What the
models of sources look at is computed once for all rows: columns, running counts, neighbours.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.rows import CueRows, running_sums
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import APOSTROPHE, DIGIT, LOWER, MARK, STOP, UPPER, class_set
from hedging.text.hashing import NO_TOKEN, Bools, Hashes, Ints, ShortIndex, short_hashes
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

    def tags_of(self, cued: CueRows) -> Hashes:
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


def no_phrases(cued: CueRows) -> Phrases:
    """Empty phrases, for sentences that were not searched."""
    nothing = np.zeros(0, dtype=np.int64)
    return Phrases(nothing, nothing, np.zeros(len(cued.first) + 1, dtype=np.int64))


def is_barrier(cued: CueRows, tags: Hashes) -> Bools:
    """Whether a row stands in no phrase."""
    barrier: Bools = IS_BARRIER.take(tags.view(np.int64))
    barrier |= ~INNER.take(cued.initial) & ~_joins(cued)
    return barrier


def _joins(cued: CueRows) -> Bools:
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


def families_around(cued: CueRows, tags: Hashes) -> tuple[Ints, Ints]:
    """The families of the word before each row and of the row, and of the row and of the next.

    Each pair is one number, the first family times FAMILIES plus the second.
    """
    families = FAMILY_OF_TAG.take(tags.view(np.int64))
    before, behind = np.empty_like(families), np.empty_like(families)
    before[1:], behind[:-1] = families[:-1], families[1:]
    before[cued.first[cued.stop > cued.first]] = BORDER
    behind[cued.stop[cued.stop > cued.first] - 1] = BORDER
    return before * FAMILIES + families, families * FAMILIES + behind


def find_phrases(cued: CueRows, tags: Hashes, barrier: Bools, edges: PhraseEdges) -> Phrases:
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


#: What a place can be.
CUE, WORD_OF_SAYING = 0, 1
#: The names of the columns of `Context.described`.
DESCRIBED = ("id", "tag", "group", "initial")
# In place of the kind of a cue.
_NO_KIND = np.uint8(255)

_FIRST_PERSON = ("i", "we", "my", "our", "us", "me")


def words_of_saying(context: Context) -> CueRows:
    """The rows of a context with all words of saying in place of the cues."""
    cued, start = context.cued, context.saying.nonzero()[0]
    return cued._replace(
        sentence=cued.first.searchsorted(start, side="right") - 1,
        start=start,
        end=start + 1,
        kind=np.full(len(start), _NO_KIND),
        words=cued.ids[start],
    )


def task_of(places: CueRows) -> Hashes:
    """The task of each place: CUE or WORD_OF_SAYING."""
    return hashes_of(places.kind == _NO_KIND)


class Context(NamedTuple):
    """What the features look at: columns of rows, and running counts of rows.

    The counts have one entry more than there are rows: `commas[b] - commas[a]` is the number of
    commas in the rows a:b. `described` holds what the neighbours of a row are known by: a column
    for each of DESCRIBED.
    """

    cued: CueRows
    quoted: Bools
    tags: Hashes
    saying: Bools
    groups: Hashes
    described: Hashes
    barrier: Bools
    phrases: Phrases
    sayings: Ints
    verbs: Ints
    commas: Ints
    thats: Ints
    quotation_marks: Ints
    first_persons: Ints
    row_first: Ints
    row_stop: Ints

    def beside(self, columns: Hashes, rows: Ints, *steps: int) -> Hashes:
        """The values of columns so many rows away, shape (…, steps, rows); `columns` are (…, all).

        Outside the sentence they are NO_TOKEN.
        """
        other = rows + np.array(steps)[:, None]
        outside = (other < self.row_first[rows]) | (other >= self.row_stop[rows])
        found: Hashes = columns.take(other, axis=-1, mode="clip")
        np.copyto(found, NO_TOKEN, where=outside)
        return found

    def with_phrases(self, edges: PhraseEdges, asked: Bools | None = None) -> Context:
        """The context with its phrases, or with those of the sentences that are `asked`."""
        cued, barrier = self.cued, self.barrier
        if asked is not None:
            barrier = barrier | np.repeat(~asked, cued.stop - cued.first)
        return self._replace(phrases=find_phrases(cued, self.tags, barrier, edges))


def context_of(cued: CueRows, quoted: Bools, tags: WordTags) -> Context:
    """The context of some sentences, without phrases; `quoted` says which rows are quoted."""
    word_tags = tags.tags_of(cued)
    barrier = is_barrier(cued, word_tags)
    saying = (word_tags & np.uint64(SAYING | UNKNOWN)) == SAYING
    changes = np.zeros(len(quoted), dtype=np.bool_)
    np.not_equal(quoted[1:], quoted[:-1], out=changes[1:])
    changes[cued.first[cued.stop > cued.first]] = False
    lengths = cued.stop - cued.first
    groups = cued.classes >> np.uint64(GROUP_SHIFT)
    short = short_hashes(cued.ids)
    return Context(
        cued,
        quoted,
        word_tags,
        saying,
        groups,
        np.array((cued.ids, word_tags, groups, cued.initial), dtype=np.uint64),
        barrier,
        no_phrases(cued),
        running_sums(saying),
        running_sums(barrier & (cued.initial == LOWER)),
        running_sums(short == short_id(",")),
        running_sums(short == short_id("that")),
        running_sums(changes),
        running_sums(first_person().lookup(cued.ids)[0]),
        np.repeat(cued.first, lengths),
        np.repeat(cued.stop, lengths),
    )


@cache
def short_id(word: str) -> np.uint64:
    """The short hash of a listed word."""
    return np.uint64(short_hashes(word_ids((word,)))[0])


@cache
def first_person() -> ShortIndex:
    """The words for the writer, and for a writer with others."""
    return ShortIndex(np.sort(word_ids(_FIRST_PERSON)))


def counted(counts: Ints, begin: Ints, stop: Ints, most: int) -> Ints:
    """The number of flags in the rows `begin:stop`, at most `most`."""
    return np.asarray(np.minimum(counts[stop] - counts[begin], most))


def hashes_of(values: npt.NDArray[np.generic]) -> Hashes:
    """Whole numbers as values of a feature."""
    return values.astype(np.uint64)


class Pairs(NamedTuple):
    """Each place paired with each phrase of its sentence, in the order of the places."""

    place: Ints
    phrase: Ints


def pairs_of(context: Context, places: CueRows) -> Pairs:
    """The pairs, in the order of the places and then of the phrases."""
    first = context.phrases.first
    counts = first[places.sentence + 1] - first[places.sentence]
    place = np.repeat(np.arange(len(counts)), counts)
    offset = first[places.sentence] - (counts.cumsum() - counts)
    return Pairs(place, np.arange(len(place)) + np.repeat(offset, counts))


def distances(begin: Ints, stop: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """How the phrases `begin:stop` stand to the places `start:end`.

    The order is 1 before the place, 2 behind it, 3 and more if they overlap. The distance is 16
    times the order plus a step of the number of rows between. Then come the rows between.
    """
    before, behind = stop <= start, begin >= end
    low = np.where(before, stop, np.where(behind, end, begin))
    high = np.where(before, start, begin)
    gap = np.minimum(high - low, 15)
    gap = np.where(gap > 8, 8 + (gap - 8) // 3, gap)
    overlap = 3 + (begin == start) + 2 * (stop == end)
    order = np.where(before, 1, np.where(behind, 2, overlap))
    return order, 16 * order + gap, low, high


def sayings_beside(context: Context, first: Ints, last: Ints) -> Ints:
    """Whether a verb of saying follows `last`, precedes `first`, or follows one word later."""
    behind, second = context.beside(context.tags, last, 1, 2)
    (before,) = context.beside(context.tags, first, -1)
    tags = np.array((behind, before, second))
    says = (tags & np.uint64(SAYING | UNKNOWN)) == SAYING
    return np.asarray(says[0] + 2 * says[1] + 4 * says[2])


def rows_in(rows: Ints, size: int) -> Ints:
    """The different rows, in order."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[rows] = True
    return flags.nonzero()[0]


def best_of(score: npt.NDArray[np.float64], owner: Ints, size: int) -> tuple[Ints, Ints]:
    """The first of the highest scores of each owner, and the owners that have a score.

    `owner` is in order, and below `size`.

    >>> chosen, owners = best_of(np.array([1.0, 3.0, 3.0, 2.0]), np.array([0, 0, 0, 2]), 3)
    >>> chosen.tolist(), owners.tolist()
    ([1, 3], [0, 2])
    """
    owners = rows_in(owner, size)
    first = owner.searchsorted(owners)
    highest = np.full(size, -np.inf)
    if len(owners):
        highest[owners] = np.maximum.reduceat(score, first)
    tops = (score == highest[owner]).nonzero()[0]
    return tops[owner[tops].searchsorted(owners)], owners
