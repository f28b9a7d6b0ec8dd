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

from typing import Annotated, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.rows import CueRows, laid_out, running_sums
from hedging.model.arrays import ArrayFormat, listed_hashes
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
_VERBS = "MD VB VBD VBP VBZ EX WRB UH TO"
_NOMINALS = "CD DT JJ JJR JJS NN NNS NNP NNPS PDT PRP PRP$ RBS WP WDT VBN VBG FW"

#: The number of families of parts of speech, with one for each class of an unknown word's first
#: character. The last family stands for the border of a sentence.
FAMILIES: Final = 64
BORDER: Final = FAMILIES - 1
_FIRST_UNKNOWN = 40


def _families() -> Ints:
    """The family of each tag: NN and NNS are of one family, as are VB, VBD, VBP and VBZ."""
    apart = {"NNPS": "NNP", "NNP": "NNP", "PRP$": "PRP$", "VBG": "VBG", "VBN": "VBN"}
    names = [apart.get(part, part[:2]) for part in PARTS]
    of_part = [names.index(name) for name in names] + [0] * (TAG_STEP - len(PARTS))
    of_tag = np.tile(np.repeat(of_part, TAG_STEP), 2)
    return np.concatenate((of_tag, _FIRST_UNKNOWN + np.arange(16)))


def _table(parts: str, unknown: Bools) -> Bools:
    """For each tag, whether one of its two parts of speech is among `parts`."""
    chosen = np.isin((*PARTS, *[""] * (TAG_STEP - len(PARTS))), parts.split())
    both = (chosen[:, None] | np.append(False, chosen[:-1])[None]).ravel()
    return np.concatenate((both, both, unknown))


def is_part(tags: Hashes, *parts: str) -> Bools:
    """Whether the first part of speech of each tag is one of some; of unknown words it is not.

    >>> tag = np.array([PARTS.index("PRP") * TAG_STEP, UNKNOWN], dtype=np.uint64)
    >>> is_part(tag, "NNS", "PRP").tolist()
    [True, False]
    """
    first = (tags & np.uint64(TAG_STEP * TAG_STEP - 1)) // np.uint64(TAG_STEP)
    wanted = np.array([PARTS.index(part) for part in parts], dtype=np.uint64)
    return np.isin(first, wanted) & (tags < np.uint64(UNKNOWN))


def says(tags: Hashes) -> Bools:
    """Whether each tag is that of a word of saying."""
    return np.asarray((tags & np.uint64(SAYING | UNKNOWN)) == SAYING)


#: The family of each tag.
FAMILY_OF_TAG = _families()
#: A verb that cannot be a noun as well, and every mark but those inside a name, ends a phrase.
IS_BARRIER = _table(_VERBS, ~class_set(*range(16))) & ~_table(_NOMINALS, _WORD)


class WordTags(NamedTuple):
    """The tag of each listed word, and of each word class for the words that are not listed.

    A word class without a tag has the tag 0; then the first character of a word decides.
    """

    words: Annotated[ShortIndex, listed_hashes("tagged words")]
    tags: Annotated[
        npt.NDArray[np.uint16], ArrayFormat("uint16", ("tagged words",), 0, UNKNOWN - 1)
    ]
    class_tags: Annotated[
        npt.NDArray[np.uint16], ArrayFormat("uint16", ("classes with tags",), 0, UNKNOWN - 1)
    ]

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
    """Where phrases can begin and end.

    `begins` has a row for the family before the first word and a column for that of the first word;
    `ends` has a row for that of the last word and a column for the family behind it.
    """

    begins: Annotated[Bools, ArrayFormat("bool", (FAMILIES, FAMILIES))]
    ends: Annotated[Bools, ArrayFormat("bool", (FAMILIES, FAMILIES))]


class Phrases(NamedTuple):
    """Phrases with the rows `begin:stop`, in order; those of a sentence stand together.

    Sentence s has the phrases `first[s]:first[s + 1]`.
    """

    begin: Ints
    stop: Ints
    first: Ints


def _joins(cued: CueRows) -> Bools:
    """Whether a row is a hyphen alone; two of them stand for a dash."""
    joins: Bools = short_hashes(cued.ids) == HYPHEN
    pairs = joins[1:] & joins[:-1]
    pairs[cued.first[(cued.first > 0) & (cued.first < len(joins))] - 1] = False
    joins[1:] &= ~pairs
    joins[:-1] &= ~pairs
    return joins


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


#: The task of a place that is a cue.
CUE: Final = 0
#: In place of the kind of a cue: the place is a word of saying, and its task is 1.
NO_KIND: Final = np.uint8(255)
#: What the neighbours of a row are known by: the rows of `Context.described`.
DESCRIBED: Final = ("id", "tag", "group", "initial")
#: Words that rows name one by one.
COMMA, HYPHEN, THAT = short_hashes(word_ids((",", "-", "that")))
#: The words for the writer, and for a writer with others.
FIRST_PERSON: Final = ShortIndex(np.sort(word_ids(("i", "we", "my", "our", "us", "me"))))


