"""The command; `benchmarks/depth/__init__.py` describes its steps."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import benchmarks.depth
from benchmarks.depth import figures
from benchmarks.depth.steps import STEPS
from benchmarks.depth.taught import write_taught
from benchmarks.encoder.bands import DEEP
from benchmarks.material import SEEDS, add_corpora_option, load_shipped
from benchmarks.output import RESULTS, write_json
from hedging.depth.files import load_depth, save_depth
from hedging.detector import load
from hedging.model.files import MODELS
from hedging.options import DEPTH_MODEL
from hedging.train.confidence import read_ratings


def main(argv: Sequence[str] | None = None) -> int:
    """Do one step; see the text of the package."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.depth",
        description=benchmarks.depth.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=("teacher", "taught", "train", "figures"))
    add_corpora_option(parser)
    parser.add_argument("--encoder", type=Path, help="with teacher: folder of the pruned encoder")
    parser.add_argument("--weights", type=Path, help="with teacher: its fine-tuned weights")
    parser.add_argument(
        "--wording", type=Path, help="with train: folder of a model whose confidence and roles stay"
    )
    parser.add_argument(
        "--model", default=DEEP, help="with taught: the model that rates (default: %(default)s)"
    )
    options = parser.parse_args(argv)
    if options.corpora is None:
        parser.error("the texts come from the corpora: --corpora PATH")
    if options.step == "teacher":
        teach(options.corpora, options.encoder, options.weights)
    elif options.step == "taught":
        write_taught(options.corpora, load(), load(options.model))
    elif options.step == "train":
        from benchmarks.depth.training import train

        model, material = train(options.corpora, options.wording and load_depth(options.wording))
        save_depth(model, MODELS / DEPTH_MODEL, {"material": material}, STEPS)
    else:
        write_json(RESULTS / "confidence.json", figures.measured(options.corpora))
    return 0


def teach(corpora: Path, encoder: Path, weights: Path) -> None:
    """Fine-tune the teacher, say how well it rates the test part, and write its answers."""
    from benchmarks.depth.taught import fingerprint_of
    from benchmarks.depth.teacher import TEACHER, fit_rater, load_rater, pool, rate

    ratings = read_ratings(SEEDS / "ratings.jsonl")
    learned = [rating for rating in ratings if rating.part == "train"]
    tested = [rating for rating in ratings if rating.part == "test"]
    rater, reader = load_rater(encoder, weights)
    truth = np.array([rating.confidence for rating in learned])
    fit_rater(rater, reader, [rating.text for rating in learned], truth)
    answers = rate(rater, reader, [rating.text for rating in tested])
    truth = np.array([rating.confidence for rating in tested])
    error = np.abs(answers - truth).mean()
    print(f"r {np.corrcoef(answers, truth)[0, 1]:.3f}, mean absolute error {error:.3f}")
    texts = pool(load_shipped(corpora)[1])
    answers = rate(rater, reader, texts)
    digest = fingerprint_of(texts)
    per_mille = np.round(1000 * answers).astype(np.uint16)
    np.savez_compressed(TEACHER, answers=per_mille, fingerprint=np.array(digest))


if __name__ == "__main__":
    sys.exit(main())
