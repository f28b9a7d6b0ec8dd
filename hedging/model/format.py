"""Tables of the arrays of weights.npz and the entries of config.json, and their checks.

A model may come from anybody, and its hash comes from the same hand. So every array is checked for
its type, its shape and the range of its values, and every number of the config for its range,
before anything is built from them. Whatever does not fit is a ValueError, which the reader makes a
ModelError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy.typing as npt

from hedging.kinds import KINDS, ROLES
from hedging.model.features import BITS, KIND_BITS, SENTENCE_BITS
from hedging.model.lexicon import LONGEST
from hedging.text.hashing import SHORT_BITS
from hedging.text.sentences import GAP_BITS

if TYPE_CHECKING:
    from hedging.encoder.encoder import EncodedScheme

#: The formats that this version reads: of a light model, of a folder with an encoder, and of a
#: folder that only says where the encoder of another folder answers.
FORMAT, ENCODER_FORMAT, CASCADE_FORMAT = 5, "encoder-2", "cascade-1"
#: The format of a model of what goes beyond cues (`hedging.depth`).
DEPTH_FORMAT = "depth-3"

#: More bytes than any file of a model has: a made-up size must not fill the memory.
MAX_FILE_BYTES = 1 << 28


class ArrayFormat(NamedTuple):
    """How an array must look.

    `shape` has a number for a fixed length, "schemes" for the number of schemes, and any other name
    for a length that all arrays with that name share. `least` and `greatest` bound the values;
    `rising` says that each value is greater than the value before, and `bits` how many of its first
    bits count; the others are 0. `beside` names a table of the same shape whose weights mostly tell
    those of this one.
    """

    dtype: str
    shape: tuple[int | str, ...]
    least: int = 0
    greatest: int = (1 << 64) - 1
    rising: bool = False
    bits: int = 64
    beside: str = ""


def listed_hashes(length: str) -> ArrayFormat:
    """The format of the hashes of listed words, of which the first bits are enough."""
    return ArrayFormat("uint64", (length,), rising=True, bits=SHORT_BITS)


# Masks have a bit for each kind; in a file they take no more bytes than that needs.
_MASK = "uint8" if len(KINDS) <= 8 else "uint16"

#: The arrays that every model has; a file holds some of them packed (`hedging.model.packing`).
ARRAYS: dict[str, ArrayFormat] = {
    "splitter_weights": ArrayFormat("int8", (1 << GAP_BITS,), -128, 127),
    "kind_weights": ArrayFormat("int8", (1 << KIND_BITS, len(KINDS)), -128, 127),
    "punkt_abbreviations": listed_hashes("abbreviations"),
    "punkt_collocations": listed_hashes("collocations"),
    "punkt_starters": listed_hashes("starters"),
    "punkt_lower": listed_hashes("lower"),
    "lexicon_hashes": ArrayFormat("uint64", ("entries",), rising=True),
    "lexicon_lengths": ArrayFormat("uint8", ("entries",), 1, LONGEST),
    "lexicon_openings": ArrayFormat("bool", ("entries",), 0, 1),
    "lexicon_masks": ArrayFormat(_MASK, ("entries", "schemes"), 0, (1 << len(KINDS)) - 1),
    "lexicon_heads": ArrayFormat("uint64", ("heads",), rising=True),
    "lexicon_prefixes": listed_hashes("prefixes"),
    "lexicon_fixed_kinds": ArrayFormat(_MASK, ("entries",), 0, (1 << len(KINDS)) - 1),
    "classes_words": listed_hashes("words"),
    "classes_word_classes": ArrayFormat("uint16", ("words",)),
    "classes_endings": ArrayFormat("uint64", ("endings",)),
    "classes_ending_classes": ArrayFormat("uint16", ("endings",)),
    # Whether a word that has a class is in the list `punkt_lower` too, which holds the others.
    "listed_lower": ArrayFormat("bool", ("words",), 0, 1),
    "cue_places": ArrayFormat("uint8", ((1 << BITS) // 8,)),
}

#: Arrays that a model may lack: without `lexicon_fixed_kinds`, the kinds of the schemes are joined.
OPTIONAL_ARRAYS = frozenset({"lexicon_fixed_kinds"})

#: The arrays that a scheme has. The first scheme has `cue_weights`, the others have the parts of an
#: `OtherTable` (see `hedging.model.packing`); those with a `sentence_scale` in the config also have
#: `sentence_weights`.
SCHEME_ARRAYS: dict[str, ArrayFormat] = {
    "cue_weights": ArrayFormat("int8", ("weights",), -128, 127),
    "cue_usual": ArrayFormat("int8", (256,), -128, 127),
    "cue_changed": ArrayFormat("uint8", ("bytes of places",)),
    "cue_changes": ArrayFormat("int8", ("changes",), -128, 127),
    "sentence_weights": ArrayFormat("int8", (1 << SENTENCE_BITS,), -128, 127),
}


# Types with all of their values.
_UNBOUNDED = frozenset(
    {("int8", -(1 << 7), (1 << 7) - 1), ("int16", -(1 << 15), (1 << 15) - 1)}
    | {("uint64", 0, (1 << 64) - 1)}
)


def format_of(name: str) -> ArrayFormat:
    """The format of an array of a light model; the name of a scheme may stand after its own.

    >>> format_of("cue_usual_szeged").shape
    (256,)
    """
    if name in ARRAYS:
        return ARRAYS[name]
    return next(form for own, form in SCHEME_ARRAYS.items() if name.startswith(f"{own}_"))


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
    # Where every number of a type will do, a look at all of them would tell nothing.
    bounds = (array_format.least, array_format.greatest)
    is_bounded = (array.dtype.name, *bounds) not in _UNBOUNDED
    if (
        array.size
        and is_bounded
        and not (
            int(array.min()) >= array_format.least and int(array.max()) <= array_format.greatest
        )
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
# More than the outputs of any network.
_MOST_COLUMNS = 1_000

Check = Callable[[object], bool]


def _is_number(value: object) -> bool:
    """Whether a value is a number that no sum of weights makes infinite."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= _GREATEST  # which NaN is not


