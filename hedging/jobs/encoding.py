"""The columns of a table → its rows as lines of JSON or of CSV.

Column by column, since the modules json and csv have a cost for each row. The bytes are those of
json and csv, with and without orjson. A column is a list, or an array of numpy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, repeat
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.jobs.formats.objects import installed_orjson
from hedging.jobs.records import json_text

Column = Sequence[Any] | npt.NDArray[Any]
_Encoders = defaultdict[type, Callable[[Any], str]]

# From the one to the other, `repr` writes a float without an exponent.
_LEAST: Final = 1e-4
_MOST: Final = 1e16


def json_lines(table: Mapping[str, Column]) -> bytes:
    """The rows of a table, which maps names to columns of equal length, as lines of JSON.

    >>> json_lines({"id": ["a", "b"], "score": [0.5, None]})
    b'{"id": "a", "score": 0.5}\\n{"id": "b", "score": null}\\n'
    """
    marks = chain(["{"], repeat(", "))
    names = [f"{mark}{encode_basestring(name)}: " for mark, name in zip(marks, table, strict=False)]
    return _lines(zip(names, table.values(), strict=True), "}\n", _JSON)


def csv_lines(columns: Iterable[Column]) -> bytes:
    """Two or more columns of equal length as lines of CSV in UTF-8; text is written as it is."""
    return _lines(zip(chain([""], repeat(",")), columns, strict=False), "\r\n", _CSV)


def listed(column: Column) -> list[Any]:
    """The values of a column as objects of Python."""
    return column.tolist() if isinstance(column, np.ndarray) else list(column)


def _lines(columns: Iterable[tuple[str, Column]], end: str, encoders: _Encoders) -> bytes:
    """Rows with their `end`, from columns, each with the text that stands before its values."""
    pieces: list[Iterable[str]] = []
    # What all rows have behind the last piece.
    behind, count = "", 0
    for before, column in columns:
        count = len(column)
        behind += before
        if isinstance(column, np.ndarray) and column.strides == (0,) and count:
            (value,) = column[:1].tolist()
            behind += encoders[type(value)](value)
            continue
        pieces += [repeat(behind), _encoded(listed(column), encoders)]
        behind = ""
    rows = zip(*pieces, repeat(behind + end, count), strict=False)
    return "".join(map("".join, rows)).encode("utf-8")


def _encoded(column: Sequence[Any], encoders: _Encoders) -> Iterable[str]:
    types = set(map(type, column))
    if types and types <= {float, type(None)} and (orjson := installed_orjson()):
        return _quick_floats(column, encoders, orjson)
    if len(types) == 1:
        return map(encoders[types.pop()], column)
    return (encoders[type(value)](value) for value in column)


def _quick_floats(
    column: Sequence[float | None], encoders: _Encoders, orjson: Any
) -> Sequence[str]:
    """The column as text; orjson finds the shortest digits several times faster than `repr`.

    Python writes numbers with an exponent in another way, and numbers that are not finite.
    """
    texts: list[str] = orjson.dumps(column)[1:-1].decode("ascii").split(",")
    sizes = np.abs(np.array(column, dtype=np.float64))
    for k in (~((sizes >= _LEAST) & (sizes < _MOST))).nonzero()[0].tolist():
        texts[k] = encoders[type(column[k])](column[k])
    return texts


def _quoted(text: str) -> str:
    """Text as a cell of CSV, in quotation marks where it would not be one cell without them."""
    has_mark = "," in text or '"' in text or "\n" in text or "\r" in text
    return '"' + text.replace('"', '""') + '"' if has_mark else text


def _json_number(value: float) -> str:
    return repr(value) if isfinite(value) else "null"


_JSON: Final[_Encoders] = defaultdict(
    lambda: json_text,
    {
        str: encode_basestring,
        int: repr,
        float: _json_number,
        bool: lambda value: "true" if value else "false",
        type(None): lambda _: "null",
    },
)
_CSV: Final[_Encoders] = defaultdict(
    lambda: lambda value: _quoted(str(value)),
    {str: _quoted, int: repr, float: repr, bool: repr, type(None): lambda _: ""},
)
