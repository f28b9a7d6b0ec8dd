"""Two detectors on the same labelled sentences → which is better, and whether chance can be it.

Documents are drawn again with the answers of both to them, so that what makes a document hard for
both does not blur the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hedging.corpora.gold import Gold
from hedging.detector import Detector
from hedging.errors import InputError
from hedging.evaluate.metrics import (
    COUNTED,
    FIGURES,
    Metrics,
    figures_by_document,
    measure,
    rounded,
)
from hedging.stats.difference import Difference

#: What is compared, by its name for readers.
NAMES: Final = {"sentences": "sentence F1", "cues_exact": "exact cue F1"}
# The columns of `figures_by_document` that hold an F1.
_F1_COLUMNS: Final = range(FIGURES.index("f1"), len(FIGURES) * len(COUNTED), len(FIGURES))


def difference(
    golds: Sequence[Gold], first: Detector, second: Detector
) -> dict[str, dict[str, Difference]]:
    """How two detectors, A and B, differ on gold sentences, for each set of sentences.

    A difference is the F1 of B less that of A.
    """
    of_first, of_second = dict[str, Metrics](), dict[str, Metrics]()
    measure(golds, first, of_first)
    measure(golds, second, of_second)
    return differences(of_first, of_second)


def differences(
    first: Mapping[str, Metrics], second: Mapping[str, Metrics]
) -> dict[str, dict[str, Difference]]:
    """How two detectors differ, from their metrics on the same gold sentences, set by set."""
    return {name: dict(_differences(first[name], second[name])) for name in sorted(first)}


def _differences(a: Metrics, b: Metrics) -> Iterator[tuple[str, Difference]]:
    if set(a.documents) != set(b.documents):
        raise InputError(
            "the metrics are of other documents: compare two detectors on the same gold sentences"
        )
    of_a, of_b = (
        figures_by_document(metrics.documents[name] for name in a.documents) for metrics in (a, b)
    )
    number = len(a.documents)
    for column, (name, field) in zip(_F1_COLUMNS, COUNTED.items(), strict=True):
        same = all(
            getattr(counts, field) == getattr(b.documents[document], field)
            for document, counts in a.documents.items()
        )
        f1 = of_b.column(column), of_a.column(column)
        numbers = (number, number)
        yield name, Difference.between("F1", ("B", "A"), *f1, documents=numbers, same=same)


def plain_differences(compared: Mapping[str, Mapping[str, Difference]]) -> dict[str, Any]:
    """The differences of all sets as plain data for JSON."""
    return {
        name: {
            key: {
                "a": rounded(each.second_mean),
                "b": rounded(each.first_mean),
                "difference": rounded(each.estimate),
                "interval_95": each.interval and [*map(rounded, each.interval)],
                "same": each.same,
            }
            for key, each in of_set.items()
        }
        for name, of_set in compared.items()
    }
