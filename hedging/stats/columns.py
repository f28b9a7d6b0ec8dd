"""Columns of any library → arrays: numbers of labels, and floats with NaN where one is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError, checked_type

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Values that stand for a missing value, by the names of their types: those of pandas too.
_MISSING = ("NoneType", "NAType", "NaTType")


def label_of(value: object) -> str:
    """A value as a label; "" for a missing value."""
    if isinstance(value, str):
        return value
    if type(value).__name__ in _MISSING or (isinstance(value, float) and isnan(value)):
        return ""
    return str(value)


def numbered_labels(values: Iterable[object], argument: str) -> tuple[Ints, list[str]]:
    """The number of each value's label, -1 for a missing value, and the labels.

    Raises InputTypeError for what is no iterable of several values.

    >>> numbers, labels = numbered_labels(["b", None, "a", "b"], "groups")
    >>> numbers.tolist(), labels
    ([0, -1, 1, 0], ['b', 'a'])
    """
    numbers = {"": -1}
    column = [numbers.setdefault(label_of(v), len(numbers) - 1) for v in _items(values, argument)]
    return np.array(column, dtype=np.int64), list(numbers)[1:]


def floats_of(values: Iterable[float | None], argument: str) -> Floats:
    """The values as floats, NaN for a missing value.

    Raises InputTypeError for what is no iterable of several values, InputError for an item that is
    no finite number.

    >>> floats_of([1, None, True], "values").tolist()
    [1.0, nan, 1.0]
    """
    items = _items(values, argument)
    try:
        column = np.array(items, dtype=np.float64)
    except (TypeError, ValueError):
        column = np.array([_float_of(item, f"{argument}[{k}]") for k, item in enumerate(items)])
    if column.ndim != 1:
        raise InputError(f"expected a number for each item of {argument}, got lists")
    if np.isinf(column).any():
        raise InputError(f"{argument}[{int(np.flatnonzero(np.isinf(column))[0])}] is infinite")
    return column


def check_lengths(lengths: Mapping[str, int]) -> None:
    """Raise InputError for columns of unequal lengths."""
    if len(set(lengths.values())) > 1:
        numbers = " and ".join(f"{number:,} {name}" for name, number in lengths.items())
        raise InputError(f"expected equal numbers, got {numbers}")


def _items(values: Iterable[object], argument: str) -> list[object]:
    checked_type(values, Iterable, f"an item for each document in {argument}", but=(str, bytes))
    # An array gives Python's own values faster than it is walked through.
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _float_of(item: object, name: str) -> float:
    # An empty cell of CSV is a missing number.
    if label_of(item) == "":
        return float("nan")
    try:
        return float(item)  # type: ignore[arg-type]  # what cannot be converted is refused
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} is {item!r}, expected a number or None") from error
