"""Candidate log-odds → cues, sentence scores, document scores.

**Cue.** A candidate's score is the logistic of its summed weights. Of candidates that overlap ("no evidence", "no evidence
that") the one with the highest log-odds is kept: a word carries one cue.

**Sentence.** A sentence is hedged when it holds at least one cue of a kind that counts, so its evidence is the noisy-or
(Pearl 1988) of its cues, 1 − Π(1 − pᵢ·kᵢ), where pᵢ is the cue's probability and kᵢ the probability that its kind counts.
Cues of one sentence are not independent, and a sentence may be hedged by words that no lexicon knows, so a logistic curve
fitted on sentences that the weights had not seen maps the evidence's log-odds to a probability (Platt 1999). Where a scheme
has sentence weights (Wikipedia's weasels are often not lexical), the words of the sentence add to the same log-odds.

**Document.** The score is the mean of the sentences' probabilities: with calibrated probabilities, the expected share of
hedged sentences. It needs no threshold, does not grow with the length of the text, and two documents can be pooled by
weighing their scores with their numbers of sentences. A document without a sentence scores 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Bools, Ints

Floats = npt.NDArray[np.float64]

# Evidence below this is as good as none; it bounds the log-odds of a sentence without a candidate.
_LEAST = 1e-4


def logistic(x: Floats) -> Floats:
    """Probability of a log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(np.minimum(np.maximum(-x, -60.0), 60.0))))


def log_odds(p: Floats) -> Floats:
    """Log-odds of a probability, bounded."""
    p = np.minimum(np.maximum(p, _LEAST), 1 - _LEAST)
    return np.asarray(np.log(p / (1 - p)))


def best_of_overlaps(start: Ints, end: Ints, strength: Floats) -> Bools:
    """Which candidates to keep so that none overlap: the strongest first, of equals the longer, then the earlier.

    `start` must be sorted. Runs of overlapping candidates are short, so a few rounds over the whole batch settle them all.
    """
    n = len(start)
    keep = np.zeros(n, dtype=np.bool_)
    if n == 0:
        return keep
    reach = np.maximum.accumulate(end)
    fresh = np.ones(n, dtype=np.bool_)
    fresh[1:] = start[1:] >= reach[:-1]
    # Alone is what overlaps neither the one before nor the one behind.
    keep[:-1] = fresh[:-1] & fresh[1:]
    keep[-1] = fresh[-1]
    open_ = (~keep).nonzero()[0]
    if len(open_) == 0:
        return keep
    group = fresh.cumsum() - 1
    order = open_[np.lexsort((start[open_], (start - end)[open_], -strength[open_]))]
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(len(order))
    while len(open_):
        best = np.full(int(group[-1]) + 1, n, dtype=np.int64)
        np.minimum.at(best, group[open_], rank[open_])
        winner = order[best[group[open_]]]
        keep[winner] = True
        open_ = open_[(end[open_] <= start[winner]) | (start[open_] >= end[winner])]
    return keep


def sentence_evidence(counted: Floats, sentence: Ints, sentences: int) -> Floats:
    """Noisy-or of the counted probabilities of each sentence's cues, shape (sentences,)."""
    misses = np.bincount(
        sentence, weights=np.log1p(-np.minimum(counted, 1 - 1e-9)), minlength=sentences
    )
    return np.asarray(-np.expm1(misses))


def document_scores(sentence_score: Floats, document: Ints, documents: int) -> Floats:
    """Mean sentence score of each document, given the document of each sentence; 0 for a document without a sentence."""
    total = np.bincount(document, weights=sentence_score, minlength=documents)
    return np.asarray(total / np.maximum(np.bincount(document, minlength=documents), 1))
