"""Cues and stated figures → how sure a reader would be of a sentence, from its wording alone.

Two things speak: the cues with their strengths, a few of which come from published scales, and the
wording as a whole, which a small network has learned from readers' ratings. Each run of one to
three words has a few numbers; of each number, the greatest and the least in the sentence count, so
that one strong phrase counts in a long sentence:

    My  money  is  on  Lima  .
    runs       my · my money · my money is · money · …       each with DIMENSIONS numbers
    pooled     the greatest and the least of each number
    network    pooled, pulls of the cues, counts of the kinds → hidden values → log-odds

A sentence without a cue is only read if its words call for it (`signalled`); else it is a plain
statement. A figure that states a certainty ("80 % sure") takes the place of everything else. All
sums and products are of whole numbers, so that a sentence gets the same answer whatever stands
beside it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.rows import CueRows, Words, class_ids, ids_before, running_sums
from hedging.kinds import KINDS
from hedging.model.arrays import ArrayFormat, listed_hashes, table_format
from hedging.model.scoring import Floats
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Hashes, HashIndex, Ints, ShortIndex, mix, top_bits
from hedging.text.weights import Table, Weights

#: log2 of the number of rows in the table of signals.
BITS = 15
#: log2 of the rows for runs of words, and of the rows behind them, for runs of their classes.
RUN_BITS = 15

#: How many numbers a run of words has, and how many columns the network reads.
DIMENSIONS = 16
INPUTS = 2 * DIMENSIONS + 3 + len(KINDS)
#: The columns of the three pulls of the cues.
PULLS = range(2 * DIMENSIONS, 2 * DIMENSIONS + 3)

#: Fixed-point steps in a unit of log-odds.
UNIT = 256

#: The columns of `Strengths.modifier_effects`.
HEDGE, BOOSTER, OPEN = range(3)

#: Log-odds up to which a cue leaves the matter open ("chance"): "slim" and "good" then decide.
OPEN_UP_TO: Final = UNIT // 2
#: Log-odds from which a cue asserts: "fairly" and "not" take certainty away then.
SURE_FROM: Final = 9 * UNIT // 4
#: The log-odds of a cue with its modifiers lie between this and its negative.
GREATEST: Final = 5 * UNIT
#: The log-odds of what is denied: "no chance", "not certain".
NO_CHANCE, NOT_CERTAIN = -3 * UNIT, -UNIT // 4
_NO_EFFECT = np.array([UNIT, UNIT, 0])
#: What marks runs of one, two and three words, and two words with a gap.
RUN_SEEDS: Final = np.array([0x5EED00 + 16 * number for number in range(4)], dtype=np.uint64)
#: The id of a word that is not in the vocabulary, plus the class of its first character.
OTHER_WORD: Final = np.uint64(0x6F7468657200)
#: The weight of words that state a certainty beside a figure: their sentences are always read.
ALWAYS = 127
#: How much the three pulls count where the cues alone speak: a further cue adds little, and so does
#: a booster beside a hedge.
PULL_SHARES: Final = (1.0, 0.15, 0.25)
# Sentences that go through the network at a time. OpenBLAS wakes its threads for a larger product;
# they go on spinning for a while, and slow everything that comes after.
_PRODUCT = 128
#: Cues of one kind that are counted in a sentence.
MOST_CUES: Final = 2
#: A figure says no less and no more than so many thousandths.
FIGURE_BOUNDS: Final = (10, 990)

Shorts = npt.NDArray[np.int16]
Wholes = npt.NDArray[np.int32]
# The bounds of their values.
_SHORTS, _WHOLES = (-(1 << 15), (1 << 15) - 1), (-(1 << 30), 1 << 30)


class Strengths(NamedTuple):
    """What a cue leaves of the certainty of a statement.

    `phrases` are ids of the words of cues, `phrase_log_odds` what a statement with each has, in
    UNITs; `kind_log_odds` stands in for cues that are not listed. `modifiers` are ids of words,
    `modifier_effects` their effects in UNITs: the log-odds of a hedge or of a booster are
    multiplied, an open possibility is shifted.
    """

    phrases: Annotated[ShortIndex, listed_hashes("phrases")]
    phrase_log_odds: Annotated[Shorts, ArrayFormat("int16", ("phrases",), *_SHORTS)]
    kind_log_odds: Annotated[Shorts, ArrayFormat("int16", (len(KINDS),), *_SHORTS)]
    modifiers: Annotated[ShortIndex, listed_hashes("modifiers")]
    modifier_effects: Annotated[Shorts, ArrayFormat("int16", ("modifiers", 3), *_SHORTS)]


class ConfidenceModel(NamedTuple):
    """Strengths of cues, words that call for a closer look, and the network.

    `plain` are the log-odds of a statement without a cue, in UNITs. `vocabulary` are the words that
    runs are made of; all others count as one word for each class of first characters, since what a
    sentence is about says nothing. `signals` has weights of words: a sentence whose sum is above 0
    is read; in a short document `short_bias` takes the place of their bias. `runs` has the numbers
    of runs; `hidden` and `output` are the weights of the network as whole numbers, and each ends
    with its bias; the answer is in units of `scale`. Where there is a cue, `by_cues` is the share
    of what the cues alone say.
    """

    strengths: Strengths
    vocabulary: Annotated[HashIndex, ArrayFormat("uint64", ("vocabulary",), rising=True)]
    signals: Annotated[Weights, table_format(1 << BITS)]
    short_bias: float
    runs: Annotated[Table, table_format(2 << RUN_BITS, DIMENSIONS)]
    scale: float
    hidden: Annotated[Wholes, ArrayFormat("int32", (INPUTS + 1, "hidden values"), *_WHOLES)]
    output: Annotated[Wholes, ArrayFormat("int32", ("hidden values and bias",), *_WHOLES)]
    plain: int
    by_cues: float


def cue_log_odds(cued: CueRows, table: Strengths) -> Ints:
    """How sure a statement is with each cue and the words that strengthen or weaken it, in UNITs.

    A cue that the table does not list has the value of its last word, or that of its kind.
    """
    head = cued.end - 1
    is_listed, row = table.phrases.lookup(cued.words)
    has_head, head_row = table.phrases.lookup(mix(cued.ids[head]))
    listed = table.phrase_log_odds.take(np.where(is_listed, row, head_row), mode="clip")
    own = np.where(is_listed | has_head, listed, table.kind_log_odds[cued.kind]).astype(np.int64)
    # The words before a listed cue modify it; in a cue that is not listed, those before its head.
    place = np.where(is_listed, cued.start, head)
    effects, is_modified = _effects(cued, table, place - 1)
    further, _ = _effects(cued, table, place - 2)
    # "A very good chance": the word before a modifier modifies it.
    shift = effects[:, OPEN] * np.where(is_modified, further[:, HEDGE], UNIT) // UNIT
    factor = np.where(own >= SURE_FROM, effects[:, BOOSTER], effects[:, HEDGE])
    is_open = np.abs(own) <= OPEN_UP_TO
    modified = np.where(is_open, own + shift, own * factor // UNIT)
    return np.minimum(np.maximum(modified, -GREATEST), GREATEST)


def _effects(cued: CueRows, table: Strengths, place: Ints) -> tuple[Ints, Bools]:
    """The effects of the words at some places on the cues, and which of them are modifiers."""
    inside = place >= cued.first[cued.sentence]
    is_modifier, row = table.modifiers.lookup(cued.ids[np.where(inside, place, 0)])
    is_modifier &= inside
    effects = table.modifier_effects.take(row, axis=0, mode="clip").astype(np.int64)
    return np.where(is_modifier[:, None], effects, _NO_EFFECT), is_modifier


class CueValues(NamedTuple):
    """What the network reads of cues: sentence, kind, log-odds in UNITs, and rows of the scope."""

    sentence: Ints
    kind: npt.NDArray[np.uint8]
    log_odds: Ints
    scope_rows: Ints


def sentence_inputs(cues: CueValues, runs: Shorts, length: Ints, plain: int) -> Floats:
    """The whole numbers that the network reads of each sentence, shape (…, INPUTS).

    They are the pooled runs, the three pulls, and counts of kinds. `runs` is what `pooled_runs`
    gives, and `length` counts the words of each sentence. Cues pull a sentence away from a plain
    statement: the cue that pulls down most, the others that pull down, and those that lift.
    """
    inputs = np.zeros((len(runs), INPUTS))
    inputs[:, : 2 * DIMENSIONS] = runs
    words = length[cues.sentence]
    # A hedge on an aside counts less, by half at most.
    weight = words + np.minimum(2 * cues.scope_rows, words)
    pull = (cues.log_odds - plain) * weight // (2 * words)
    down = np.minimum(pull, 0)
    strongest, others, lifts = inputs[:, PULLS.start : PULLS.stop].T
    np.minimum.at(strongest, cues.sentence, down)
    # Sums of whole numbers are exact as floats.
    others += np.bincount(cues.sentence, down, len(length)) - strongest
    lifts += np.bincount(cues.sentence, pull - down, len(length))
    counts = inputs[:, -len(KINDS) :]
    np.add.at(counts, (cues.sentence, cues.kind), 1)
    np.minimum(counts, MOST_CUES, out=counts)
    return inputs


def joined_inputs(inputs: Floats, begins: Ints) -> Floats:
    """The inputs of runs of sentences that are read as one text; each begins at one of `begins`."""
    edges = [0, DIMENSIONS, *PULLS, PULLS[-1] + 1, INPUTS]
    ways = (np.maximum, np.minimum, np.minimum, np.add, np.add, np.add)
    columns = [inputs[:, a:b] for a, b in pairwise(edges)]
    parts = [way.reduceat(own, begins, axis=0) for way, own in zip(ways, columns, strict=True)]
    joined = np.concatenate(parts, axis=1)
    # The strongest pull is an input of its own, apart from the sum of the others.
    strongest, others = PULLS[0], PULLS[1]
    joined[:, others] += np.add.reduceat(inputs[:, strongest], begins) - joined[:, strongest]
    joined[:, -len(KINDS) :] = np.minimum(joined[:, -len(KINDS) :], MOST_CUES)
    return joined


def wording_log_odds(inputs: Floats, model: ConfidenceModel) -> Floats:
    """How sure a reader would be of each sentence, as log-odds, from what the network reads."""
    answer = network(inputs, model)
    has_cue = inputs[:, -len(KINDS) :].max(axis=1, initial=0).nonzero()[0]
    pulled = sum(share * inputs[has_cue, at] for share, at in zip(PULL_SHARES, PULLS, strict=True))
    answer[has_cue] += model.by_cues * ((model.plain + pulled) / UNIT - answer[has_cue])
    return answer


def figure_log_odds(thousandths: Ints) -> Floats:
    """The log-odds of certainties that sentences state."""
    share = np.clip(thousandths, *FIGURE_BOUNDS) / 1000
    return np.asarray(np.log(share / (1 - share)))


def network(inputs: npt.NDArray[np.float64], model: ConfidenceModel) -> Floats:
    """The log-odds of each sentence.

    Inputs and weights are whole numbers below 2**53 in all their sums, so that these are exact in
    whatever order a library adds them up.
    """
    weights, output = model.hidden[:-1].astype(np.float64), model.output[:-1].astype(np.float64)
    answer = np.empty(len(inputs))
    for begin in range(0, len(inputs), _PRODUCT):
        block = slice(begin, begin + _PRODUCT)
        hidden = np.maximum(inputs[block] @ weights + model.hidden[-1], 0)
        answer[block] = hidden @ output + model.output[-1]
    return np.asarray(answer * model.scale)


def in_units(log_odds: Floats) -> Ints:
    """Log-odds in UNITs."""
    return np.round(log_odds * UNIT).astype(np.int64)


def denied(log_odds: Ints, negated: Bools) -> Ints:
    """The log-odds of cues, some of which are denied: "no chance", "not certain", "not likely"."""
    turned = -log_odds * 7 // 8
    turned = np.where(log_odds >= SURE_FROM, NOT_CERTAIN, turned)
    turned = np.where(np.abs(log_odds) <= OPEN_UP_TO, NO_CHANCE, turned)
    return np.where(negated, turned, log_odds)


def signalled(words: Words, model: ConfidenceModel) -> tuple[Bools, Bools]:
    """Which sentences of a round have words that call for a closer look, cue or not.

    "My money is on the fan belt" and "a 30 % chance" have no cue, and yet are no plain statements.
    The second answer is that for sentences of short documents.
    """
    signals = model.signals
    of_word = signals.table.take(top_bits(words.ids, BITS))
    sums = running_sums(np.stack((of_word, of_word == ALWAYS), axis=1))
    total, always = (sums[words.stop] - sums[words.first]).T
    score, must = signals.scale * total, always > 0
    return (signals.bias + score > 0) | must, (model.short_bias + score > 0) | must


def pooled_runs(words: Words, classes: WordClasses, model: ConfidenceModel) -> Shorts:
    """The greatest and the least of the numbers of the runs in each sentence.

    The shape is (sentences, 2 * DIMENSIONS).
    """
    first, *others = run_ids(words, classes, model.vocabulary)
    numbers = model.runs.take(first, axis=0).astype(np.int16)
    for ids in others:
        numbers += model.runs.take(ids, axis=0)
    ends = np.maximum, np.minimum
    return np.concatenate([end.reduceat(numbers, words.first, axis=0) for end in ends], axis=1)


def run_ids(words: Words, classes: WordClasses, vocabulary: HashIndex) -> Ints:
    """Ids of the runs that end at each row, of words and of their classes, shape (7, rows)."""
    is_known, _ = vocabulary.lookup(words.ids)
    of_words = np.where(is_known, words.ids, OTHER_WORD + words.initial)
    of_classes = _runs(class_ids(words, classes), words.first)
    return np.concatenate((_runs(of_words, words.first), of_classes[:3] + (1 << RUN_BITS)))


def _runs(ids: Hashes, first: Ints) -> Ints:
    """Ids of the runs of one, two and three, and of two with a gap, that end at each row."""
    before = ids_before(ids, first)
    further = ids_before(before, first)
    runs = np.array((ids, before, further, further))
    runs += RUN_SEEDS[:, None]
    runs[1:] = mix(runs[1:])
    runs[1] += ids
    runs[2] += runs[1]
    runs[3] += ids
    return top_bits(mix(runs, out=runs), RUN_BITS)
