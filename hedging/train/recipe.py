"""`recipe.json` → Recipe, with every field checked.

A recipe names everything that goes into a model, so that the same recipe gives the same model. The
checks are written by hand, from the types of the dataclasses' fields, so that they need no library.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hedging.errors import CorpusError, HedgingError, InputError, MissingExtraError, RecipeError
from hedging.options import DEFAULT_MODEL
from hedging.released import released_name
from hedging.train.schemes import SchemePolicy, policy_of

_TYPE_NAMES = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}

# The comparisons are written so that NaN, which Python's JSON reader accepts, fails them.
_POSITIVE = ("above 0", lambda number: 0 < number < float("inf"))
_NOT_NEGATIVE = ("0 or more", lambda number: 0 <= number < float("inf"))
_ONE_OR_MORE = ("1 or more", lambda number: number >= 1)
_RANGES: dict[str, tuple[str, Callable[[float], bool]]] = {
    "cue_epochs": _ONE_OR_MORE,
    "cue_bags": _ONE_OR_MORE,
    "calibration_folds": ("2 or more", lambda number: number >= 2),
    **dict.fromkeys(("cue_rate", "cue_share", "kind_c", "boundary_c", "sentence_c"), _POSITIVE),
    **dict.fromkeys(("seed_weight", "annotation_weight", "taught_weight"), _NOT_NEGATIVE),
}


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file below the corpora folder and its format, one of `hedging.corpora.READERS`."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """The files and settings that a model is made from, as `recipe.json` in its folder holds them.

    A recipe may leave out every field, and needs some labelled sentences. Its numbers are then
    those of the shipped model.

    Files below the corpora folder: `corpora` with their formats; `boundaries` with gold sentence
    spans; `unlabelled` with more text for Punkt. Files below the seeds folder: `seeds`, which are
    labelled sentences in any form of `read_labelled`; `light_seeds`, which are such sentences with
    the weight of annotations; `annotations` with our marks on texts of the corpora; the lists
    `cues`, `word_classes` and `abbreviations`; `teacher` with soft labels of variants of the
    Wikipedia sentences. Without `boundaries` the splitter, and without `word_classes` the word
    classes are those of the shipped model. `without` names files below the corpora folder, and
    beginnings of names of documents ("GUM_essay_"): neither the annotations nor the splitter learn
    from these texts, whose terms are unclear. What lies in the test part is measured all the same.

    The cue weights are the mean of `cue_bags` fits. Each fit makes `cue_epochs` passes with a first
    step of `cue_rate` over all seeds and annotations and a `cue_share` of the corpora's candidates.
    A candidate in the seeds has the weight `seed_weight`, a candidate in the annotations or the
    light seeds the weight `annotation_weight`, and a variant with a teacher's label the weight
    `taught_weight`. `kind_c`, `boundary_c` and `sentence_c` are inverse strengths of L2
    regularisation. The curves are fitted by cross-validation over `calibration_folds` folds of the
    documents. `sentence_schemes` are the schemes with sentence weights. `schemes` are the policies
    that the recipe changes.
    """

    corpora: tuple[CorpusFile, ...] = ()
    seeds: tuple[str, ...] = ()
    light_seeds: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    cues: str = ""
    word_classes: str = ""
    abbreviations: str = ""
    boundaries: tuple[str, ...] = ()
    unlabelled: tuple[str, ...] = ()
    cue_rate: float = 0.03
    cue_epochs: int = 5
    cue_bags: int = 4
    cue_share: float = 1.0
    kind_c: float = 1.0
    boundary_c: float = 0.3
    sentence_c: float = 7.0
    seed_weight: float = 5.0
    annotation_weight: float = 2.0
    calibration_folds: int = 3
    sentence_schemes: tuple[str, ...] = ()
    teacher: str = ""
    taught_weight: float = 0.3
    without: tuple[str, ...] = ()
    schemes: Mapping[str, SchemePolicy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, (expected, is_right) in _RANGES.items():
            if not is_right(getattr(self, name)):
                raise InputError(f"{name} must be {expected}, got {getattr(self, name)}")

    @property
    def taken_over(self) -> dict[str, str]:
        """The parts that a model by this recipe takes from the shipped model, with its name."""
        parts = {"splitter": self.boundaries, "word_classes": self.word_classes}
        return {part: released_name(DEFAULT_MODEL) for part, own in parts.items() if not own}

    @classmethod
    def read(cls, path: Path, problems: Problems | None = None) -> Recipe:
        """Read a recipe; a field that it leaves out has its default.

        Raises InputError that names the file and every unknown field, value of a wrong type, and
        value out of range. With `problems` these are added to them, and such a field has its
        default.
        """
        try:
            fields = json.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise InputError(
                f"no recipe at {path}: {error.strerror}; a model folder needs a recipe.json"
            ) from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path} is not JSON: {error}") from error
        if not isinstance(fields, dict):
            raise InputError(f"{path}: a recipe must be an object, got {fields!r}")
        found = Problems() if problems is None else problems
        recipe = _recipe(fields, found, path)
        if problems is None:
            found.raise_any()
        return recipe


class Problems(list[HedgingError]):
    """The problems of a recipe and of its material so far, so that one error names all of them.

    `hide_sentences` says that the recipe or some labelled sentences could not be read. Then nobody
    can know what the others lack, and the checks of sentences are left out.
    """

    hide_sentences = False

    @contextmanager
    def gathered(self, place: str = "") -> Iterator[None]:
        """Add an error that the body raises, unless a library is missing: that is raised.

        `place` is put before what it says.
        """
        try:
            yield
        except MissingExtraError:
            raise
        except RecipeError as error:
            self.extend(map(CorpusError, error.problems))
        except HedgingError as error:
            self.append(type(error)(f"{place}{error}") if place else error)

    def raise_any(self) -> None:
        """Raise the problem, or RecipeError for several; nothing without problems."""
        if len(self) == 1:
            raise self[0]
        if self:
            raise RecipeError(*map(str, self))


def _recipe(fields: dict[str, Any], problems: Problems, path: Path) -> Recipe:
    """The recipe of the fields that can be used; the others are problems."""
    values: dict[str, Any] = {}
    schemes: dict[str, SchemePolicy] = {}
    types = get_type_hints(Recipe)
    with problems.gathered(f"{path}: "):
        _check_names(Recipe, fields, "")
    for name in [name for name in fields if name in types and name != "schemes"]:
        with problems.gathered(f"{path}: "):
            value = _value(types[name], fields[name], name)
            # A number that is out of its range raises.
            Recipe(**{name: value})
            values[name] = value
    policies = fields.get("schemes", {})
    with problems.gathered(f"{path}: "):
        _check_is_object(policies, "schemes")
        for name, changes in policies.items():
            with problems.gathered(f"{path}: "):
                schemes[name] = _policy(name, changes)
    return Recipe(**values, schemes=schemes)


def _policy(name: str, changes: Any) -> SchemePolicy:
    place = f"schemes.{name}"
    # The name is the key of the object, not a field.
    values = _values(SchemePolicy, changes, place, without="name")
    try:
        return dataclasses.replace(policy_of(name), **values)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def _check_is_object(value: Any, place: str) -> None:
    if not isinstance(value, dict):
        raise InputError(f"{place} must be an object, got {value!r}")


def _check_names(cls: type[Any], value: Any, place: str, without: str = "") -> None:
    """Raise InputError unless `value` is an object with the fields of a dataclass."""
    _check_is_object(value, place)
    known = {f.name: f for f in dataclasses.fields(cls) if f.name != without}
    needed = {
        name
        for name, f in known.items()
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    unknown = sorted(set(value) - set(known))
    faults = [
        f"{adjective} field{'s' * (len(names) > 1)} {', '.join(_place(place, n) for n in names)}"
        for adjective, names in (("missing", sorted(needed - set(value))), ("unknown", unknown))
        if names
    ]
    if unknown:
        faults.append(f"known fields are {', '.join(known)}")
    if faults:
        raise InputError("; ".join(faults))


def _place(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _values(cls: type[Any], fields: Any, place: str, without: str = "") -> dict[str, Any]:
    _check_names(cls, fields, place, without)
    types = get_type_hints(cls)
    return {name: _value(types[name], own, _place(place, name)) for name, own in fields.items()}


def _value(expected: Any, value: Any, place: str) -> Any:
    """A JSON value as the expected type; lists become tuples."""
    choices = get_args(expected)
    if dataclasses.is_dataclass(expected) and isinstance(expected, type):
        return expected(**_values(expected, value, place))
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
