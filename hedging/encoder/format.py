"""`config.json` of a model with an encoder → how each scheme takes its outputs, all checked.

A model may come from anybody. Whatever does not fit is a ValueError, which the reader of model
folders makes a ModelError.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hedging.encoder.encoder import EncodedScheme
from hedging.encoder.marks import Columns
from hedging.kinds import KINDS

#: The formats that this version reads: a folder with an encoder, and a folder that only says where
#: the encoder of another folder answers instead of the light model.
ENCODER_FORMAT, CASCADE_FORMAT = "encoder-1", "cascade-1"
#: The files of an encoder.
NETWORK, VOCABULARY = "encoder.onnx", "tokenizer.json"

_GREATEST = 1_000_000
_MOST_COLUMNS = 1_000


def encoded_scheme(name: str, row: Any) -> EncodedScheme:
    """The entries of one scheme."""
    where = f"schemes.{name}"
    if not isinstance(row, dict):
        raise ValueError(f"{where} is {row!r}, expected an object")
    kinds = row.get("classes")
    if not isinstance(kinds, list) or not _are_different_kinds(kinds):
        raise ValueError(f"{where}.classes is {kinds!r}, expected different kinds")
    sentence = row.get("sentence_column")
    return EncodedScheme(
        columns=Columns(
            branch=name_of(row, "branch", where),
            kinds=tuple(KINDS.index(kind) for kind in kinds),
            first=_column(row, "first_column", where),
            sentence=None if sentence is None else _column(row, "sentence_column", where),
        ),
        slope=number(row, "slope", where),
        intercept=number(row, "intercept", where),
        sentence_slope=number(row, "sentence_slope", where),
        cue_threshold=_probability(row, "cue_threshold", where),
        threshold=_probability(row, "threshold", where),
    )


def _are_different_kinds(kinds: list[Any]) -> bool:
    are_kinds = len(kinds) > 0 and all(isinstance(kind, str) and kind in KINDS for kind in kinds)
    return are_kinds and len(set(kinds)) == len(kinds)


def band_of(value: Any, where: str) -> tuple[float, float]:
    """Two probabilities, the lower first."""
    if isinstance(value, list) and len(value) == 2:
        low, high = (_probability({"band": edge}, "band", where) for edge in value)
        if low <= high:
            return low, high
    raise ValueError(f"{where}.band is {value!r}, expected two probabilities, the lower first")


def number(row: Mapping[str, Any], entry: str, where: str) -> float:
    """A finite number in an entry."""
    value = row.get(entry)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not abs(value) <= _GREATEST:  # type: ignore[arg-type]
        raise ValueError(f"{where}.{entry} is {value!r}, expected a number")
    return float(value)  # type: ignore[arg-type]


def _probability(row: Mapping[str, Any], entry: str, where: str) -> float:
    value = number(row, entry, where)
    if not 0 <= value <= 1:
        raise ValueError(f"{where}.{entry} is {value!r}, expected a number from 0 to 1")
    return value


def _column(row: Mapping[str, Any], entry: str, where: str) -> int:
    value = row.get(entry)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _MOST_COLUMNS:
        raise ValueError(f"{where}.{entry} is {value!r}, expected the number of a column")
    return value


def name_of(row: Mapping[str, Any], entry: str, where: str) -> str:
    """A name in an entry."""
    value = row.get(entry)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{where}.{entry} is {value!r}, expected a name")
    return value
