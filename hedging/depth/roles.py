"""Sentences → what each of them does: it claims something, is polite, asks, refuses, announces.

Nearly every sentence of prose is a claim, so a gate looks at its first two words and its last
token, and only the sentences that may be something else are read. Their words and pairs of words,
and the first two and the last by their place, add up 8-bit weights for each role; so do the classes
of the words.

A question that only restates what was asked, thanks, an announcement: none of them says how sure
the writer is, and they do not move the confidence of an answer.

In a long text most sentences are plain, and only those with a cue or with words that call for it
are read. In a short answer more is read, since each sentence bears on it, and the sentences that
count are read once more as one text:

    It was the pump. I would not swear to it.     read as one
    plain            not sure                     the greatest and the least of all runs, all pulls
"""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth import encoded
from hedging.depth.confidence import UNIT
from hedging.depth.rows import Words, class_ids, ids_before, is_among, running_sums
from hedging.kinds import ROLES
from hedging.model.arrays import listed_hashes, table_format
from hedging.model.scoring import Floats, logistic
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Hashes, Ints, ShortIndex, mix, top_bits
from hedging.text.tokens import word_ids
from hedging.text.weights import Table

CLAIM, COURTESY, QUESTION, REFUSAL, UNKNOWN, SOURCE, FRAME = range(len(ROLES))

#: log2 of the rows of weights for features of words, and of the rows behind them, for classes.
BITS = 15

#: Longer sentences are claims.
MOST_TOKENS = 24

#: Ids of marks: the question mark, and those that end a sentence.
(QUESTION_MARK,) = word_ids("?")
FINAL_MARKS: Final = word_ids(".!?…\"”'’)]")
#: A longer line is no heading.
LONGEST_HEADING: Final = 10
#: So short a sentence is read whatever its opening.
ALWAYS_READ: Final = 10
#: Longer sentences have the same feature of their length.
MOST_LENGTH: Final = 12

#: What marks the features: a word, a pair of words, the first word, the first two, the last token,
#: the length, the second word.
SEEDS: Final = tuple(np.uint64(0xC1A100 + 16 * number) for number in range(7))
_WORD, _PAIR, _FIRST, _OPENING, _LAST, _LENGTH, _SECOND = SEEDS

_OPENING_SEEDS = np.array([_FIRST, _OPENING, _LAST])[:, None]

#: The roles of sentences that doubt nothing: a sentence with a cue of doubt has another one.
DOUBTLESS: Final = (COURTESY, SOURCE, FRAME)

#: How much the first claim, the least sure one and the mean of all count: the first claim is the
#: answer, and the doubt that goes farthest covers the rest ("I am not sure about this, but …").
SHARES: Final = (0.2, 0.6, 0.2)


class ClaimModel(NamedTuple):
    """A gate and weights: `openings` are ids of first words, pairs of first words and last tokens.

    `weights` has a row for each feature, of words and then of their classes, and a column for each
    role, in units of `scale`.
    """

    openings: Annotated[ShortIndex, listed_hashes("openings")]
    weights: Annotated[Table, table_format(2 << BITS, len(ROLES))]
    scale: float


def roles_of(words: Words, classes: WordClasses, model: ClaimModel) -> npt.NDArray[np.uint8]:
    """The role of each sentence without a cue of doubt and with one, shape (2, sentences).

    A role is an index into ROLES. A claim with "?" is a question.
    """
    ids, first, stop = words.ids, words.first, words.stop
    result = np.zeros((2, len(first)), dtype=np.uint8)
    length = stop - first
    short = ((length > 0) & (length <= MOST_TOKENS)).nonzero()[0]
    keys = opening_ids(ids, first[short], stop[short])
    may_be_other = model.openings.lookup(keys)[0].any(axis=0) | (length[short] <= ALWAYS_READ)
    read = short[may_be_other]
    if len(read):
        own = words.of(read)
        of_words, of_sentences = feature_ids(own, classes)
        of_word = model.weights.take(of_words, axis=0).sum(axis=0, dtype=np.int32)
        running = running_sums(of_word)
        sums = model.weights.take(of_sentences, axis=0).sum(axis=0, dtype=np.int64)
        sums += running[own.stop] - running[own.first]
        result[:, read] = fitting_roles(sums)
    asks = ids[np.maximum(stop - 1, 0)] == QUESTION_MARK if len(ids) else length > 0
    result[asks & (length > 0) & (result == CLAIM)] = QUESTION
    return result


def fitting_roles(evidence: Floats | Ints) -> npt.NDArray[np.uint8]:
    """The likeliest role of each sentence without a cue of doubt and with one, shape (2, rows).

    `evidence` has a row for each sentence and a column for each role.
    """
    fitting = evidence.astype(np.float64)
    fitting[:, DOUBTLESS] = -np.inf
    return np.array((evidence.argmax(axis=1), fitting.argmax(axis=1)), dtype=np.uint8)


def headings(words: Words, read: Bools, document: Ints) -> Bools:
    """Whether each sentence is a heading, or nothing but marks, if it makes a plain claim.

    A heading is short, has no final mark and is no item of a list; nothing in it calls for reading,
    as `read` says, and something comes behind it in its document.
    """
    first, stop = words.first, words.stop
    length = stop - first
    result = (length > 0) & (length <= LONGEST_HEADING) & ~words.is_item
    rows = result.nonzero()[0]
    result[rows] = ~is_among(words.ids[stop[rows] - 1], FINAL_MARKS)
    is_last = np.append(document[1:] != document[:-1], True)[: len(document)]
    return np.asarray(result & ~read & ~is_last | words.is_silent)


