"""A name → the folder of a candidate, which a step may write.

A candidate is a model that is not released yet. It has a folder of its own below `models/`, which
git ignores. A step begins a folder, or adds to one that the step before it left unfinished. It
never writes over a model, and never into a released one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hedging.errors import InputError
from hedging.model.files import CONFIG
from hedging.released import MODEL_ROLES, MODELS, is_released
from hedging.wording import shown_path

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What the names of releases begin with.
_OF_RELEASES = "en-"


def candidate(
    name: str,
    output: Path | None = None,
    *,
    is_unfinished: Callable[[Path], bool] = lambda folder: False,
    models: Path = MODELS,
) -> Path:
    """The folder that a step may write for a candidate: `output`, else the folder of its name.

    A folder that holds something must be one that the step continues, as `is_unfinished` says.
    Raises InputError for any other folder, and for a name that is a role or a release's.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot name a candidate: take small letters, digits and hyphens between "
            "them, such as light-next"
        )
    if name in MODEL_ROLES:
        raise InputError(f"{name!r} is the role of a released model: take another name")
    if name.startswith(_OF_RELEASES):
        raise InputError(
            f"{name!r} begins like the name of a release, which only training.release gives: take "
            "another name"
        )
    folder = (models / name if output is None else output).resolve()
    for path in (folder, *folder.parents):
        if is_released(path.name) and _is_below(path, models):
            raise InputError(
                f"{path.name} is released, and a released model never changes: name another folder"
            )
    is_there = folder.is_file() or (folder.is_dir() and any(folder.iterdir()))
    if is_there and not (folder.is_dir() and is_unfinished(folder)):
        raise InputError(
            f"{shown_path(folder)} exists, and this step does not continue it: take another name, "
            "or remove what is there"
        )
    return folder


def _is_below(path: Path, models: Path) -> bool:
    return path.parent == models.resolve()


def without_config(folder: Path) -> bool:
    """Whether a step that writes the config last was stopped before it came to that."""
    return not (folder / CONFIG).exists()


def name_in_configs(folder: Path, models: Path = MODELS) -> str:
    """How a config names a model that it builds on; InputError for one that lies elsewhere."""
    if not _is_below(folder, models):
        raise InputError(
            f"{shown_path(folder)} lies outside {shown_path(models)}, where models are found by "
            "their names: move it there"
        )
    return folder.name


def write_config(folder: Path, config: Mapping[str, Any]) -> None:
    """Write the config of a model."""
    content = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
    (folder / CONFIG).write_text(content, encoding="utf-8")


def write_figures(path: Path, figures: Mapping[str, Any]) -> None:
    """Write what a step has measured, in the form of the files in `benchmarks/results`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    path.write_text(content, encoding="utf-8")
