"""Texts with parts of speech → which of their reporting verbs attribute something to a source.

GUM marks its attributions; the other treebank has parts of speech alone. With these, one can tell
far better than from the words alone whether a reporting verb has a clause as its complement ("she
knew that it rained", not "she knew the town"). So a classifier learns it from GUM, and labels the
reporting verbs of the other texts, from which the model learns to do without.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from hedging.text.hashing import Bools, Ints
from hedging.train.regression import count_matrix, logistic_regression
from training.corpora.attribution import AttributedDocument
from training.corpora.subjects import FINITE, Span, TaggedToken

BITS = 18
_C = 0.15
# From the first probability on a reporting verb has a source, below the second it has none; what
# lies between teaches nothing.
_HAS, _HAS_NONE = 0.5, 0.2
_CLAUSE_ENDS = (".", "?", "!", ";")
_OPENING_TAGS = ("WP", "WRB", "WDT")
_OPENING_WORDS = ("that", "if", "whether")
_BORDER = TaggedToken(0, 0, "", "", "", "")


def complement_ids(document: AttributedDocument) -> Ints:
    """Feature ids of the reporting verbs that a document names, shape (words, features)."""
    starts = np.array([token.start for token in document.tokens])
    begins = np.array([start for start, _ in document.sentences])
    ids = []
    for said in document.attributions:
        if said.anchor is None or said.source is None:
            continue
        number = int(begins.searchsorted(said.anchor[0], side="right")) - 1
        first, stop = starts.searchsorted(document.sentences[number])
        row = int(starts.searchsorted(said.anchor[0]) - first)
        texts = _features(document.tokens[first:stop], row, said.source)
        ids.append([zlib.crc32(text.encode()) & ((1 << BITS) - 1) for text in texts])
    return np.array(ids, dtype=np.int64)


def sure_of(ids: Ints, taught: Bools, has_source: Bools) -> tuple[Bools, Bools]:
    """Which reporting verbs surely have a source, and which have surely none.

    Those that are `taught` have the answer `has_source`.
    """
    matrix = count_matrix(ids, 1 << BITS)
    weights, bias = logistic_regression(matrix[taught.nonzero()[0]], has_source[taught], _C)
    score = matrix @ weights + bias
    return score > _log_odds(_HAS), score < _log_odds(_HAS_NONE)


def _log_odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def _features(sentence: Sequence[TaggedToken], row: int, source: Span) -> list[str]:
    """What the classifier knows of a reporting verb: itself, its neighbours, its complement."""

    def at(step: int) -> TaggedToken:
        return sentence[row + step] if 0 <= row + step < len(sentence) else _BORDER

    token = sentence[row]
    verb, nominals, commas = _up_to_verb(sentence, row)
    opens = [
        other.word
        for other in (at(1), at(2))
        if other.xpos in _OPENING_TAGS or other.word in _OPENING_WORDS
    ]
    opening = opens[0] if opens else ""
    clause = f"{verb > 0} {nominals > 0}"
    complement = f"{min(verb, 6)} {min(nominals, 2)} {min(commas, 2)} {opening}"
    lemma, before, behind = token.lemma, at(-1), at(1)
    gap = min(row, sum(source[1] <= other.start < token.start for other in sentence), 4)
    side = f"{source[0] < token.start} {gap}"
    tags = f"{behind.xpos} {at(2).xpos}"
    return [
        f"{name} {value}"
        for name, value in enumerate(
            (
                lemma,
                token.xpos,
                clause,
                complement,
                f"{lemma} {complement}",
                f"{lemma} {clause}",
                f"{lemma} {opening}",
                behind.xpos,
                tags,
                f"{tags} {at(3).xpos}",
                f"{lemma} {behind.xpos}",
                f"{lemma} {tags}",
                before.xpos,
                f"{at(-2).xpos} {before.xpos}",
                f"{lemma} {before.word}",
                before.word,
                f"{at(-2).word} {before.word}",
                behind.word,
                f"{lemma} {behind.word}",
                side,
                f"{lemma} {side} {token.xpos}",
                f"{side} {clause} {opening} {behind.xpos}",
                f"{token.xpos} {before.xpos}",
                sentence[-1].word,
                f"{lemma} {sentence[-1].word}",
                sentence[0].word,
            )
        )
    ]


def _up_to_verb(sentence: Sequence[TaggedToken], row: int) -> tuple[int, int, int]:
    """How far the next finite verb is, 0 for none, and how many nominals and commas come before."""
    nominals = commas = 0
    for step in range(1, len(sentence) - row):
        other = sentence[row + step]
        if other.word in _CLAUSE_ENDS:
            break
        commas += other.word == ","
        nominals += other.upos in ("NOUN", "PROPN", "PRON")
        if other.xpos in FINITE:
            return step, nominals, commas
    return 0, nominals, commas
