"""The text of a benchmark → the parser of its command line, with the options that many share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.output import RESULTS
from training.material import add_corpora_option


def parser_of(
    description: str | None, *, corpora: bool = False, quick: str = "", output: bool = True
) -> argparse.ArgumentParser:
    """A parser; `quick` is the help of the option of that name, "" for a benchmark without it."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if corpora:
        add_corpora_option(parser)
    if quick:
        parser.add_argument("--quick", action="store_true", help=quick)
    if output:
        parser.add_argument("--output", type=Path, default=RESULTS, help="folder of the results")
    return parser


def parse_with_corpora(
    parser: argparse.ArgumentParser, argv: Sequence[str] | None
) -> argparse.Namespace:
    """The options of a benchmark that cannot do without the corpora."""
    options = parser.parse_args(argv)
    if options.corpora is None:
        parser.error("the texts come from the corpora: --corpora PATH")
    return options
