"""Tables of the arrays of weights.npz and the entries of config.json, and their checks.

A model may come from anybody, and its hash comes from the same hand. So every array is checked for
its type, its shape and the range of its values, and every number of the config for its range,
before anything is built from them. Whatever does not fit is a ValueError, which the reader makes a
ModelError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from hedging.kinds import KINDS
from hedging.model.features import BITS, KIND_BITS, SENTENCE_BITS
from hedging.model.lexicon import LONGEST
from hedging.text.sentences import GAP_BITS

#: The format that this version reads and writes.
FORMAT = 3

#: More bytes than any file of a model has, or any array: a made-up size must not fill the memory.
MAX_FILE_BYTES = 1 << 28
MAX_ARRAY_BYTES = 1 << 26


@dataclass(frozen=True, slots=True)
class ArrayFormat:
    """How an array must look.

    `shape` has a number for a fixed length, "schemes" for the number of schemes, and any other name
    for a length that all arrays with that name share. `least` and `greatest` bound the values;
    `rising` says that each value is greater than the value before.
    """

    dtype: str
    shape: tuple[int | str, ...]
    least: int = 0
    greatest: int = (1 << 64) - 1
    rising: bool = False


#: The arrays that every model has.
ARRAYS: dict[str, ArrayFormat] = {
    "splitter_weights": ArrayFormat("int8", (1 << GAP_BITS,), -128, 127),
    "kind_weights": ArrayFormat("int8", (1 << KIND_BITS, len(KINDS)), -128, 127),
    "punkt_abbreviations": ArrayFormat("uint64", ("abbreviations",)),
    "punkt_collocations": ArrayFormat("uint64", ("collocations",)),
    "punkt_starters": ArrayFormat("uint64", ("starters",)),
    "punkt_lower": ArrayFormat("uint64", ("lower",)),
    "lexicon_hashes": ArrayFormat("uint64", ("entries",), rising=True),
    "lexicon_lengths": ArrayFormat("uint8", ("entries",), 1, LONGEST),
    "lexicon_openings": ArrayFormat("bool", ("entries",), 0, 1),
    "lexicon_masks": ArrayFormat("uint8", ("entries", "schemes"), 0, (1 << len(KINDS)) - 1),
    "lexicon_heads": ArrayFormat("uint64", ("heads",), rising=True),
    "lexicon_prefixes": ArrayFormat("uint64", ("prefixes",)),
    "classes_words": ArrayFormat("uint64", ("words",), rising=True),
    "classes_word_classes": ArrayFormat("uint16", ("words",)),
    "classes_endings": ArrayFormat("uint64", ("endings",)),
    "classes_ending_classes": ArrayFormat("uint16", ("endings",)),
}

#: The arrays that a scheme has; the second only if its config has a `sentence_scale`.
SCHEME_ARRAYS: dict[str, ArrayFormat] = {
    "cue_weights": ArrayFormat("int8", (1 << BITS,), -128, 127),
    "sentence_weights": ArrayFormat("int8", (1 << SENTENCE_BITS,), -128, 127),
}


def read_array(
    arrays: Mapping[str, npt.NDArray[Any]],
    name: str,
    array_format: ArrayFormat,
    lengths: dict[str, int],
) -> npt.NDArray[Any]:
    """The array of that name, checked; ValueError says how it differs from its format.

    `lengths` are the lengths that names in shapes stand for; those of new names are added.
    """
    array = arrays[name]
    fits = array.dtype == array_format.dtype and array.ndim == len(array_format.shape)
    if fits:
        for wanted, length in zip(array_format.shape, array.shape, strict=True):
            expected = wanted if isinstance(wanted, int) else lengths.setdefault(wanted, length)
            fits = fits and length == expected
    if not fits:
        shape = tuple(lengths.get(str(wanted), wanted) for wanted in array_format.shape)
        raise ValueError(
            f"{name} is {array.dtype} of shape {array.shape}, "
            f"expected {array_format.dtype} of shape {shape}"
        )
    if array.size and not (
        int(array.min()) >= array_format.least and int(array.max()) <= array_format.greatest
    ):
        raise ValueError(
            f"{name} has values from {array.min()} to {array.max()}, expected "
            f"{array_format.least} to {array_format.greatest}"
        )
    if array_format.rising and not bool((array[1:] > array[:-1]).all()):
        raise ValueError(f"{name} is not in rising order")
    return array


# The greatest scale or bias; those of trained models are below 100.
_GREATEST = 1_000_000

Check = Callable[[object], bool]


def _is_number(value: object) -> bool:
    """Whether a value is a number that no sum of weights makes infinite."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= _GREATEST  # which NaN is not


def _is_probability(value: object) -> bool:
    return _is_number(value) and 0 <= value <= 1  # type: ignore[operator]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _are_kinds(value: object) -> bool:
    is_list = isinstance(value, list) and len(value) > 0
    return is_list and all(kind in KINDS for kind in value)  # type: ignore[attr-defined]


_NUMBER = (_is_number, f"a number from {-_GREATEST:,} to {_GREATEST:,}")
_PROBABILITY = (_is_probability, "a number from 0 to 1")
_OBJECT = (lambda value: isinstance(value, dict), "an object")

#: The entries of config.json that the reader uses: a check, and what the check expects.
CONFIG: dict[str, tuple[Check, str]] = {
    "name": (_is_name, "a name"),
    "kind_scale": _NUMBER,
    "splitter": _OBJECT,
    "schemes": (lambda value: isinstance(value, dict) and len(value) > 0, "at least one scheme"),
}
SPLITTER_CONFIG: dict[str, tuple[Check, str]] = {"scale": _NUMBER, "bias": _NUMBER}
SCHEME_CONFIG: dict[str, tuple[Check, str]] = {
    "kinds": (_are_kinds, f"a list of kinds ({', '.join(KINDS)})"),
    "cue_scale": _NUMBER,
    "cue_bias": _NUMBER,
    "slope": _NUMBER,
    "intercept": _NUMBER,
    "cue_threshold": _PROBABILITY,
    "threshold": _PROBABILITY,
}
#: The entries of a scheme that may be missing.
OPTIONAL_SCHEME_CONFIG: dict[str, tuple[Check, str]] = {"sentence_scale": _NUMBER}


def check_config(config: Mapping[str, Any]) -> None:
    """Check every entry of the config that the reader uses; ValueError names a wrong entry.

    >>> check_config({"name": ""})
    Traceback (most recent call last):
        ...
    ValueError: name is '', expected a name
    """
    _check_entries(config, CONFIG, "")
    _check_entries(config["splitter"], SPLITTER_CONFIG, "splitter.")
    for scheme, row in config["schemes"].items():
        where = f"schemes.{scheme}"
        if not isinstance(row, dict):
            raise ValueError(f"{where} is {row!r}, expected an object")
        _check_entries(row, SCHEME_CONFIG, f"{where}.")
        given = {name: check for name, check in OPTIONAL_SCHEME_CONFIG.items() if name in row}
        _check_entries(row, given, f"{where}.")


def _check_entries(
    entries: Mapping[str, Any], checks: Mapping[str, tuple[Check, str]], where: str
) -> None:
    for name, (is_right, expected) in checks.items():
        if name not in entries:
            raise ValueError(f"{where}{name} is missing, expected {expected}")
        if not is_right(entries[name]):
            value = repr(entries[name])
            shown = value if len(value) <= 60 else f"{value[:60]}…"
            raise ValueError(f"{where}{name} is {shown}, expected {expected}")
