"""Steps → a command line, on which each step has options of its own."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hedging.errors import HedgingError
from hedging.model.files import CONFIG, folder_of
from training.material import add_corpora_option

Steps = Any


def parser_of(package: str, description: str | None) -> tuple[argparse.ArgumentParser, Steps]:
    """The parser of `python -m PACKAGE`, and what `add_step` adds steps to."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {package}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser, parser.add_subparsers(dest="step", required=True, metavar="STEP")


def add_step(
    steps: Steps, name: str, run: Callable[[argparse.Namespace], None], summary: str
) -> argparse.ArgumentParser:
    """Add a step that needs the corpora."""
    parser: argparse.ArgumentParser = steps.add_parser(name, help=summary, description=summary)
    add_corpora_option(parser)
    parser.set_defaults(run=run)
    return parser


def run_step(parser: argparse.ArgumentParser, argv: Sequence[str] | None) -> int:
    """Do the step that the arguments name; an error of the library ends it in one line."""
    options = parser.parse_args(argv)
    if options.corpora is None:
        parser.error("the texts come from the corpora: --corpora PATH")
    try:
        options.run(options)
    except HedgingError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    return 0


def add_name_options(parser: argparse.ArgumentParser) -> None:
    """Add the name of the candidate that a step writes."""
    parser.add_argument(
        "--name", required=True, help="name of the candidate, which is written to models/NAME"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FOLDER", help="folder to write in place of models/NAME"
    )


def add_model_option(parser: argparse.ArgumentParser, role: str, purpose: str) -> None:
    """Add a model that a step builds on."""
    parser.add_argument(
        f"--{role}",
        type=model_folder,
        default=folder_of(role).resolve(),
        metavar="MODEL",
        help=f"{purpose}; its name or its folder (default: the released {role} model)",
    )


def model_folder(model: str) -> Path:
    """A type for arguments: the folder of a model, by its name or its path."""
    folder = folder_of(model).resolve()
    if not (folder / CONFIG).is_file():
        raise argparse.ArgumentTypeError(f"no model at {folder}: {CONFIG} is missing")
    return folder


def announce(path: Path) -> None:
    """Say which file a step is going to write, and whether it writes over one."""
    print(f"writes over {path}" if path.exists() else f"writes {path}", flush=True)
