"""Answers with the reasons why they decline → the model that finds these reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hedging.corpora import jsonlines
from hedging.corpora.rows import read_rows
from hedging.depth.declined import COLUMNS, UNIT, DeclinedModel
from hedging.depth.roles import BITS, COURTESY, ClaimModel, word_features
from hedging.depth.rows import Words
from hedging.detector import Detector
from hedging.kinds import DECLINED
from hedging.model.scoring import Floats
from hedging.text.hashing import Ints
from hedging.text.weights import Weights
from hedging.train.regression import logistic_model, sparse
from training.depth.lessons import ANSWERS, framed
from training.depth.ratings import gather_texts, read_ratings, read_roles
from training.depth.roles import roles_in_texts
from training.material import SEEDS, load_shipped

# Sentences of ours that decline nothing, and as many of running text; their weight beside an
# answer, and the penalty.
_PLAIN, _PLAIN_WEIGHT, _C = 12_000, 0.02, 200.0
# Texts that readers found so sure answer, however they say it ("As far as I know, it was 1874."):
# our rated texts, and frames around so many statements; their weights.
_SURE, _RATED_WEIGHT, _EACH, _FRAMED_WEIGHT = 0.7, 0.03, 1, 0.03
# The ends of the groups of annotations whose texts answer somebody.
_OF_ANSWERS = ("-qa", "-llm", "-answers")
# Registers of `examples.jsonl` in which nobody is asked.
_REGISTERS = frozenset(
    ("news", "science", "encyclopedia", "legal", "filing", "policy", "review", "clinical", "manual")
)
# The roles of sentences that do not decline, whatever was asked.
_ROLES = frozenset(("claim", "courtesy", "source", "frame"))


def fit_declined(corpora: Path, detector: Detector, claims: ClaimModel) -> DeclinedModel:
    """The model of the answers of the seeds, and of sentences and texts that decline nothing.

    The cues of a detector and the roles of `claims` say which sentences are courtesy.
    """
    rows = read_rows(SEEDS / ANSWERS, ("text", "declined", "part"))
    answers = [
        (row["text"], 0 if row["declined"] is None else 1 + DECLINED.index(row["declined"]))
        for row in rows
        if row["part"] == "train"
    ]
    plain = _plain_sentences() + _running_text(corpora)
    others = [(text, _PLAIN_WEIGHT) for text in plain] + _sure_texts()
    texts = [text for text, _ in (*answers, *others)]
    codes = np.array([code for _, code in answers] + [0] * len(others))
    weights = np.array([1.0] * len(answers) + [weight for _, weight in others])
    return fitted(texts, codes, weights, (detector, claims), _C)


def fitted(
    texts: Sequence[str],
    codes: Ints,
    weights: Floats,
    readers: tuple[Detector, ClaimModel],
    c: float,
) -> DeclinedModel:
    """A model of texts with the codes of their reasons (0 where a text answers) and weights."""
    words, text = _read_sentences(texts, *readers)
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


def _read_sentences(
    texts: Sequence[str], detector: Detector, claims: ClaimModel
) -> tuple[Words, Ints]:
    """The words of the sentences of some texts that are no courtesy, and the text of each."""
    cued, words, text = gather_texts(texts, detector)
    role = roles_in_texts(cued, words, text, detector.model.word_classes, claims)
    rows = (role != COURTESY).nonzero()[0]
    return words.of(rows), text[rows]


def _sure_texts() -> list[tuple[str, float]]:
    """Texts of ours that readers found sure enough to be answers, each with its weight."""
    rated = [row for row in read_ratings(SEEDS / "ratings.jsonl") if row.part == "train"]
    of_frames = framed(_EACH)
    return [
        *((row.text, _RATED_WEIGHT) for row in rated if row.confidence >= _SURE),
        *((text, _FRAMED_WEIGHT) for text, own in of_frames.items() if own >= _SURE),
    ]


def _running_text(corpora: Path) -> list[str]:
    """Sentences of running text, but for answers of people and of models, which may decline."""
    material = load_shipped(corpora)[1]
    texts = sorted(
        {
            gold.text
            for gold in material.golds
            if gold.document in material.annotated
            and gold.part == "train"
            and not gold.group.endswith(_OF_ANSWERS)
        }
    )
    order = np.random.default_rng(3).permutation(len(texts))[:_PLAIN]
    return [texts[number] for number in order.tolist()]


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