def _are_numbers(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    flat = [n for own in value.values() for n in (own if isinstance(own, list) else [own])]
    return all(isinstance(number, bool) or _is_number(number) for number in flat)


def _is_probability(value: object) -> bool:
    return _is_number(value) and 0 <= value <= 1  # type: ignore[operator]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _are_kinds(value: object) -> bool:
    is_list = isinstance(value, list) and len(value) > 0
    return is_list and all(kind in KINDS for kind in value)  # type: ignore[attr-defined]


def _are_classes(value: object) -> bool:
    return isinstance(value, list) and _are_kinds(value) and len(set(value)) == len(value)


def _are_roles(value: object) -> bool:
    if not isinstance(value, list) or len(value) == 0:
        return False
    return all(role in ROLES for role in value) and len(set(value)) == len(value)


def _is_column(value: object) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and 0 <= value < _MOST_COLUMNS  # type: ignore[operator]


def _is_band(value: object) -> bool:
    is_pair = isinstance(value, list) and len(value) == 2 and all(map(_is_probability, value))
    return is_pair and value[0] <= value[1]  # type: ignore[index]


_NUMBER = (_is_number, f"a number from {-_GREATEST:,} to {_GREATEST:,}")
_PROBABILITY = (_is_probability, "a number from 0 to 1")
_NAME = (_is_name, "a name")
_COLUMN = (_is_column, "the number of a column")
_BAND = (_is_band, "two probabilities, the lower first")
_OBJECT = (lambda value: isinstance(value, dict), "an object")

#: The entries of config.json that the reader uses: a check, and what the check expects.
CONFIG: dict[str, tuple[Check, str]] = {
    "name": _NAME,
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

#: The entries of the config of a folder with an encoder, of each of its schemes, and of a cascade.
ENCODER_CONFIG: dict[str, tuple[Check, str]] = {
    "name": _NAME,
    "light": _NAME,
    "schemes": CONFIG["schemes"],
}
ENCODED_SCHEME_CONFIG: dict[str, tuple[Check, str]] = {
    "branch": _NAME,
    "classes": (_are_classes, f"a list of different kinds ({', '.join(KINDS)})"),
    "first_column": _COLUMN,
    "slope": _NUMBER,
    "intercept": _NUMBER,
    "sentence_slope": _NUMBER,
    "cue_threshold": _PROBABILITY,
    "threshold": _PROBABILITY,
}
OPTIONAL_ENCODED_SCHEME_CONFIG: dict[str, tuple[Check, str]] = {"sentence_column": _COLUMN}
#: The entry `confidence` of a folder with an encoder, which may be missing.
CONFIDENCE_CONFIG: dict[str, tuple[Check, str]] = {
    "roles": (_are_roles, f"a list of different roles ({', '.join(ROLES)})"),
}
CASCADE_CONFIG: dict[str, tuple[Check, str]] = {"name": _NAME, "encoder": _NAME, "bands": _OBJECT}


DEPTH_CONFIG: dict[str, tuple[Check, str]] = {
    "name": _NAME,
    "numbers": (_are_numbers, "an object of numbers and of lists of numbers"),
}


def check_depth_config(config: Mapping[str, Any]) -> None:
    """Check the config of a model of depth; ValueError names a wrong entry."""
    _check_entries(config, DEPTH_CONFIG, "")


def encoded_schemes(config: Mapping[str, Any]) -> dict[str, EncodedScheme]:
    """The schemes of the config of a folder with an encoder; ValueError names a wrong entry."""
    _check_entries(config, ENCODER_CONFIG, "")
    for name, row in config["schemes"].items():
        _check_row(row, ENCODED_SCHEME_CONFIG, OPTIONAL_ENCODED_SCHEME_CONFIG, f"schemes.{name}")
    return {name: encoded_scheme(row) for name, row in config["schemes"].items()}


def confidence_roles(config: Mapping[str, Any]) -> tuple[int, ...] | None:
    """The roles that a network for whole texts tells apart, as indices of ROLES; None without one.

    ValueError names a wrong entry.

    >>> confidence_roles({"confidence": {"roles": ["claim", "question"]}})
    (0, 2)
    """
    if "confidence" not in config:
        return None
    row = config["confidence"]
    _check_row(row, CONFIDENCE_CONFIG, {}, "confidence")
    return tuple(ROLES.index(role) for role in row["roles"])


def encoded_scheme(row: Mapping[str, Any]) -> EncodedScheme:
    """A scheme of a config whose entries have been checked."""
    # Most models have no encoder.
    from hedging.encoder.encoder import EncodedScheme
    from hedging.encoder.marks import Columns

    columns = Columns(
        branch=row["branch"],
        kinds=tuple(KINDS.index(kind) for kind in row["classes"]),
        first=row["first_column"],
        sentence=row.get("sentence_column"),
    )
    return EncodedScheme(
        columns=columns,
        slope=float(row["slope"]),
        intercept=float(row["intercept"]),
        sentence_slope=float(row["sentence_slope"]),
        cue_threshold=float(row["cue_threshold"]),
        threshold=float(row["threshold"]),
    )


def bands(config: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """The band of each scheme in the config of a cascade; ValueError names a wrong entry."""
    _check_entries(config, CASCADE_CONFIG, "")
    _check_entries(config["bands"], dict.fromkeys(config["bands"], _BAND), "bands.")
    return {name: (float(low), float(high)) for name, (low, high) in config["bands"].items()}


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
        _check_row(row, SCHEME_CONFIG, OPTIONAL_SCHEME_CONFIG, f"schemes.{scheme}")


def _check_row(
    row: Any,
    needed: Mapping[str, tuple[Check, str]],
    optional: Mapping[str, tuple[Check, str]],
    where: str,
) -> None:
    """Check the entries of one scheme."""
    if not isinstance(row, dict):
        raise ValueError(f"{where} is {row!r}, expected an object")
    given = {name: check for name, check in optional.items() if name in row}
    _check_entries(row, {**needed, **given}, f"{where}.")


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
