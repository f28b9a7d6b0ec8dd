"""`hedging evaluate`: labelled sentences → how often a model is right about them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hedging.cli.labelled import evaluate_files
from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    column,
    completes_files,
    detector_options,
    given_detector_options,
    probability,
    whole_number,
)
from hedging.cli.train import add_material_options
from hedging.errors import InputError
from hedging.options import DetectorOptions
from hedging.released import released_name

if TYPE_CHECKING:
    from pathlib import Path


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "evaluate",
        _run,
        summary="measure how often a model is right, on sentences that people labelled",
        description="With files of labelled sentences (text with marked cues, .csv, .tsv or "
        ".jsonl): scores them with the model, and compares; the figures have 95 % intervals, by "
        "bootstrap over documents. With --corpora: trains by the recipe of the model, and tests on "
        "documents that the training did not see (cross-validation); it takes --model, but no "
        "other option of the detector.",
        examples={
            "hedging evaluate my-sentences.txt": "measure the shipped model on your sentences",
            "hedging evaluate my-sentences.txt --threshold 0.7": "measure another threshold",
            "hedging evaluate my-sentences.csv --by author --html page.html": "figures for each "
            "author, and a page with the errors",
            "hedging evaluate my-sentences.txt --against accurate": "say which of two models is "
            "better, and whether chance can be it",
            "hedging evaluate --corpora path/to/corpora": "cross-validate its recipe in five folds",
        },
    )
    completes_files(
        parser.add_argument(
            "files",
            nargs="*",
            metavar="FILE",
            help="labelled sentences: text with marked cues, .csv, .tsv or .jsonl",
        )
    )
    _add_options_of_files(parser)
    add_material_options(parser)
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


def _add_options_of_files(parser: argparse.ArgumentParser) -> None:
    """Add what goes with files of labelled sentences."""
    parser.add_argument(
        "--by",
        type=column,
        metavar="FIELD",
        help="figures for each value of this field of the rows too (default: register)",
    )
    completes_files(
        parser.add_argument(
            "--against",
            metavar="MODEL",
            help="compare with this model, by its name or folder, under the same options",
        )
    )
    parser.add_argument(
        "--against-threshold",
        type=probability,
        metavar="P",
        help="compare with this threshold, of the model of --against or of the same model",
    )
    completes_files(
        parser.add_argument(
            "--html",
            metavar="FILE",
            help="write a page with the figures, the calibration and the errors; it quotes the "
            "sentences",
        )
    )


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    unused = [option for option in given_detector_options(arguments) if option != "--model"]
    if unused and arguments.corpora is not None:
        raise InputError(
            f"{', '.join(unused)} cannot be used with --corpora, which trains models of its own: "
            "leave it out, or evaluate files of labelled sentences in a call without --corpora"
        )
    options = detector_options(arguments)
    return run_evaluate(
        [Path(file) for file in arguments.files],
        options=options,
        by=arguments.by,
        against=_against(arguments, options),
        html=arguments.html,
        corpora=Path(arguments.corpora) if arguments.corpora is not None else None,
        seeds=Path(arguments.seeds) if arguments.seeds is not None else None,
        folds=arguments.folds,
        workers=arguments.workers,
        output=Path(arguments.output) if arguments.output else None,
    )


def _against(arguments: argparse.Namespace, options: DetectorOptions) -> DetectorOptions | None:
    """The options of the other detector, if there is one: the same, but for what is given."""
    from dataclasses import replace

    if arguments.against is not None:
        options = replace(options, model=arguments.against)
    elif arguments.against_threshold is None:
        return None
    if arguments.against_threshold is not None:
        options = replace(options, threshold=arguments.against_threshold)
    return options


def run_evaluate(
    files: Sequence[Path],
    *,
    options: DetectorOptions,
    seeds: Path | None = None,
    by: str | None = None,
    against: DetectorOptions | None = None,
    html: str | None = None,
    corpora: Path | None = None,
    folds: int = 5,
    workers: int = 2,
    output: Path | None = None,
) -> int:
    """Print how often the model is right on the files, and in cross-validation on `corpora`.

    `by` divides the rows of the files by a field, `against` is compared with, and `html` is a page
    to write. Raises InputError if there are neither files nor `corpora`, or for an output that
    cannot be written, and CorpusError for a file that cannot be used.
    """
    import json

    from hedging.evaluate.environment import environment
    from hedging.jobs.files import write_atomic

    if not files and corpora is None:
        raise InputError(
            "nothing to evaluate on: name files of labelled sentences, or give --corpora"
        )
    if not files and (by is not None or against is not None or html is not None):
        raise InputError(
            "--by, --against and --html go with files of labelled sentences: name a file"
        )
    if html == "-" and corpora is not None:
        raise InputError("a page on standard output stands alone: leave --corpora out")
    _check_outputs(output, html)
    figures: dict[str, Any] = {
        "options": {"model": released_name(options.model)},
        **environment(),
    }
    if files:
        figures |= evaluate_files(files, options, by=by, against=against, html=html)
    if corpora is not None:
        figures["cross_validation"] = _cross_validate(
            options, corpora=corpora, seeds=seeds, folds=folds, workers=workers
        )
    if output is not None:
        write_atomic(output.resolve(), json.dumps(figures, indent=1).encode() + b"\n")
    return 0


def _check_outputs(output: Path | None, html: str | None) -> None:
    """Raise InputError before any work if an output cannot be written."""
    from pathlib import Path

    from hedging.report.files import check_page_target

    if output is not None:
        _check_output(output)
        _check_figures(output)
    if html is not None and html != "-":
        _check_output(Path(html))
        check_page_target(Path(html))


def _check_output(output: Path) -> None:
    """Raise InputError before any work if the output cannot be written."""
    from hedging.wording import shown_path

    if output.exists() and not output.is_file():
        raise InputError(f"{shown_path(output)} is not a file: give the name of a file")
    if not output.parent.is_dir():
        raise InputError(f"cannot write {shown_path(output)}: its folder does not exist")


def _check_figures(output: Path) -> None:
    """Raise InputError for a file that holds something else than figures, such as the labels."""
    import json

    from hedging.wording import shown_path

    if not output.exists():
        return
    try:
        figures = json.loads(output.read_bytes() or b"{}")
        is_ours = isinstance(figures, dict) and (not figures or "options" in figures)
    except ValueError:
        is_ours = False
    if not is_ours:
        raise InputError(
            f"{shown_path(output)} exists and holds no figures of hedging: choose another name"
        )


def _cross_validate(
    options: DetectorOptions, *, corpora: Path, seeds: Path | None, folds: int, workers: int
) -> dict[str, Any]:
    """Print and return the figures of the model's recipe, and those of the model's test part."""
    from hedging.detector import load
    from hedging.evaluate.metrics import Metrics, measure, plain_metrics
    from hedging.evaluate.tables import metrics_table
    from hedging.model.files import folder_of
    from hedging.train.cross_validation import cross_validate
    from hedging.train.material import load_material
    from hedging.train.recipe import Recipe
    from hedging.train.training import seeds_folder
    from hedging.wording import one_line

    folder = folder_of(options.model)
    recipe = Recipe.read(folder / "recipe.json")
    material = load_material(recipe, corpora, seeds or seeds_folder(folder))
    result = cross_validate(material, recipe, folds=folds, workers=workers)
    print(result)
    test_metrics: dict[str, Metrics] = {}
    golds = [gold for gold in material.golds if gold.part == "test"]
    for scheme in sorted({gold.scheme for gold in golds}):
        own = [gold for gold in golds if gold.scheme == scheme]
        measure(own, load(options.model, scheme=scheme), test_metrics)
    print()
    name = released_name(options.model)
    print(one_line(f"model {name} on the test part, which training does not see"))
    print(metrics_table(test_metrics))
    return {**result.to_dict(), "test_part": plain_metrics(test_metrics)}
