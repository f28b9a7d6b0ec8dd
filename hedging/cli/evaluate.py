"""`hedging evaluate`: labelled sentences → how often a model is right about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from hedging.cli.command import GivenOptions, command
from hedging.cli.options import Argument, Count, Field, File, ModelName, Probability, whole_number
from hedging.cli.streams import patient_stage, write_output
from hedging.cli.train import Corpora, Seeds
from hedging.errors import CorpusError, InputError
from hedging.jobs.files import check_output
from hedging.options import DetectorOptions
from hedging.released import released_name
from hedging.wording import counted, one_line, shown_path

if TYPE_CHECKING:
    from hedging.corpora.gold import Gold
    from hedging.detector import Detector
    from hedging.evaluate.metrics import Metrics
    from hedging.stats.difference import Difference

_LEGEND = (
    "In brackets: 95 % intervals, by bootstrap over documents. ECE: calibration error; below it "
    "what chance alone makes of it, in 95 of 100 cases, if the scores are right."
)


@command(
    "measure how often a model is right, on sentences that people labelled",
    {
        "hedging evaluate my-sentences.txt": "measure the shipped model on your sentences",
        "hedging evaluate my-sentences.txt --threshold 0.7": "measure another threshold",
        "hedging evaluate my-sentences.csv --by author --html page.html": "figures for each "
        "author, and a page with the errors",
        "hedging evaluate my-sentences.txt --against accurate": "say which of two models is "
        "better, and whether chance can be it",
        "hedging evaluate --corpora path/to/corpora": "cross-validate its recipe in five folds",
    },
)
def run_evaluate(
    files: Annotated[
        Sequence[Path],
        Argument("labelled sentences: text with marked cues, .csv, .tsv or .jsonl", metavar="FILE"),
    ] = (),
    *,
    by: Annotated[
        Field | None, "figures for each value of this field of the rows too (default: register)"
    ] = None,
    against: Annotated[
        ModelName | None,
        "compare with this model, by its name or folder, under the same options",
    ] = None,
    against_threshold: Annotated[
        Probability | None,
        "compare with this threshold, of the model of --against or of the same model",
    ] = None,
    html: Annotated[
        File | None,
        "write a page with the figures, the calibration and the errors; it quotes the sentences",
    ] = None,
    corpora: Corpora = None,
    seeds: Seeds = None,
    folds: Annotated[
        Count, Argument("number of parts that the documents are divided into", read=whole_number(2))
    ] = 5,
    workers: Annotated[Count, "number of processes"] = 2,
    output: Annotated[
        Path | None, Argument("write all figures to this file too, as JSON", metavar="FILE")
    ] = None,
    given: GivenOptions = (),
    options: DetectorOptions,
) -> int:
    """With files of labelled sentences (text with marked cues, .csv, .tsv or .jsonl): scores them
    with the model, and compares; the figures have 95 % intervals, by bootstrap over documents. With
    --corpora: trains by the recipe of the model, and tests on documents that the training did not
    see (cross-validation); it takes --model, but no other option of the detector.
    """
    import json

    from hedging.evaluate.environment import environment

    unused = [option for option in given if option != "--model"]
    if unused and corpora is not None:
        raise InputError(
            f"{', '.join(unused)} cannot be used with --corpora, which trains models of its own: "
            "leave it out, or evaluate files of labelled sentences in a call without --corpora"
        )
    if not files and corpora is None:
        raise InputError(
            "nothing to evaluate on: name files of labelled sentences, or give --corpora"
        )
    other = _against(options, against, against_threshold)
    if not files and (by is not None or other is not None or html is not None):
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
        figures |= _evaluate_files(files, options, by=by, against=other, html=html)
    if corpora is not None:
        figures["cross_validation"] = _cross_validate(
            options, corpora=corpora, seeds=seeds, folds=folds, workers=workers
        )
    if output is not None:
        write_output(json.dumps(figures, indent=1) + "\n", output)
    return 0


def _against(
    options: DetectorOptions, model: str | None, threshold: float | None
) -> DetectorOptions | None:
    from dataclasses import replace

    if model is None and threshold is None:
        return None
    return replace(
        options,
        model=options.model if model is None else model,
        threshold=options.threshold if threshold is None else threshold,
    )


def _check_outputs(output: Path | None, html: str | None) -> None:
    from hedging.jobs.page_files import check_page_target

    if output is not None:
        check_output(str(output))
        _check_figures(output)
    if html is not None and html != "-":
        check_output(html)
        check_page_target(Path(html))


def _check_figures(output: Path) -> None:
    """Raise InputError for a file that holds something else than figures, such as the labels."""
    import json

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


def _evaluate_files(
    files: Sequence[Path],
    options: DetectorOptions,
    *,
    by: str | None,
    against: DetectorOptions | None,
    html: str | None,
) -> dict[str, Any]:
    """Print, and return as plain data, how often a model is right on labelled sentences."""
    from hedging.corpora.gold import hedged_by
    from hedging.detector import load_options
    from hedging.evaluate.cautions import cautions
    from hedging.evaluate.metrics import count, find_mistakes, plain_metrics, score_golds
    from hedging.evaluate.tables import differences_table, filled, metrics_table

    detector = load_options(options)
    other = None if against is None else load_options(against)
    # The same kinds make a sentence hedged in the truth and in the answers.
    with patient_stage("reading the files"):
        labelled, unmarked = _read(files, by)
        golds = [hedged_by(gold, detector.hedge_kinds) for gold in labelled]
    with patient_stage("scoring the sentences"):
        reports = score_golds(golds, detector)
    metrics: dict[str, Metrics] = {}
    with patient_stage("counting hits"):
        count(golds, reports, metrics)
    of_inputs = [*_learned(files, options), *unmarked]
    warnings = [*of_inputs, *cautions(metrics)]
    figures: dict[str, Any] = {
        "options": _options(detector),
        "by": by,
        "files": plain_metrics(metrics),
        "cautions": warnings,
    }
    documents = counted(len({gold.document for gold in golds}), "document")
    size = f"{counted(len(golds), 'sentence')} of {documents}"
    with patient_stage("drawing documents again for the intervals"):
        table = metrics_table(metrics)
    lines = [f"{_described(detector)}: {size}", "", table, "", filled(_LEGEND)]
    lines += map(filled, warnings)
    found: dict[str, dict[str, Difference]] = {}
    if other is not None:
        with patient_stage("comparing the models"):
            found, figures["against"] = _compare(golds, metrics, other)
        compared = [f"A: {_described(detector)}", f"B: {_described(other)}"]
        lines += ["", *compared, differences_table(found)]
    # A page on standard output stands alone.
    if html != "-":
        print("\n".join(lines))
    if html is not None:
        from hedging.evaluate.page import evaluation_page
        from hedging.jobs.page_files import write_html

        page = evaluation_page(
            metrics,
            find_mistakes(golds, reports),
            title=f"Evaluation on {', '.join(map(shown_path, files))}",
            source=_described(detector),
            made=_made(detector, size, files),
            warnings=of_inputs,
            differences=found,
            against="" if other is None else _described(other),
        )
        write_html(page, html)
    return figures


def _made(detector: Detector, size: str, files: Sequence[Path]) -> list[str]:
    """How the figures were made, in full sentences."""
    from hedging.evaluate.environment import environment

    now, kinds = environment(), ", ".join(detector.hedge_kinds)
    return [
        f"The model {released_name(detector.options.model)} answered, with hedging "
        f"{now['versions']['hedging']}, on {now['date']}.",
        f"It answered for {size}, which people labelled in {', '.join(map(shown_path, files))}.",
        f"A sentence is hedged that holds a cue of these kinds: {kinds}. The model says so from a "
        f"score of {detector.threshold:.2f} on.",
        "The figures tell of sentences like these, and not of other texts.",
    ]


def _read(files: Sequence[Path], by: str | None) -> tuple[list[Gold], list[str]]:
    """The gold sentences of all files, and a warning for each text in which nothing is marked.

    Each file has a label at least. Text without a mark may be a file of plain sentences beside
    others; alone, it is text that nobody has labelled.
    """
    from hedging.corpora.gold import NO_VALUE
    from hedging.corpora.labelled import has_fields, read_labelled

    golds: list[Gold] = []
    unmarked: list[str] = []
    for path in files:
        labelled = list(read_labelled(path, by))
        if all(gold.hedged is None and gold.cues is None for gold in labelled):
            raise CorpusError(
                f"{shown_path(path)} has no label: give each row its cues, or hedged (true or "
                "false)"
            )
        if not has_fields(path) and all(gold.cues == () for gold in labelled):
            unmarked.append(shown_path(path))
        golds += labelled
    if len(unmarked) == len(files):
        raise InputError(
            f"{', '.join(unmarked)}: no sentence has a mark: mark each hedge with its kind, as in "
            "It [may|epistemic] rain., or write a tab and hedged or plain behind each sentence "
            "(hedging label writes a file to correct)"
        )
    if by is not None and all(gold.group == NO_VALUE for gold in golds):
        raise InputError(
            f"no row has a value in the field {by!r}: --by takes a field of JSON lines, or a "
            "column of a table"
        )
    return golds, [f"warning: {name} has no mark: is it labelled?" for name in unmarked]


def _learned(files: Sequence[Path], options: DetectorOptions) -> list[str]:
    from hedging.model.files import digest_of
    from hedging.train.adaptation.material import learned_files

    known = set(learned_files(options.model).values())
    return [
        f"warning: {one_line(str(options.model))} has learned from {shown_path(path)}, so that "
        "its figures there say nothing about other sentences"
        for path in files
        if known and digest_of(path) in known
    ]


def _compare(
    golds: Sequence[Gold], metrics: Mapping[str, Metrics], other: Detector
) -> tuple[dict[str, dict[str, Difference]], dict[str, Any]]:
    """How another detector differs on the same sentences, and that as plain data."""
    from hedging.evaluate.differences import differences, plain_differences
    from hedging.evaluate.metrics import measure, plain_metrics

    others: dict[str, Metrics] = {}
    measure(golds, other, others)
    found = differences(metrics, others)
    return found, {
        "options": _options(other),
        "files": plain_metrics(others),
        "differences": plain_differences(found),
    }


def _options(detector: Detector) -> dict[str, Any]:
    options = detector.options
    in_effect = {"hedge_kinds": list(detector.hedge_kinds), "threshold": detector.threshold}
    return options.to_dict() | {"model": released_name(options.model)} | in_effect


def _described(detector: Detector) -> str:
    options, threshold = detector.options, f"threshold {detector.threshold:.2f}"
    name = released_name(options.model)
    return one_line(f"model {name}, scheme {options.scheme}, {threshold}")


def _cross_validate(
    options: DetectorOptions, *, corpora: Path, seeds: Path | None, folds: int, workers: int
) -> dict[str, Any]:
    """Print and return the cross-validated figures, and the figures of the test part."""
    from hedging.detector import load
    from hedging.evaluate.metrics import measure, plain_metrics
    from hedging.evaluate.tables import metrics_table
    from hedging.model.files import folder_of
    from hedging.train.cross_validation import cross_validate
    from hedging.train.material import load_material
    from hedging.train.recipe import Recipe
    from hedging.train.training import seeds_folder

    folder = folder_of(options.model)
    recipe = Recipe.read(folder / "recipe.json")
    material = load_material(recipe, corpora, seeds or seeds_folder(folder))
    with patient_stage(f"training without each of {folds} folds"):
        result = cross_validate(material, recipe, folds=folds, workers=workers)
    print(result)
    test_metrics: dict[str, Metrics] = {}
    golds = [gold for gold in material.golds if gold.part == "test"]
    for scheme in sorted({gold.scheme for gold in golds}):
        of_scheme = [gold for gold in golds if gold.scheme == scheme]
        measure(of_scheme, load(options.model, scheme=scheme), test_metrics)
    print()
    name = released_name(options.model)
    print(one_line(f"model {name} on the test part, which training does not see"))
    print(metrics_table(test_metrics))
    return {**result.to_dict(), "test_part": plain_metrics(test_metrics)}
