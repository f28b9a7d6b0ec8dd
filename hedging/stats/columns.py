"""Columns of any library → arrays: numbers of labels, and floats with NaN where one is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError, InputTypeError, checked_type

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# How Python, numpy and pandas write a missing value.
_MISSING = ("None", "nan", "NaT", "<NA>")


def label_of(value: object) -> str:
    """A value as a label; "" for a missing value.

    Libraries make floats of whole numbers beside a missing value, so that 2020.0 is 2020.
    """
    label = str(value)
    if isinstance(value, str):
        return label
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return "" if label in _MISSING else label


def labels_of(values: Iterable[object], argument: str) -> list[str]:
    """The label of each value.

    Raises InputTypeError for what is no iterable of several values, and for an item that is bytes
    or holds several values.
    """
    items = _items(values, argument)
    for number, item in enumerate(items):
        if isinstance(item, Iterable) and not isinstance(item, str):
            raise InputTypeError(
                f"{argument}[{number}] is {item!r}, expected a name, a number or a date, or None "
                "if it is missing"
            )
    return list(map(label_of, items))


def numbered_labels(values: Iterable[object], argument: str) -> tuple[Ints, list[str]]:
    """The number of each value's label, -1 for a missing value, and the labels.

    >>> numbers, labels = numbered_labels(["b", None, "a", "b"], "groups")
    >>> numbers.tolist(), labels
    ([0, -1, 1, 0], ['b', 'a'])
    """
    numbers = {"": -1}
    column = [numbers.setdefault(v, len(numbers) - 1) for v in labels_of(values, argument)]
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
    # An array gives Python's own values faster than it is walked through; of a date it may give
    # nanoseconds.
    if isinstance(values, np.ndarray) and values.dtype.kind != "M":
        return values.tolist()  # type: ignore[no-any-return]
    return list(values)


def _float_of(item: object, name: str) -> float:
    # An empty cell of CSV is a missing number.
    if label_of(item) == "":
        return float("nan")
    try:
        return float(item)  # type: ignore[arg-type]  # what cannot be converted is refused
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} is {item!r}, expected a number or None") from error
