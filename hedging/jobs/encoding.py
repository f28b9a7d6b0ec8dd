"""The columns of a table → its rows as lines of JSON or of CSV.

Column by column, since the modules json and csv have a cost for each value: a column has values of
one type, as a rule, and often few different values, each of which is encoded once, with the text
before it. The bytes are those of json and csv, with and without orjson. A column is a list, or an
array of numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.jobs.formats.objects import installed_orjson
from hedging.jobs.records import json_text

Column = Sequence[Any] | npt.NDArray[Any]
_Encoders = Mapping[type, Callable[[Any], str]]

# Where a column has at least so many rows for each different value, a value is encoded once.
_REPEATED: Final = 4
# A list is looked at only so far to see whether its values differ.
_SAMPLE: Final = 64
# From the one to the other, `repr` writes a float without an exponent.
_LEAST: Final = 1e-4
_MOST: Final = 1e16


def json_lines(table: Mapping[str, Column]) -> bytes:
    """The rows of a table, which maps names to columns of equal length, as lines of JSON.

    >>> json_lines({"id": ["a", "b"], "score": [0.5, None]})
    b'{"id": "a", "score": 0.5}\\n{"id": "b", "score": null}\\n'
    """
    rows = _Rows(_JSON, lambda values: map(encode_basestring, values), json_text)
    before = "{"
    for name, column in table.items():
        rows.add(f"{before}{encode_basestring(name)}: ", column)
        before = ", "
    return rows.lines("}\n")


def csv_lines(columns: Iterable[Column]) -> bytes:
    """Two or more columns of equal length as lines of CSV in UTF-8; text is written as it is.

    >>> csv_lines([["a,b", "c"], [0.5, None]])
    b'"a,b",0.5\\r\\nc,\\r\\n'
    """
    rows = _Rows(_CSV, _all_quoted, lambda value: _quoted(str(value)))
    before = ""
    for column in columns:
        rows.add(before, column)
        before = ","
    return rows.lines("\r\n")


def listed(column: Column) -> list[Any]:
    """The values of a column as objects of Python."""
    return column.tolist() if isinstance(column, np.ndarray) else list(column)


class _Rows:
    """The text of rows, which grow by a column at a time.

    `encoders` make the text of a value of a type, `encode_texts` does it for many values of type
    str, and `other` for a value of another type.
    """

    def __init__(
        self,
        encoders: _Encoders,
        encode_texts: Callable[[Sequence[str]], Iterable[str]],
        other: Callable[[Any], str],
    ) -> None:
        self._encoders = encoders
        self._encode_texts = encode_texts
        self._other = other
        self._pieces: list[Iterable[str]] = []
        # What all rows have behind the last piece.
        self._behind = ""
        self._count = 0

    def add(self, before: str, column: Column) -> None:
        """Add a column, and the text that stands before each of its values."""
        self._count = len(column)
        self._behind += before
        if isinstance(column, np.ndarray) and column.strides == (0,) and len(column):
            self._behind += self._encode(column[:1].tolist()[0])
            return
        values = listed(column)
        different = _different(column, values)
        if different is None:
            self._pieces += [repeat(self._behind), self._encoded(values)]
            self._behind = ""
        elif len(different) > 1:
            texts = {value: self._behind + self._encode(value) for value in different}
            self._pieces.append(map(texts.__getitem__, values))
            self._behind = ""
        else:
            self._behind += "".join(map(self._encode, different))

    def lines(self, end: str) -> bytes:
        """The rows, each with its end."""
        pieces = [*self._pieces, repeat(self._behind + end, self._count)]
        return "".join(map("".join, zip(*pieces, strict=False))).encode("utf-8")

    def _encode(self, value: Any) -> str:
        return self._encoders.get(type(value), self._other)(value)

    def _encoded(self, column: Sequence[Any]) -> Iterable[str]:
        """The values of a column as text, by the encoder of their type."""
        types = set(map(type, column))
        if len(types) == 2 and type(None) in types:
            return self._with_nulls(column)
        if types == {str}:
            return self._encode_texts(column)
        if types == {float} and (orjson := installed_orjson()):
            return _quick_floats(column, self._encoders[float], orjson)
        if len(types) == 1:
            return map(self._encoders.get(types.pop(), self._other), column)
        return map(self._encode, column)

    def _with_nulls(self, column: Sequence[Any]) -> Iterator[str]:
        null = self._encode(None)
        known = iter(self._encoded([value for value in column if value is not None]))
        return (null if value is None else next(known) for value in column)


def _different(column: Column, values: Sequence[Any]) -> Collection[Any] | None:
    """The different values of a column if they are few, and can be told apart; else None.

    `values` are those of the column as a list. A whole number between others may be among them.

    >>> _different([3, 4, 3, 3, 4, 3, 3, 3], [3, 4, 3, 3, 4, 3, 3, 3])
    {3, 4}
    >>> _different([1.0, True, None], [1.0, True, None])
    """
    if isinstance(column, np.ndarray) and column.dtype.kind == "i" and len(column):
        least, most = int(column.min()), int(column.max())
        return range(least, most + 1) if _REPEATED * (most - least) < len(column) else None
    types = set(map(type, values))
    if len(types) != 1 or not types <= _HASHED:
        return None
    for some in (values[:_SAMPLE], values):
        different = set(some)
        if len(different) > 1 and _REPEATED * len(different) > len(some):
            return None
    # 0.0 and -0.0 are equal, and written in two ways.
    return None if float in types and 0.0 in different else different


def _quick_floats(
    column: Sequence[float], encode: Callable[[float], str], orjson: Any
) -> Sequence[str]:
    """The same as `map(encode, column)`; orjson finds the shortest digits several times faster.

    Python writes numbers with an exponent in another way, and numbers that are not finite.
    """
    texts: list[str] = orjson.dumps(column)[1:-1].decode("ascii").split(",")
    sizes = np.abs(np.array(column))
    for k in (~((sizes >= _LEAST) & (sizes < _MOST))).nonzero()[0].tolist():
        texts[k] = encode(column[k])
    return texts


def _all_quoted(texts: Sequence[str]) -> Iterable[str]:
    """Texts as cells of CSV."""
    return map(_quoted, texts) if _has_mark("".join(texts)) else texts


def _quoted(text: str) -> str:
    """Text as a cell of CSV, in quotation marks where it would not be one cell without them."""
    return '"' + text.replace('"', '""') + '"' if _has_mark(text) else text


def _has_mark(text: str) -> bool:
    return "," in text or '"' in text or "\n" in text or "\r" in text


def _json_number(value: float) -> str:
    return repr(value) if isfinite(value) else "null"


_HASHED: Final = frozenset({str, int, float, bool, type(None)})
_JSON: Final[_Encoders] = {
    str: encode_basestring,
    int: repr,
    float: _json_number,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
}
_CSV: Final[_Encoders] = {
    str: _quoted,
    int: repr,
    float: repr,
    bool: repr,
    type(None): lambda _: "",
}
