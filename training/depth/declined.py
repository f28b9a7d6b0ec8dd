"""Answers with the reasons why they decline → the model that finds these reasons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hedging.corpora import jsonlines
from hedging.corpora.rows import read_rows
from hedging.depth.declined import COLUMNS, UNIT, DeclinedModel
from hedging.depth.roles import BITS, word_features
from hedging.detector import Detector
from hedging.kinds import DECLINED
from hedging.model.scoring import Floats
from hedging.text.hashing import Ints
from hedging.text.weights import Weights
from hedging.train.regression import logistic_model, sparse
from training.depth.ratings import gather_texts, read_roles
from training.material import SEEDS

#: The file of answers, each with one of DECLINED or none.
ANSWERS = "declined.jsonl"
# Sentences of our own that decline nothing, their weight beside an answer, the penalty.
_PLAIN, _PLAIN_WEIGHT, _C = 12_000, 0.02, 200.0
# Registers of `examples.jsonl` in which nobody is asked.
_REGISTERS = frozenset(
    ("news", "science", "encyclopedia", "legal", "filing", "policy", "review", "clinical", "manual")
)
# The roles of sentences that do not decline, whatever was asked.
_ROLES = frozenset(("claim", "courtesy", "source", "frame"))


def fit_declined(detector: Detector) -> DeclinedModel:
    """The model of the answers of the seeds, and of sentences of ours that decline nothing."""
    rows = read_rows(SEEDS / ANSWERS, ("text", "declined", "part"))
    answers = [
        (row["text"], 0 if row["declined"] is None else 1 + DECLINED.index(row["declined"]))
        for row in rows
        if row["part"] == "train"
    ]
    plain = _plain_sentences()
    texts = [*(text for text, _ in answers), *plain]
    codes = np.array([code for _, code in answers] + [0] * len(plain))
    weights = np.array([1.0] * len(answers) + [_PLAIN_WEIGHT] * len(plain))
    return fitted(texts, codes, weights, detector, _C)


def fitted(
    texts: Sequence[str], codes: Ints, weights: Floats, detector: Detector, c: float
) -> DeclinedModel:
    """A model of texts with the codes of their reasons (0 where a text answers) and weights."""
    _, words, text = gather_texts(texts, detector)
    of_words, of_sentences = word_features(words)
    own = np.repeat(text, words.stop - words.first)
    rows = np.concatenate((*[own] * len(of_words), *[text] * len(of_sentences)))
    columns = np.concatenate((of_words.ravel(), of_sentences.ravel()))
    count = np.bincount(rows, minlength=len(texts))
    shape = (len(texts), 1 << BITS)
    matrix = sparse().csr_matrix((1 / np.sqrt(count[rows]), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    regression = logistic_model(C=c, max_iter=500).fit(matrix, codes, sample_weight=weights)
    table = np.zeros((1 << BITS, COLUMNS))
    table[:, regression.classes_] = regression.coef_.T
    quantized = Weights.quantized(table)
    bias = np.full(COLUMNS, -(1 << 20), dtype=np.int32)  # what no text is, none will be
    bias[regression.classes_] = np.round(regression.intercept_ * UNIT)
    return DeclinedModel(quantized.table, bias, quantized.scale)


def _plain_sentences() -> list[str]:
    """Sentences of ours in which nobody declines to answer."""
    own = [
        gold.text
        for gold in jsonlines.read(SEEDS / "examples.jsonl")
        if gold.part == "train" and gold.group in _REGISTERS
    ]
    draw = np.random.default_rng(2)
    chosen = [own[number] for number in draw.permutation(len(own))[:_PLAIN].tolist()]
    roles = [row for row in read_roles(SEEDS / "claims.jsonl") if row.part == "train"]
    return chosen + [row.text for row in roles if row.role in _ROLES]
