"""Files of labelled sentences → the figures of a model: what `hedging evaluate FILE` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from hedging.errors import CorpusError, InputError
from hedging.options import DetectorOptions
from hedging.released import released_name
from hedging.wording import counted, one_line, shown_path

if TYPE_CHECKING:
    from pathlib import Path

    from hedging.corpora.gold import Gold
    from hedging.detector import Detector
    from hedging.evaluate.differences import Difference
    from hedging.evaluate.metrics import Metrics

_WIDTH = 100
_LEGEND = (
    "In brackets: 95 % intervals, by bootstrap over documents. ECE: calibration error; below it "
    "what chance alone makes of it, in 95 of 100 cases, if the scores are right."
)


def evaluate_files(
    files: Sequence[Path],
    options: DetectorOptions,
    *,
    by: str | None = None,
    against: DetectorOptions | None = None,
    html: str | None = None,
) -> dict[str, Any]:
    """Print, and return as plain data, how often a model is right on labelled sentences.

    `by` divides the rows by a field, `against` is compared with, and `html` is a page to write.
    Raises CorpusError for a file that cannot be used, InputError for a field that no row has.
    """
    from hedging.corpora.gold import hedged_by
    from hedging.detector import load_options
    from hedging.evaluate.cautions import cautions
    from hedging.evaluate.metrics import count, plain_metrics, score_golds
    from hedging.evaluate.mistakes import find_mistakes
    from hedging.evaluate.tables import differences_table, metrics_table

    detector = load_options(options)
    other = None if against is None else load_options(against)
    # The same kinds make a sentence hedged in the truth and in the answers.
    golds = [hedged_by(gold, detector.hedge_kinds) for gold in _read(files, by)]
    reports = score_golds(golds, detector)
    metrics: dict[str, Metrics] = {}
    count(golds, reports, metrics)
    warnings = [*_learned(files, options), *cautions(metrics)]
    figures: dict[str, Any] = {
        "options": _options(detector),
        "by": by,
        "files": plain_metrics(metrics),
        "cautions": warnings,
    }
    documents = counted(len({gold.document for gold in golds}), "document")
    size = f"{counted(len(golds), 'sentence')} of {documents}"
    lines = [f"{_described(detector)}: {size}", "", metrics_table(metrics), "", _filled(_LEGEND)]
    lines += map(_filled, warnings)
    found: dict[str, dict[str, Difference]] = {}
    if other is not None:
        found, figures["against"] = _compare(golds, metrics, other)
        compared = [f"A: {_described(detector)}", f"B: {_described(other)}"]
        lines += ["", *compared, differences_table(found)]
    # A page on standard output stands alone.
    if html != "-":
        print("\n".join(lines))
    if html is not None:
        from hedging.evaluate.page import evaluation_page
        from hedging.report.files import write_html

        page = evaluation_page(
            metrics,
            find_mistakes(golds, reports),
            title=f"Evaluation on {', '.join(map(shown_path, files))}",
            source=_described(detector),
            differences=found,
            against="" if other is None else _described(other),
        )
        write_html(page, html)
    return figures


def _read(files: Sequence[Path], by: str | None) -> list[Gold]:
    """The gold sentences of all files; each file has one with a label at least."""
    from hedging.corpora.gold import NO_VALUE
    from hedging.corpora.labelled import read_labelled

    golds: list[Gold] = []
    for path in files:
        own = list(read_labelled(path, by))
        if all(gold.hedged is None and gold.cues is None for gold in own):
            raise CorpusError(
                f"{shown_path(path)} has no label: give each row its cues, or hedged (true or "
                "false)"
            )
        golds += own
    if by is not None and all(gold.group == NO_VALUE for gold in golds):
        raise InputError(
            f"no row has a value in the field {by!r}: --by takes a field of JSON lines, or a "
            "column of a table"
        )
    return golds


def _learned(files: Sequence[Path], options: DetectorOptions) -> list[str]:
    """A warning for each file that an adapted model has learned from."""
    from hedging.train.adaptation.material import file_digest, learned_files

    known = set(learned_files(options.model).values())
    return [
        f"warning: {one_line(str(options.model))} has learned from {shown_path(path)}, so that "
        "its figures there say nothing about other sentences"
        for path in files
        if known and file_digest(path) in known
    ]


def _compare(
    golds: Sequence[Gold], metrics: Mapping[str, Metrics], other: Detector
) -> tuple[dict[str, dict[str, Difference]], dict[str, Any]]:
    """How another detector differs on the same sentences, and that as plain data."""
    from hedging.evaluate.differences import differences
    from hedging.evaluate.metrics import measure, plain_metrics

    others: dict[str, Metrics] = {}
    measure(golds, other, others)
    found = differences(metrics, others)
    return found, {
        "options": _options(other),
        "files": plain_metrics(others),
        "differences": {
            name: {key: one.to_dict() for key, one in own.items()} for name, own in found.items()
        },
    }


def _options(detector: Detector) -> dict[str, Any]:
    """The options of a detector, with the name, the kinds and the threshold that count."""
    options = detector.options
    in_effect = {"hedge_kinds": list(detector.hedge_kinds), "threshold": detector.threshold}
    return options.to_dict() | {"model": released_name(options.model)} | in_effect


def _described(detector: Detector) -> str:
    options, threshold = detector.options, f"threshold {detector.threshold:.2f}"
    name = released_name(options.model)
    return one_line(f"model {name}, scheme {options.scheme}, {threshold}")


def _filled(line: str) -> str:
    """The line on as many lines as a terminal needs."""
    return fill(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
