"""Texts → named features of hedging, as a scikit-learn transformer.

Needs scikit-learn: in a checkout, pip install '.[sklearn]'.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hedging.detector import Detector, load_options
from hedging.errors import InputError, require
from hedging.kinds import KINDS
from hedging.options import DEFAULTS, DetectorOptions, Options, takes_options

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.utils import Tags
    from typing_extensions import Unpack
else:
    _base = require("sklearn.base", "hedging.integrations.sklearn", "sklearn", "scikit-learn")
    BaseEstimator, TransformerMixin = _base.BaseEstimator, _base.TransformerMixin

_FEATURES = (
    "score",
    "hedged_share",
    "log_sentences",
    "first_score",
    "highest_score",
    "last_score",
    *(f"{kind}_per_100_words" for kind in KINDS),
)
_DEPTH_FEATURES = ("confidence", "lowest_confidence")
# In place of the confidence of a text that claims nothing: halfway, neither sure nor unsure. A mean
# of other texts would make the features of a text depend on them.
_NO_CLAIM = 0.5


class HedgingTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """How hedged each text is, as columns of numbers.

    - `score`: the expected share of hedged sentences
    - `hedged_share`: the share of the sentences that count as hedged
    - `log_sentences`: the logarithm of 1 plus the number of sentences
    - `first_score`, `highest_score`, `last_score`: scores of the first sentence, of the most hedged
      sentence and of the last sentence
    - `epistemic_per_100_words` and so on: cues of each kind per 100 words
    - `confidence`, `lowest_confidence`: how sure the text sounds of what it claims, and its least
      sure claim; 0.5 where nothing is claimed. Both are left out with `depth="cues"`.

    The parameters are those of `hedging.load`, without a splitter. Nothing is learned, so a
    fitted transformer holds its parameters only. It works in a Pipeline and in a ColumnTransformer,
    with `set_output` and `get_feature_names_out`.

    >>> HedgingTransformer().fit_transform(["It may rain.", "It rained in May."])[:, 1].tolist()
    [1.0, 0.0]
    """

    @takes_options
    def __init__(self, **options: Unpack[Options]) -> None:
        if unknown := sorted(set(options) - set(DEFAULTS)):
            raise TypeError(f"unknown options {', '.join(unknown)}")
        # Unchanged: scikit-learn's `clone` requires the same objects.
        for name, value in {**DEFAULTS, **options}.items():
            setattr(self, name, value)

    def fit(self, X: Iterable[str], y: object = None) -> HedgingTransformer:  # noqa: N803
        """Check the parameters; nothing is learned."""
        self._detector()
        self.n_features_in_ = 1
        return self

    def transform(self, X: Iterable[str]) -> npt.NDArray[np.float64]:  # noqa: N803
        """The features of the texts, shape (texts, features).

        `X` holds the texts: an iterable of strings, or a table with a single column. Raises
        InputTypeError for an item that is not a str, InputError for a table with more columns.
        """
        texts = _only_column(X)
        batch = self._detector().detect_batch(texts)
        documents = batch.columns("document")
        words = np.array([len(text.split()) for text in batch.texts], dtype=np.float64)
        cues = np.column_stack([documents[f"{kind}_cues"] for kind in KINDS])
        sentences = documents["sentences"]
        features = np.column_stack(
            (
                documents["score"],
                documents["hedged_sentences"] / np.maximum(sentences, 1),
                np.log1p(sentences),
                _first_highest_last(batch.sentence_score, batch.sentence_offsets),
                100 * cues / np.maximum(words, 1)[:, None],
            )
        )
        if batch.depth is None:
            return features
        lowest = _lowest(batch.depth.sentence_confidence, batch.sentence_offsets)
        confidence = np.column_stack((batch.depth.document_confidence, lowest))
        return np.hstack((features, np.where(np.isnan(confidence), _NO_CLAIM, confidence)))

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """The names of the columns; they do not depend on `input_features`."""
        depth_features = () if self.depth == "cues" else _DEPTH_FEATURES
        return np.array((*_FEATURES, *depth_features), dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        tags.no_validation = True
        return tags

    def _detector(self) -> Detector:
        return load_options(DetectorOptions(**{name: getattr(self, name) for name in DEFAULTS}))


def _only_column(table: Iterable[str]) -> Iterable[str]:
    """The texts of a table with one column: a ColumnTransformer passes it for `["text"]`."""
    shape: tuple[int, ...] = getattr(table, "shape", ())
    if len(shape) <= 1:
        return table
    if len(shape) > 2 or shape[1] != 1:
        raise InputError(
            f"expected texts in one column, got an array of shape {shape}: choose one column"
        )
    texts: Iterable[str] = np.asarray(table)[:, 0]
    return texts


def _first_highest_last(
    scores: npt.NDArray[np.float64], offsets: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The first, the highest and the last sentence score of each document, shape (documents, 3).

    A document without a sentence has zeros.

    >>> _first_highest_last(np.array([0.1, 0.9, 0.4]), np.array([0, 0, 3])).tolist()
    [[0.0, 0.0, 0.0], [0.1, 0.9, 0.4]]
    """
    result = np.zeros((len(offsets) - 1, 3))
    filled = np.diff(offsets).nonzero()[0]
    if len(filled):
        first, stop = offsets[filled], offsets[filled + 1]
        result[filled] = np.column_stack(
            (scores[first], np.maximum.reduceat(scores, first), scores[stop - 1])
        )
    return result


def _lowest(
    confidence: npt.NDArray[np.float64], offsets: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The lowest confidence of each document's sentences; NaN where no sentence has one."""
    result = np.full(len(offsets) - 1, np.nan)
    filled = np.diff(offsets).nonzero()[0]
    if len(filled):
        # fmin passes over NaN.
        result[filled] = np.fmin.reduceat(confidence, offsets[filled])
    return result
