"""DepthModel → folder of a depth model, which `hedging.depth.files` reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np

from hedging.depth.files import ARRAYS, NOT_HELD, DepthModel, depth_code
from hedging.model.arrays import Array, write_arrays
from hedging.model.config import DEPTH_FORMAT, FITS
from hedging.model.files import DEPTH, WEIGHTS, write_folder
from hedging.text.hashing import HashIndex
from hedging.text.weights import on_grid


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
            if path != NOT_HELD:
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
    """The arrays and numbers of a tree of named tuples, with their paths."""
    for name in get_type_hints(type(value)):
        own = getattr(value, name)
        place = f"{path}.{name}" if path else name
        if isinstance(own, HashIndex):
            yield place, own.known
        elif hasattr(own, "_fields"):
            yield from leaves(own, place)
        else:
            yield place, own
