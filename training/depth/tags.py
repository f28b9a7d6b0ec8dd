"""Words with parts of speech → the table behind `hedging.depth.scopes`.

The trees of Universal Dependencies name the part of speech of each word. The weights are those of
a logistic regression with a class for each tag, fitted by AdaGrad in few passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from hedging.corpora.rows import read_rows
from hedging.depth.scopes import PADDING, TAG_BITS, TAGS, tag_features
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import NO_TOKEN, Hashes, Ints
from hedging.text.tokens import tokenize
from hedging.text.weights import Table, Weights
from hedging.train.adagrad import AdaGrad, batches

_BATCH = 256
_EPOCHS = 3
_RATE = 0.3

_BY_XPOS = {
    **dict.fromkeys(("NN", "NNS", "NNP", "NNPS"), "noun"),
    **dict.fromkeys(("PRP", "EX"), "pronoun"),
    **dict.fromkeys(("DT", "PDT", "PRP$"), "determiner"),
    **dict.fromkeys(("JJ", "JJR", "JJS"), "adjective"),
    **dict.fromkeys(("RB", "RBR", "RBS", "RP"), "adverb"),
    **dict.fromkeys(("VBD", "VBZ", "VBP"), "finite"),
    **{"VB": "base", "VBN": "participle", "VBG": "ing", "MD": "aux", "TO": "to", "CC": "and"},
    **dict.fromkeys(("WDT", "WP", "WP$", "WRB"), "sub"),
}


def tag_of(lemma: str, upos: str, xpos: str) -> int:
    """The tag of a word in a treebank.

    >>> TAGS[tag_of("be", "AUX", "VBD")], TAGS[tag_of("in", "ADP", "IN")]
    ('be', 'preposition')
    """
    if lemma == "be" and upos in ("AUX", "VERB"):
        return TAGS.index("be")
    if lemma in ("have", "do") and upos == "AUX":
        return TAGS.index("aux")
    if xpos == "IN":
        return TAGS.index("sub" if upos == "SCONJ" else "preposition")
    return TAGS.index(_BY_XPOS.get(xpos, "other"))


def fit_tags(
    paths: list[Path],
    word_classes: WordClasses,
    *,
    without: Sequence[str] = (),
    seed: int = 0,
) -> Table:
    """The table of weights, learned from all tokens of some treebanks.

    `without` are beginnings of the names of documents that are left out.
    """
    parts = [
        (tag_features(ids, classes), truth)
        for path in paths
        for ids, classes, truth in _documents(path, word_classes, tuple(without))
    ]
    known = np.concatenate([truth for _, truth in parts])
    feature_ids = np.concatenate([ids for ids, _ in parts], axis=1)[:, known >= 0].T
    return Weights.quantized(_regression(feature_ids, known[known >= 0], seed)).table


def _documents(
    path: Path, word_classes: WordClasses, without: tuple[str, ...]
) -> Iterator[tuple[Hashes, Hashes, Ints]]:
    """Padded ids, classes and tags of each sentence; the tag of padding is -1."""
    for row in read_rows(path, ("text", "tokens", "sentences")):
        if row.document.startswith(without):
            continue
        text = str(row["text"])
        tokens = tokenize(text)
        at = {token[0]: tag_of(*token[2:5]) for token in row["tokens"]}
        tags = np.array([at.get(start, -1) for start in tokens.start.tolist()], dtype=np.int64)
        classes = word_classes.classes_of(tokens, np.arange(len(tokens)))
        for start, end in row["sentences"]:
            inside = slice(*np.searchsorted(tokens.start, (start, end)).tolist())
            yield (
                np.pad(tokens.ids[inside], PADDING, constant_values=NO_TOKEN),
                np.pad(classes[inside], PADDING),
                np.pad(tags[inside], PADDING, constant_values=-1),
            )


def _regression(
    feature_ids: Ints, truth: Ints, seed: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Weights of a multinomial logistic regression, shape (features, tags)."""
    fitted = AdaGrad((1 << TAG_BITS, len(TAGS)), np.float64)
    examples = np.arange(len(truth))
    for batch, rate in batches(examples, _BATCH, rate=_RATE, epochs=_EPOCHS, seed=seed):
        scores = fitted.weights[feature_ids[batch]].sum(axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        error = np.exp(scores)
        error /= error.sum(axis=1, keepdims=True)
        error[np.arange(len(batch)), truth[batch]] -= 1
        places, row = np.unique(feature_ids[batch], return_inverse=True)
        gradient = np.zeros((len(places), len(TAGS)))
        np.add.at(gradient, row.reshape(len(batch), -1), error[:, None, :])
        fitted.move(places, gradient, rate)
    return fitted.weights
