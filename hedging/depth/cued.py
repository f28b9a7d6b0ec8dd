"""Tokens of a round + its cues → the sentences with cues, laid one after the other.

Most sentences have no cue, and the models of this room look at no such sentence. So the tokens of
the others are gathered into columns of their own, and all places in this room are rows of these:

    round      It rained . | It may snow . | Yes . | Snow could fall .
    gathered   It may snow . Snow could fall .
    token       3   4    5 6    9    10   11 12      the tokens of the round
    first, stop 0:4 4:8                              the rows of each sentence
    cues       may 1:2 in sentence 0, could 5:6 in sentence 1
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.model.word_classes import WordClasses
from hedging.text.characters import Codes
from hedging.text.hashing import Bools, Hashes, Ints, mix
from hedging.text.tokens import Tokens, tokenize

#: A sentence of more tokens is none, and nothing in it is read.
LONGEST: Final = 2_000

_NOTHING = np.zeros(1, dtype=np.uint64)


class CuedSentences(NamedTuple):
    """Sentences with their cues, as columns.

    Each row has a `token` of the round with its id, its word class and the class of its first
    character. Sentence s has the rows `first[s]:stop[s]`. Cue c has the rows `start[c]:end[c]`,
    stands in `sentence[c]`, and has a `kind` (an index into KINDS) and an id of its `words`, which
    is that of `phrase_id`. `number` is the number of each sentence in the round.
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


def gather(
    tokens: Tokens,
    bounds: tuple[Ints, Ints],
    sentences: Ints,
    cues: tuple[Ints, Ints, Ints, npt.NDArray[np.uint8]],
    word_classes: WordClasses | None,
) -> CuedSentences:
    """Gather some sentences of a round; without `word_classes` all classes are 0.

    `bounds` are the first token of every sentence of the round, and the stop after its last.
    `sentences` are the numbers of those to gather, in order. `cues` are columns in text order:
    first token, stop, number of the sentence (one of `sentences`), kind.
    """
    first_token, stop_token = bounds[0][sentences], bounds[1][sentences]
    lengths = stop_token - first_token
    stop = lengths.cumsum()
    first = stop - lengths
    token = np.arange(stop[-1] if len(stop) else 0) + np.repeat(first_token - first, lengths)
    ids, initial = tokens.ids[token], tokens.initial_class[token]
    classes = np.zeros_like(ids)
    if word_classes is not None:
        classes = word_classes.classes_of(tokens, token)
    start_token, end_token, number, kind = cues
    sentence = sentences.searchsorted(number)
    shift = first[sentence] - first_token[sentence]
    start, end = start_token + shift, end_token + shift
    return CuedSentences(
        token=token,
        ids=ids,
        classes=classes,
        initial=initial,
        number=sentences,
        first=first,
        stop=stop,
        sentence=sentence,
        start=start,
        end=end,
        kind=kind,
        words=_phrase_ids(ids, start, end),
    )


def without_rows(cued: CuedSentences, are_left_out: Bools) -> CuedSentences:
    """The same, but for the ids of words of cues: those in some rows do not count.

    The id of a cue that stands in nothing but such rows is left as it is.
    """
    left_out = running_sums(are_left_out)
    count = left_out[cued.end] - left_out[cued.start]
    ids = _phrase_ids(np.where(are_left_out, _NOTHING, cued.ids), cued.start, cued.end)
    return cued._replace(words=np.where(count < cued.end - cued.start, ids, cued.words))


def running_sums(values: npt.NDArray[Any], dtype: npt.DTypeLike = np.int64) -> npt.NDArray[Any]:
    """The sum of the rows before each row, and of all; sums of runs are differences of two.

    >>> running_sums(np.array([True, False, True])).tolist()
    [0, 1, 1, 2]
    """
    sums = np.zeros((len(values) + 1, *values.shape[1:]), dtype=dtype)
    values.cumsum(axis=0, out=sums[1:])
    return sums


def phrase_id(text: str) -> int:
    """Id of some words, whatever their case and the spaces between them.

    >>> phrase_id("may not") == phrase_id("May  not") != phrase_id("may")
    True
    """
    ids = tokenize(text).ids
    return int(_phrase_ids(ids, np.array([0]), np.array([len(ids)]))[0])


def _phrase_ids(ids: Hashes, start: Ints, end: Ints) -> Hashes:
    """Ids of the runs `start:end`: sums of the ids of their words, mixed."""
    if len(start) == 0:
        return np.zeros(0, dtype=np.uint64)
    # Every second run lies between two cues; the 0 behind the last row lets a cue end there.
    edges = np.empty(2 * len(start), dtype=np.int64)
    edges[::2], edges[1::2] = start, end
    return mix(np.add.reduceat(np.concatenate((ids, _NOTHING)), edges)[::2])
