"""The difference of two groups as a value that says itself in plain words.

Where the documents themselves are gone, `pooled_difference` takes it from two pools.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any, Final, Literal

from hedging.stats.bootstrap import Ratios, intervals_of
from hedging.stats.pooling import Interval, Pool
from hedging.wording import counted, one_line

#: What groups are compared by: the share of hedged sentences, the expected share of hedged
#: sentences, how sure documents sound, how many decline to answer, any value of the caller's, or
#: how right a detector is.
Measure = Literal["share", "score", "confidence", "declined", "value", "F1"]

# How two groups differ, and the words for more and for less of each measure.
_SENTENCES: Final[dict[Measure, tuple[str, str, str]]] = {
    "share": ("{first} hedges {amount} points {more} than {second}", "more", "less"),
    "score": ("the score of {first} is {amount} points {more} that of {second}", "above", "below"),
    "confidence": ("{first} sounds {amount} points {more} than {second}", "surer", "less sure"),
    "declined": (
        "{first} declines to answer {amount} points {more} than {second}",
        "more often",
        "less often",
    ),
    "value": ("{first} is {amount} {more} {second}", "above", "below"),
    "F1": ("{first} is {amount} points {more} {second}", "above", "below"),
}
# Pairs with one side only that are named in a line; the others are counted.
_MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two groups, the first less the second, with its 95 % interval.

    `measure` says what differs; `first_mean` and `second_mean` are its means in the two groups, and
    `estimate` is their difference. A mean and its difference are None for a group without a value.
    `low` and `high` are the ends of the interval, None with too few documents or with documents
    that are all alike. `documents` are the numbers of documents that count in the two groups, and
    `left_out` is the number of those without a value. `clusters` is the number of clusters, None
    if each document (or each pair) is its own.

    In the paired form `pairs` is the number of pairs, and None otherwise. `only_first` and
    `only_second` name the pairs that have one side only; they do not count. `same` says that both
    sides are equal in every pair. The F1 of two detectors is that of the same documents, each of
    which is a pair.

    >>> print(Difference("share", "A", "B", 0.041, 0.012, 0.07, 0.241, 0.2, (120, 98)))
    A hedges 4.1 points more than B, 95 % interval 1.2 to 7.0, 120 and 98 documents
    """

    measure: Measure
    first: str
    second: str
    estimate: float | None
    low: float | None
    high: float | None
    first_mean: float | None
    second_mean: float | None
    documents: tuple[int, int]
    left_out: int = 0
    clusters: int | None = None
    pairs: int | None = None
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    same: bool = False

    @classmethod
    def between(
        cls, measure: Measure, groups: tuple[str, str], first: Ratios, second: Ratios, **about: Any
    ) -> Difference:
        """The difference of two ratios of sums over the same clusters, with its interval.

        `about` are the other fields.
        """
        (first_mean,), (second_mean,) = first.values(), second.values()
        estimate = low = high = None
        if first_mean is not None and second_mean is not None:
            estimate = first_mean - second_mean
            low, high = intervals_of(first, less=second)[0] or (None, None)
        return cls(measure, *groups, estimate, low, high, first_mean, second_mean, **about)

    @property
    def interval(self) -> Interval:
        """The ends of the interval; None without one."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def is_seen(self) -> bool:
        """Whether there is an interval and it does not hold 0."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]

    def __str__(self) -> str:
        first, second = one_line(self.first), one_line(self.second)
        basis = f"{self._basis()}{self._omitted(first, second)}"
        if self.estimate is None:
            return f"{first} and {second} cannot be compared by {self.measure}: {basis}"
        if self.same:
            unit = "document" if self.pairs is None else "pair"
            return f"{first} and {second} are the same in every {unit}: {basis}"
        sentence, more, less = _SENTENCES[self.measure]
        amount, word = self.shown(abs(self.estimate)), less if self.estimate < 0 else more
        said = sentence.format(first=first, second=second, amount=amount, more=word)
        verdict = ""
        if self.interval is not None and not self.is_seen:
            verdict = ": the interval holds 0, no difference can be seen"
        return f"{said}, {self._interval()}, {basis}{verdict}"

    def shown(self, value: float, sign: str = "") -> str:
        """A mean or a difference in points of a hundred; a value of the caller's as it is.

        `sign` is that of a format: "+" for a sign before each number.
        """
        text = f"{value:{sign}.3g}" if self.measure == "value" else f"{100 * value:{sign}.1f}"
        return text.removeprefix("-") if not float(text) else text

    def _interval(self) -> str:
        """The interval in the direction of the sentence: less by 2 is an interval around 2."""
        if self.interval is None:
            thing = "documents" if self.pairs is None else "pairs"
            thing = thing if self.clusters is None else "clusters"
            return f"no interval (too few {thing}, or all alike)"
        low, high = self.interval
        if self.estimate is not None and self.estimate < 0:
            low, high = -high, -low
        return f"95 % interval {self.shown(low)} to {self.shown(high)}"

    def _basis(self) -> str:
        if self.pairs is not None:
            basis = counted(self.pairs, "pair")
        elif self.measure == "F1":
            basis = counted(self.documents[0], "document")
        else:
            basis = f"{self.documents[0]:,} and {counted(self.documents[1], 'document')}"
        return basis if self.clusters is None else f"{basis} in {counted(self.clusters, 'cluster')}"

    def _omitted(self, first: str, second: str) -> str:
        omitted = [
            f"{counted(len(names), 'pair')} with {group} only: "
            f"{first_of([*map(one_line, names)], _MAX_NAMED)}"
            for names, group in ((self.only_first, first), (self.only_second, second))
            if names
        ]
        if self.left_out:
            what = "a value" if self.pairs is None else "a value or pair"
            omitted.append(f"{counted(self.left_out, 'document')} without {what}")
        return f" (left out: {'; '.join(omitted)})" if omitted else ""


def first_of(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    shown, more = ", ".join(names[:most]), len(names) - most
    return f"{shown} and {more:,} more" if more > 0 else shown


def pooled_difference(first: str, second: str, groups: Mapping[str, Pool]) -> Difference:
    """The difference of the shares of two of the groups.

    The interval comes from those of the two shares by square and add (Newcombe 1998, Statistics in
    Medicine 17, method 10): it needs no more than the ends that a page shows.
    """
    a, b = groups[first], groups[second]
    estimate = a.share - b.share
    low = high = None
    if a.interval is not None and b.interval is not None:
        low = estimate - hypot(a.share - a.interval[0], b.interval[1] - b.share)
        high = estimate + hypot(a.interval[1] - a.share, b.share - b.interval[0])
    documents = (a.documents, b.documents)
    return Difference("share", first, second, estimate, low, high, a.share, b.share, documents)
