"""Tokens of texts + their cues → rows: sentences with cues, and the words that sentences speak.

Most sentences have no cue, and the models of this room look at no such sentence. So the tokens of
the others are gathered into columns of their own, and all places in this room are rows of these:

    round      It rained . | It may snow . | Yes . | Snow could fall .
    gathered   It may snow . Snow could fall .
    token       3   4    5 6    9    10   11 12      the tokens of the round
    first, stop 0:4 4:8                              the rows of each sentence
    cues       may 1:2 in sentence 0, could 5:6 in sentence 1

What stands around an answer says nothing of how sure it sounds. So the network, the figures and the
roles read the same words in a list, in a table, in bold and with a reference behind:

    tokens   2  .  A  *  *  long  *  *  drought  set  it  off  [  3  ]  .
    spoken         A        long        drought  set  it  off           .
    tokens   Final  answer  :  Lima     {  "  answer  "  :  "  Lima  "  }
    spoken                     Lima                         "  Lima  "  }

A sentence that is nothing but such marks keeps all of them, and so does a label without an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.model.word_classes import WordClasses
from hedging.text.characters import DIGIT, Codes
from hedging.text.hashing import NO_TOKEN, Bools, Hashes, Ints, mix
from hedging.text.tokens import Tokens, word_ids

#: A sentence of more tokens is none, and nothing in it is read.
LONGEST: Final = 2_000


class CueRows(NamedTuple):
    """Sentences with their cues, as columns.

    Each row has a `token` of the round with its id, its word class and the class of its first
    character. Sentence s has the rows `first[s]:stop[s]`. Cue c has the rows `start[c]:end[c]`,
    stands in `sentence[c]`, and has a `kind` (an index into KINDS) and an id of its `words`, which
    is that of `phrase_ids`. `number` is the number of each sentence in the round.
    """

    token: Ints
    ids: Hashes
    classes: Hashes
    initial: Codes
    number: Ints
    first: Ints
    stop: Ints
    sentence: Ints
    start: Ints
    end: Ints
    kind: npt.NDArray[np.uint8]
    words: Hashes

    def take(self, cues: Bools | Ints) -> CueRows:
        """The same rows with only the chosen cues."""
        names = ("sentence", "start", "end", "kind", "words")
        return self._replace(**{name: getattr(self, name)[cues] for name in names})


def gather(
    tokens: Tokens,
    bounds: tuple[Ints, Ints],
    sentences: Ints,
    cues: tuple[Ints, Ints, Ints, npt.NDArray[np.uint8]],
    word_classes: WordClasses,
) -> CueRows:
    """Gather some sentences of a round.

    `bounds` are the first token of every sentence of the round, and the stop after its last.
    `sentences` are the numbers of those to gather, in order. `cues` are columns in text order:
    first token, stop, number of the sentence (one of `sentences`), kind.
    """
    first_token = bounds[0][sentences]
    token, first, stop = laid_out(first_token, bounds[1][sentences])
    ids, initial = tokens.ids[token], tokens.initial_class[token]
    start, end, number, kind = cues
    sentence = sentences.searchsorted(number)
    shift = (first - first_token)[sentence]
    start, end = start + shift, end + shift
    words, classes = phrase_ids(ids, start, end), word_classes.classes_of(tokens, token)
    own = token, ids, classes, initial, sentences, first, stop
    return CueRows(*own, sentence, start, end, kind, words)


def running_sums(values: npt.NDArray[Any], dtype: npt.DTypeLike = np.int64) -> npt.NDArray[Any]:
    """The sum of the rows before each row, and of all; sums of runs are differences of two.

    >>> running_sums(np.array([True, False, True])).tolist()
    [0, 1, 1, 2]
    """
    sums = np.zeros((len(values) + 1, *values.shape[1:]), dtype=dtype)
    values.cumsum(axis=0, out=sums[1:])
    return sums


def phrase_ids(ids: Hashes, start: Ints, end: Ints) -> Hashes:
    """Ids of the runs `start:end`: sums of the ids of their words, mixed."""
    sums = running_sums(ids, np.uint64)
    return mix(sums[end] - sums[start])


#: Ids of marks of markup, of those that begin an item of a list, and of those behind its number.
MARKUP, BULLETS, ITEM_ENDS = map(word_ids, ("*_`#|>", "-*•–+", ".)"))
#: Ids of what opens and closes a reference, and of the star, which begins an item and emphasis.
OPENS, CLOSES, STAR = word_ids("[]*")
#: Ids of the words and marks that a label of an answer is made of, of those that name the answer,
#: and of what ends a label.
LABEL_WORDS, LABEL_NAMES = (
    word_ids(words.split())
    for words in (
        "answer ans a response reply my the final short correct { \" ' “ ” ‘ ’",
        "answer ans a response reply",
    )
)
(LABEL_END,) = word_ids(":")
#: What marks classes, and the bits for the class of the first character behind that of a word.
CLASS_SEED: Final = np.uint64(0x636C617373)
INITIAL_BITS = 4


class Words(NamedTuple):
    """The spoken words of sentences, laid one after the other.

    Each word has an id, the class of its first character, and the number of its token. Sentence s
    has the rows `first[s]:stop[s]`, `is_item` says whether it is an item of a list or an answer
    behind a label, and `is_silent` whether it is nothing but marks.
    """

    ids: Hashes
    initial: npt.NDArray[np.uint8]
    token: Ints
    first: Ints
    stop: Ints
    is_item: Bools
    is_silent: Bools

    def of(self, sentences: Ints) -> Words:
        """The words of some sentences, in order."""
        rows, first, stop = laid_out(self.first[sentences], self.stop[sentences])
        of_sentences = self.is_item[sentences], self.is_silent[sentences]
        return Words(*self._columns(rows), first, stop, *of_sentences)

    def without(self, are_left_out: Bools) -> Words:
        """All words but some; every sentence has to keep a word."""
        running = running_sums(~are_left_out)
        rows = (~are_left_out).nonzero()[0]
        columns, edges = self._columns(rows), (running[self.first], running[self.stop])
        return Words(*columns, *edges, self.is_item, self.is_silent)

    def _columns(self, rows: Ints) -> tuple[Hashes, npt.NDArray[np.uint8], Ints]:
        return self.ids[rows], self.initial[rows], self.token[rows]


def spoken(tokens: Tokens, bounds: tuple[Ints, Ints]) -> Words:
    """The spoken words of sentences; `bounds` are their first tokens and the stops after these."""
    rows, first, stop = laid_out(*bounds)
    ids, initial = tokens.ids[rows], tokens.initial_class[rows]
    length = stop - first
    owner = np.repeat(np.arange(len(length)), length)
    is_spoken = ~is_among(ids, MARKUP)
    # References like "[3]".
    at = (ids[:-2] == OPENS).nonzero()[0]
    at = at[(initial[at + 1] == DIGIT) & (ids[at + 2] == CLOSES) & (owner[at] == owner[at + 2])]
    is_spoken[at + np.arange(3)[:, None]] = False
    place = is_spoken.nonzero()[0]
    running = running_sums(is_spoken)
    begin, is_item = _behind_marks(ids[place], initial[place], (running[first], running[stop]))
    is_silent = (begin == running[stop]) & (length > 0)
    is_item &= ~is_silent
    is_spoken[place[np.arange(len(place)) < begin[owner[place]]]] = False
    if is_silent.any():
        is_spoken |= is_silent[owner]
    # A star before a word begins an item; two of them are emphasis.
    opens = length > 1
    opening = first[opens]
    is_item[opens] |= (ids[opening] == STAR) & (ids[opening + 1] != STAR)
    return Words(ids, initial, rows, first, stop, is_item, is_silent).without(~is_spoken)


def class_ids(words: Words, classes: WordClasses) -> Hashes:
    """Ids of the classes of words, each with the class of its first character."""
    of_words = classes.classes_of_words(words.ids, words.initial) << np.uint64(INITIAL_BITS)
    return mix((of_words | words.initial) + CLASS_SEED)


def ids_before(ids: Hashes, first: Ints) -> Hashes:
    """The id before each word in its sentence, NO_TOKEN before the first."""
    before = np.empty_like(ids)
    before[1:] = ids[:-1]
    before[first] = NO_TOKEN
    return before


def laid_out(first: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """The rows of some runs one after the other, and where each then begins and ends."""
    length = stop - first
    ends = length.cumsum()
    begins = ends - length
    rows = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - begins, length)
    return rows, begins, ends


def is_among(values: npt.NDArray[Any], chosen: Sequence[int] | Hashes) -> Bools:
    """Whether each value is one of a few."""
    result = values == chosen[0]
    for value in chosen[1:]:
        result |= values == value
    return np.asarray(result)


def _behind_marks(
    ids: Hashes, initial: npt.NDArray[np.uint8], bounds: tuple[Ints, Ints]
) -> tuple[Ints, Bools]:
    """Where each sentence begins behind its bullets, the number of its item and its label.

    The second answer says which has one of these; a sentence that begins with any number has.
    """
    first, stop = bounds
    begin = first.copy()
    rows = (first < stop).nonzero()[0]
    is_item = np.zeros(len(first), dtype=np.bool_)
    is_item[rows] = initial[first[rows]] == DIGIT
    while len(rows := rows[is_among(ids[begin[rows]], BULLETS)]):
        begin[rows] += 1
        is_item[rows] = True
        rows = rows[begin[rows] < stop[rows]]
    rows = (begin + 2 < stop).nonzero()[0]
    at = begin[rows]
    is_number = (initial[at] == DIGIT) & (initial[at + 2] != DIGIT)
    begin[rows[is_number & is_among(ids[at + 1], ITEM_ENDS)]] += 2
    # Labels are rare, and their words run out soon.
    end, has_name = begin.copy(), np.zeros(len(first), dtype=np.bool_)
    rows = (begin < stop).nonzero()[0]
    while len(rows := rows[is_among(ids[end[rows]], LABEL_WORDS)]):
        has_name[rows] |= is_among(ids[end[rows]], LABEL_NAMES)
        end[rows] += 1
        rows = rows[end[rows] < stop[rows]]
    rows = (has_name & (end + 1 < stop)).nonzero()[0]
    rows = rows[ids[end[rows]] == LABEL_END]
    begin[rows] = end[rows] + 1
    is_item[rows] = True
    return begin, is_item
