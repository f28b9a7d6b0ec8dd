"""A model folder → the same model on coarser grids, which takes less room (`hedging.train.grids`).

    python -m benchmarks.coarser FOLDER TARGET --corpora PATH

FOLDER holds a light model and its recipe, or a depth model, and TARGET gets the new model. A model
that is trained anew is on these grids already. For a light model the texts of its recipe say which
features each scheme has seen; its curves and thresholds stay as they are.
"""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.depth.steps import STEPS
from benchmarks.material import SEEDS, add_corpora_option
from hedging.depth.files import load_depth, save_depth
from hedging.model.files import MODEL_FORMATS, WEIGHTS, load_model, read_config
from hedging.model.format import DEPTH_FORMAT
from hedging.model.saving import save
from hedging.train.material import load_material
from hedging.train.recipe import Recipe
from hedging.train.training import on_coarser_grids

_RECIPE = "recipe.json"
# What the config of a new model says of itself; the other entries are facts about its training.
_OWN = {"format", "name", "files", "splitter", "kind_scale", "schemes", "numbers"}


def main(argv: Sequence[str] | None = None) -> int:
    """Make the model, and print how large the files of both are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of the model")
    parser.add_argument("target", type=Path, help="folder to write to")
    add_corpora_option(parser)
    options = parser.parse_args(argv)
    config = read_config(options.folder, (*MODEL_FORMATS, DEPTH_FORMAT))
    facts = facts_of(config) | {"coarser_than": config["name"]}
    if config["format"] == DEPTH_FORMAT:
        save_depth(load_depth(options.folder), options.target, facts, STEPS)
    elif options.corpora is None:
        parser.error("the texts of the recipe come from the corpora: --corpora PATH")
    else:
        coarsen(options.folder, options.target, options.corpora, facts)
    for folder in (options.folder, options.target):
        print(f"{folder / WEIGHTS}  {(folder / WEIGHTS).stat().st_size:,} bytes")
    return 0


def facts_of(config: dict[str, Any]) -> dict[str, Any]:
    """What the config of a model says of its training."""
    return {name: value for name, value in config.items() if name not in _OWN}


def coarsen(folder: Path, target: Path, corpora: Path, facts: dict[str, Any]) -> None:
    """Write a light model on the grids of its recipe's policies, with the recipe beside it."""
    recipe = Recipe.read(folder / _RECIPE)
    material = load_material(recipe, corpora, SEEDS)
    model = on_coarser_grids(load_model(folder), material, recipe)
    save(dataclasses.replace(model, name=target.resolve().name), target, facts)
    shutil.copyfile(folder / _RECIPE, target / _RECIPE)


if __name__ == "__main__":
    sys.exit(main())
