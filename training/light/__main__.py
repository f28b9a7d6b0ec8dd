"""Recipe + corpora + seeds → the cues of a candidate for the light model.

    python -m training.light --corpora PATH --name NAME [--recipe FILE] [--seeds FOLDER]

It trains as `hedging train` does, by a copy of the recipe of the released light model or of another
one. `python -m training.depth train --name NAME` adds what the model says beyond cues.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from hedging.cli.streams import print_stage
from hedging.model.files import folder_of
from hedging.train.training import train
from training.candidates import candidate
from training.commands import add_name_options, run_step
from training.material import RECIPE, SEEDS, add_corpora_option


def main(argv: Sequence[str] | None = None) -> int:
    """Train; see the module's text."""
    parser = argparse.ArgumentParser(
        prog="python -m training.light",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_corpora_option(parser)
    add_name_options(parser)
    parser.add_argument(
        "--recipe",
        type=Path,
        metavar="FILE",
        help="the recipe (default: that in the folder, else that of the released light model)",
    )
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, metavar="FOLDER", help="the seeds (default: seeds)"
    )
    parser.set_defaults(run=run)
    return run_step(parser, argv)


def run(options: argparse.Namespace) -> None:
    """Train the cues of a candidate by a recipe that lies beside them."""
    folder = candidate(options.name, options.output, is_unfinished=has_only_a_recipe)
    folder.mkdir(parents=True, exist_ok=True)
    own = folder / RECIPE
    if options.recipe is not None or not own.is_file():
        shutil.copyfile(options.recipe or folder_of("light") / RECIPE, own)
    train(folder, options.corpora, options.seeds, watch=print_stage)


def has_only_a_recipe(folder: Path) -> bool:
    """Whether nothing is in a folder but a recipe, which somebody wrote or a stopped step left."""
    return [path.name for path in folder.iterdir()] == [RECIPE]


if __name__ == "__main__":
    sys.exit(main())
