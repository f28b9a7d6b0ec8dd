"""Texts → named features of hedging for scikit-learn.

pip install 'hedging[sklearn]'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

try:
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.utils.validation import check_is_fitted
except ImportError as error:
    from hedging.errors import MissingExtraError

    raise MissingExtraError("scikit-learn", "hedging.integrations.sklearn", "sklearn") from error

from hedging.cues import KINDS
from hedging.detector import load
from hedging.errors import InputError
from hedging.model import DEFAULT

_FEATURES = ("score", "hedged_share", "log_sentences", *(f"{kind}_per_100_words" for kind in KINDS))


class HedgingTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """How hedged each text is, as columns: its score, the share of its hedged sentences, its length, its cues of each kind.

    `score` is the expected share of hedged sentences, `log_sentences` the logarithm of the number of sentences and one, and
    `epistemic_per_100_words` and so on count cues by the words of the text. `fit` only loads the model. Works in a Pipeline or a
    ColumnTransformer, with `set_output` and `get_feature_names_out`.

    >>> HedgingTransformer().fit_transform(["It may rain.", "It rained in May."])[:, 1].tolist()
    [1.0, 0.0]
    """

    def __init__(self, model: str = DEFAULT, scheme: str = "general", kinds: Sequence[str] | None = None) -> None:
        self.model = model
        self.scheme = scheme
        self.kinds = kinds

    def fit(self, X: Iterable[str], y: Any = None) -> HedgingTransformer:  # noqa: N803
        """Load the model; the texts are only looked at for whether they are texts."""
        self._texts(X)
        self.detector_ = load(self.model, scheme=self.scheme, kinds=self.kinds)
        self.n_features_in_ = 1
        return self

    def transform(self, X: Iterable[str]) -> npt.NDArray[np.float64]:  # noqa: N803
        """Features of texts, shape (texts, features)."""
        check_is_fitted(self)
        texts = self._texts(X)
        batch = self.detector_.detect_batch(texts)
        documents = batch.columns("document")
        words = np.array([len(text.split()) for text in texts], dtype=np.float64)
        kinds = np.column_stack([documents[f"{kind}_cues"] for kind in KINDS])
        sentences = documents["sentences"]
        return np.column_stack(
            (
                documents["score"],
                documents["hedged"] / np.maximum(sentences, 1),
                np.log1p(sentences),
                100 * kinds / np.maximum(words, 1)[:, None],
            )
        )

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Names of the columns; what comes in has no names that matter."""
        return np.array(_FEATURES, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        tags.no_validation = True
        return tags

    @staticmethod
    def _texts(X: Iterable[str]) -> list[str]:  # noqa: N803
        if isinstance(X, (str, bytes)):
            raise InputError("expected an iterable of texts, got a single one: wrap it in a list")
        if getattr(X, "ndim", 1) != 1:
            # A ColumnTransformer that is given a list of columns passes a table of one.
            columns = X.shape[1]  # type: ignore[attr-defined]
            if columns != 1:
                raise InputError(f"expected texts in one column, got {columns} columns: name the column, not a list of them")
            X = np.asarray(X)[:, 0]  # noqa: N806
        texts = list(X)
        for number, text in enumerate(texts):
            if not isinstance(text, str):
                raise InputError(f"text {number} is {type(text).__name__}, expected a str: fill or drop missing values first")
        return texts
