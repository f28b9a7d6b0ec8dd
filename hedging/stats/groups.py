"""Values of documents and the groups they belong to → the difference of two groups.

A difference is that of two means, in which each document counts by its weight; its interval comes
from drawing clusters again (`bootstrap`). In the paired form the difference is taken within each
pair, and each pair counts the same, so that a hard question weighs the same on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError, InputTypeError, checked_names
from hedging.kinds import DECLINED, declines
from hedging.stats.bootstrap import Ratios, summed
from hedging.stats.columns import Floats, Ints, check_lengths, floats_of, numbered_labels
from hedging.stats.difference import Difference, Measure, first_of, pooled_difference
from hedging.stats.pooling import Pool
from hedging.stats.tally import Source
from hedging.wording import one_line

#: The measures of a table of scores.
MEASURES: Final[tuple[Measure, ...]] = ("share", "score", "confidence", "declined")
#: Up to this number of groups each is compared with each; more are compared with the largest.
MAX_EACH: Final = 4
# The largest groups that are compared.
_MAX_GROUPS: Final = 50
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "share": ("hedged_sentences", "sentences"),
    "score": ("score", "sentences"),
    "confidence": ("confidence",),
    "declined": ("declined", "sentences"),
}


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
    grouping = _Grouping(groups, clusters, pairs)
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


def differences(
    table: Any,
    group: str,
    *,
    pair: str | None = None,
    cluster: str | None = None,
    measures: Sequence[Measure] | None = None,
) -> tuple[Difference, ...]:
    """The differences of the groups in a table of scores, each with its 95 % interval.

    `table` is a frame of pandas or polars, or a mapping from names to columns: the output of
    `hedging batch`, of `score_frame`, or of `Batch.columns("document")` with columns of your own.
    `group`, `pair` and `cluster` name columns: the groups; what both groups have, such as
    questions, for the paired form; and which documents belong together, such as authors.

    Up to four groups are compared each with each, more groups each with the largest (the 50 largest
    groups). Measures are "share", the share of hedged sentences, "score", the expected share,
    "confidence", how sure documents sound, and "declined", the share of documents that decline to
    answer: by default all that the table has. The shares of sentences are those of all sentences of
    a group; in the paired form each pair counts the same.

    Raises InputError for columns that are not there, for scores of different models or options,
    and for values that are no numbers, InputTypeError for what is no table.

    >>> import hedging
    >>> columns = hedging.detect_batch(["It may rain.", "It rained."] * 4).columns("document")
    >>> columns["writer"] = list("AAABABBB")
    >>> print(differences(columns, "writer", measures=["share"])[0])
    A hedges 50.0 points more than B, ...
    """
    columns = [name for name in (group, pair, cluster) if name is not None]
    names = _column_names(table)
    _check_columns(names, columns)
    _check_source(table, [name for name in Source._fields if name in names and name not in columns])
    values = _values_of_measures(table, names, measures)
    grouping = _Grouping(
        table[group],
        None if cluster is None else table[cluster],
        None if pair is None else table[pair],
    )
    sizes = np.bincount(grouping.groups[grouping.groups >= 0], minlength=len(grouping.names))
    compared = compared_groups(dict(zip(grouping.names, sizes.tolist(), strict=True)))
    return tuple(
        grouping.difference(*values[measure], first, second, measure)
        for measure in values
        for first, second in compared
    )


def compared_groups(sizes: Mapping[str, int]) -> list[tuple[str, str]]:
    """The pairs of groups that are compared, the larger group first."""
    names = sorted(sizes, key=lambda name: (-sizes[name], name))[:_MAX_GROUPS]
    if len(names) <= MAX_EACH:
        return list(combinations(names, 2))
    return [(names[0], name) for name in names[1:]]


def pooled_differences(groups: Mapping[str, Pool]) -> tuple[Difference, ...]:
    """The differences of the shares of up to four groups, each with each; none of more groups.

    It serves where the documents themselves are gone. Documents without a group do not count.
    """
    sizes = {name: pool.documents for name, pool in groups.items() if name}
    if len(sizes) > MAX_EACH:
        return ()
    return tuple(pooled_difference(*pair, groups) for pair in compared_groups(sizes))


def choice_note(compared: Sequence[Difference]) -> str:
    """Which groups are compared and why, and what to mind with many; "" for two groups."""
    pairs = {(each.first, each.second) for each in compared}
    if len(pairs) < 2:
        return ""
    largest = {first for first, _ in pairs}
    which = (
        f"Each group is compared with the largest, {one_line(*largest)}, since all pairs of more "
        f"than {MAX_EACH} groups would be too many to read."
        if len(largest) == 1
        else "Each group is compared with each."
    )
    return (
        f"{which} Of {len(compared)} intervals, {len(compared) / 20:.1f} are expected to leave out "
        "0 by chance alone, even where no groups differ."
    )


class _Grouping:
    """The group, the cluster and the pair of each document, as indices into their names.

    -1 is a missing name. `clusters` and `pairs` are None where each document is its own.
    """

    clusters: Ints | None = None
    pairs: Ints | None = None

    def __init__(
        self,
        groups: Iterable[object],
        clusters: Iterable[object] | None,
        pairs: Iterable[object] | None,
    ) -> None:
        self.groups, self.names = numbered_labels(groups, "groups")
        if clusters is not None:
            self.clusters, self.cluster_names = numbered_labels(clusters, "clusters")
        if pairs is not None:
            self.pairs, self.pair_names = numbered_labels(pairs, "pairs")
        self._check_lengths(clusters=self.clusters, pairs=self.pairs)

    def difference(
        self, values: Floats, weights: Floats, first: str, second: str, measure: Measure
    ) -> Difference:
        self._check_lengths(values=values, weights=weights)
        for k in np.flatnonzero(weights < 0)[:1].tolist():
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
        sides = [self.groups[rows] == number for number in numbers]
        products, weights = (weights * values)[rows], weights[rows]
        # For each document its weighted value and its weight in the first group, then in the
        # second, in one of which both are 0.
        table = np.stack(
            [np.where(side, column, 0.0) for side in sides for column in (products, weights)],
            axis=1,
        )
        about: dict[str, Any] = {"documents": tuple(int(side.sum()) for side in sides)}
        if self.pairs is not None:
            table, rows, about = self._paired(table, rows, self.pairs[rows])
        if self.clusters is not None:
            cluster, about["clusters"] = _renumbered(self.clusters[rows])
            table = summed(table, cluster, about["clusters"])
        about["left_out"] = int(chosen.sum() - usable.sum())
        ratios = Ratios(table[:, :1], table[:, 1:2]), Ratios(table[:, 2:3], table[:, 3:])
        return Difference.between(measure, (first, second), *ratios, **about)

    def _check_lengths(self, **columns: npt.NDArray[Any] | None) -> None:
        for name, column in columns.items():
            if column is not None:
                check_lengths({"groups": len(self.groups), name: len(column)})

    def _paired(
        self, table: Floats, rows: Ints, pairs: Ints
    ) -> tuple[Floats, Ints, dict[str, Any]]:
        """A table with a row for each pair that has both sides, in place of its documents.

        A pair is like two documents of weight 1, one of each group. Also returned are the row of a
        document of each pair, which has its cluster, and what the Difference says of the pairs.
        """
        present, first_row, pair = np.unique(pairs, return_index=True, return_inverse=True)
        sums = summed(table, pair, len(present))
        has_first, has_second = sums[:, 1] > 0, sums[:, 3] > 0
        whole = has_first & has_second
        self._check_clusters(rows, first_row[pair], whole[pair])
        means = sums[whole][:, ::2] / sums[whole][:, 1::2]
        counted = table[whole[pair]] > 0
        only_first, only_second = (
            tuple(self.pair_names[number] for number in present[alone].tolist())
            for alone in (has_first & ~has_second, has_second & ~has_first)
        )
        about = {
            "documents": (int(counted[:, 1].sum()), int(counted[:, 3].sum())),
            "pairs": len(means),
            "same": bool((means[:, 0] == means[:, 1]).all()),
            "only_first": only_first,
            "only_second": only_second,
        }
        ones = np.ones(len(means))
        table = np.stack([means[:, 0], ones, means[:, 1], ones], axis=1)
        return table, rows[first_row[whole]], about

    def _check_clusters(self, rows: Ints, first_of_pair: Ints, whole: Any) -> None:
        if self.clusters is None or self.pairs is None:
            return
        cluster = self.clusters[rows]
        for k in np.flatnonzero(whole & (cluster != cluster[first_of_pair]))[:1]:
            pair = self.pair_names[self.pairs[rows[k]]]
            # The last name stands for a missing one, which is -1.
            named = [*self.cluster_names, "(none)"]
            names = [named[number] for number in (cluster[first_of_pair[k]], cluster[k])]
            raise InputError(
                f"pair {pair!r} is in the clusters {_listed(names)}, expected one cluster for all "
                "documents of a pair: leave the clusters out, or take a wider one"
            )


def _renumbered(owners: Ints) -> tuple[Ints, int]:
    """The owner of each row, counted from 0 without gaps, and the number of owners.

    A row without an owner is its own.
    """
    alone = np.flatnonzero(owners < 0)
    owners = owners.copy()
    owners[alone] = -1 - np.arange(len(alone))[::-1]
    names, numbers = np.unique(owners, return_inverse=True)
    return numbers, len(names)


def _listed(names: Sequence[str]) -> str:
    return first_of([*map(repr, names)], 5) or "none"


def _column_names(table: Any) -> list[str]:
    if hasattr(table, "collect_schema") and not hasattr(table, "__len__"):
        raise InputTypeError("expected a table, got a lazy frame: collect it first")
    if isinstance(table, Mapping) or hasattr(table, "columns"):
        names = [*table] if isinstance(table, Mapping) else [*table.columns]
        if all(isinstance(name, str) for name in names):
            return names
    raise InputTypeError(
        "expected a DataFrame of pandas or polars, or a mapping from names to columns, "
        f"got {type(table).__name__}"
    )


def _check_columns(names: Sequence[str], needed: Iterable[str]) -> None:
    for name in needed:
        if name not in names:
            raise InputError(f"no column {name!r}; there are {', '.join(map(repr, names))}")


def _check_source(table: Any, columns: Sequence[str]) -> None:
    for name in columns:
        labels = numbered_labels(table[name], name)[1]
        if len(labels) > 1:
            raise InputError(
                f"scores of different sources cannot be compared: column {name!r} holds "
                f"{labels[0]!r} and {labels[1]!r}: score all documents with the same options"
            )


def _values_of_measures(
    table: Any, names: Sequence[str], measures: Sequence[Measure] | None
) -> dict[Measure, tuple[Floats, Floats]]:
    """The values and weights of each measure: those that are asked for, or those that are there."""
    if measures is not None:
        for measure in checked_names(measures, "measures"):
            if measure not in MEASURES:
                raise InputError(
                    f"unknown measure {measure!r}; expected {', '.join(map(repr, MEASURES))}"
                )
            _check_columns(names, _NEEDED[measure])
        return {measure: _values(table, measure) for measure in measures}
    present = [measure for measure in MEASURES if set(_NEEDED[measure]) <= set(names)]
    if "declined" in present and not _says_who_declines(table["declined"]):
        present.remove("declined")
    values = {measure: _values(table, measure) for measure in present}
    # A column can be there and say nothing, as that of confidence with depth="cues".
    values = {name: each for name, each in values.items() if np.isfinite(each[0]).any()}
    if not values:
        raise InputError(
            "there are no scores: expected the columns sentences and hedged_sentences, or "
            "sentences and score, confidence, or sentences and declined, as hedging batch writes "
            "them"
        )
    return values


def _says_who_declines(column: Iterable[object]) -> bool:
    """Whether a column holds reasons to decline, and nothing else that only has its name."""
    reasons = numbered_labels(column, "declined")[1]
    return set(reasons) <= set(DECLINED) and any(map(declines, reasons))


def _values(table: Any, measure: Measure) -> tuple[Floats, Floats]:
    if measure == "declined":
        numbers, reasons = numbered_labels(table["declined"], "declined")
        does = np.array([declines(reason) for reason in reasons] + [False])[numbers]
        # A document without a text neither answers nor declines.
        has_text = np.nan_to_num(floats_of(table["sentences"], "sentences")) > 0
        return np.where(has_text, does, np.nan), np.ones(len(numbers))
    columns = [floats_of(table[name], name) for name in _NEEDED[measure]]
    if measure == "confidence":
        return columns[0], np.ones(len(columns[0]))
    # A document without a text has no number of sentences.
    sentences = np.nan_to_num(columns[1])
    if measure == "score":
        return columns[0], sentences
    return columns[0] / np.maximum(sentences, 1), sentences
