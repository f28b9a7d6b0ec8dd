"""A model folder → the same model, in a file as this version of the library writes it.

    python -m benchmarks.repacked FOLDER

FOLDER holds a light model or a depth model. No weight changes, and of the hashes of words only bits
go that no look-up asks for. The command writes nothing if the new file would hold another model.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coarser import facts_of
from hedging.depth.files import leaves, load_depth, save_depth
from hedging.kernel.tables import model_sections
from hedging.model.files import CONFIG, MODEL_FORMATS, WEIGHTS, load_model, read_config
from hedging.model.format import DEPTH_FORMAT
from hedging.model.saving import save


def main(argv: Sequence[str] | None = None) -> int:
    """Write the file and the config, and print how large the file was and is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of the model")
    folder = parser.parse_args(argv).folder
    before = (folder / WEIGHTS).stat().st_size
    repack(folder)
    print(f"{folder / WEIGHTS}  {before:,} → {(folder / WEIGHTS).stat().st_size:,} bytes")
    return 0


def repack(folder: Path) -> None:
    """Write a model as this version does; ValueError if it would not be the same model."""
    config = read_config(folder, (*MODEL_FORMATS, DEPTH_FORMAT))
    before = contents(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        target = Path(scratch, config["name"])
        if config["format"] == DEPTH_FORMAT:
            save_depth(load_depth(folder), target, facts_of(config))
        else:
            save(load_model(folder), target, facts_of(config))
        after = contents(target)
        for name in before.keys() | after.keys():
            if not np.array_equal(before[name], after[name]):
                raise ValueError(f"the new file holds another {name} than {folder}")
        for name in (WEIGHTS, CONFIG):
            (target / name).replace(folder / name)


def contents(folder: Path) -> dict[str, Any]:
    """The arrays and numbers of a model by their names: all that its answers depend on."""
    config = read_config(folder, (*MODEL_FORMATS, DEPTH_FORMAT))
    if config["format"] == DEPTH_FORMAT:
        return dict(leaves(load_depth(folder)))
    model = load_model(folder)
    return {
        f"{scheme}: {name}": array
        for scheme in model.schemes
        for name, array in model_sections(model, model.schemes[scheme]).items()
    } | {name: config[name] for name in ("splitter", "kind_scale", "schemes")}


if __name__ == "__main__":
    sys.exit(main())
