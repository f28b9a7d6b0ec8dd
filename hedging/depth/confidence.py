"""Cues and stated figures → how sure a reader would be of a sentence, from its wording alone.

All sums are of integers, 256 to a unit of log-odds, so that a sentence gets the same answer
whatever stands beside it. A statement without a cue has the log-odds `plain`, and each cue pulls it
away. The cue that pulls down most counts most, since "may possibly" is hardly less sure than "may":

    It may possibly rain, that is certain.     plain 3.0   may 0.0   possibly −0.2   certain 3.9
    strongest −3.2 (possibly)   others −3.0 (may)   lifts +0.9 (certain)

Beside that stand hashed weights of words and of runs of words in the sentence, which training fits
on ratings of readers; they know phrases that no list holds. A stated figure ("80 % sure", "one
chance in ten") takes the place of everything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences
from hedging.depth.figures import Figures, stated
from hedging.model.scoring import Floats, logistic
from hedging.text.hashing import NO_TOKEN, Bools, HashIndex, Ints, mix, top_bits
from hedging.text.tokens import Tokens
from hedging.text.weights import Weights

#: log2 of the size of the table of weights of words.
BITS = 15

#: log2 of the size of the table of signals.
SIGNAL_BITS = 16

#: Fixed-point steps in a unit of log-odds.
UNIT = 256

#: The columns of `Strengths.modifier_effects`.
HEDGE, BOOSTER, OPEN = range(3)

# Log-odds up to which a cue leaves the matter open ("chance"): "slim" and "good" then decide.
_OPEN_UP_TO = UNIT // 2
# Log-odds from which a cue asserts: "fairly" and "not" take certainty away then.
_SURE_FROM = 9 * UNIT // 4
# The log-odds of what is denied: "no chance", "not certain".
_NO_CHANCE, _NOT_CERTAIN = -3 * UNIT, -UNIT // 4
_GREATEST = 5 * UNIT
_NO_EFFECT = np.array([UNIT, UNIT, 0])

_WORD, _PAIR, _TRIPLE, _CUE, _CUE_NEXT, _CUE_BEFORE, _KIND = (
    np.uint64(0x5EED00 + 16 * number) for number in range(7)
)


@dataclass(frozen=True, slots=True)
class Strengths:
    """What a cue leaves of the certainty of a statement.

    `phrases` are ids of the words of cues, `phrase_log_odds` what a statement with each has, in
    UNITs; `kind_log_odds` stands in for cues that are not listed. `modifiers` are ids of words,
    `modifier_effects` their effects in UNITs: the log-odds of a hedge or of a booster are
    multiplied, an open possibility is shifted.
    """

    phrases: HashIndex
    phrase_log_odds: npt.NDArray[np.int16]
    kind_log_odds: npt.NDArray[np.int16]
    modifiers: HashIndex
    modifier_effects: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A table of strengths, words that state figures, and what counts how much.

    `plain` are the log-odds of a statement without a cue, in UNITs. `shares` say how much of three
    pulls away from it counts: of the cue that pulls down most, of the others that pull down, of
    those that lift. `words` are the weights of words, with the log-odds that the sums start from.
    `signals` has an entry for the first bits of each word's id: whether the word can make a
    sentence without a cue less than plain.
    """

    strengths: Strengths
    words: Weights
    figures: Figures
    signals: Bools
    plain: int
    shares: tuple[float, float, float]


def signalled(tokens: Tokens, token_sentence: Ints, sentences: int, signals: Bools) -> Bools:
    """Which sentences of a round have a word that calls for a closer look, cue or not.

    "My money is on the fan belt" and "a 30 % chance" have no cue, and yet are no plain statements.
    """
    hits = signals.take(top_bits(tokens.ids, SIGNAL_BITS)).nonzero()[0]
    owner = token_sentence[hits]
    result = np.zeros(sentences, dtype=np.bool_)
    result[owner[owner >= 0]] = True
    return result


def strengths(cued: CuedSentences, table: Strengths) -> Floats:
    """How sure a statement is with each cue and the words that strengthen or weaken it.

    A cue that the table does not list has the value of its last word, or that of its kind.
    """
    return logistic(cue_log_odds(cued, table) / UNIT)


