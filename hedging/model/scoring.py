"""Candidate log-odds → cues, sentence scores, document scores.

**Cue.** A candidate's score is the logistic of its summed weights. When candidates overlap ("no
evidence", "no evidence that"), the candidate with the highest log-odds is kept: a word carries one
cue.

**Sentence.** A sentence is hedged when it holds at least one cue of a kind that counts, so its
evidence is the noisy-or (Pearl 1988) of these cues, 1 − Π(1 − pᵢ), where pᵢ is the probability
of a cue. Each cue has one kind, the likeliest. The cues of a sentence are not
independent, and a sentence may be hedged by words that no lexicon knows. So a logistic curve,
fitted on sentences that the weights had not seen, maps the log-odds of the evidence to a
probability (Platt 1999). Where a scheme has sentence weights (Wikipedia's weasels are often not
lexical), the words of the sentence add to the same log-odds.

**Document.** The score is the mean of the sentences' probabilities: with calibrated probabilities,
the expected share of hedged sentences. It needs no threshold, does not grow with the length of the
text, and the scores of two documents can be pooled by the numbers of their sentences. A document
without a sentence scores 0.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Bools, Ints

Floats = npt.NDArray[np.float64]

# Overlapping candidates that are Python's numbers at a time.
_BLOCK = 1 << 14


@lru_cache(maxsize=64)
def as_array(number: float) -> Floats:
    """A number as an array: beside one of Python's, a few values take half as long again."""
    return np.array(number, dtype=np.float64)


ZERO = as_array(0.0)
_ONE, _GREATEST = as_array(1.0), as_array(60.0)
# Probabilities are kept this far from 0 and 1, which bounds the log-odds of a sentence without a
# candidate.
_MARGIN, _LESS = as_array(1e-4), as_array(1 - 1e-4)
# A cue is never quite sure.
_SUREST = as_array(1 - 1e-9)


def logistic(x: Floats) -> Floats:
    """Probability of a log-odds."""
    # A great x needs no bound: beside 1, what its exponential leaves is nothing.
    # Each step takes the place of the one before, so that a long text needs no new memory.
    own = np.asarray(np.negative(x))
    np.minimum(own, _GREATEST, out=own)
    np.exp(own, own)
    np.add(own, _ONE, own)
    np.divide(_ONE, own, own)
    return own


def log_odds(p: Floats, margin: float | None = None) -> Floats:
    """Log-odds of a probability, which is first kept a `margin` away from 0 and 1.

    Without a margin, it is that of sentences.
    """
    bounds = (_MARGIN, _LESS) if margin is None else (margin, 1 - margin)
    p = np.asarray(np.maximum(p, bounds[0]))
    np.minimum(p, bounds[1], out=p)
    np.divide(p, _ONE - p, p)
    np.log(p, p)
    return p


def best_of_overlaps(start: Ints, end: Ints, log_odds: Floats) -> Bools:
    """Whether to keep each candidate, so that the kept candidates do not overlap.

    The candidate with the highest log-odds is kept first, of equals the longer, then the earlier;
    every candidate that overlaps it is dropped; and so on with those that are left. `start` must be
    sorted. A candidate that overlaps no neighbour is kept without a contest; the others are few in
    prose. They are ranked together and then claim their tokens one after the other, so the time is
    that of sorting, however long a chain of overlaps is:

        token      0      1        2       3        claimed
        second     [no evidence]                    0 and 1 are taken: dropped
        first      [no evidence   that]             0, 1, 2
        third                     [that    may]     2 is taken: dropped

    >>> start, end = np.array([0, 0, 2]), np.array([2, 3, 4])
    >>> best_of_overlaps(start, end, np.array([1.0, 2.0, 0.5])).tolist()
    [False, True, False]
    """
    n = len(start)
    if n == 0:
        return np.zeros(0, dtype=np.bool_)
    # A chain begins where no candidate before reaches; a chain of a single candidate is no contest.
    begins_chain = np.ones(n + 1, dtype=np.bool_)
    begins_chain[1:-1] = start[1:] >= np.maximum.accumulate(end)[:-1]
    keep = begins_chain[:-1] & begins_chain[1:]
    rows = (~keep).nonzero()[0]
    if len(rows) == 0:
        return keep
    first, stop = start[rows], end[rows]
    order = np.lexsort((first, first - stop, -log_odds[rows]))
    origin = int(first[0])
    columns = (rows[order], first[order] - origin, stop[order] - origin)
    claimed = bytearray(int(stop.max()) - origin)
    # A list of all candidates would be most of the memory of an endless chain.
    for offset in range(0, len(rows), _BLOCK):
        block = slice(offset, offset + _BLOCK)
        winners = []
        for row, begin, until in zip(*(column[block].tolist() for column in columns), strict=True):
            if claimed.find(1, begin, until) < 0:
                claimed[begin:until] = b"\1" * (until - begin)
                winners.append(row)
        keep[winners] = True
    return keep


def sentence_evidence(hedge_probability: Floats, sentence: Ints, sentences: int) -> Floats:
    """Noisy-or of the cues of each sentence, shape (sentences,).

    `hedge_probability` is the probability that each cue is a cue of a kind that counts, `sentence`
    the index of its sentence.
    """
    misses = np.minimum(hedge_probability, _SUREST)
    np.negative(misses, misses)
    np.log1p(misses, misses)
    return np.asarray(-np.expm1(np.bincount(sentence, misses, sentences)))


def sentence_scores(
    hedge_probability: Floats,
    sentence: Ints,
    sentences: int,
    curve: tuple[float, float],
    beside: Floats | None = None,
) -> Floats:
    """The probability that each sentence is hedged, by its cues and the fitted curve.

    `curve` is the slope and the intercept; `beside` is added to the log-odds.
    """
    log_odds_of = log_odds(sentence_evidence(hedge_probability, sentence, sentences))
    log_odds_of *= as_array(curve[0])
    log_odds_of += as_array(curve[1])
    if beside is not None:
        log_odds_of += beside
    return logistic(log_odds_of)


def document_scores(sentence_score: Floats, document: Ints, documents: int) -> Floats:
    """Mean sentence score of each document, 0 for a document without a sentence.

    `document` is the index of each sentence's document.
    """
    total = np.bincount(document, sentence_score, documents)
    return np.asarray(total / np.maximum(np.bincount(document, None, documents), _ONE))
