"""Texts → named features of hedging for scikit-learn.

pip install 'hedging[sklearn]'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

try:
    from sklearn.base import BaseEstimator, TransformerMixin
except ImportError as error:
    from hedging.errors import MissingExtraError

    raise MissingExtraError("scikit-learn", "hedging.integrations.sklearn", "sklearn") from error

from hedging.detector import Detector, load
from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.options import DEFAULT_MODEL

_FEATURES = (
    "score",
    "hedged_share",
    "log_sentences",
    "first_score",
    "highest_score",
    "last_score",
    *(f"{kind}_per_100_words" for kind in KINDS),
)


class HedgingTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """How hedged each text is, as columns: its score, the share of its hedged sentences, its length, its cues of each kind.

    `score` is the expected share of hedged sentences, `log_sentences` the logarithm of the number of sentences and one;
    `first_score`, `highest_score` and `last_score` are the probabilities of the first sentence, the most hedged and the last;
    `epistemic_per_100_words` and so on count cues by the words of the text. The parameters are those of `hedging.load`; nothing
    is learned, and nothing but the parameters is kept. Works in a Pipeline or a ColumnTransformer, with `set_output` and
    `get_feature_names_out`.

    >>> HedgingTransformer().fit_transform(["It may rain.", "It rained in May."])[:, 1].tolist()
    [1.0, 0.0]
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        scheme: str = "general",
        hedge_kinds: Sequence[str] | None = None,
        extra_cues: Mapping[str, str] | None = None,
        ignore_cues: Sequence[str] = (),
        ignore_kinds: Sequence[str] = (),
        threshold: float | None = None,
    ) -> None:
        self.model = model
        self.scheme = scheme
        self.hedge_kinds = hedge_kinds
        self.extra_cues = extra_cues
        self.ignore_cues = ignore_cues
        self.ignore_kinds = ignore_kinds
        self.threshold = threshold

    def fit(self, X: Iterable[str], y: Any = None) -> HedgingTransformer:  # noqa: N803
        """Look whether the parameters are right."""
        self._detector()
        self.n_features_in_ = 1
        return self

    def transform(self, X: Iterable[str]) -> npt.NDArray[np.float64]:  # noqa: N803
        """Features of texts, shape (texts, features); what is no text is an InputError."""
        if getattr(X, "ndim", 1) != 1:
            # A ColumnTransformer that is given a list of columns passes a table of one.
            columns = X.shape[1]  # type: ignore[attr-defined]
            if columns != 1:
                raise InputError(
                    f"expected texts in one column, got {columns} columns: name the column, not a list of them"
                )
            X = np.asarray(X)[:, 0]  # noqa: N806
        batch = self._detector().detect_batch(X)
        documents = batch.columns("document")
        words = np.array([len(text.split()) for text in batch.texts], dtype=np.float64)
        kinds = np.column_stack([documents[f"{kind}_cues"] for kind in KINDS])
        sentences = documents["sentences"]
        return np.column_stack(
            (
                documents["score"],
                documents["hedged_sentences"] / np.maximum(sentences, 1),
                np.log1p(sentences),
                _ends(batch.sentence_score, batch.sentence_offsets),
                100 * kinds / np.maximum(words, 1)[:, None],
            )
        )

    def _detector(self) -> Detector:
        return load(
            self.model,
            scheme=self.scheme,
            hedge_kinds=self.hedge_kinds,
            extra_cues=self.extra_cues,
            ignore_cues=self.ignore_cues,
            ignore_kinds=self.ignore_kinds,
            threshold=self.threshold,
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


def _ends(
    scores: npt.NDArray[np.float64], offsets: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """First, highest and last score of each document's sentences, shape (documents, 3); 0 where there is none."""
    found = np.zeros((len(offsets) - 1, 3))
    filled = (np.diff(offsets) > 0).nonzero()[0]
    if len(filled):
        first, past = offsets[filled], offsets[filled + 1]
        found[filled] = np.column_stack(
            (scores[first], np.maximum.reduceat(scores, first), scores[past - 1])
        )
    return found
