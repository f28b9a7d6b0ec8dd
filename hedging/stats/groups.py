"""Values of documents and the groups they belong to → the difference of two groups.

A difference is that of two means, in which each document counts by its weight; its interval comes
from drawing clusters again (`bootstrap`). In the paired form the difference is taken within each
pair, and each pair counts the same, so that a hard question weighs the same on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hedging.errors import InputError
from hedging.stats.bootstrap import effective_number, interval_of, redrawn_sums
from hedging.stats.columns import Floats, Ints, floats_of, numbered_labels
from hedging.stats.difference import Difference, Measure


def difference(
    values: Iterable[float | None],
    groups: Iterable[object],
    *,
    first: str | None = None,
    second: str | None = None,
    measure: Measure = "value",
    weights: Iterable[float | None] | None = None,
    clusters: Iterable[object] | None = None,
    pairs: Iterable[object] | None = None,
) -> Difference:
    """The difference of the means of two groups, `first` less `second`, with its 95 % interval.

    The arguments hold an item for each document: arrays, lists, or columns of a frame. `first` and
    `second` name the groups; without them there have to be two, in the order of the documents. Each
    document counts by its weight, such as its number of sentences, by default 1. A document without
    a value, a weight or a group does not count; a missing item is None or NaN.

    `clusters` name which documents belong together, such as those of an author: clusters are drawn
    again, not documents. A document without a cluster is its own. `pairs` name what both groups
    have, such as questions: the difference is the mean of the differences within pairs, and pairs
    are drawn again. With both, the documents of a pair must be of one cluster.

    `measure` chooses the words of the answer. Raises InputError for unequal lengths, for groups
    that are not there, and for values that are no numbers, InputTypeError for a wrong type.

    >>> confidence = [0.9, 0.8, 0.9, 0.7, 0.6, 0.6, 0.8, 0.3]
    >>> groups, questions = ["A", "A", "A", "A", "B", "B", "B", "B"], [1, 2, 3, 4, 1, 2, 3, 4]
    >>> print(difference(confidence, groups, pairs=questions, measure="confidence"))
    A sounds 25.0 points surer than B, 95 % interval 10.0 to 40.0, 4 pairs
    """
    grouping = Grouping.of(groups, clusters, pairs)
    if first is None and second is None and len(grouping.names) == 2:
        first, second = grouping.names
    if first is None or second is None or first == second:
        raise InputError(
            f"expected two groups, got {_listed(grouping.names)}: name two of them as first and "
            "second"
        )
    column = floats_of(values, "values")
    weight = np.ones(len(column)) if weights is None else floats_of(weights, "weights")
    return grouping.difference(column, weight, first, second, measure)


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The group, the cluster and the pair of each document, as indices into their names.

    -1 is a missing name. `clusters` and `pairs` are None where each document is its own.
    """

    groups: Ints
    names: Sequence[str]
    clusters: Ints | None = None
    cluster_names: Sequence[str] = ()
    pairs: Ints | None = None
    pair_names: Sequence[str] = ()

    @classmethod
    def of(
        cls,
        groups: Iterable[object],
        clusters: Iterable[object] | None = None,
        pairs: Iterable[object] | None = None,
    ) -> Grouping:
        """The grouping of documents by three columns of names; errors as of `difference`.

        >>> Grouping.of(["A", None, "B"]).groups.tolist()
        [0, -1, 1]
        """
        columns: list[Any] = [*numbered_labels(groups, "groups")]
        for names, argument in ((clusters, "clusters"), (pairs, "pairs")):
            columns += (None, ()) if names is None else numbered_labels(names, argument)
        grouping = cls(*columns)
        for column, argument in ((grouping.clusters, "clusters"), (grouping.pairs, "pairs")):
            if column is not None:
                _check_length(len(column), argument, len(grouping.groups))
        return grouping

    def difference(
        self, values: Floats, weights: Floats, first: str, second: str, measure: Measure
    ) -> Difference:
        """The difference of two groups; errors as of `difference`."""
        size = len(self.groups)
        for column, argument in ((values, "values"), (weights, "weights")):
            _check_length(len(column), argument, size)
        if (weights < 0).any():
            k = int(np.flatnonzero(weights < 0)[0])
            raise InputError(f"weights[{k}] is {weights[k]:g}, expected 0 or more")
        for name in (first, second):
            if name not in self.names:
                raise InputError(f"no group {name!r}; there are {_listed(self.names)}")
        numbers = self.names.index(first), self.names.index(second)
        chosen = np.isin(self.groups, numbers)
        usable = chosen & np.isfinite(values) & (weights > 0)
        if self.pairs is not None:
            usable &= self.pairs >= 0
        rows = np.flatnonzero(usable)
        sides = _Sides(values[rows], weights[rows], self.groups[rows] == numbers[0])
        left_out = int(chosen.sum()) - len(rows)
        if self.pairs is None:
            figures = self._unpaired(rows, sides)
        else:
            figures = self._paired(rows, sides, self.pairs[rows])
        return Difference(measure, first, second, **figures, left_out=left_out)

    def _unpaired(self, rows: Ints, sides: _Sides) -> dict[str, Any]:
        """The figures of two weighted means; clusters are drawn from those of both groups."""
        cluster, size = _renumbered(self.clusters, rows)
        table = sides.sums(cluster, size)
        effective = min(effective_number(table[:, 1]), effective_number(table[:, 3]))
        number = int(sides.is_first.sum())
        return {
            **_means_and_interval(table, effective),
            "documents": (number, len(rows) - number),
            "clusters": None if self.clusters is None else size,
        }

    def _paired(self, rows: Ints, sides: _Sides, pairs: Ints) -> dict[str, Any]:
        """The figures of the differences within pairs; pairs or their clusters are drawn."""
        present, first_row, pair = np.unique(pairs, return_index=True, return_inverse=True)
        sums = sides.sums(pair, len(present))
        has_first, has_second = sums[:, 1] > 0, sums[:, 3] > 0
        whole = has_first & has_second
        self._check_clusters(rows, first_row[pair], whole[pair])
        # A pair is like two documents of weight 1, one of each group.
        cluster, size = _renumbered(self.clusters, rows[first_row[whole]])
        means = [sums[whole, k] / sums[whole, k + 1] for k in (0, 2)]
        number = len(cluster)
        halves = _Sides(np.concatenate(means), np.ones(2 * number), np.arange(2 * number) < number)
        table = halves.sums(np.concatenate((cluster, cluster)), size)
        count = whole[pair]
        return {
            **_means_and_interval(table, effective_number(table[:, 1])),
            "documents": tuple(
                int((count & side).sum()) for side in (sides.is_first, ~sides.is_first)
            ),
            "clusters": None if self.clusters is None else size,
            "pairs": number,
            "only_first": self._pair_names(present[has_first & ~has_second]),
            "only_second": self._pair_names(present[has_second & ~has_first]),
        }

    def _check_clusters(self, rows: Ints, first_of_pair: Ints, whole: Any) -> None:
        """Refuse a pair whose documents are of different clusters."""
        if self.clusters is None or self.pairs is None:
            return
        cluster = self.clusters[rows]
        for k in np.flatnonzero(whole & (cluster != cluster[first_of_pair]))[:1]:
            pair = self.pair_names[self.pairs[rows[k]]]
            names = [
                self.cluster_names[number] if number >= 0 else "(none)"
                for number in (cluster[first_of_pair[k]], cluster[k])
            ]
            raise InputError(
                f"pair {pair!r} is in the clusters {_listed(names)}, expected one cluster for all "
                "documents of a pair: leave the clusters out, or take a wider one"
            )

    def _pair_names(self, pairs: Ints) -> tuple[str, ...]:
        return tuple(self.pair_names[number] for number in pairs.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class _Sides:
    """The documents of two groups: their values and weights, and whether they are of the first."""

    values: Floats
    weights: Floats
    is_first: Any

    def sums(self, owners: Ints, size: int) -> Floats:
        """Weighted values and weights of the first group, then of the second, by owner."""
        columns = [
            np.bincount(owners, np.where(side, column, 0.0), minlength=size)
            for side in (self.is_first, ~self.is_first)
            for column in (self.weights * self.values, self.weights)
        ]
        return np.stack(columns, axis=1)


def _means_and_interval(table: Floats, effective: float) -> dict[str, float | None]:
    """The two means and their difference, from sums by cluster as `_Sides.sums` has them."""
    first_sum, first_weight, second_sum, second_weight = table.sum(axis=0).tolist()
    first = first_sum / first_weight if first_weight else None
    second = second_sum / second_weight if second_weight else None
    estimate, interval = None, None
    if first is not None and second is not None:
        estimate = first - second
        sums = redrawn_sums(table)
        # A draw can leave a small group empty; it says nothing then.
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3]
        interval = interval_of(drawn, effective)
    low, high = interval or (None, None)
    return {
        "first_mean": first,
        "second_mean": second,
        "estimate": estimate,
        "low": low,
        "high": high,
    }


def _renumbered(owners: Ints | None, rows: Ints) -> tuple[Ints, int]:
    """The owner of each row, counted from 0 without gaps, and the number of owners.

    A row without an owner is its own.

    >>> _renumbered(np.array([7, -1, 7, -1, 3]), np.arange(4))
    (array([2, 0, 2, 1]), 3)
    """
    if owners is None:
        return np.arange(len(rows)), len(rows)
    own = owners[rows]
    alone = np.flatnonzero(own < 0)
    own[alone] = -1 - np.arange(len(alone))[::-1]
    names, numbers = np.unique(own, return_inverse=True)
    return numbers, len(names)


def _check_length(length: int, argument: str, size: int) -> None:
    if length != size:
        raise InputError(f"expected equal numbers, got {size:,} groups and {length:,} {argument}")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:5])) or "none"
    return f"{shown} and {len(names) - 5:,} more" if len(names) > 5 else shown
