"""Scales of words + ratings of readers → the model of confidence.

The strengths of cues come from published scales where there are any (the column `confidence source`
of seeds/cues.tsv), and else from our own judgment by kind. Weights of words are fitted on ratings
of whole sentences, beside the log-odds that the strengths give. Sentences without a rating stand
in with the answer of the strengths, at a small weight, so that the topic of a sentence gets none.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hedging import pipeline
from hedging.corpora.rows import read_lines
from hedging.depth.confidence import (
    BITS,
    SIGNAL_BITS,
    UNIT,
    ConfidenceModel,
    Strengths,
    cue_log_odds,
    denied,
    feature_ids,
    pulls,
)
from hedging.depth.cued import CuedSentences, gather, phrase_id
from hedging.depth.figures import CHANCE, ODDS, PERCENT, Figures
from hedging.detector import Detector
from hedging.errors import CorpusError
from hedging.kinds import KINDS
from hedging.model.scoring import Floats, log_odds, logistic
from hedging.text.hashing import Bools, HashIndex, Ints, top_bits
from hedging.text.tokens import word_id
from hedging.text.weights import Weights
from hedging.train.regression import soft_regression, sparse
from hedging.train.word_classes import word_ids

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# The log-odds of a sentence without a cue: readers of plain statements give about 95 of 100.
_PLAIN = 3.0
# What counts before anything is fitted: a further cue adds little, a booster lifts a hedge little.
_SHARES = (1.0, 0.15, 0.25)
# The pulls as columns: so large that the penalty on weights hardly touches their shares.
_COLUMN = 4.0
_MARGIN = 0.01
# A word signals an unsure sentence if unsure sentences without a cue have it so often, and so many
# times as often as plain sentences.
_SURE, _UNSURE, _OFTEN, _TIMES = 0.93, 0.88, 2, 2
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


def _units(values: Sequence[Any]) -> npt.NDArray[np.int16]:
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
    return np.asarray(
        (np.isin(cued.ids[np.where(inside, places, 0)], denials) & inside).any(axis=0)
    )


def untrained(strengths: Strengths) -> ConfidenceModel:
    """The model that the strengths make by themselves."""
    return ConfidenceModel(
        strengths=strengths,
        words=Weights(np.zeros(1 << BITS, dtype=np.int8), 1.0, _PLAIN),
        signals=np.zeros(1 << SIGNAL_BITS, dtype=np.bool_),
        figures=Figures.listed(),
        plain=round(_PLAIN * UNIT),
        shares=_SHARES,
    )


def matrix_of(cued: CuedSentences, negated: Bools, pulled: Ints) -> csr_matrix:
    """Counts of the features of each sentence, and its three pulls as the last columns."""
    of_words, of_cues = feature_ids(cued, negated)
    sentence_of_row = np.repeat(np.arange(len(cued.first)), cued.stop - cued.first)
    rows = np.concatenate(
        (np.tile(sentence_of_row, len(of_words)), np.tile(cued.sentence, len(of_cues)))
    )
    columns = np.concatenate((of_words.ravel(), of_cues.ravel()))
    shape = (len(cued.first), 1 << BITS)
    counts = sparse().csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    columns_of_pulls = sparse().csr_matrix(pulled.T / UNIT * _COLUMN)
    return sparse().hstack((counts, columns_of_pulls), format="csr")


def fit_words(
    model: ConfidenceModel, rated: Rated, detector: Detector, c: float
) -> ConfidenceModel:
    """Fit the weights of words on rated texts; a text of several sentences is passed over."""
    cued, text = gather_texts(rated.texts, detector)
    negated = simply_denied(cued)
    log_odds_of_cues = denied(cue_log_odds(cued, model.strengths), negated)
    pulled = np.stack(pulls(cued, log_odds_of_cues, None, model.plain))
    is_single = np.bincount(text, minlength=len(rated.texts))[text] == 1
    matrix = matrix_of(cued, negated, pulled)[is_single.nonzero()[0]]
    confidence = np.clip(rated.confidence[text], _MARGIN, 1 - _MARGIN)
    weight = rated.weight[text]
    weights, bias = soft_regression(matrix, confidence[is_single], weight[is_single], c)
    strongest, others, lifts = (weights[-3:] * _COLUMN).tolist()
    return dataclasses.replace(
        model,
        words=Weights.quantized(weights[:-3], bias),
        signals=_signals(cued, confidence),
        shares=(strongest, others, lifts),
    )


def _signals(cued: CuedSentences, confidence: Floats) -> Bools:
    """The words of unsure sentences without a cue that plain sentences seldom have."""
    has_cue = np.bincount(cued.sentence, minlength=len(cued.first)) > 0
    of_row = np.repeat(np.arange(len(cued.first)), cued.stop - cued.first)
    plain = np.unique(
        np.stack((of_row, cued.ids.view(np.int64)))[:, (~has_cue & (confidence > _SURE))[of_row]],
        axis=1,
    )[1]
    unsure = np.unique(
        np.stack((of_row, cued.ids.view(np.int64)))[:, (~has_cue & (confidence < _UNSURE))[of_row]],
        axis=1,
    )[1]
    words, often = np.unique(unsure, return_counts=True)
    known, plainly = np.unique(plain, return_counts=True)
    row = np.minimum(known.searchsorted(words), len(known) - 1)
    in_plain = np.where(known[row] == words, plainly[row], 0)
    chosen = words[(often >= _OFTEN) & (often > _TIMES * in_plain)]
    figures = Figures.listed()
    stated = figures.words.known[np.isin(figures.roles, (PERCENT, CHANCE, ODDS))]
    signals = np.zeros(1 << SIGNAL_BITS, dtype=np.bool_)
    signals[top_bits(np.concatenate((chosen.view(np.uint64), stated)), SIGNAL_BITS)] = True
    return signals


def read_ratings(path: Path) -> tuple[Rated, list[str]]:
    """Sentences with the mean rating of two readers, and the group of each."""
    rows = [json.loads(line) for line in read_lines(path)]
    confidence = np.array([row["rating"] / 100 for row in rows])
    rated = Rated([row["text"] for row in rows], confidence, np.ones(len(rows)))
    return rated, [row["group"] for row in rows]


def read_frames(path: Path, statements: Path, sentences: Sequence[str], each: int) -> Rated:
    """Frames with their confidence, each around some statements.

    `{c}` and `{C}` are a whole sentence, `{s}`, `{v}`, `{b}` and `{n}` parts of a statement of the
    list: its subject, what is said of it in the past and in the infinitive, a short answer.
    """
    parts = [line.rstrip("\n").split("\t") for line in list(read_lines(statements))[1:]]
    clauses = [text[0].lower() + text[1:].rstrip(".") for text in sentences]
    draw = np.random.default_rng(0)
    texts, confidence = [], []
    for line in list(read_lines(path))[1:]:
        value, frame = line.rstrip("\n").split("\t")
        for clause, part in zip(
            draw.integers(len(clauses), size=each).tolist(),
            draw.integers(len(parts), size=each).tolist(),
            strict=True,
        ):
            subject, past, base, short = parts[part]
            whole = clauses[clause]
            text = frame.format(c=whole, C=_capital(whole), s=subject, v=past, b=base, n=short)
            texts.append(_capital(text))
            confidence.append(float(value))
    return Rated(texts, np.array(confidence), np.ones(len(texts)))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def with_plain(rated: Rated, plain: Sequence[str], weight: float) -> Rated:
    """The rated texts and sentences without a cue, which count as plain statements."""
    value = float(logistic(np.array(_PLAIN)))
    return Rated(
        [*rated.texts, *plain],
        np.concatenate((rated.confidence, np.full(len(plain), value))),
        np.concatenate((rated.weight, np.full(len(plain), weight))),
    )


def joined(*parts: Rated) -> Rated:
    """The rated texts of all parts."""
    return Rated(
        [text for part in parts for text in part.texts],
        np.concatenate([part.confidence for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )
