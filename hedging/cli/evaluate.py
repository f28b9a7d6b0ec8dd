"""`hedging evaluate`: labelled sentences → how often a model is right about them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    completes_files,
    detector_options,
    given_detector_options,
    whole_number,
)
from hedging.cli.train import add_material_options
from hedging.errors import InputError
from hedging.options import DetectorOptions

if TYPE_CHECKING:
    from pathlib import Path

    from hedging.detector import Detector


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "evaluate",
        _run,
        summary="measure how often a model is right, on sentences that people labelled",
        description="With files of labelled sentences (JSON lines): scores them with the model, "
        "and compares. With --corpora: trains by the recipe of the model, and tests on documents "
        "that the training did not see (cross-validation); it takes --model, but no other option "
        "of the detector.",
        examples={
            "hedging evaluate my-sentences.jsonl": "measure the shipped model on your sentences",
            "hedging evaluate my-sentences.jsonl --threshold 0.7": "measure another threshold",
            "hedging evaluate --corpora path/to/corpora": "cross-validate its recipe in five folds",
        },
    )
    completes_files(
        parser.add_argument(
            "files", nargs="*", metavar="FILE", help="labelled sentences, as JSON lines"
        )
    )
    add_material_options(parser, required=False)
    parser.add_argument(
        "--folds",
        type=whole_number(2),
        default=5,
        metavar="N",
        help="number of parts that the documents are divided into (default: 5)",
    )
    parser.add_argument(
        "--workers",
        type=whole_number(1),
        default=2,
        metavar="N",
        help="number of processes (default: 2)",
    )
    completes_files(
        parser.add_argument(
            "--output", metavar="FILE", help="write all figures to this file too, as JSON"
        )
    )
    add_detector_options(parser)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    unused = [option for option in given_detector_options(arguments) if option != "--model"]
    if unused and arguments.corpora is not None:
        raise InputError(
            f"{', '.join(unused)} cannot be used with --corpora, which trains models of its own: "
            "leave it out, or evaluate files of labelled sentences in a call without --corpora"
        )
    return run_evaluate(
        [Path(file) for file in arguments.files],
        options=detector_options(arguments),
        corpora=Path(arguments.corpora) if arguments.corpora is not None else None,
        seeds=Path(arguments.seeds),
        folds=arguments.folds,
        workers=arguments.workers,
        output=Path(arguments.output) if arguments.output else None,
    )


def run_evaluate(
    files: Sequence[Path],
    *,
    options: DetectorOptions,
    seeds: Path,
    corpora: Path | None = None,
    folds: int = 5,
    workers: int = 2,
    output: Path | None = None,
) -> int:
    """Print how often the model is right on the files, and in cross-validation on `corpora`.

    Raises InputError if there is neither, or if `output` cannot be a file, and CorpusError for a
    file that cannot be used.
    """
    import json

    from hedging.detector import load_options
    from hedging.evaluate.environment import environment
    from hedging.jobs.files import write_atomic

    if not files and corpora is None:
        raise InputError(
            "nothing to evaluate on: name files of labelled sentences, or give --corpora"
        )
    if output is not None:
        _check_output(output)
    figures: dict[str, Any] = {"options": {"model": str(options.model)}, **environment()}
    if files:
        detector = load_options(options)
        # The kinds and the threshold that count, chosen or the scheme's.
        in_effect = {"hedge_kinds": list(detector.hedge_kinds), "threshold": detector.threshold}
        figures["options"] = options.to_dict() | in_effect
        figures["files"] = _evaluate_files(files, detector)
    if corpora is not None:
        figures["cross_validation"] = _cross_validate(
            options, corpora=corpora, seeds=seeds, folds=folds, workers=workers
        )
    if output is not None:
        write_atomic(output.resolve(), json.dumps(figures, indent=1).encode() + b"\n")
    return 0


def _check_output(output: Path) -> None:
    """Raise InputError before any work if the output cannot be written."""
    from hedging.wording import shown_path

    if output.exists() and not output.is_file():
        raise InputError(f"{shown_path(output)} is not a file: give the name of a file")
    if not output.parent.is_dir():
        raise InputError(f"cannot write {shown_path(output)}: its folder does not exist")


def _evaluate_files(files: Sequence[Path], detector: Detector) -> dict[str, Any]:
    """Print and return the figures of a detector on labelled sentences."""
    from hedging.corpora import jsonlines
    from hedging.evaluate.metrics import Metrics, measure
    from hedging.evaluate.tables import metrics_table
    from hedging.wording import one_line

    metrics: dict[str, Metrics] = {}
    for path in files:
        measure(list(jsonlines.read(path)), detector, metrics)
    options, threshold = detector.options, f"threshold {detector.threshold:.2f}"
    print(one_line(f"model {options.model}, scheme {options.scheme}, {threshold}"))
    print(metrics_table(metrics))
    return _rows(metrics)


def _cross_validate(
    options: DetectorOptions, *, corpora: Path, seeds: Path, folds: int, workers: int
) -> dict[str, Any]:
    """Print and return the figures of the model's recipe, and those of the model's test part."""
    from hedging.detector import load
    from hedging.evaluate.cross_validation import cross_validate
    from hedging.evaluate.metrics import Metrics, measure
    from hedging.evaluate.tables import cross_validation_table, metrics_table
    from hedging.model.files import folder_of
    from hedging.train.material import load_material
    from hedging.train.recipe import Recipe
    from hedging.wording import one_line

    recipe = Recipe.read(folder_of(options.model) / "recipe.json")
    material = load_material(recipe, corpora, seeds)
    result = cross_validate(material, recipe, folds=folds, workers=workers)
    print(cross_validation_table(result))
    test_metrics: dict[str, Metrics] = {}
    golds = [gold for gold in material.golds if gold.part == "test"]
    measure(golds, load(options.model), test_metrics)
    print()
    print(one_line(f"model {options.model} on the test part, which training does not see"))
    print(metrics_table(test_metrics))
    return {**result.to_dict(), "test_part": _rows(test_metrics)}


def _rows(metrics: dict[str, Any]) -> dict[str, Any]:
    return {name: measured.to_dict() for name, measured in sorted(metrics.items())}
