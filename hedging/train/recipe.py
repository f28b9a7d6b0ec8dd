"""`recipe.json` → Recipe, with every field checked.

A recipe names everything that goes into a model, so that the same recipe gives the same model. The
checks are written by hand, from the types of the dataclasses' fields, so that they need no library.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hedging.errors import InputError
from hedging.train.schemes import SchemePolicy, policy_of

_TYPE_NAMES = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
_AT_LEAST = {"cue_epochs": 1, "cue_bags": 1, "calibration_folds": 2}
_POSITIVE = ("cue_rate", "cue_share", "kind_c", "boundary_c", "sentence_c")
_NOT_NEGATIVE = ("seed_weight", "annotation_weight", "taught_weight")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file below the corpora folder and its format, one of `hedging.corpora.READERS`."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """The files and settings that a model is made from, as `recipe.json` in its folder holds them.

    Files below the corpora folder: `corpora` with their formats; `boundaries` with gold sentence
    spans; `unlabelled` with more text for Punkt. Files below the seeds folder: `seeds` in our own
    format; `annotations` with our marks on texts of the corpora; the lists `cues`, `word_classes`
    and `abbreviations`; `teacher` with soft labels of variants of the Wikipedia sentences, "" for
    no teacher. `without` names files below the corpora folder, and beginnings of names of documents
    ("GUM_essay_"): neither the annotations nor the splitter learn from these texts, whose terms are
    unclear. What lies in the test part is measured all the same.

    The cue weights are the mean of `cue_bags` fits. Each fit makes `cue_epochs` passes with a first
    step of `cue_rate` over all seeds and annotations and a `cue_share` of the corpora's candidates.
    A candidate in the seeds has the weight `seed_weight`, a candidate in the annotations the weight
    `annotation_weight`, and a variant with a teacher's label the weight `taught_weight`. `kind_c`,
    `boundary_c` and `sentence_c` are inverse strengths of L2 regularisation. The curves are fitted
    by cross-validation over `calibration_folds` folds of the documents. `sentence_schemes` are the
    schemes with sentence weights. A recipe may leave out `without` and `schemes`, which are the
    policies that the recipe changes.
    """

    corpora: tuple[CorpusFile, ...]
    seeds: tuple[str, ...]
    annotations: tuple[str, ...]
    cues: str
    word_classes: str
    abbreviations: str
    boundaries: tuple[str, ...]
    unlabelled: tuple[str, ...]
    cue_rate: float
    cue_epochs: int
    cue_bags: int
    cue_share: float
    kind_c: float
    boundary_c: float
    sentence_c: float
    seed_weight: float
    annotation_weight: float
    calibration_folds: int
    sentence_schemes: tuple[str, ...]
    teacher: str
    taught_weight: float
    without: tuple[str, ...] = ()
    schemes: Mapping[str, SchemePolicy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, least in _AT_LEAST.items():
            if getattr(self, name) < least:
                raise InputError(f"{name} must be {least} or more, got {getattr(self, name)}")
        # The comparisons are written so that NaN, which Python's JSON reader accepts, fails them.
        for name in _POSITIVE:
            if not 0 < getattr(self, name) < float("inf"):
                raise InputError(f"{name} must be above 0, got {getattr(self, name)}")
        for name in _NOT_NEGATIVE:
            if not 0 <= getattr(self, name) < float("inf"):
                raise InputError(f"{name} must be 0 or more, got {getattr(self, name)}")

    @classmethod
    def read(cls, path: Path) -> Recipe:
        """Read a recipe.

        Raises InputError that names the file and the field for a missing or unknown field, a value
        of a wrong type, and a value out of range.
        """
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(
                f"no recipe at {path}: {error.strerror}; a model folder needs a recipe.json"
            ) from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path} is not JSON: {error}") from error
        try:
            return _recipe(fields)
        except InputError as error:
            raise InputError(f"{path}: {error}") from error


def _recipe(fields: Any) -> Recipe:
    _check_names(Recipe, fields, "")
    policies = fields.get("schemes", {})
    if not isinstance(policies, dict):
        raise InputError(f"schemes must be an object, got {policies!r}")
    schemes = {name: _policy(name, changes) for name, changes in policies.items()}
    rest = {name: value for name, value in fields.items() if name != "schemes"}
    return Recipe(**_values(Recipe, rest, ""), schemes=schemes)


def _policy(name: str, changes: Any) -> SchemePolicy:
    place = f"schemes.{name}."
    # The name is the key of the object, not a field.
    _check_names(SchemePolicy, changes, place, without="name")
    values = _values(SchemePolicy, changes, place)
    try:
        return dataclasses.replace(policy_of(name), **values)
    except InputError as error:
        raise InputError(f"schemes.{name}: {error}") from error


def _check_names(cls: type[Any], value: Any, place: str, without: str = "") -> None:
    """Raise InputError unless `value` is an object with the fields of a dataclass."""
    if not isinstance(value, dict):
        raise InputError(f"{place.rstrip('.') or 'a recipe'} must be an object, got {value!r}")
    known = [f for f in dataclasses.fields(cls) if f.name != without]
    needed = {
        f.name
        for f in known
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    missing = sorted(place + name for name in needed - set(value))
    unknown = sorted(place + name for name in set(value) - {f.name for f in known})
    if missing or unknown:
        raise InputError(
            "; ".join(
                f"{adjective} field{'s' * (len(names) > 1)} {', '.join(names)}"
                for adjective, names in (("missing", missing), ("unknown", unknown))
                if names
            )
        )


def _values(cls: type[Any], fields: dict[str, Any], place: str) -> dict[str, Any]:
    """The fields of a dataclass with checked types; lists become tuples."""
    types = get_type_hints(cls)
    return {name: _value(types[name], value, f"{place}{name}") for name, value in fields.items()}


def _value(expected: Any, value: Any, place: str) -> Any:
    """A JSON value as the expected type."""
    choices = get_args(expected)
    if dataclasses.is_dataclass(expected) and isinstance(expected, type):
        _check_names(expected, value, f"{place}.")
        return expected(**_values(expected, value, f"{place}."))
    if get_origin(expected) is tuple:
        if not isinstance(value, list):
            raise InputError(f"{place} must be a list, got {value!r}")
        return tuple(_value(choices[0], item, f"{place}[{k}]") for k, item in enumerate(value))
    if get_origin(expected) is Literal:
        if value not in choices:
            raise InputError(f"{place} must be one of {', '.join(choices)}, got {value!r}")
        return value
    if isinstance(expected, UnionType):
        return None if value is None else _value(choices[0], value, place)
    if expected is float and type(value) is int:
        return float(value)
    if type(value) is not expected:
        raise InputError(f"{place} must be {_TYPE_NAMES[expected]}, got {value!r}")
    return value
