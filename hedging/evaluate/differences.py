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
from hedging.stats.bootstrap import intervals_of
from hedging.stats.difference import Difference

#: What is compared, by its name for readers.
NAMES: Final = {"sentences": "sentence F1", "cues_exact": "exact cue F1"}


def difference(
    golds: Sequence[Gold], first: Detector, second: Detector
) -> dict[str, dict[str, Difference]]:
    """How two detectors, A and B, differ on gold sentences, for each set of sentences.

    A difference is the F1 of B less that of A.

    >>> import hedging
    >>> golds = [Gold(f"{k}", "It may rain.", None, True, "general") for k in range(8)]
    >>> found = difference(golds, hedging.load(), hedging.load(ignore_cues=["may"]))
    >>> found["general"]["sentences"].estimate
    -1.0
    """
    runs: list[dict[str, Metrics]] = []
    for detector in (first, second):
        metrics: dict[str, Metrics] = {}
        measure(golds, detector, metrics)
        runs.append(metrics)
    return differences(*runs)


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
    # The last figure of each is its F1.
    intervals = intervals_of(of_b, less=of_a)[len(FIGURES) - 1 :: len(FIGURES)]
    for (name, field), interval in zip(COUNTED.items(), intervals, strict=True):
        f1_a, f1_b = getattr(a, field).f1, getattr(b, field).f1
        low, high = interval or (None, None)
        made = Difference(
            measure="F1",
            first="B",
            second="A",
            estimate=None if f1_a is None or f1_b is None else f1_b - f1_a,
            low=low,
            high=high,
            first_mean=f1_b,
            second_mean=f1_a,
            documents=(len(a.documents), len(a.documents)),
            same=all(
                getattr(own, field) == getattr(b.documents[key], field)
                for key, own in a.documents.items()
            ),
        )
        yield name, made


def plain_differences(found: Mapping[str, Mapping[str, Difference]]) -> dict[str, Any]:
    """The differences of all sets as plain data for JSON."""
    return {
        name: {
            key: {
                "a": rounded(one.second_mean),
                "b": rounded(one.first_mean),
                "difference": rounded(one.estimate),
                "interval_95": one.interval and [*map(rounded, one.interval)],
                "same": one.same,
            }
            for key, one in own.items()
        }
        for name, own in found.items()
    }
