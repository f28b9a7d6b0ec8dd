"""A table of scores → the differences of its groups, by each measure that the table has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np

from hedging.errors import InputError, InputTypeError, checked_names
from hedging.stats.columns import Floats, floats_of, numbered_labels
from hedging.stats.difference import Difference, Measure
from hedging.stats.groups import Grouping
from hedging.stats.tally import Source
from hedging.wording import one_line

#: The measures of a table of scores.
MEASURES: Final[tuple[Measure, ...]] = ("share", "score", "confidence")
#: Up to this number of groups each is compared with each; more are compared with the largest.
MAX_EACH: Final = 4
# The largest groups that are compared.
_MAX_GROUPS: Final = 50
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "share": ("hedged_sentences", "sentences"),
    "score": ("score", "sentences"),
    "confidence": ("confidence",),
}


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
    groups). Measures are "share", the share of hedged sentences, "score", the expected share, and
    "confidence", how sure documents sound: by default all that the table has. The shares are those
    of all sentences of a group; in the paired form each pair counts the same.

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
    grouping = Grouping.of(
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
    """The pairs of groups that are compared, from the sizes of all groups; the larger goes first.

    >>> compared_groups({"a": 3, "b": 9, "c": 3})
    [('b', 'a'), ('b', 'c'), ('a', 'c')]
    >>> compared_groups({"a": 3, "b": 9, "c": 3, "d": 1, "e": 2})
    [('b', 'a'), ('b', 'c'), ('b', 'e'), ('b', 'd')]
    """
    names = sorted(sizes, key=lambda name: (-sizes[name], name))[:_MAX_GROUPS]
    if len(names) <= MAX_EACH:
        return list(combinations(names, 2))
    return [(names[0], name) for name in names[1:]]


def choice_note(compared: Sequence[Difference]) -> str:
    """Which groups are compared and why, and what to mind with many; "" for two groups.

    >>> choice_note([Difference("share", "a", "b", 0, 0, 0, 0, 0, (9, 9))])
    ''
    """
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


def _column_names(table: Any) -> list[str]:
    """The names of a table's columns; InputTypeError for what is no table."""
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
    """Refuse scores of different models or options, which cannot be compared."""
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
        checked = checked_names(measures, "measures")
        for measure in checked:
            if measure not in MEASURES:
                raise InputError(
                    f"unknown measure {measure!r}; expected {', '.join(map(repr, MEASURES))}"
                )
            _check_columns(names, _NEEDED[measure])
        return {measure: _values(table, measure) for measure in measures}
    present = [measure for measure in MEASURES if set(_NEEDED[measure]) <= set(names)]
    values = {measure: _values(table, measure) for measure in present}
    # A column can be there and say nothing, as that of confidence with depth="cues".
    values = {name: each for name, each in values.items() if np.isfinite(each[0]).any()}
    if not values:
        raise InputError(
            "there are no scores: expected the columns sentences and hedged_sentences, or "
            "sentences and score, or confidence, as hedging batch writes them"
        )
    return values


def _values(table: Any, measure: Measure) -> tuple[Floats, Floats]:
    """The values of a measure and their weights, which are numbers of sentences for shares."""
    columns = [floats_of(table[name], name) for name in _NEEDED[measure]]
    if measure == "confidence":
        return columns[0], np.ones(len(columns[0]))
    # A document without a text has no number of sentences.
    sentences = np.nan_to_num(columns[1])
    if measure == "score":
        return columns[0], sentences
    return columns[0] / np.maximum(sentences, 1), sentences
