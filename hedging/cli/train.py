"""`hedging train`: a folder with a recipe → the model that the recipe makes, in the same folder."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hedging.cli.options import Commands, add_command, completes_files

if TYPE_CHECKING:
    from pathlib import Path

# A curve of a scheme that learns something is far steeper.
_LEAST_SLOPE = 0.01


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "train",
        _run,
        summary="train a model by the recipe in its folder",
        description="Trains a model by FOLDER/recipe.json, and writes it into the same folder. "
        "A recipe needs labelled sentences of two documents; what else it does not name is taken "
        "over from the shipped model, or left out. To make the shipped model fit a domain, "
        "hedging adapt comes first. Standard error says what it "
        "is at. This needs scikit-learn, and nltk for a splitter of its own.",
        examples={
            "hedging train my-model": "train by my-model/recipe.json on sentences in that folder",
            "hedging train models/mine --corpora path/to/corpora": "train by a recipe that names "
            "corpora",
        },
    )
    completes_files(
        parser.add_argument(
            "folder", metavar="FOLDER", help="folder of the recipe, and of the model"
        )
    )
    add_material_options(parser)


def add_material_options(parser: argparse.ArgumentParser) -> None:
    """Add the folders that a recipe reads from."""
    completes_files(
        parser.add_argument(
            "--corpora",
            metavar="FOLDER",
            help="folder of the corpora that the recipe names, if it names some",
        )
    )
    completes_files(
        parser.add_argument(
            "--seeds",
            metavar="FOLDER",
            help="folder of the seeds that the recipe names (default: the folder seeds, and "
            "where there is none, the folder of the recipe)",
        )
    )


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    return run_train(
        Path(arguments.folder),
        corpora=None if arguments.corpora is None else Path(arguments.corpora),
        seeds=None if arguments.seeds is None else Path(arguments.seeds),
    )


def run_train(folder: Path, *, corpora: Path | None = None, seeds: Path | None = None) -> int:
    """Train the model of a folder, and print its size, its schemes, and what it was made from.

    Each stage is told on standard error. Several problems are printed one by one.
    """
    from hedging.cli.progress import print_stage
    from hedging.cli.streams import print_note
    from hedging.errors import RecipeError
    from hedging.train.recipe import Recipe
    from hedging.train.training import seeds_folder, train
    from hedging.wording import one_line, shown_path

    seeds = seeds or seeds_folder(folder)
    try:
        model = train(folder, corpora, seeds, watch=print_stage)
    except RecipeError as error:
        for problem in error.problems:
            print_note(problem)
        print_note(f"nothing was trained: {len(error.problems)} problems")
        return 1
    recipe = Recipe.read(folder / "recipe.json")
    schemes = ", ".join(model.schemes)
    lines = [
        f"wrote {shown_path(folder)}: {len(model.lexicon.hashes):,} lexicon entries, "
        f"schemes {schemes}",
        f"seeds from {shown_path(seeds)}",
    ]
    for name in sorted(set(recipe.taken_over.values())):
        parts = [part for part, source in recipe.taken_over.items() if source == name]
        lines.append(f"taken over from {name}: {', '.join(parts).replace('_', ' ')}")
    if recipe.unlabelled and not recipe.boundaries:
        lines.append('"unlabelled" taught nothing: it helps only a splitter of "boundaries"')
    for line in lines:
        print(one_line(line))
    for scheme in model.schemes.values():
        if scheme.sentence_weights is None and scheme.slope < _LEAST_SLOPE:
            print_note(
                f"warning: what the scheme {scheme.name} learns from some documents says nothing "
                "about the others, so it cannot tell sentences apart: label more sentences, and "
                "the same cues in several documents"
            )
    return 0
