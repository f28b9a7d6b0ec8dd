"""Folder of a depth model → DepthModel; training/depth/saving.py writes such a folder.

The weights are a tree of named tuples. Each array is stored under its path in the tree
("sources.holder.table"), each number in `config.json` under the same kind of path, and the fields
are annotated with the formats of their arrays, so that the tuples themselves say what a folder
holds. Every array is checked for its type, its shape and the
range of its values before anything is built from it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from hedging.depth import scopes, sources
from hedging.depth.confidence import ConfidenceModel
from hedging.depth.declined import DeclinedModel
from hedging.depth.roles import ClaimModel
from hedging.depth.scopes import ScopeWeights
from hedging.depth.sources import SourceWeights
from hedging.kinds import DECLINED, HOLDERS, KINDS, ROLES
from hedging.model.arrays import Array, ArrayFormat, open_arrays, read_arrays
from hedging.model.config import (
    DEPTH_FORMAT,
    check_depth_config,
    check_fits,
    fingerprint,
)
from hedging.model.files import (
    CONFIG,
    WEIGHTS,
    depth_folder_of,
    files_state,
    folder_of,
    model_errors,
    read_checked,
    read_config,
)
from hedging.model.model import Model
from hedging.options import DEFAULT_MODEL
from hedging.text.hashing import HashIndex, ShortIndex
from hedging.text.weights import Weights


class DepthModel(NamedTuple):
    """All weights of depth.

    `scopes` follow our own definition of a scope, `bioscope_scopes` that of BioScope.
    """

    name: str
    scopes: ScopeWeights
    bioscope_scopes: ScopeWeights
    sources: SourceWeights
    confidence: ConfidenceModel
    claims: ClaimModel
    declined: DeclinedModel

    def scopes_under(self, scheme: str) -> ScopeWeights:
        """The weights of the scopes that go with the cues of a scheme."""
        return self.bioscope_scopes if scheme == "bioscope" else self.scopes


def _formats(cls: Any, path: str = "") -> Iterator[tuple[str, ArrayFormat]]:
    """The formats with which the fields of a tree of named tuples are annotated, by their paths."""
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if get_origin(hint) is Annotated:
            kind, form = get_args(hint)
            yield f"{path}{name}.table" if kind is Weights else f"{path}{name}", form
        elif hasattr(hint, "_fields"):
            yield from _formats(hint, f"{path}{name}.")


# Both definitions of a scope look at the same tags: the path of the one that a file holds, and of
# the one that it does not hold.
HELD, NOT_HELD = "scopes.tags", "bioscope_scopes.tags"
#: The arrays of the file of a depth model. BioScope's tables mostly follow from those of ours.
ARRAYS: Final = {
    path: form._replace(beside=path.removeprefix("bioscope_"))
    if path.startswith("bioscope_") and form.is_table
    else form
    for path, form in _formats(DepthModel)
    if path != NOT_HELD
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
        "declined": list(DECLINED),
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
        arrays[NOT_HELD] = arrays[HELD]
        if len(arrays["confidence.output"]) != arrays["confidence.hidden"].shape[1] + 1:
            raise ValueError("confidence.output has not a weight for each hidden value and a bias")
    with model_errors(folder / CONFIG):
        model: DepthModel = _built(DepthModel, "", arrays, config["numbers"], name=config["name"])
        return model


def _built(
    cls: Any, path: str, arrays: Mapping[str, Array], numbers: Mapping[str, Any], **known: Any
) -> Any:
    """A named tuple from arrays and numbers by their paths; `known` has some fields."""

    def value(kind: Any, path: str) -> Any:
        # The path decides, not the type: NDArray is written in one way up to numpy 2.4, and in
        # another from 2.5 on.
        if path in arrays:
            return kind(arrays[path]) if kind in (HashIndex, ShortIndex) else arrays[path]
        if hasattr(kind, "_fields"):
            return _built(kind, path, arrays, numbers)
        if path not in numbers:
            raise ValueError(f"numbers.{path} is missing")
        number = numbers[path]
        if not _is_of(kind, number):
            shown = kind if get_origin(kind) else kind.__name__
            raise ValueError(f"numbers.{path} is {number!r}, expected {shown}")
        return tuple(number) if isinstance(number, list) else number

    fields = {
        name: value(kind, f"{path}.{name}" if path else name)
        for name, kind in get_type_hints(cls).items()
        if name not in known
    }
    return cls(**known, **fields)


def _is_of(kind: Any, value: Any) -> bool:
    """Whether a value of JSON is of the type that a field has."""
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        fits = isinstance(value, list) and len(value) == len(kinds)
        return fits and all(map(_is_of, kinds, value))
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is kind
