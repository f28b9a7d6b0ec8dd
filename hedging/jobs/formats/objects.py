"""A line of JSON → its object, or a bad record.

orjson reads several times faster than json, which decides all the same: it reads what orjson
refuses (NaN, half surrogates, a byte order mark), and what orjson reads otherwise (numbers beyond
64 bits, deep nesting). So a record means the same with and without orjson.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

from hedging.jobs.records import BadRecord, Place, Row

# orjson makes a float of a whole number that 64 bits cannot hold; below these no float is one.
_EDGE: Final = float(1 << 63)
_NESTED: Final = frozenset({list, dict})
# json can refuse what is nested about a thousand levels deep.
_MANY_BRACKETS: Final = 500


def object_parser(columns: Sequence[str]) -> Callable[[bytes, Place], Row | BadRecord]:
    """A function from a line of JSON to its row; `columns` are the fields that will be used."""
    decode = json.JSONDecoder().decode
    read_quickly = _quick_reader(columns)

    def parse(raw: bytes, place: Place) -> Row | BadRecord:
        if (quick := read_quickly(raw)) is not None:
            return Row(place, quick, True)
        try:
            values: Any = decode(raw.decode("utf-8" if place.offset else "utf-8-sig"))
        except UnicodeDecodeError as error:
            return not_utf8(error, place)
        except (ValueError, RecursionError) as error:
            return BadRecord(place, f"not JSON: {error}", "not-json")
        if not isinstance(values, dict):
            reason = f"expected a JSON object, got {type(values).__name__}"
            return BadRecord(place, reason, "not-json")
        return Row(place, values)

    return parse


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


def _quick_reader(columns: Sequence[str]) -> Callable[[bytes], dict[str, Any] | None]:
    """A function from a line to its object; None where json has to say what the line means."""
    orjson = installed_orjson()
    if orjson is None:
        return lambda raw: None
    loads, refusal = orjson.loads, orjson.JSONDecodeError

    def read(raw: bytes) -> dict[str, Any] | None:
        try:
            values = loads(raw)
        except refusal:
            return None
        if type(values) is not dict:
            return None
        is_nested = not _NESTED.isdisjoint(map(type, values.values()))
        if is_nested and raw.count(b"[") + raw.count(b"{") > _MANY_BRACKETS:
            return None
        for name in columns:
            value = values.get(name)
            if type(value) in _NESTED or (type(value) is float and not -_EDGE < value < _EDGE):
                return None
        return values

    return read
