"""What models are made from: the seeds, the corpora, and the recipe of a light model."""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path

from hedging.model.files import digest_of, folder_of
from hedging.train.material import Material, load_material
from hedging.train.recipe import Recipe

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
#: The name of a recipe in the folder of its model.
RECIPE = "recipe.json"
#: The environment variable that names the folder of the corpora.
CORPORA_VARIABLE = "HEDGING_CORPORA"
#: The entry of a config that has the digits of the files that a model learned from.
MATERIAL = "material"
#: The same for the network for whole texts of an accurate model.
MATERIAL_OF_CONFIDENCE = "material_of_confidence"
#: The same of what finds answers that decline, in the config of what goes beyond cues.
MATERIAL_OF_DECLINED = "material_of_declined"


def add_corpora_option(parser: argparse.ArgumentParser) -> None:
    """Add the option --corpora."""
    parser.add_argument(
        "--corpora",
        type=Path,
        default=os.environ.get(CORPORA_VARIABLE) or None,
        help=f"folder of the corpora (default: ${CORPORA_VARIABLE}); docs/how-to/corpora.md "
        "says what it holds",
    )


def recipe_of(light: Path) -> Recipe:
    """The recipe of a light model."""
    return Recipe.read(light / RECIPE)


def shipped_recipe() -> Recipe:
    """The recipe of the released light model."""
    return recipe_of(folder_of("light"))


def load_shipped(corpora: Path | None) -> tuple[Recipe, Material]:
    """The recipe and the material of the shipped model; without corpora, the seeds only."""
    recipe = shipped_recipe()
    if corpora is None:
        recipe = dataclasses.replace(
            recipe, corpora=(), annotations=(), boundaries=(), unlabelled=(), teacher=""
        )
    return recipe, load_material(recipe, corpora or SEEDS, SEEDS)


def digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The digits of some files below a folder, by their names."""
    return {name: digest_of(folder / name) for name in names}