def settled_roles(
    roles: npt.NDArray[np.uint8], doubts: Bools, is_heading: Bools, words: Words, document: Ints
) -> npt.NDArray[np.uint8]:
    """The roles by what is known besides, from those of `roles_of`.

    `doubts` says which sentences have a cue of doubt, and `is_heading` is what `headings` gives. A
    source is one of something, and a frame announces something: in a document that has nothing
    beside them, they are claims ("The Office of the President." as an answer).
    """
    role: npt.NDArray[np.uint8] = np.where(doubts, roles[1], roles[0])
    role[(role == CLAIM) & is_heading] = FRAME
    is_beside = (role == SOURCE) | (role == FRAME)
    has_others = np.bincount(document, ~is_beside, minlength=1)[document] > 0
    role[is_beside & ~has_others & ~words.is_silent] = CLAIM
    return role


def opening_ids(ids: Hashes, first: Ints, stop: Ints) -> Hashes:
    """Ids of the first word, the first two and the last token of each sentence, shape (3, …)."""
    one, two, last = ids[first], ids[np.minimum(first + 1, stop - 1)], ids[stop - 1]
    openings = np.array((one, one, last))
    openings += _OPENING_SEEDS
    mix(openings, out=openings)
    openings[1] = mix(openings[1] + two)
    return openings


def feature_ids(words: Words, classes: WordClasses) -> tuple[Ints, Ints]:
    """Feature ids of the words of some sentences, shape (4, words), and of each, shape (9, …)."""
    of_words, of_sentences = word_features(words)
    by_class, by_classes = _features(class_ids(words, classes), words)
    behind = 1 << BITS
    return (
        np.concatenate((of_words, by_class + behind)),
        np.concatenate((of_sentences, by_classes + behind)),
    )


def word_features(words: Words) -> tuple[Ints, Ints]:
    """Feature ids of the words alone, shape (2, words), and of some sentences, shape (5, …)."""
    of_words, of_sentences = _features(words.ids, words)
    length = np.minimum(words.stop - words.first, MOST_LENGTH).astype(np.uint64) + _LENGTH
    return of_words, np.concatenate((of_sentences, top_bits(mix(length), BITS)[None]))


def _features(ids: Hashes, words: Words) -> tuple[Ints, Ints]:
    """Features of words or of their classes: of each, and of the opening and end of a sentence."""
    before = ids_before(ids, words.first)
    of_words = np.array((ids + _WORD, mix(before + _PAIR) + ids))
    second = ids[np.minimum(words.first + 1, words.stop - 1)] + _SECOND
    of_sentences = np.concatenate((opening_ids(ids, words.first, words.stop), second[None]))
    mix(of_words, out=of_words)
    mix(of_sentences, out=of_sentences)
    return top_bits(of_words, BITS), top_bits(of_sentences, BITS)


def counting(role: npt.NDArray[np.uint8], has_cue: Bools, document: Ints, documents: int) -> Bools:
    """Which sentences say how sure the writer of their document is of the answer.

    A sentence that only says that the answer is not known counts as a doubt that covers the
    document; refusals, courtesy, sources and announcements do not count. A question counts where it
    is an answer ("Lisbon, maybe?"): it has a cue, and nothing is claimed beside it.
    """
    counts = (role == CLAIM) | (role == UNKNOWN)
    claims = np.bincount(document[counts], minlength=documents)
    counts |= (role == QUESTION) & has_cue & (claims[document] == 0)
    return np.asarray(counts)


def answer_confidence(
    log_odds: Ints, role: npt.NDArray[np.uint8], counts: Bools, document: Ints, documents: int
) -> Floats:
    """How sure the writer of each document is of its answer, 0 to 1; NaN where it claims nothing.

    Each sentence has the log-odds of its confidence, in UNITs, its role and its document, in
    order; `counts` is what `counting` gives.
    """
    rows, answer = counts.nonzero()[0], np.full(documents, np.nan)
    values = log_odds[rows]
    which, begins, sizes = np.unique(document[rows], return_index=True, return_counts=True)
    least = np.minimum.reduceat(values, begins)
    mean = np.add.reduceat(values, begins) / sizes
    # The first claim; where there is none, the first sentence that says that it is not known.
    is_claim = role[rows] != UNKNOWN
    place = np.where(is_claim, np.arange(len(rows)), len(rows) + np.arange(len(rows)))
    first = values[np.minimum.reduceat(place, begins) % len(rows)]
    mixed = SHARES[0] * first + SHARES[1] * least + SHARES[2] * mean
    answer[which] = logistic(mixed / UNIT)
    return answer


def short_answers(
    counts: Bools, read: Bools, if_short: Bools, length: Ints, document: Ints, documents: int
) -> tuple[Bools, Bools, Bools]:
    """The sentences of short documents, those that are read, and those that are read as one text.

    `read` are the sentences that are read anyway, and `if_short` those that are read in a short
    document. Where none of the sentences that count is read, all are plain, and so is the document.
    """
    is_short, sentences = encoded.short_documents(counts, length, document, documents)
    of_short = counts & is_short[document]
    read_here = of_short & (read | if_short)
    is_read = np.bincount(document[read_here], minlength=documents) > 0
    return is_short[document], read_here, of_short & ((sentences > 1) & is_read)[document]
