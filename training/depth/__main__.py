"""The command; `training/depth/__init__.py` describes its steps."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import training.depth
from hedging.cli.streams import print_stage
from hedging.depth.files import load_depth
from hedging.detector import load
from hedging.errors import ModelError
from hedging.model.config import DEPTH_FORMAT, FORMAT
from hedging.model.files import CONFIG, DEPTH, folder_of, read_config
from training.candidates import candidate
from training.commands import (
    add_model_option,
    add_name_options,
    add_step,
    announce,
    model_folder,
    parser_of,
    run_step,
)
from training.depth.grids import STEPS
from training.depth.saving import save_depth
from training.depth.taught import TAUGHT, write_taught
from training.material import MATERIAL


def main(argv: Sequence[str] | None = None) -> int:
    """Do one step; see the text of the package."""
    parser, steps = parser_of("training.depth", training.depth.__doc__)
    taught = add_step(steps, "taught", run_taught, "have a model with an encoder rate more texts")
    add_model_option(taught, "accurate", "the model that rates")
    add_model_option(taught, "light", "the model that hears a doubt in the texts")
    taught.add_argument(
        "--output",
        type=Path,
        default=TAUGHT,
        help=f"the file to write (default: seeds/{TAUGHT.name})",
    )
    train = add_step(steps, "train", run_train, "fit scopes, sources, confidence and roles")
    add_name_options(train)
    train.add_argument(
        "--light",
        type=model_folder,
        metavar="MODEL",
        help="the model whose cues and word classes it reads (default: the candidate, if it has "
        "cues, else the released light model)",
    )
    train.add_argument(
        "--taught",
        type=Path,
        default=TAUGHT,
        help=f"the file of `taught` (default: seeds/{TAUGHT.name})",
    )
    train.add_argument(
        "--wording",
        type=model_folder,
        metavar="MODEL",
        help="a model whose confidence and roles stay",
    )
    return run_step(parser, argv)


def run_taught(options: argparse.Namespace) -> None:
    """Have a detector rate texts, with everything of the released model that it builds on."""
    announce(options.output)
    light, rater = load(options.light), load(options.accurate)
    write_taught(options.corpora, light, rater, options.output)


def run_train(options: argparse.Namespace) -> None:
    """Fit a model of depth beside the cues of a candidate."""
    from training.depth.training import train

    folder = candidate(options.name, options.output, is_unfinished=without_depth)
    wording = options.wording and load_depth(options.wording)
    own = folder if (folder / CONFIG).is_file() else folder_of("light")
    light = options.light or own
    model, material = train(options.corpora, light, options.taught, wording, watch=print_stage)
    if options.wording is not None:  # its confidence and roles know their own files
        material[MATERIAL] = (
            read_config(options.wording / DEPTH, (DEPTH_FORMAT,))[MATERIAL] | material[MATERIAL]
        )
    save_depth(model, folder / DEPTH, material, STEPS)


def without_depth(folder: Path) -> bool:
    """Whether a folder holds the cues of a light model, and nothing beyond them."""
    try:
        return not (folder / DEPTH).exists() and read_config(folder)["format"] == FORMAT
    except ModelError:
        return False


if __name__ == "__main__":
    sys.exit(main())
