"""Metrics → tables for people, at most 100 columns wide.

A figure without anything to measure is "–" here and null in JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import fill

from hedging.evaluate.differences import NAMES
from hedging.evaluate.metrics import FIGURES, Counts, Metrics, intervals
from hedging.kinds import KINDS
from hedging.stats.difference import Difference
from hedging.stats.pooling import Interval
from hedging.wording import one_line, plain

# The width of a screen, and that of the names in it.
_WIDTH, _NAME = 100, 24
_SENTENCES = (
    f"{'set':<{_NAME}}{'sentences':>10}{'hedged':>8}{'P':>14}{'R':>14}{'F1':>14}{'ECE':>15}"
)
_CUES = f"{'set':<{_NAME}}{'cues':>18}{'P':>14}{'R':>14}{'exact F1':>14}{'overlap':>8}{'kinds':>7}"


def figure(value: float | None, digits: int = 3) -> str:
    """A figure as a cell of a table."""
    return "–" if value is None else f"{value:.{digits}f}"


def interval_text(interval: Interval) -> str:
    """An interval as a cell of a table."""
    return "–" if interval is None else f"[{interval[0]:.3f}–{interval[1]:.3f}]"


def metrics_table(metrics: Mapping[str, Metrics]) -> str:
    """Tables of the sets, then for each scheme whose gold cues have kinds a table of the kinds.

    Below each figure is its 95 % interval, and below the calibration error (ECE) what chance alone
    would make of it. `hedging.evaluate.metrics.measure` fills `metrics`.
    """
    sentences, cues, kinds = [_SENTENCES], ["", _CUES], list[str]()
    for name, measured in sorted(metrics.items()):
        ends, total = intervals(measured), len(measured.truths)
        error, chance = figure(measured.calibration_error()), measured.chance_error()
        below = "–" if chance is None else f"chance ≤{chance:.3f}"
        sizes = f"{total:>10}{measured.sentences.true:>8}"
        sentences += _row(name, f"{sizes}{_figures(measured.sentences)}{error:>15}")
        sentences.append(f"{_intervals(ends['sentences'])}{below:>15}")
        others = f"{figure(measured.overlaps.f1):>8}{figure(measured.macro_f1):>7}"
        cues += _row(name, f"{measured.cues.true:>18}{_figures(measured.cues)}{others}")
        cues.append(_intervals(ends["cues_exact"]))
        if "/" not in name and measured.has_kinds:
            kinds += _kind_lines(plain(name), measured)
            kinds += _confusion_lines(plain(name), measured)
    has_cues = any(measured.cues.true or measured.cues.predicted for measured in metrics.values())
    return "\n".join([*sentences, *(cues if has_cues else ()), *kinds])


def _row(name: str, cells: str) -> Iterator[str]:
    """The cells behind the name of the set, which has a line of its own if it is long."""
    name = one_line(name)
    if len(name) >= _NAME:
        yield name if len(name) <= _WIDTH else f"{name[: _WIDTH - 1]}…"
        name = ""
    yield f"{name:<{_NAME}}{cells}"


def _figures(counts: Counts) -> str:
    return "".join(f"{figure(getattr(counts, name)):>14}" for name in FIGURES)


def _intervals(ends: Mapping[str, Interval]) -> str:
    cells = "".join(f"{interval_text(ends[name]):>14}" for name in FIGURES)
    return f"{'':<{_NAME + 18}}{cells}"


def differences_table(differences: Mapping[str, Mapping[str, Difference]]) -> str:
    """A table of the differences between two detectors, A and B, then what they say in words."""
    lines = [f"{'set':<{_NAME}}{'':<14}{'A':>8}{'B':>8}{'B − A':>10}   95 % interval"]
    last = ""
    for name, compared, (a, b, value, interval) in difference_rows(differences):
        cells = f"{compared:<14}{a:>8}{b:>8}{value:>10}   {interval}"
        lines += _row("" if name == last else name, cells)
        last = name
    return "\n".join([*lines, "", *map(filled, difference_lines(differences))])


def filled(line: str) -> str:
    """A sentence on as many lines as a screen needs."""
    return fill(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def difference_rows(
    differences: Mapping[str, Mapping[str, Difference]],
) -> Iterator[tuple[str, str, list[str]]]:
    """The name of each set, what is compared in it, and the cells of A, B, B − A and interval."""
    for name, of_set in sorted(differences.items()):
        for key, each in of_set.items():
            value = "–" if each.estimate is None else f"{each.estimate:+.3f}"
            interval = "–" if each.interval is None else "[{:+.3f}, {:+.3f}]".format(*each.interval)
            cells = [figure(each.second_mean), figure(each.first_mean), value, interval]
            yield name, NAMES[key], cells


def difference_lines(differences: Mapping[str, Mapping[str, Difference]]) -> Iterator[str]:
    """What the differences of each scheme say in words; a set is "scheme" or "scheme/group"."""
    for name, of_set in sorted(differences.items()):
        if "/" not in name:
            for key, each in of_set.items():
                yield f"{one_line(name)}, {NAMES[key]}: {each}"


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
    true_kinds, predicted_kinds = map(set, zip(*measured.confusion, strict=True))
    columns = [kind for kind in (*KINDS, "missed") if kind in predicted_kinds]
    yield ""
    yield f"{name}: cues by true kind (rows) and predicted kind (columns)"
    width = min(10, (_WIDTH - 16) // max(len(columns), 1))
    yield f"  {'':<14}" + "".join(f"{kind[: width - 1]:>{width}}" for kind in columns)
    for true in (*KINDS, "none"):
        if true in true_kinds:
            cells = "".join(f"{measured.confusion[true, kind]:>{width}}" for kind in columns)
            yield f"  {true:<14}{cells}"
