"""Text with gold sentence spans → the sentence splitter.

Punkt learns abbreviations, collocations and sentence starters from the texts alone (Kiss & Strunk
2006). A logistic regression then learns from the gold spans where a sentence begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from hedging.corpora.boundaries import Passage
from hedging.errors import CorpusError, require
from hedging.text import sentences
from hedging.text.hashing import short_hashes
from hedging.text.joined import tokenize_joined
from hedging.text.lines import lay_out_lines
from hedging.text.punkt import Punkt, pair_hash
from hedging.text.sentences import Splitter
from hedging.text.tokens import tokenize
from hedging.text.weights import Weights
from hedging.train.lexicon import sorted_hashes
from hedging.train.material import NO_BOUNDARIES, Material
from hedging.train.regression import count_matrix, logistic_regression

# Bits of Punkt's orthographic context: a word was seen in lower case at the beginning of a sentence
# (1 << 4), in the middle of a sentence (1 << 5), or where that is not known (1 << 6).
_LOWER_CASE = (1 << 4) | (1 << 5) | (1 << 6)


def fit_splitter(passages: Sequence[Passage], material: Material, c: float) -> Splitter:
    """Fit Punkt and the decision on `passages`; Punkt also learns from the unlabelled text.

    Raises CorpusError without passages, and where no sentence begins inside a passage.
    """
    if not passages:
        raise CorpusError(NO_BOUNDARIES)
    punkt = fit_punkt(
        [*(passage.text for passage in passages), *material.unlabelled], material.abbreviations
    )
    tokens, origins = tokenize_joined([passage.text for passage in passages])
    lines = lay_out_lines(tokens, origins)
    gaps = sentences.candidate_gaps(tokens, lines, punkt)
    begins = [
        start + origin
        for passage, origin in zip(passages, origins.tolist(), strict=True)
        for start, _ in passage.sentences
    ]
    truth = np.isin(tokens.start[gaps], begins)
    if not 0 < truth.sum() < len(truth):
        raise CorpusError(NO_BOUNDARIES)
    matrix = count_matrix(
        sentences.gap_features(tokens, lines, gaps, punkt), 1 << sentences.GAP_BITS
    )
    coefficients, bias = logistic_regression(matrix, truth, c)
    return Splitter(punkt, Weights.quantized(coefficients, bias))


def with_abbreviations(splitter: Splitter, abbreviations: Sequence[str]) -> Splitter:
    """A splitter that is taken over as it is, with more abbreviations."""
    if not abbreviations:
        return splitter
    more = short_hashes(sorted_hashes(_last_ids(abbreviations)))
    known = np.union1d(splitter.punkt.abbreviations, more)
    lists = splitter.punkt
    punkt = Punkt(known, lists.collocations, lists.starters, lists.lower)
    return Splitter(punkt, splitter.weights)


def fit_punkt(texts: Iterable[str], abbreviations: Sequence[str]) -> Punkt:
    """Punkt's parameters from unlabelled text, with more abbreviations, as hashes of words."""
    trainer = require("nltk.tokenize.punkt", "training", "train").PunktTrainer()
    for text in texts:
        trainer.train(text, finalize=False)
    trainer.finalize_training()
    learned = trainer.get_params()
    pairs = [pair for pair in map(_single_ids, learned.collocations) if len(pair) == 2]
    first, second = np.array(pairs, dtype=np.uint64).reshape(-1, 2).T
    lower = [
        word
        for word, context in sorted(learned.ortho_context.items())
        if context & _LOWER_CASE and word.isalpha()
    ]
    return Punkt(
        abbreviations=sorted_hashes(_last_ids([*sorted(learned.abbrev_types), *abbreviations])),
        collocations=sorted_hashes(pair_hash(first, second)),
        starters=sorted_hashes(_single_ids(sorted(learned.sent_starters))),
        lower=sorted_hashes(_single_ids(lower)),
    )


def _single_ids(words: Iterable[str]) -> list[int]:
    """The ids of the words that are a single token."""
    ids = [tokenize(word).ids for word in words]
    return [int(tokens[0]) for tokens in ids if len(tokens) == 1]


def _last_ids(words: Iterable[str]) -> list[int]:
    """The id of each word's last token."""
    ids = [tokenize(word).ids for word in words]
    return [int(tokens[-1]) for tokens in ids if len(tokens)]