def cue_log_odds(cued: CuedSentences, table: Strengths) -> Ints:
    """The log-odds of `strengths`, in UNITs."""
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
    factor = np.where(own >= _SURE_FROM, effects[:, BOOSTER], effects[:, HEDGE])
    is_open = np.abs(own) <= _OPEN_UP_TO
    modified = np.where(is_open, own + shift, own * factor // UNIT)
    return np.clip(modified, -_GREATEST, _GREATEST)


def _effects(cued: CuedSentences, table: Strengths, place: Ints) -> tuple[Ints, Bools]:
    """The effects of the words at some places on the cues, and which of them are modifiers."""
    inside = place >= cued.first[cued.sentence]
    is_modifier, row = table.modifiers.lookup(cued.ids[np.where(inside, place, 0)])
    is_modifier &= inside
    effects = table.modifier_effects.take(row, axis=0, mode="clip").astype(np.int64)
    return np.where(is_modifier[:, None], effects, _NO_EFFECT), is_modifier


def sentence_confidence(
    cued: CuedSentences,
    log_odds: Ints,
    negated: Bools,
    scopes: tuple[Ints, Ints] | None,
    model: ConfidenceModel,
) -> Floats:
    """How sure a reader would be of each gathered sentence, 0 to 1.

    `log_odds` are those of `cue_log_odds`; `negated` says which cues are denied; `scopes` are the
    first row and the stop of what each cue makes uncertain, None if that is not known.
    """
    strongest, others, lifts = pulls(cued, denied(log_odds, negated), scopes, model.plain)
    by_cues = (
        model.shares[0] * strongest + model.shares[1] * others + model.shares[2] * lifts
    ) / UNIT
    by_words = model.words.scale * word_sums(cued, negated, model.words)
    answer = model.words.bias + by_cues + by_words
    confidence = logistic(answer)
    sentence, thousandths = stated(cued, model.figures)
    confidence[sentence] = np.clip(thousandths, 10, 990) / 1000
    return confidence


def denied(log_odds: Ints, negated: Bools) -> Ints:
    """The log-odds of cues, some of which are denied: "no chance", "not certain", "not likely"."""
    turned = -log_odds * 7 // 8
    turned = np.where(log_odds >= _SURE_FROM, _NOT_CERTAIN, turned)
    turned = np.where(np.abs(log_odds) <= _OPEN_UP_TO, _NO_CHANCE, turned)
    return np.where(negated, turned, log_odds)


def pulls(
    cued: CuedSentences, log_odds: Ints, scopes: tuple[Ints, Ints] | None, plain: int
) -> tuple[Ints, Ints, Ints]:
    """How far the cues of each sentence pull it away from a plain statement, in UNITs.

    The pull of the cue that pulls down most, of the others that pull down, of those that lift.
    """
    pull = log_odds - plain
    if scopes is not None:
        first, stop = scopes
        length = (cued.stop - cued.first)[cued.sentence]
        # A hedge on an aside counts less, by half at most.
        pull = pull * (length + np.minimum(2 * (stop - first), length)) // (2 * length)
    size = len(cued.first)
    begins = cued.sentence.searchsorted(np.arange(size + 1))
    has_cue = (begins[1:] > begins[:-1]).nonzero()[0]
    strongest = np.zeros(size, dtype=np.int64)
    down = np.minimum(pull, 0)
    if len(has_cue):
        strongest[has_cue] = np.minimum.reduceat(down, begins[has_cue])
    others = _sums(down, begins) - strongest
    return strongest, others, _sums(np.maximum(pull, 0), begins)


def _sums(values: Ints, begins: Ints) -> Ints:
    """Sums of the runs of values that begin and end at `begins`."""
    sums = np.zeros(len(values) + 1, dtype=np.int64)
    values.cumsum(out=sums[1:])
    return sums[begins[1:]] - sums[begins[:-1]]


def word_sums(cued: CuedSentences, negated: Bools, words: Weights) -> Ints:
    """Sums of the weights of the words of each sentence and of its cues."""
    of_words, of_cues = feature_ids(cued, negated)
    table = words.table
    begins = np.append(cued.first, cued.stop[-1:])
    total = _sums(table.take(of_words).sum(axis=0, dtype=np.int64), begins)
    cue_begins = cued.sentence.searchsorted(np.arange(len(cued.first) + 1))
    return total + _sums(table.take(of_cues).sum(axis=0, dtype=np.int64), cue_begins)


def feature_ids(cued: CuedSentences, negated: Bools) -> tuple[Ints, Ints]:
    """Feature ids of the words, shape (3, rows), and of the cues, shape (4, cues)."""
    ids = cued.ids
    before = np.full(len(ids), NO_TOKEN)
    before[1:] = ids[:-1]
    before[cued.first] = NO_TOKEN
    third = np.full(len(ids), NO_TOKEN)
    third[1:] = before[:-1]
    third[cued.first] = NO_TOKEN
    pair = mix(before + _PAIR) + ids
    of_words = np.stack((ids + _WORD, pair, mix(third + _TRIPLE) + pair))
    follows = cued.end < cued.stop[cued.sentence]
    after = np.where(follows, ids[np.where(follows, cued.end, 0)], NO_TOKEN)
    leads = before[cued.start]
    kind = cued.kind.astype(np.uint64)
    deny = negated.astype(np.uint64)
    of_cues = np.stack(
        (
            cued.words + _CUE + deny,
            mix(cued.words + _CUE_NEXT) + after,
            mix(cued.words + _CUE_BEFORE) + leads,
            mix(kind + _KIND) + deny,
        )
    )
    return top_bits(mix(of_words), BITS), top_bits(mix(of_cues), BITS)
