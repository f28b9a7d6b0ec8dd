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
from hedging.detector import Detector
from hedging.model.config import FORMAT
from hedging.model.files import folder_of, read_config
from hedging.model.model import Model
from hedging.options import DetectorOptions
from hedging.train.training import train
from training.candidates import candidate, write_config
from training.commands import add_name_options, run_step
from training.material import RECIPE, SEEDS, add_corpora_option
from training.shares import SHARES, threshold_of_share, unlabelled_sentences


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
    model = train(folder, options.corpora, options.seeds, watch=print_stage)
    take_shares(model, folder, options.corpora)


def take_shares(model: Model, folder: Path, corpora: Path) -> None:
    """Write thresholds that follow from published shares of sentences into a model's config."""
    config = read_config(folder, (FORMAT,))
    for scheme in SHARES.keys() & model.schemes.keys():
        detector = Detector(model, DetectorOptions(scheme=scheme))
        texts = unlabelled_sentences(corpora, scheme)
        config["schemes"][scheme]["threshold"] = threshold_of_share(detector, scheme, texts)
    write_config(folder, config)


def has_only_a_recipe(folder: Path) -> bool:
    """Whether nothing is in a folder but a recipe, which somebody wrote or a stopped step left."""
    return [path.name for path in folder.iterdir()] == [RECIPE]


if __name__ == "__main__":
    sys.exit(main())
