"""Folder of a depth model ↔ DepthModel.

The weights are a tree of dataclasses. Each array is stored under its path in the tree
("sources.holder.table"), each number in `config.json` under the same kind of path, so that the
dataclasses themselves say what a folder holds. Every array is checked for its type, its shape and
the range of its values before anything is built from it.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np

from hedging.depth import confidence, phrases, roles, scopes, sources
from hedging.depth.figures import Figures
from hedging.depth.model import DepthModel
from hedging.kinds import HOLDERS, KINDS, ROLES
from hedging.model.arrays import (
    Array,
    ArrayFormat,
    Formats,
    listed_hashes,
    open_arrays,
    read_arrays,
    table_format,
    write_arrays,
)
from hedging.model.config import (
    DEPTH_FORMAT,
    FITS,
    check_depth_config,
    check_fits,
    fingerprint,
)
from hedging.model.files import (
    CONFIG,
    DEPTH,
    WEIGHTS,
    depth_folder_of,
    files_state,
    folder_of,
    model_errors,
    read_checked,
    read_config,
    write_folder,
)
from hedging.model.model import Model
from hedging.options import DEFAULT_MODEL
from hedging.text.hashing import HashIndex, ShortIndex
from hedging.text.weights import on_grid

_INT16: Final = ("int16", -(1 << 15), (1 << 15) - 1)
_INT32: Final = ("int32", -(1 << 30), 1 << 30)
_HASHES: Final = ("uint64", 0, (1 << 64) - 1)
_BOOLS: Final = ("bool", 0, 1)
# The types of tables of hashes, which look up what they hold.
_INDEXES: Final = (HashIndex, ShortIndex)


def _numbers(kind: tuple[str, int, int], *shape: int | str, rising: bool = False) -> ArrayFormat:
    dtype, least, greatest = kind
    return ArrayFormat(dtype, shape, least, greatest, rising)


def _ends_of(definition: str, beside: str = "") -> Iterator[tuple[str, ArrayFormat]]:
    """The arrays of both ends of a definition of scopes, which may follow from another one."""
    for end in ("begin", "stop"):
        other = f"{beside}.{end}.table" if beside else ""
        yield f"{definition}.{end}.table", table_format(1 << scopes.BITS, beside=other)
        yield f"{definition}.{end}.is_candidate", _numbers(_BOOLS, scopes.PAIRS)


_TAGS: Final = ("uint16", 0, phrases.UNKNOWN - 1)
# Both definitions of a scope look at the same tags: the path of the one that a file holds, and of
# the one that it does not hold.
_HELD, _NOT_HELD = "scopes.tags", "bioscope_scopes.tags"

#: The arrays of the file of a depth model.
ARRAYS: Final[Formats] = {
    _HELD: table_format(1 << scopes.TAG_BITS, len(scopes.TAGS)),
    **dict(_ends_of("scopes")),
    **dict(_ends_of("bioscope_scopes", beside="scopes")),
    "sources.phrases.tags.words": listed_hashes("tagged words"),
    "sources.phrases.tags.tags": _numbers(_TAGS, "tagged words"),
    "sources.phrases.tags.class_tags": _numbers(_TAGS, "classes with tags"),
    "sources.phrases.edges.begins": _numbers(_BOOLS, phrases.FAMILIES, phrases.FAMILIES),
    "sources.phrases.edges.ends": _numbers(_BOOLS, phrases.FAMILIES, phrases.FAMILIES),
    **{
        f"sources.phrases.{name}.table": table_format(1 << sources.BITS)
        for name in ("begin", "end", "pair", "none")
    },
    "sources.writer.table": table_format(1 << sources.HOLDER_BITS),
    "sources.holder.table": table_format(2 << sources.HOLDER_BITS, len(HOLDERS)),
    "sources.negated.table": table_format(1 << sources.NEGATED_BITS),
    "confidence.strengths.phrases": listed_hashes("phrases"),
    "confidence.strengths.phrase_log_odds": _numbers(_INT16, "phrases"),
    "confidence.strengths.kind_log_odds": _numbers(_INT16, len(KINDS)),
    "confidence.strengths.modifiers": listed_hashes("modifiers"),
    "confidence.strengths.modifier_effects": _numbers(_INT16, "modifiers", 3),
    "confidence.vocabulary": _numbers(_HASHES, "vocabulary", rising=True),
    "confidence.signals.table": table_format(1 << confidence.BITS),
    "confidence.runs": table_format(2 << confidence.RUN_BITS, confidence.DIMENSIONS),
    "confidence.hidden": _numbers(_INT32, confidence.INPUTS + 1, "hidden values"),
    "confidence.output": _numbers(_INT32, "hidden values and bias"),
    "claims.openings": listed_hashes("openings"),
    "claims.weights": table_format(2 << roles.BITS, len(ROLES)),
}


@cache
def depth_code() -> dict[str, Any]:
    """The fingerprints that a depth model must match."""
    templates = (
        *(scopes.BEGIN_TEMPLATES, scopes.STOP_TEMPLATES, scopes.FEATURES, scopes.TAGS),
        *(sources.BEGIN_TEMPLATES, sources.END_TEMPLATES),
        *(sources.PAIR_TEMPLATES, sources.NONE_TEMPLATES),
        *(sources.PLACE_TEMPLATES, sources.NAME_TEMPLATES, sources.NEGATED_TEMPLATES),
    )
    return {
        "templates": fingerprint(templates),
        "kinds": list(KINDS),
        "holders": list(HOLDERS),
        "roles": list(ROLES),
        "widths": fingerprint([(name, form.shape) for name, form in ARRAYS.items()]),
    }


def load_depth(model: str | os.PathLike[str] = DEFAULT_MODEL) -> DepthModel:
    """Load the depth model that belongs to a model of cues."""
    return read_depth_folder(depth_folder_of(folder_of(model).resolve()))


@cache
def shipped_depth() -> DepthModel:
    """The depth model of the released light model, loaded once."""
    return load_depth()


def depth_beside(model: Model) -> DepthModel:
    """The depth model that belongs to a loaded model of cues."""
    folder = model.depth_folder
    return shipped_depth() if folder is None else _read(folder, model.depth_state)


def read_depth_folder(folder: Path) -> DepthModel:
    """The depth model in a folder of its own; it is read again when its files have changed."""
    return _read(folder, files_state(folder))


@lru_cache(maxsize=4)
def _read(folder: Path, state: object) -> DepthModel:
    config = read_config(folder, (DEPTH_FORMAT,))
    check_fits(config, depth_code())
    with model_errors(folder / CONFIG):
        check_depth_config(config)
    content = read_checked(folder, config, WEIGHTS)
    with model_errors(folder / WEIGHTS):
        arrays = read_arrays(open_arrays(content), ARRAYS)
        arrays[_NOT_HELD] = arrays[_HELD]
        if len(arrays["confidence.output"]) != arrays["confidence.hidden"].shape[1] + 1:
            raise ValueError("confidence.output has not a weight for each hidden value and a bias")
    with model_errors(folder / CONFIG):
        model: DepthModel = _Builder(arrays, config["numbers"]).build(
            DepthModel, "", name=config["name"]
        )
        return model


class _Builder(NamedTuple):
    """Builds dataclasses from arrays and numbers by their paths."""

    arrays: Mapping[str, Array]
    numbers: Mapping[str, Any]

    def build(self, cls: Any, path: str, **known: Any) -> Any:
        """An object of a dataclass, with the fields in `known` as they are."""
        fields = dict(known)
        for name, kind in get_type_hints(cls).items():
            if name not in fields:
                fields[name] = self._value(kind, f"{path}.{name}" if path else name)
        return cls(**fields)

    def _value(self, kind: Any, path: str) -> Any:
        if kind is Figures:
            return Figures.listed()
        # The path decides, not the type: NDArray is written in one way up to numpy 2.4, and in
        # another from 2.5 on.
        if path in self.arrays:
            return kind(self.arrays[path]) if kind in _INDEXES else self.arrays[path]
        if _is_record(kind):
            return self.build(kind, path)
        if path not in self.numbers:
            raise ValueError(f"numbers.{path} is missing")
        value = self.numbers[path]
        if not _is_of(kind, value):
            shown = kind if get_origin(kind) else kind.__name__
            raise ValueError(f"numbers.{path} is {value!r}, expected {shown}")
        return tuple(value) if isinstance(value, list) else value


def _is_of(kind: Any, value: Any) -> bool:
    """Whether a value of JSON is of the type that a field has.

    >>> _is_of(float, 1), _is_of(float, True), _is_of(tuple[float, float], [1, 0.5])
    (True, False, True)
    """
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        fits = isinstance(value, list) and len(value) == len(kinds)
        return fits and all(map(_is_of, kinds, value))
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is kind


def save_depth(
    model: DepthModel,
    folder: Path,
    facts: Mapping[str, Any],
    steps: Mapping[str, int] | None = None,
) -> None:
    """Write a depth model to a folder; `facts` are added to the config as they are.

    `steps` has the grids of tables by their paths (`on_grid`); other tables stay as they are.
    """
    arrays: dict[str, Array] = {}
    numbers: dict[str, Any] = {}
    for path, value in leaves(model):
        if isinstance(value, np.ndarray):
            if path != _NOT_HELD:
                step = (steps or {}).get(path, 1)
                arrays[path] = value if step == 1 else on_grid(value, step)
        elif path != "name":
            numbers[path] = list(value) if isinstance(value, tuple) else value
    config = {
        "format": DEPTH_FORMAT,
        "name": folder.parent.name if folder.name == DEPTH else folder.name,
        FITS: depth_code(),
        "numbers": numbers,
        **facts,
    }
    write_folder(folder, {WEIGHTS: write_arrays(arrays, ARRAYS)}, config)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The arrays and numbers of a tree of dataclasses, with their paths."""
    for name in get_type_hints(type(value)):
        own = getattr(value, name)
        place = f"{path}.{name}" if path else name
        if isinstance(own, Figures):
            continue
        if isinstance(own, HashIndex):
            yield place, own.known
        elif _is_record(own):
            yield from leaves(own, place)
        else:
            yield place, own


def _is_record(value: Any) -> bool:
    """Whether a value, or a type, has named fields: those of a dataclass or of a named tuple."""
    return dataclasses.is_dataclass(value) or hasattr(value, "_fields")
