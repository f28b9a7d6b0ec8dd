"""Sentences → what the models of sources look at: columns of rows, running counts, places.

A place is a cue ("may", "fear") or a word of saying ("said"), whose source is sought.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences, running_sums
from hedging.depth.phrases import (
    SAYING,
    UNKNOWN,
    PhraseEdges,
    Phrases,
    WordTags,
    find_phrases,
    is_barrier,
    no_phrases,
)
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import LOWER
from hedging.text.hashing import NO_TOKEN, Bools, Hashes, Ints, ShortIndex, short_hashes
from hedging.text.tokens import word_ids

#: What a place can be.
CUE, WORD_OF_SAYING = 0, 1
#: The names of the columns of `Context.described`.
DESCRIBED = ("id", "tag", "group", "initial")
#: In place of the kind of a cue.
_NO_KIND = np.uint8(255)

_FIRST_PERSON = ("i", "we", "my", "our", "us", "me")


class Places(NamedTuple):
    """Places in sentences, as columns; `task` is CUE or WORD_OF_SAYING for all of them."""

    task: int
    start: Ints
    end: Ints
    sentence: Ints
    words: Hashes
    kind: npt.NDArray[np.uint8]

    def take(self, rows: Bools | Ints) -> Places:
        """The chosen places."""
        start, end, sentence = self.start[rows], self.end[rows], self.sentence[rows]
        return Places(self.task, start, end, sentence, self.words[rows], self.kind[rows])

    @classmethod
    def of_cues(cls, cued: CuedSentences) -> Places:
        """The cues as places."""
        return cls(CUE, cued.start, cued.end, cued.sentence, cued.words, cued.kind)

    @classmethod
    def of_sayings(cls, cued: CuedSentences, context: Context) -> Places:
        """All words of saying as places."""
        start = context.saying.nonzero()[0]
        sentence = cued.first.searchsorted(start, side="right") - 1
        kind = np.full(len(start), _NO_KIND)
        return cls(WORD_OF_SAYING, start, start + 1, sentence, cued.ids[start], kind)


class Context(NamedTuple):
    """What the features look at: columns of rows, and running counts of rows.

    The counts have one entry more than there are rows: `commas[b] - commas[a]` is the number of
    commas in the rows a:b. `described` holds what the neighbours of a row are known by: a column
    for each of DESCRIBED.
    """

    cued: CuedSentences
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


def context_of(cued: CuedSentences, quoted: Bools, tags: WordTags) -> Context:
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
    """What is kept of the hash of a listed word."""
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
