"""The command; `benchmarks/encoder/__init__.py` describes its steps."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

import benchmarks.encoder
from benchmarks.encoder import confidence, schemes
from benchmarks.encoder.answers import BRANCHES
from benchmarks.encoder.folder import row_of, write_folders
from benchmarks.encoder.network import Network, from_base
from benchmarks.encoder.schemes import FOLDS
from benchmarks.encoder.spread import spread
from benchmarks.encoder.training import general_sentences, is_held_out, telling, train
from benchmarks.encoder.vocabulary import prune
from benchmarks.material import add_corpora_option, load_shipped
from benchmarks.output import RESULTS, write_json
from hedging.encoder.pieces import PieceReader
from hedging.evaluate.cross_validation import merged
from hedging.evaluate.environment import environment
from hedging.model.format import encoded_scheme
from hedging.train.material import Material

STEPS = ("prune", "train", "spread", "schemes", "export", "confidence", "finish")


def main(argv: Sequence[str] | None = None) -> int:
    """Do one step; see the text of the package."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.encoder",
        description=benchmarks.encoder.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=STEPS)
    add_corpora_option(parser)
    parser.add_argument("--base", type=Path, help="with prune: folder of all-MiniLM-L6-v2")
    parser.add_argument("--encoder", type=Path, help="folder of the pruned encoder")
    parser.add_argument(
        "--weights",
        type=Path,
        nargs="*",
        default=[None],
        help="file of the fine-tuned weights; with spread and finish several, each of another seed",
    )
    parser.add_argument("--seed", type=int, default=0, help="with train and confidence")
    parser.add_argument(
        "--validate", action="store_true", help="with confidence: measure on a draw, not the test"
    )
    parser.add_argument(
        "--folds", type=int, default=FOLDS, help="with schemes: how many of five are measured"
    )
    options = parser.parse_args(argv)
    if options.corpora is None:
        parser.error("the texts come from the corpora: --corpora PATH")
    if options.step == "confidence":
        seed, weights = options.seed, options.weights[0]
        confidence.learn(options.corpora, weights, seed, validation=options.validate)
        return 0
    if options.step == "finish":
        figures = confidence.write(options.corpora, options.weights)
        write_json(RESULTS / "encoder_confidence.json", {**environment(), **figures})
        return 0
    if options.encoder is None:
        parser.error(f"{options.step} needs the folder of the pruned encoder: --encoder FOLDER")
    if options.step == "prune":
        prune(options.base, options.encoder, options.corpora)
        return 0
    weights = options.weights[0]
    content = (options.encoder / "tokenizer.json").read_text(encoding="utf-8")
    network, reader = from_base(options.encoder, BRANCHES), PieceReader(content)
    _, material = load_shipped(options.corpora)
    if options.step == "train":
        golds = [gold for gold in general_sentences(material) if not is_held_out(gold)]
        train(network, reader, telling(golds, options.seed), options.seed, weights)
        return 0
    if options.step == "spread":
        result = {**environment(), **spread(network, reader, material, options.weights)}
        write_json(RESULTS / "encoder_seeds.json", result)
        return 0
    network.load_state_dict(torch.load(weights, weights_only=True))
    if options.step == "schemes":
        add_schemes(network, reader, material, weights, options.folds)
    else:
        rows = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
        own = {name: encoded_scheme(row) for name, row in rows.items()}
        write_folders(network, options.encoder, own, material)
    return 0


def add_schemes(
    network: Network, reader: PieceReader, material: Material, weights: Path, folds: int
) -> None:
    """Cross-validate the branch of the corpora, train it, and add it to the file of weights."""
    rows = schemes.samples(network, reader, material.golds)
    runs = [schemes.fold_metrics(network, reader, rows, fold) for fold in range(folds)]
    figures = {name: own.to_dict() for name, own in merged(runs).items()}
    result = {**environment(), "folds_measured": folds, "folds": FOLDS, "figures": figures}
    write_json(RESULTS / "encoder_schemes.json", result)
    fitted = schemes.fit_with_curves(network, reader, rows, seed=FOLDS)
    torch.save(network.state_dict(), weights)
    content = {name: row_of(own) for name, own in fitted.items()}
    weights.with_suffix(".json").write_text(json.dumps(content, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
