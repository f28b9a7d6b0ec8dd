"""A line of JSON → its object, or a bad record; many lines of JSON → columns.

orjson reads many lines several times faster than json reads them one by one. json decides all the
same: it reads what orjson refuses (NaN, half surrogates, a byte order mark), and what orjson reads
otherwise (numbers beyond 64 bits). So a record means the same with and without orjson.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any, Final

from hedging.jobs.records import BadRecord, Place, Row, is_deep

# orjson reads a whole number that 64 bits cannot hold as a float; smaller floats are floats.
_EDGE: Final = float(1 << 63)
_NESTED: Final = frozenset({list, dict})
_SIMPLE: Final = frozenset({str, int, bool, type(None)})
# The deepest nesting of an object. json and orjson both refuse about a thousand levels.
_DEEPEST: Final = 950
_TOO_DEEP: Final = f"is nested more than {_DEEPEST} levels deep"
# Lines that are read together have a random number between them, which no line can hold. A line
# feed in a string stays an error.
_MARK: Final = int.from_bytes(os.urandom(8), "big") >> 2
_BREAK: Final = b",%d,\n" % _MARK


def object_row(raw: bytes, place: Place) -> Row | BadRecord:
    """The row of a line of JSON."""
    try:
        values = _decoded(raw.decode("utf-8" if place.offset else "utf-8-sig"))
    except UnicodeDecodeError as error:
        return not_utf8(error, place)
    except RecursionError:
        return BadRecord(place, _TOO_DEEP, "not-json")
    except ValueError as error:
        return BadRecord(place, f"not JSON: {error}", "not-json")
    if is_deep(values, _DEEPEST):
        return BadRecord(place, _TOO_DEEP, "not-json")
    if not isinstance(values, dict):
        reason = f"expected a JSON object, got {type(values).__name__}"
        return BadRecord(place, reason, "not-json")
    return Row(place, values)


def quick_columns(
    data: bytes | memoryview, required: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, list[Any]] | None:
    """The fields of lines of JSON as columns, with None where a line lacks an optional field.

    The result is None if a line has to be read alone, since it is not a plain object with these
    fields, and without orjson. `data` has no line feed behind the last line.
    """
    orjson = installed_orjson()
    if orjson is None:
        return None
    listed = b"".join((b"[", data, b"]"))
    joined = listed.replace(b"\n", _BREAK)
    count = (len(joined) - len(listed)) // (len(_BREAK) - 1) + 1
    try:
        items = orjson.loads(joined)
    except orjson.JSONDecodeError:
        return None
    rows, marks = items[::2], items[1::2]
    if len(rows) != count or marks.count(_MARK) != len(marks) or set(map(type, rows)) != {dict}:
        return None
    types = set(map(type, chain.from_iterable(map(dict.values, rows))))
    if not _NESTED.isdisjoint(types) and any(is_deep(row, _DEEPEST) for row in rows):
        return None
    try:
        columns = {name: [row[name] for row in rows] for name in required}
    except KeyError:
        return None
    columns |= {name: [row.get(name) for row in rows] for name in optional}
    return columns if all(map(_is_plain, columns.values())) else None


def not_utf8(error: UnicodeDecodeError, place: Place) -> BadRecord:
    """The bad record of a record that is not UTF-8."""
    byte = error.object[error.start]
    reason = f"not UTF-8: byte 0x{byte:02x} at {error.start} of the record"
    return BadRecord(place, reason, "not-utf-8")


@cache
def installed_orjson() -> Any:
    """The module orjson; None where it is not installed."""
    try:
        return import_module("orjson")
    except ImportError:
        return None


def _is_plain(values: Sequence[Any]) -> bool:
    """Whether json reads the values as orjson has read them."""
    types = set(map(type, values))
    if types <= _SIMPLE:
        return True
    return types <= _SIMPLE | {float} and all(
        -_EDGE < value < _EDGE for value in values if type(value) is float
    )


def _decoded(text: str) -> Any:
    """The value of a text of JSON, however deep the caller is in Python's stack."""
    try:
        return _decode(text)
    except RecursionError:
        with ThreadPoolExecutor(1) as thread:  # whose calls are counted from zero
            return thread.submit(_decode, text).result()


_decode: Final = json.JSONDecoder().decode
