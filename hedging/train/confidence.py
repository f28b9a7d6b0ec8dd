"""Scales of words + ratings of readers → the model of confidence.

The strengths of cues come from published scales where there are any (the column `confidence source`
of seeds/cues.tsv), and else from our own judgment by kind. Weights of words are fitted on ratings
of whole sentences, beside the log-odds that the strengths give. Sentences without a rating stand
in with the answer of the strengths, at a small weight, so that the topic of a sentence gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hedging import pipeline
from hedging.corpora.rows import read_lines
from hedging.depth.confidence import (
    BITS,
    UNIT,
    ConfidenceModel,
    Strengths,
    compose,
    cue_log_odds,
    denied,
    feature_ids,
)
from hedging.depth.cued import CuedSentences, gather, phrase_id
from hedging.depth.figures import Figures
from hedging.detector import Detector
from hedging.errors import CorpusError
from hedging.kinds import KINDS
from hedging.model.scoring import Floats, log_odds, logistic
from hedging.text.hashing import Bools, HashIndex, Ints
from hedging.text.tokens import word_id
from hedging.text.weights import Weights
from hedging.train.regression import soft_regression, sparse
from hedging.train.word_classes import word_ids

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# The log-odds of a sentence without a cue: readers of plain statements give about 95 of 100.
_PLAIN = 3.0
# What the cues beside the strongest add, and boosters beside hedges.
_FURTHER, _LIFT = 0.15, 0.25
# The composed log-odds as a column: so large that the penalty on weights hardly touches its slope.
_COLUMN = 4.0
_MARGIN = 0.01
_DENIAL = ("not", "'t", "no", "never", "nor", "neither", "cannot", "little", "hardly")


@dataclass(frozen=True, slots=True)
class Rated:
    """Sentences with what readers gave them, 0 to 1, and with the weight of each."""

    texts: Sequence[str]
    confidence: Floats
    weight: Floats


def read_strengths(cues: Path, modifiers: Path) -> Strengths:
    """The strengths of two lists of the seeds; CorpusError for a value that is no number."""
    of_phrase: dict[int, list[float]] = {}
    of_kind: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number, line in enumerate(read_lines(cues), 1):
        fields = line.rstrip("\n").split("\t")
        if number == 1 or not line.strip():
            continue
        value = float(_log_odds(_number(fields, 2, cues, number)))
        of_kind[fields[1]].append(value)
        if "..." not in fields[0]:
            of_phrase.setdefault(phrase_id(fields[0]), []).append(value)
    phrases = np.array(sorted(of_phrase), dtype=np.uint64)
    means = [float(np.mean(of_phrase[int(phrase)])) for phrase in phrases]
    effects: dict[int, list[float]] = {}
    for number, line in enumerate(read_lines(modifiers), 1):
        fields = line.rstrip("\n").split("\t")
        if number > 1 and line.strip():
            effects[word_id(fields[0])] = [
                _number(fields, column, modifiers, number) for column in (1, 2, 3)
            ]
    words = np.array(sorted(effects), dtype=np.uint64)
    return Strengths(
        phrases=HashIndex(phrases),
        phrase_log_odds=_units(means),
        kind_log_odds=_units([float(np.mean(of_kind[kind] or [0.0])) for kind in KINDS]),
        modifiers=HashIndex(words),
        modifier_effects=_units([effects[int(word)] for word in words]),
    )


def _number(fields: Sequence[str], column: int, path: Path, number: int) -> float:
    try:
        return float(fields[column])
    except (IndexError, ValueError) as error:
        raise CorpusError(
            f"{path}:{number}: expected a number in column {column + 1}, got {fields!r}"
        ) from error


def _log_odds(confidence: float) -> Floats:
    return log_odds(np.array(confidence), _MARGIN)


def _units(values: Sequence[float] | Sequence[Sequence[float]]) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    return np.round(np.array(values) * UNIT).astype(np.int16)


def gather_texts(texts: Sequence[str], detector: Detector) -> tuple[CuedSentences, Ints]:
    """All sentences of some texts with their shown cues, and the number of the text of each."""
    layout = pipeline.lay_out(texts, None, detector.model.splitter)
    steps = pipeline.light_steps(layout, detector.criteria)
    cues = steps.cues.take(steps.scores.shown)
    cued = gather(
        layout.tokens,
        (layout.first, layout.stop),
        np.arange(len(layout.first)),
        (cues.start, cues.end, cues.sentence, cues.kind),
        detector.model.word_classes,
    )
    return cued, layout.document_start.searchsorted(layout.start, side="right") - 1


def simply_denied(cued: CuedSentences) -> Bools:
    """Which cues have a word of denial among the three words before them."""
    denials = np.array([word_ids(word)[0] for word in _DENIAL], dtype=np.uint64)
    places = cued.start - np.arange(1, 4)[:, None]
    inside = places >= cued.first[cued.sentence]
    return np.asarray((np.isin(cued.ids[np.where(inside, places, 0)], denials) & inside).any(axis=0))


def untrained(strengths: Strengths) -> ConfidenceModel:
    """The model that the strengths make by themselves."""
    return ConfidenceModel(
        strengths=strengths,
        words=Weights(np.zeros(1 << BITS, dtype=np.int8), 1.0),
        figures=Figures.listed(),
        plain=round(_PLAIN * UNIT),
        further=round(_FURTHER * UNIT),
        lift=round(_LIFT * UNIT),
        slope=1.0,
    )


def matrix_of(cued: CuedSentences, negated: Bools, composed: Ints) -> csr_matrix:
    """Counts of the features of each sentence, and its composed log-odds as the last column."""
    of_words, of_cues = feature_ids(cued, negated)
    sentence_of_row = np.repeat(np.arange(len(cued.first)), cued.stop - cued.first)
    rows = np.concatenate((np.tile(sentence_of_row, len(of_words)), np.tile(cued.sentence, len(of_cues))))
    columns = np.concatenate((of_words.ravel(), of_cues.ravel()))
    shape = (len(cued.first), 1 << BITS)
    counts = sparse().csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    column = sparse().csr_matrix(composed[:, None] / UNIT * _COLUMN)
    return sparse().hstack((counts, column), format="csr")


def fit_words(
    model: ConfidenceModel, rated: Rated, detector: Detector, c: float
) -> ConfidenceModel:
    """Fit the weights of words on rated texts of a single sentence each."""
    cued, text = gather_texts(rated.texts, detector)
    negated = simply_denied(cued)
    composed = compose(cued, denied(cue_log_odds(cued, model.strengths), negated), None, model)
    single = np.bincount(text, minlength=len(rated.texts))[text] == 1
    matrix = matrix_of(cued, negated, composed)[single.nonzero()[0]]
    confidence = np.clip(rated.confidence[text[single]], _MARGIN, 1 - _MARGIN)
    weights, bias = soft_regression(matrix, confidence, rated.weight[text[single]], c)
    return ConfidenceModel(
        strengths=model.strengths,
        words=Weights.quantized(weights[:-1], bias),
        figures=model.figures,
        plain=model.plain,
        further=model.further,
        lift=model.lift,
        slope=float(weights[-1] * _COLUMN),
    )


__all__ = ["Rated", "fit_words", "gather_texts", "logistic", "read_strengths", "untrained"]
