"""Sentences that claim, ask, thank, refuse or announce → the model that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hedging.depth.roles import (
    BITS,
    MOST_TOKENS,
    ClaimModel,
    feature_ids,
    opening_ids,
    roles_of,
    settled_roles,
)
from hedging.depth.rows import CueRows, Words, spoken
from hedging.kinds import HEDGE_KINDS, ROLES
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Hashes, Ints, ShortIndex
from hedging.text.tokens import tokenize
from hedging.text.weights import Weights
from hedging.train.regression import logistic_model, sparse

# First words that open so much prose that the gate asks for the second word too.
_MANY_CLAIMS = 3


def fit_claims(
    texts: Sequence[str],
    labels: Sequence[str],
    weights: Sequence[float],
    classes: WordClasses,
    c: float,
) -> ClaimModel:
    """Fit a model on sentences, each labelled with one of ROLES and with a weight."""
    words = _laid_out(texts)
    truth = np.array([ROLES.index(label) for label in labels])
    of_words, of_sentences = feature_ids(words, classes)
    number = np.arange(len(texts))
    of_word = np.repeat(number, words.stop - words.first)
    rows = np.concatenate((*[of_word] * len(of_words), *[number] * len(of_sentences)))
    columns = np.concatenate((of_words.ravel(), of_sentences.ravel()))
    shape = (len(texts), 2 << BITS)
    matrix = sparse().csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    fitted = logistic_model(C=c, max_iter=500, fit_intercept=False).fit(
        matrix, truth, sample_weight=np.array(weights)
    )
    table = np.zeros((2 << BITS, len(ROLES)))
    table[:, fitted.classes_] = fitted.coef_.T
    fitted_weights = Weights.quantized(table)
    gate = _gate(words.ids, words.first, words.stop, truth)
    return ClaimModel(gate, fitted_weights.table, fitted_weights.scale)


def roles_in_texts(
    cued: CueRows, words: Words, text: Ints, classes: WordClasses, claims: ClaimModel
) -> npt.NDArray[np.uint8]:
    """The role of each sentence of some texts, as `gather_texts` has them; none is a heading."""
    doubts = np.bincount(cued.sentence, cued.kind < len(HEDGE_KINDS), len(text)) > 0
    roles = roles_of(words, classes, claims)
    return settled_roles(roles, doubts, np.zeros_like(doubts), words, text)


def _laid_out(texts: Sequence[str]) -> Words:
    tokens = tokenize("\n".join(texts))
    stop = np.array([len(tokenize(text)) for text in texts]).cumsum()
    return spoken(tokens, (np.append(0, stop[:-1]), stop))


def _gate(ids: Hashes, first: Ints, stop: Ints, truth: Ints) -> ShortIndex:
    """Openings and endings of the sentences that are no claims.

    A first word or a last token that claims have too is left to the pair of first words.
    """
    one, two, last = opening_ids(ids, first, stop)
    other = (truth != ROLES.index("claim")) & (stop - first <= MOST_TOKENS)
    seen = [two[other]]
    for keys in (one, last):
        known, counts = np.unique(keys[~other], return_counts=True)
        seen.append(np.setdiff1d(keys[other], known[counts >= _MANY_CLAIMS]))
    return ShortIndex(np.unique(np.concatenate(seen)))
