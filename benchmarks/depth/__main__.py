"""The command; `benchmarks/depth/__init__.py` describes its steps."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import benchmarks.depth
from benchmarks.depth import figures
from benchmarks.depth.steps import STEPS
from benchmarks.depth.taught import write_taught
from benchmarks.encoder.bands import DEEP
from benchmarks.material import add_corpora_option
from benchmarks.output import RESULTS, write_json
from hedging.depth.files import load_depth, save_depth
from hedging.detector import load
from hedging.released import MODELS, released_name


def main(argv: Sequence[str] | None = None) -> int:
    """Do one step; see the text of the package."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.depth",
        description=benchmarks.depth.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=("taught", "train", "figures"))
    add_corpora_option(parser)
    parser.add_argument(
        "--wording", type=Path, help="with train: folder of a model whose confidence and roles stay"
    )
    parser.add_argument(
        "--model", default=DEEP, help="with taught: the model that rates (default: %(default)s)"
    )
    options = parser.parse_args(argv)
    if options.corpora is None:
        parser.error("the texts come from the corpora: --corpora PATH")
    if options.step == "taught":
        write_taught(options.corpora, load(), load(options.model))
    elif options.step == "train":
        from benchmarks.depth.training import train

        model, material = train(options.corpora, options.wording and load_depth(options.wording))
        save_depth(model, MODELS / released_name("light") / "depth", {"material": material}, STEPS)
    else:
        write_json(RESULTS / "confidence.json", figures.measured(options.corpora))
    return 0


if __name__ == "__main__":
    sys.exit(main())
