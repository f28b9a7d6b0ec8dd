"""The columns of a table → its rows as lines of JSON or of CSV.

Column by column, since the modules json and csv have a cost for each value: a column has values of
one type, as a rule, and often few different values, each of which is encoded once. The bytes are
those of json and csv, with and without orjson.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Final

from hedging.jobs.formats.objects import installed_orjson
from hedging.jobs.records import json_text

_Encoders = Mapping[type, Callable[[Any], str]]

# Where a column has at least so many rows for each different value, a value is encoded once.
_REPEATED: Final = 4
# From the one to the other, `repr` writes a float without an exponent.
_LEAST: Final = 1e-4
_MOST: Final = 1e16


def json_lines(table: Mapping[str, Sequence[Any]]) -> bytes:
    """The rows of a table, which maps names to columns of equal length, as lines of JSON.

    >>> json_lines({"id": ["a", "b"], "score": [0.5, None]})
    b'{"id": "a", "score": 0.5}\\n{"id": "b", "score": null}\\n'
    """
    pieces: list[Iterable[str]] = []
    before = "{"
    for name, column in table.items():
        pieces.append(repeat(f"{before}{encode_basestring(name)}: "))
        pieces.append(_encoded(column, _JSON, json_text))
        before = ", "
    rows = map("".join, zip(*pieces, repeat("}\n"), strict=False))  # the repeats have no end
    return "".join(rows).encode("utf-8")


def csv_lines(columns: Iterable[Sequence[Any]]) -> bytes:
    """Two or more columns of equal length as lines of CSV in UTF-8; text is written as it is.

    >>> csv_lines([["a,b", "c"], [0.5, None]])
    b'"a,b",0.5\\r\\nc,\\r\\n'
    """
    cells = [_encoded(column, _CSV, lambda value: _quoted(str(value))) for column in columns]
    lines = [*map(",".join, zip(*cells, strict=True)), ""]
    return "\r\n".join(lines).encode("utf-8")


def _encoded(
    column: Sequence[Any], encoders: _Encoders, other: Callable[[Any], str]
) -> Iterator[str]:
    """The values of a column as text, by the encoder of their type."""
    types = set(map(type, column))
    if len(types) == 2 and type(None) in types:
        null = encoders[type(None)](None)
        known = _encoded([value for value in column if value is not None], encoders, other)
        return (null if value is None else next(known) for value in column)
    if len(types) != 1:
        return (encoders.get(type(value), other)(value) for value in column)
    (kind,) = types
    encode = encoders.get(kind, other)
    if kind in (int, str, float):
        different = set(column)
        # 0.0 and -0.0 are equal, and written in two ways.
        is_exact = kind is not float or 0.0 not in different
        if is_exact and _REPEATED * len(different) <= len(column):
            return map({value: encode(value) for value in different}.__getitem__, column)
    if kind is float and (orjson := installed_orjson()):
        return _quick_floats(column, encode, orjson)
    return map(encode, column)


def _quick_floats(
    column: Sequence[float], encode: Callable[[float], str], orjson: Any
) -> Iterator[str]:
    """The same as `map(encode, column)`; orjson finds the shortest digits several times faster.

    Python writes numbers with an exponent in another way, and numbers that are not finite.
    """
    texts = orjson.dumps(column)[1:-1].decode("ascii").split(",")
    return (
        text if _LEAST <= abs(value) < _MOST else encode(value)
        for value, text in zip(column, texts, strict=True)
    )


def _quoted(text: str) -> str:
    """Text as a cell of CSV, in quotation marks where it would not be one cell without them."""
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _json_number(value: float) -> str:
    return repr(value) if isfinite(value) else "null"


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
