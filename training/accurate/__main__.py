"""The command; `training/accurate/__init__.py` describes its steps."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

import training.accurate
from hedging.detector import load
from hedging.encoder.pieces import PieceReader
from hedging.errors import InputError
from hedging.evaluate.environment import environment
from hedging.model.config import encoded_scheme
from hedging.train.cross_validation import merged
from hedging.train.material import Material, load_material
from training.accurate import confidence, schemes
from training.accurate.answers import base_of
from training.accurate.folder import begin_with, is_exported, row_of, write_folders
from training.accurate.network import Network
from training.accurate.schemes import FOLDS
from training.accurate.training import general_sentences, is_held_out, telling, train
from training.accurate.vocabulary import prune
from training.candidates import candidate, without_config, write_figures
from training.commands import (
    add_model_option,
    add_name_options,
    add_step,
    model_folder,
    parser_of,
    run_step,
)
from training.material import SEEDS, recipe_of
from training.weights import digits_of

#: The folder of what steps measure: that of the released models is `benchmarks/results`.
RESULTS = SEEDS.parent / "build" / "training"
#: What the name of a cascade has behind the name of its model.
AUTO = "-auto"


def main(argv: Sequence[str] | None = None) -> int:
    """Do one step; see the text of the package."""
    parser, steps = parser_of("training.accurate", training.accurate.__doc__)
    own = add_step(steps, "prune", run_prune, "take pieces out of the vocabulary")
    own.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    _add_encoder(own)
    own = add_step(steps, "train", run_train, "teach the encoder to mark cues")
    _add_encoder(own)
    _add_weights(own, "the file to write")
    own.add_argument("--seed", type=int, default=0)
    add_model_option(own, "light", "the model that finds the telling sentences")
    own = add_step(steps, "schemes", run_schemes, "add the layers of the corpora's schemes")
    _add_encoder(own)
    _add_weights(own, "the file of `train`, which is written anew")
    add_model_option(own, "light", "the model whose recipe names the corpora")
    own.add_argument("--folds", type=int, default=FOLDS, help="how many of five are measured")
    _add_results(own)
    own = add_step(steps, "export", run_export, "begin two candidates: a model and its cascade")
    _add_encoder(own)
    _add_weights(own, "the file of `schemes`")
    add_name_options(own)
    add_model_option(own, "light", "the model that the candidate builds on")
    own = add_step(steps, "confidence", run_confidence, "train the network for whole texts")
    add_model_option(own, "accurate", "the model on whose encoder it is trained")
    _add_weights(own, "the file to write")
    own.add_argument("--seed", type=int, default=0)
    own.add_argument("--validate", action="store_true", help="measure on a draw, not the test part")
    own = add_step(steps, "finish", run_finish, "put the network for whole texts into a candidate")
    own.add_argument(
        "--weights",
        type=Path,
        nargs="+",
        required=True,
        metavar="FILE",
        help="files of `confidence`, each of another seed; the first goes into the candidate",
    )
    add_name_options(own)
    own.add_argument(
        "--accurate",
        type=model_folder,
        metavar="MODEL",
        help="begin the candidate with the encoder of this model",
    )
    _add_results(own)
    return run_step(parser, argv)


def _add_encoder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--encoder", type=Path, required=True, metavar="FOLDER", help="the pruned encoder"
    )


def _add_weights(parser: argparse.ArgumentParser, purpose: str) -> None:
    parser.add_argument("--weights", type=Path, required=True, metavar="FILE", help=purpose)


def _add_results(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--results",
        type=Path,
        default=RESULTS,
        metavar="FOLDER",
        help="folder of the figures (default: build/training)",
    )


def run_prune(options: argparse.Namespace) -> None:
    """Write the base encoder with a smaller vocabulary."""
    prune(options.base, options.encoder, options.corpora)


def run_train(options: argparse.Namespace) -> None:
    """Fine-tune the encoder on the sentences that tell something."""
    network, reader = base_of(options.encoder)
    material = load_material(recipe_of(options.light), options.corpora, SEEDS)
    golds = [gold for gold in general_sentences(material) if not is_held_out(gold)]
    chosen = telling(golds, options.seed, load(options.light))
    train(network, reader, chosen, options.seed, options.weights)


def run_schemes(options: argparse.Namespace) -> None:
    """Cross-validate and train the layers of the corpora's schemes."""
    network, reader = base_of(options.encoder)
    material = load_material(recipe_of(options.light), options.corpora, SEEDS)
    network.load_state_dict(torch.load(options.weights, weights_only=True))
    result = add_schemes(network, reader, material, options)
    write_figures(options.results / "encoder_schemes.json", result)


def run_export(options: argparse.Namespace) -> None:
    """Write the folders of a model and of its cascade."""
    folder = candidate(options.name, options.output, is_unfinished=without_config)
    cascade = candidate(options.name + AUTO, beside(folder), is_unfinished=without_config)
    network, _ = base_of(options.encoder)
    network.load_state_dict(torch.load(options.weights, weights_only=True))
    rows = json.loads(options.weights.with_suffix(".json").read_text(encoding="utf-8"))
    own = {name: encoded_scheme(row) for name, row in rows.items()}
    light, corpora = options.light, options.corpora
    write_folders(network, options.encoder, own, light, corpora, (folder, cascade))


def run_confidence(options: argparse.Namespace) -> None:
    """Train a network for whole texts, with one seed."""
    confidence.learn(
        options.corpora,
        options.weights,
        options.seed,
        options.accurate,
        validation=options.validate,
    )


def run_finish(options: argparse.Namespace) -> None:
    """Put the network for whole texts into the folder of a candidate."""
    if options.accurate is None:
        folder = candidate(options.name, options.output, is_unfinished=is_exported)
        if not is_exported(folder):
            raise InputError(
                f"there is no encoder in {folder}: run the step export first, or name a model "
                "whose encoder stays as --accurate"
            )
    else:
        folder = candidate(options.name, options.output, is_unfinished=without_config)
        cascade = candidate(options.name + AUTO, beside(folder), is_unfinished=without_config)
        begin_with(options.accurate, (folder, cascade))
    figures = confidence.write(options.corpora, options.weights, folder)
    measured = {**environment(), "weights": {"accurate": digits_of(folder)}, **figures}
    write_figures(options.results / "encoder_confidence.json", measured)


def beside(folder: Path) -> Path:
    """The folder of the cascade of a model."""
    return folder.with_name(folder.name + AUTO)


def add_schemes(
    network: Network, reader: PieceReader, material: Material, options: argparse.Namespace
) -> dict[str, Any]:
    """Cross-validate the branch of the corpora, train it, and add it to the file of weights."""
    rows = schemes.samples(network, reader, material.golds)
    weights, folds = options.weights, options.folds
    runs = [schemes.fold_metrics(network, reader, rows, fold) for fold in range(folds)]
    figures = {name: own.to_dict() for name, own in merged(runs).items()}
    fitted = schemes.fit_with_curves(network, reader, rows, seed=FOLDS)
    fitted = schemes.with_shares(network, reader, fitted, options.corpora)
    torch.save(network.state_dict(), weights)
    content = {name: row_of(own) for name, own in fitted.items()}
    weights.with_suffix(".json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    return {**environment(), "folds_measured": folds, "folds": FOLDS, "figures": figures}


if __name__ == "__main__":
    sys.exit(main())
