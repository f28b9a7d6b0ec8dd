"""`hedging train`: a folder with a recipe → the model that the recipe makes, in the same folder."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hedging.cli.options import Commands, add_command, completes_files

if TYPE_CHECKING:
    from pathlib import Path


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "train",
        _run,
        summary="train a model by the recipe in its folder",
        description="Trains a model by FOLDER/recipe.json, and writes it into the same folder. "
        "This needs scikit-learn, nltk and joblib.",
        examples={
            "hedging train models/mine --corpora path/to/corpora": "train by "
            "models/mine/recipe.json"
        },
    )
    completes_files(
        parser.add_argument(
            "folder", metavar="FOLDER", help="folder of the recipe, and of the model"
        )
    )
    add_material_options(parser, required=True)


def add_material_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the folders that a recipe reads from."""
    completes_files(
        parser.add_argument(
            "--corpora",
            required=required,
            metavar="FOLDER",
            help="folder of the corpora that the recipe names",
        )
    )
    completes_files(
        parser.add_argument(
            "--seeds",
            default="seeds",
            metavar="FOLDER",
            help="folder of the seeds that the recipe names (default: seeds)",
        )
    )


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    return run_train(
        Path(arguments.folder), corpora=Path(arguments.corpora), seeds=Path(arguments.seeds)
    )


def run_train(folder: Path, *, corpora: Path, seeds: Path) -> int:
    """Train the model of a folder, and print its size and its schemes."""
    from hedging.train.training import train
    from hedging.wording import one_line

    model = train(folder, corpora, seeds)
    print(
        one_line(
            f"wrote {folder}: {len(model.lexicon.hashes):,} lexicon entries, "
            f"schemes {', '.join(model.schemes)}"
        )
    )
    return 0