class Context(NamedTuple):
    """What the features look at: columns of rows, and counts of flagged rows before each row.

    `described` has a row for each of DESCRIBED. The sentence of a row has the rows
    `row_first:row_stop`.
    """

    cued: CueRows
    quoted: Bools
    tags: Hashes
    saying: Bools
    groups: Hashes
    described: Hashes
    barrier: Bools
    counts: dict[str, Ints]
    row_first: Ints
    row_stop: Ints

    def counted(self, name: str, begin: Ints, stop: Ints, most: int) -> Ints:
        """The number of flags in the rows `begin:stop`, at most `most`."""
        counts = self.counts[name]
        return np.asarray(np.minimum(counts[stop] - counts[begin], most))

    def beside(self, columns: Hashes, rows: Ints, *steps: int) -> Hashes:
        """The values of columns so many rows away, shape (…, steps, rows); `columns` are (…, all).

        Outside the sentence they are NO_TOKEN.
        """
        other = rows + np.array(steps)[:, None]
        outside = (other < self.row_first[rows]) | (other >= self.row_stop[rows])
        values: Hashes = columns.take(other, axis=-1, mode="clip")
        np.copyto(values, NO_TOKEN, where=outside)
        return values


def context_of(cued: CueRows, quoted: Bools, tags: WordTags) -> Context:
    """The context of some sentences; `quoted` says which rows are quoted."""
    word_tags = tags.tags_of(cued)
    barrier = IS_BARRIER.take(word_tags.view(np.int64))
    barrier |= ~INNER.take(cued.initial) & ~_joins(cued)
    changes = np.zeros(len(quoted), dtype=np.bool_)
    np.not_equal(quoted[1:], quoted[:-1], out=changes[1:])
    changes[cued.first[cued.stop > cued.first]] = False
    groups, short = cued.classes >> np.uint64(GROUP_SHIFT), short_hashes(cued.ids)
    saying = says(word_tags)
    flags = {
        "sayings": saying,
        "verbs": barrier & (cued.initial == LOWER),
        "commas": short == COMMA,
        "thats": short == THAT,
        "quotation marks": changes,
        "first person": FIRST_PERSON.lookup(cued.ids)[0],
    }
    lengths = cued.stop - cued.first
    return Context(
        cued,
        quoted,
        word_tags,
        saying,
        groups,
        np.array((cued.ids, word_tags, groups, cued.initial), dtype=np.uint64),
        barrier,
        {name: running_sums(values) for name, values in flags.items()},
        np.repeat(cued.first, lengths),
        np.repeat(cued.stop, lengths),
    )


def find_phrases(context: Context, edges: PhraseEdges, sentences: Ints | None = None) -> Phrases:
    """The phrases of all sentences, or of some."""
    cued, barrier = context.cued, context.barrier
    if sentences is not None:
        is_passed = np.ones(len(cued.first), dtype=np.bool_)
        is_passed[sentences] = False
        barrier = barrier | np.repeat(is_passed, cued.stop - cued.first)
    before, behind = families_around(cued, context.tags)
    can_end = edges.ends.ravel().take(behind) & ~barrier
    open_rows = (edges.begins.ravel().take(before) & ~barrier).nonzero()[0]
    # A phrase goes on to the next row, unless that is a barrier or the next sentence.
    blocked = np.append(barrier, True)
    blocked[cued.first] = True
    blocks = blocked.nonzero()[0]
    border = blocks[blocks.searchsorted(open_rows, side="right")]
    border = np.minimum(border, open_rows + LONGEST)
    begin, (last, *_) = np.repeat(open_rows, border - open_rows), laid_out(open_rows, border)
    ends = can_end.take(last)
    begin, stop = begin[ends], last[ends] + 1
    return Phrases(begin, stop, begin.searchsorted(np.append(cued.first, len(barrier))))


def pairs_of(first: Ints, places: CueRows) -> tuple[Ints, Ints]:
    """Each place with each phrase of its sentence, in the order of the places, then the phrases.

    `first` is that of `Phrases`.
    """
    begin, stop = first[places.sentence], first[places.sentence + 1]
    return np.repeat(np.arange(len(begin)), stop - begin), laid_out(begin, stop)[0]


def best_of(score: npt.NDArray[np.float64], owner: Ints) -> tuple[Ints, Ints]:
    """The first of the highest scores of each owner, and the owners; `owner` is in order.

    >>> chosen, owners = best_of(np.array([1.0, 3.0, 3.0, 2.0]), np.array([0, 0, 0, 2]))
    >>> chosen.tolist(), owners.tolist()
    ([1, 3], [0, 2])
    """
    owners, first = np.unique(owner, return_index=True)
    return np.lexsort((-score, owner))[first], owners
