"""Two detectors on the same labelled sentences → which is better, and whether chance can be it.

Both are drawn together: a sample of documents holds the answers of both to these documents. So what
makes a document hard for both does not blur the difference between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hedging.corpora.gold import Gold
from hedging.detector import Detector
from hedging.errors import InputError
from hedging.evaluate.bootstrap import (
    COUNTED,
    FIGURES,
    LEAST_DOCUMENTS,
    ROUNDS,
    Interval,
    count_table,
    figures_of,
    interval_of,
    resampled,
)
from hedging.evaluate.metrics import Metrics, measure, rounded

#: What is compared, by its name for readers.
NAMES = {"sentences": "sentence F1", "cues_exact": "exact cue F1"}
_F1 = FIGURES.index("f1")


@dataclass(frozen=True, slots=True)
class Difference:
    """The F1 of two detectors, A and B: `value` is that of B minus that of A.

    A figure without anything to measure is None. `interval` is the 95 % interval of `value`, None
    where the documents do not say; `same` says that both count the same in every document.
    """

    a: float | None
    b: float | None
    interval: Interval
    same: bool

    @property
    def value(self) -> float | None:
        """How much higher B is."""
        return None if self.a is None or self.b is None else self.b - self.a

    def in_words(self) -> str:
        """What the difference says, in points; a point is 0.01.

        >>> Difference(0.85, 0.869, (0.004, 0.035), same=False).in_words()
        'B is better by 1.9 points [0.4, 3.5]'
        >>> Difference(0.85, 0.869, (-0.01, 0.048), same=False).in_words()
        'no difference can be seen: B is higher by 1.9 points, but the interval [-1.0, 4.8] holds 0'
        """
        if self.value is None:
            return "– (nothing to measure)"
        if self.same:
            return "no difference: A and B count the same in every document"
        higher, sign = ("B", 1) if self.value >= 0 else ("A", -1)
        points = f"{100 * abs(self.value):.1f} points"
        if self.interval is None:
            return (
                f"{higher} is higher by {points}, but nobody can say whether by chance: an "
                f"interval needs {LEAST_DOCUMENTS} documents and differences between them"
            )
        # Adding 0.0 turns −0.0 into 0.0.
        low, high = sorted(round(100 * sign * edge, 1) + 0.0 for edge in self.interval)
        shown = f"[{low:.1f}, {high:.1f}]"
        if low > 0:
            return f"{higher} is better by {points} {shown}"
        return (
            f"no difference can be seen: {higher} is higher by {points}, "
            f"but the interval {shown} holds 0"
        )

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain data for JSON."""
        return {
            "a": rounded(self.a),
            "b": rounded(self.b),
            "difference": rounded(self.value),
            "interval_95": list(self.interval) if self.interval else None,
            "same": self.same,
        }


def difference(
    golds: Sequence[Gold], first: Detector, second: Detector
) -> dict[str, dict[str, Difference]]:
    """How two detectors differ on gold sentences, for each set of sentences.

    >>> import hedging
    >>> golds = [Gold(f"{k}", "It may rain.", None, True, "general") for k in range(8)]
    >>> found = difference(golds, hedging.load(), hedging.load(ignore_cues=["may"]))
    >>> found["general"]["sentences"].value
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


def _differences(first: Metrics, second: Metrics) -> Iterator[tuple[str, Difference]]:
    if set(first.documents) != set(second.documents):
        raise InputError(
            "the metrics are of other documents: compare two detectors on the same gold sentences"
        )
    documents = list(first.documents)
    a, b = (count_table(run.documents[name] for name in documents) for run in (first, second))
    samples = resampled(np.hstack([a, b]), ROUNDS)
    of_a, of_b = samples[:, : a.shape[1]], samples[:, a.shape[1] :]
    for number, name in enumerate(COUNTED):
        own = slice(3 * number, 3 * number + 3)
        values = (figures_of(of_b[:, own]) - figures_of(of_a[:, own]))[:, _F1]
        measured = np.count_nonzero(a[:, own].any(axis=1) | b[:, own].any(axis=1))
        counts_a, counts_b = (
            run.sentences if name == "sentences" else run.cues for run in (first, second)
        )
        yield (
            name,
            Difference(
                counts_a.f1,
                counts_b.f1,
                interval_of(values) if measured >= LEAST_DOCUMENTS else None,
                same=np.array_equal(a[:, own], b[:, own]),
            ),
        )
