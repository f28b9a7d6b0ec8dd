"""Spoken words of sentences → which of them call for a closer look, and what the network reads.

Both look at nothing but words: `hedging.depth.confidence` says what becomes of the numbers.
"""

from __future__ import annotations

import numpy as np

from hedging.depth.confidence import (
    ALWAYS,
    BITS,
    DIMENSIONS,
    OTHER_WORD,
    RUN_BITS,
    RUN_SEEDS,
    ConfidenceModel,
    Runs,
)
from hedging.depth.cued import running_sums
from hedging.depth.spoken import WordColumns, class_ids, ids_before
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Hashes, HashIndex, Ints, mix, top_bits


def signalled(words: WordColumns, model: ConfidenceModel) -> tuple[Bools, Bools]:
    """Which sentences of a round have words that call for a closer look, cue or not.

    "My money is on the fan belt" and "a 30 % chance" have no cue, and yet are no plain statements.
    The second answer is that for sentences of short documents.
    """
    signals = model.signals
    of_word = signals.table.take(top_bits(words.ids, BITS))
    sums = running_sums(of_word)
    score = signals.scale * (sums[words.stop] - sums[words.first])
    always = (of_word == ALWAYS).nonzero()[0]
    must = always.searchsorted(words.stop) > always.searchsorted(words.first)
    return (signals.bias + score > 0) | must, (model.short_bias + score > 0) | must


def pooled_runs(words: WordColumns, classes: WordClasses, model: ConfidenceModel) -> Runs:
    """The greatest and the least of the numbers of the runs in each sentence.

    The shape is (sentences, 2 * DIMENSIONS).
    """
    if len(words.first) == 0:
        return np.zeros((0, 2 * DIMENSIONS), dtype=np.int16)
    first, *others = run_ids(words, classes, model.vocabulary)
    numbers = model.runs.take(first, axis=0).astype(np.int16)
    for ids in others:
        numbers += model.runs.take(ids, axis=0)
    ends = np.maximum, np.minimum
    return np.concatenate([end.reduceat(numbers, words.first, axis=0) for end in ends], axis=1)


def run_ids(words: WordColumns, classes: WordClasses, vocabulary: HashIndex) -> Ints:
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
