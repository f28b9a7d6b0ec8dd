"""`hedging train`: a folder with a recipe → the model that the recipe makes, in the same folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from hedging.cli.command import command
from hedging.cli.options import Argument
from hedging.cli.streams import print_note, print_stage
from hedging.wording import one_line, shown_path

# A curve of a scheme that learns something is far steeper.
_LEAST_SLOPE = 0.01

#: The folders that a recipe reads from.
Corpora = Annotated[
    Path | None,
    Argument("folder of the corpora that the recipe names, if it names some", metavar="FOLDER"),
]
Seeds = Annotated[
    Path | None,
    Argument(
        "folder of the seeds that the recipe names (default: the folder seeds, and where there is "
        "none, the folder of the recipe)",
        metavar="FOLDER",
    ),
]


@command(
    "train a model by the recipe in its folder",
    {
        "hedging train my-model": "train by my-model/recipe.json on sentences in that folder",
        "hedging train models/mine --corpora path/to/corpora": "train by a recipe that names "
        "corpora",
    },
)
def run_train(
    folder: Annotated[Path, "folder of the recipe, and of the model"],
    *,
    corpora: Corpora = None,
    seeds: Seeds = None,
) -> int:
    """Trains a model by FOLDER/recipe.json, and writes it into the same folder. A recipe needs
    labelled sentences of two documents; what else it does not name is taken over from the shipped
    model, or left out. To make the shipped model fit a domain, hedging adapt comes first. Standard
    error says what it is at. This needs scikit-learn, and nltk for a splitter of its own.
    """
    from hedging.errors import RecipeError
    from hedging.train.recipe import Recipe
    from hedging.train.training import seeds_folder, train

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
