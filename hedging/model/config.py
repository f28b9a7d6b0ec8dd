"""The entries of config.json of every kind of model folder: what each must look like.

A model may come from anybody, so every number of a config is checked for its range before anything
is built from it. Whatever does not fit is a ValueError, which the reader makes a ModelError.

Weights mean nothing without the features that they were learned for: a model whose templates are
others would load, and answer slightly wrong. So a config also holds a fingerprint of the templates,
and the kinds and widths as they are, and a model that differs is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hedging.errors import ModelError
from hedging.kinds import DECLINED, KINDS, ROLES
from hedging.model.features import BITS, COLUMNS, CUE_TEMPLATES, KIND_BITS, NAMES, SENTENCE_BITS
from hedging.model.lexicon import ANY_NUMBER
from hedging.text.hashing import SHORT_BITS
from hedging.text.sentences import GAP_BITS
from hedging.text.sentences import TEMPLATES as GAP_TEMPLATES

if TYPE_CHECKING:
    from hedging.encoder.encoder import EncodedScheme

#: The formats that this version reads: of a light model, of a folder with an encoder, and of a
#: folder that only says where the encoder of another folder answers.
FORMAT, ENCODER_FORMAT, CASCADE_FORMAT = 6, "encoder-2", "cascade-1"
#: The format of a model of what goes beyond cues (`hedging.depth`).
DEPTH_FORMAT = "depth-5"

#: The entry that says what a model fits.
FITS = "fits"


def fingerprint(parts: object) -> str:
    """Sixteen hexadecimal digits that stand for lists of names and numbers."""
    # Imported here: hashlib costs a fair part of `import hedging`.
    from hashlib import sha256

    return sha256(repr(parts).encode()).hexdigest()[:16]


def cue_code() -> dict[str, Any]:
    """The fingerprints that a model of cues must match."""
    templates = [
        (each.order, each.seeds.ravel().tolist()) for each in (GAP_TEMPLATES, CUE_TEMPLATES)
    ]
    return {
        "templates": fingerprint((templates, NAMES, COLUMNS, ANY_NUMBER.tolist())),
        "kinds": list(KINDS),
        "widths": {
            "gaps": GAP_BITS,
            "cues": BITS,
            "kinds": KIND_BITS,
            "sentences": SENTENCE_BITS,
            "words": SHORT_BITS,
        },
    }


def check_fits(config: Mapping[str, Any], code: Mapping[str, Any]) -> None:
    """Raise ModelError if a model was trained for other features, kinds or widths."""
    found = config.get(FITS)
    own = found if isinstance(found, dict) else {}
    for part, expected in code.items():
        if own.get(part) != expected:
            raise ModelError(
                f"model {config.get('name')} does not fit this version of hedging: its config has "
                f"{own.get(part)!r} as {FITS}.{part}, the code has {expected!r}; install the "
                "version of hedging that goes with the model, or train the model again"
            )


# The greatest scale or bias; those of trained models are below 100.
_GREATEST = 1_000_000
# More than the outputs of any network.
_MOST_COLUMNS = 1_000

#: Entries of a config: a check of each, and what the check expects.
Checks = Mapping[str, tuple[Callable[[object], bool], str]]


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


def _are_among(known: Sequence[str], *, different: bool) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        if not isinstance(value, list) or not value or not all(own in known for own in value):
            return False
        return not different or len(set(value)) == len(value)

    return check


def _is_column(value: object) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and 0 <= value < _MOST_COLUMNS  # type: ignore[operator]


def _is_band(value: object) -> bool:
    is_pair = isinstance(value, list) and len(value) == 2 and all(map(_is_probability, value))
    return is_pair and value[0] <= value[1]  # type: ignore[index]


def _are_cue_weights(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(map(_is_number, value))


_NUMBER = (_is_number, f"a number from {-_GREATEST:,} to {_GREATEST:,}")
_PROBABILITY = (_is_probability, "a number from 0 to 1")
_NAME = (_is_name, "a name")
_CUE_WEIGHTS = (_are_cue_weights, "a list of three numbers")
_COLUMN = (_is_column, "the number of a column")
_BAND = (_is_band, "two probabilities, the lower first")
_OBJECT = (lambda value: isinstance(value, dict), "an object")

_MAY_BE_MISSING = ("sentence_scale", "sentence_column", "cue_weights", "declined")

#: The entries of config.json that the reader uses: a check, and what the check expects.
CONFIG: Checks = {
    "name": _NAME,
    "kind_scale": _NUMBER,
    "splitter": _OBJECT,
    "schemes": (lambda value: isinstance(value, dict) and len(value) > 0, "at least one scheme"),
}
SPLITTER_CONFIG: Checks = {"scale": _NUMBER, "bias": _NUMBER}
SCHEME_CONFIG: Checks = {
    "kinds": (_are_among(KINDS, different=False), f"a list of kinds ({', '.join(KINDS)})"),
    "cue_scale": _NUMBER,
    "cue_bias": _NUMBER,
    "slope": _NUMBER,
    "intercept": _NUMBER,
    "cue_threshold": _PROBABILITY,
    "threshold": _PROBABILITY,
    "sentence_scale": _NUMBER,
}

#: The entries of the config of a folder with an encoder, of each of its schemes, and of a cascade.
ENCODER_CONFIG: Checks = {
    "name": _NAME,
    "light": _NAME,
    "schemes": CONFIG["schemes"],
}
ENCODED_SCHEME_CONFIG: Checks = {
    "branch": _NAME,
    "classes": (
        _are_among(KINDS, different=True),
        f"a list of different kinds ({', '.join(KINDS)})",
    ),
    "first_column": _COLUMN,
    "slope": _NUMBER,
    "intercept": _NUMBER,
    "sentence_slope": _NUMBER,
    "cue_threshold": _PROBABILITY,
    "threshold": _PROBABILITY,
    "sentence_column": _COLUMN,
    "cue_weights": _CUE_WEIGHTS,
}
#: The entry `confidence` of a folder with an encoder, which may be missing.
CONFIDENCE_CONFIG: Checks = {
    "roles": (
        _are_among(ROLES, different=True),
        f"a list of different roles ({', '.join(ROLES)})",
    ),
    "declined": (
        _are_among(DECLINED, different=True),
        f"a list of different reasons to decline ({', '.join(DECLINED)})",
    ),
}
CASCADE_CONFIG: Checks = {"name": _NAME, "encoder": _NAME, "bands": _OBJECT}


DEPTH_CONFIG: Checks = {
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
        _check_row(row, ENCODED_SCHEME_CONFIG, f"schemes.{name}")
    return {name: encoded_scheme(row) for name, row in config["schemes"].items()}


def text_columns(config: Mapping[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """What a network for whole texts tells apart: roles and reasons to decline; None without one.

    They are indices of ROLES and of DECLINED; a network may know no reasons. ValueError names a
    wrong entry.

    >>> text_columns({"confidence": {"roles": ["claim", "question"], "declined": ["refuses"]}})
    ((0, 2), (3,))
    """
    if "confidence" not in config:
        return None
    row = config["confidence"]
    _check_row(row, CONFIDENCE_CONFIG, "confidence")
    reasons = row.get("declined", ())
    return tuple(map(ROLES.index, row["roles"])), tuple(map(DECLINED.index, reasons))


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
    names = ("slope", "intercept", "sentence_slope", "cue_threshold", "threshold")
    numbers: dict[str, Any] = {name: float(row[name]) for name in names}
    return EncodedScheme(columns, cue_weights=tuple(row.get("cue_weights", ())), **numbers)


def bands(config: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """The band of each scheme in the config of a cascade; ValueError names a wrong entry."""
    _check_entries(config, CASCADE_CONFIG, "")
    _check_entries(config["bands"], dict.fromkeys(config["bands"], _BAND), "bands.")
    return {name: (float(low), float(high)) for name, (low, high) in config["bands"].items()}


def check_config(config: Mapping[str, Any]) -> None:
    """Check every entry of the config that the reader uses; ValueError names a wrong entry."""
    _check_entries(config, CONFIG, "")
    _check_entries(config["splitter"], SPLITTER_CONFIG, "splitter.")
    for scheme, row in config["schemes"].items():
        _check_row(row, SCHEME_CONFIG, f"schemes.{scheme}")


def _check_row(row: Any, checks: Checks, where: str) -> None:
    if not isinstance(row, dict):
        raise ValueError(f"{where} is {row!r}, expected an object")
    _check_entries(row, checks, f"{where}.")


def _check_entries(entries: Mapping[str, Any], checks: Checks, where: str) -> None:
    for name, (is_right, expected) in checks.items():
        if name not in entries and name in _MAY_BE_MISSING:
            continue
        if name not in entries:
            raise ValueError(f"{where}{name} is missing, expected {expected}")
        if not is_right(entries[name]):
            value = repr(entries[name])
            shown = value if len(value) <= 60 else f"{value[:60]}…"
            raise ValueError(f"{where}{name} is {shown}, expected {expected}")
