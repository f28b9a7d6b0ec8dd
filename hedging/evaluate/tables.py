"""Metrics and cross-validations → tables for people.

A figure without anything to measure is "–" here and null in JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hedging.evaluate.metrics import Counts, Metrics
from hedging.kinds import KINDS
from hedging.wording import plain

if TYPE_CHECKING:
    from hedging.evaluate.cross_validation import CrossValidation

_HEAD = (
    f"{'set':<34}{'sentences':>10}{'P':>8}{'R':>8}{'F1':>8}{'ECE':>8}"
    f"   {'cues':>6}{'exact F1':>10}{'overlap':>9}{'kinds F1':>10}"
)


def figure(value: float | None, digits: int = 3) -> str:
    """A figure as a cell of a table.

    >>> figure(0.25), figure(None)
    ('0.250', '–')
    """
    return "–" if value is None else f"{value:.{digits}f}"


def metrics_table(metrics: Mapping[str, Metrics]) -> str:
    """A table of the sets, then for each scheme whose gold cues have kinds a table of the kinds.

    `hedging.evaluate.metrics.measure` fills `metrics`.
    """
    lines = [_HEAD]
    for name, measured in sorted(metrics.items()):
        sentences, cues = measured.sentences, measured.cues
        lines.append(
            f"{plain(name):<34}{len(measured.truths):>10}{figure(sentences.precision):>8}"
            f"{figure(sentences.recall):>8}{figure(sentences.f1):>8}"
            f"{figure(measured.calibration_error()):>8}   {cues.true:>6}{figure(cues.f1):>10}"
            f"{figure(measured.overlaps.f1):>9}{figure(measured.macro_f1):>10}"
        )
    for name, measured in sorted(metrics.items()):
        if "/" not in name and measured.has_kinds:
            lines += _kind_lines(plain(name), measured)
            lines += _confusion_lines(plain(name), measured)
    return "\n".join(lines)


def _kind_lines(name: str, measured: Metrics) -> Iterator[str]:
    yield ""
    yield f"{f'{name}: tokens by kind':<30}{'P':>8}{'R':>8}{'F1':>8}{'tokens':>8}"
    for kind in KINDS:
        if kind in measured.kinds:
            counts = measured.kinds[kind]
            yield (
                f"  {kind:<28}{figure(counts.precision):>8}{figure(counts.recall):>8}"
                f"{figure(counts.f1):>8}{counts.true:>8}"
            )


def _confusion_lines(name: str, measured: Metrics) -> Iterator[str]:
    predicted_kinds = {predicted for _, predicted in measured.confusion}
    true_kinds = {true for true, _ in measured.confusion}
    columns = [kind for kind in (*KINDS, "missed") if kind in predicted_kinds]
    yield ""
    yield f"{name}: cues by true kind (rows) and predicted kind (columns)"
    yield f"  {'':<14}" + "".join(f"{kind[:9]:>10}" for kind in columns)
    for true in (*KINDS, "none"):
        if true in true_kinds:
            cells = "".join(f"{measured.confusion[true, kind]:>10}" for kind in columns)
            yield f"  {true:<14}{cells}"


def cross_validation_table(result: CrossValidation) -> str:
    """The report of a cross-validation: all sets, the spread over the folds, sentence ends."""
    metrics = result.metrics
    lines = [
        f"{result.folds}-fold cross-validation over documents, each scheme on its own corpora",
        metrics_table(metrics),
        "",
        "sentence F1, mean and standard deviation over the folds",
    ]
    for name in sorted(metrics):
        mean, deviation = result.spread(name)
        lines.append(f"  {plain(name):<34}{figure(mean):>8} ± {figure(deviation)}")
    if result.boundaries:
        lines += ["", boundaries_table(result.boundaries)]
    return "\n".join(lines)


def boundaries_table(ends: Mapping[str, Counts]) -> str:
    """F1 over sentence ends, by set of texts."""
    lines = ["sentence boundaries, F1 over sentence ends"]
    for name, counts in sorted(ends.items()):
        lines.append(f"  {plain(name):<34}{figure(counts.f1, 4):>8}   {counts.true} sentences")
    return "\n".join(lines)
