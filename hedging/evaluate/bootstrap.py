"""Counts by document → 95 % intervals, from samples of documents drawn with replacement.

The sentences of a document resemble each other, so a sample is one of documents (Efron 1979, the
percentiles of 1,000 samples). The samples are the same in every run. A bootstrap sees only the
differences that the documents show: where fewer than five documents have something to measure, or
all samples agree, there is no interval, since one of no width would promise too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hedging.evaluate.metrics import DocumentCounts, Metrics

#: The lowest and the highest value of a figure, or None where the documents do not say.
Interval = tuple[float, float] | None

#: With fewer documents that have something to measure, a figure has no interval.
LEAST_DOCUMENTS: Final = 5
ROUNDS: Final = 1000
#: What has intervals, and which of its figures, as `Counts` and the JSON name them.
COUNTED: Final = ("sentences", "cues_exact")
FIGURES: Final = ("precision", "recall", "f1")
# Samples that are drawn at once hold about so many documents, so that memory is bounded.
_DRAWN_AT_ONCE = 1 << 20


def intervals(metrics: Metrics, *, rounds: int = ROUNDS) -> dict[str, dict[str, Interval]]:
    """95 % intervals of precision, recall and F1, of the sentences and of the exact cues.

    >>> from hedging.evaluate.metrics import Counts, DocumentCounts, Metrics
    >>> documents = {str(k): DocumentCounts(Counts(hits=k % 3, predicted=3, true=3))
    ...              for k in range(40)}
    >>> found = intervals(Metrics(documents=documents))
    >>> found["sentences"]["f1"], found["cues_exact"]["f1"]
    ((0.2333, 0.4083), None)
    """
    table = count_table(metrics.documents.values())
    samples = resampled(table, rounds)
    found: dict[str, dict[str, Interval]] = {}
    for number, name in enumerate(COUNTED):
        own = slice(3 * number, 3 * number + 3)
        measured = np.sum(_denominators(table[:, own]) > 0, axis=0)
        values = figures_of(samples[:, own])
        found[name] = {
            figure: interval_of(values[:, column]) if measured[column] >= LEAST_DOCUMENTS else None
            for column, figure in enumerate(FIGURES)
        }
    return found


def count_table(documents: Iterable[DocumentCounts]) -> npt.NDArray[np.float64]:
    """A row for each document: hits, predicted and true of its sentences, then of its cues."""
    rows: Sequence[tuple[int, ...]] = [
        tuple(
            number
            for counts in (document.sentences, document.cues)
            for number in (counts.hits, counts.predicted, counts.true)
        )
        for document in documents
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 3 * len(COUNTED))


def resampled(table: npt.NDArray[np.float64], rounds: int = ROUNDS) -> npt.NDArray[np.float64]:
    """The sums of the columns in each of `rounds` samples of the rows; shape (rounds, columns).

    Tables with as many rows get the same samples, so what is compared by rows is paired.

    >>> resampled(np.ones((7, 2)), rounds=3).tolist()
    [[7.0, 7.0], [7.0, 7.0], [7.0, 7.0]]
    """
    size, columns = table.shape
    if not size:
        return np.zeros((rounds, columns))
    return np.concatenate([weights @ table for weights in _weights(size, rounds)])


def _weights(size: int, rounds: int) -> Iterator[npt.NDArray[np.int64]]:
    """How often each row is drawn; shape (samples, rows), for some samples at a time.

    A sample's rows are counted by `bincount`, those of sample 2 as rows 2 × size and following.
    """
    random = np.random.default_rng(0)
    at_once = max(1, _DRAWN_AT_ONCE // size)
    for first in range(0, rounds, at_once):
        samples = min(at_once, rounds - first)
        drawn = random.integers(0, size, (samples, size)) + size * np.arange(samples)[:, None]
        yield np.bincount(drawn.ravel(), minlength=samples * size).reshape(samples, size)


def figures_of(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Precision, recall and F1 from hits, predicted and true, row by row; NaN for no figure.

    >>> figures_of(np.array([[8.0, 10.0, 16.0]])).round(3).tolist()
    [[0.8, 0.5, 0.615]]
    """
    denominators = _denominators(counts)
    with np.errstate(invalid="ignore"):
        return counts[:, :1] / np.where(denominators, denominators, np.nan)


def _denominators(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What the hits are divided by: 2 × hits / (predicted + true) is the F1."""
    predicted, true = counts[:, 1], counts[:, 2]
    return np.stack([predicted, true, (predicted + true) / 2], axis=1)


def interval_of(values: npt.NDArray[np.float64]) -> Interval:
    """The middle 95 % of the values of all samples; None if they are all the same.

    A sample without a figure (NaN) says nothing.
    """
    known = values[~np.isnan(values)]
    if not len(known) or known.min() == known.max():
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def plain_intervals(
    found: Mapping[str, Mapping[str, Interval]],
) -> dict[str, list[float] | None]:
    """Intervals as plain data for JSON; that of an F1 has the name of what is counted.

    >>> plain_intervals({"sentences": {"precision": None, "f1": (0.5, 0.7)}})
    {'sentences_precision': None, 'sentences': [0.5, 0.7]}
    """
    return {
        name if figure == "f1" else f"{name}_{figure}": list(pair) if pair else None
        for name, figures in found.items()
        for figure, pair in figures.items()
    }
