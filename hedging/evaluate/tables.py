"""Metrics → tables for people, at most 100 columns wide.

A figure without anything to measure is "–" here and null in JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import fill

from hedging.evaluate.bootstrap import FIGURES, Interval, intervals
from hedging.evaluate.differences import NAMES, Difference
from hedging.evaluate.metrics import Counts, Metrics
from hedging.kinds import KINDS
from hedging.wording import one_line, plain

# The width of a screen, and that of the names in it.
_WIDTH, _NAME = 100, 24
_SENTENCES = (
    f"{'set':<{_NAME}}{'sentences':>10}{'hedged':>8}{'P':>14}{'R':>14}{'F1':>14}{'ECE':>15}"
)
_CUES = f"{'set':<{_NAME}}{'cues':>18}{'P':>14}{'R':>14}{'exact F1':>14}{'overlap':>8}{'kinds':>7}"


def figure(value: float | None, digits: int = 3) -> str:
    """A figure as a cell of a table.

    >>> figure(0.25), figure(None)
    ('0.250', '–')
    """
    return "–" if value is None else f"{value:.{digits}f}"


def interval_text(interval: Interval) -> str:
    """An interval as a cell of a table.

    >>> interval_text((0.861, 0.8942)), interval_text(None)
    ('[0.861–0.894]', '–')
    """
    return "–" if interval is None else f"[{interval[0]:.3f}–{interval[1]:.3f}]"


def metrics_table(metrics: Mapping[str, Metrics]) -> str:
    """Tables of the sets, then for each scheme whose gold cues have kinds a table of the kinds.

    Below each figure is its 95 % interval, and below the calibration error (ECE) what chance alone
    would make of it. `hedging.evaluate.metrics.measure` fills `metrics`.
    """
    found = {name: intervals(measured) for name, measured in sorted(metrics.items())}
    lines = [_SENTENCES]
    for name, own in found.items():
        lines += _sentence_lines(name, metrics[name], own["sentences"])
    if any(metrics[name].cues.true or metrics[name].cues.predicted for name in found):
        lines += ["", _CUES]
        for name, own in found.items():
            lines += _cue_lines(name, metrics[name], own["cues_exact"])
    for name, measured in sorted(metrics.items()):
        if "/" not in name and measured.has_kinds:
            lines += _kind_lines(plain(name), measured)
            lines += _confusion_lines(plain(name), measured)
    return "\n".join(lines)


def _sentence_lines(name: str, measured: Metrics, own: Mapping[str, Interval]) -> Iterator[str]:
    counts = measured.sentences
    yield from _row(
        name,
        f"{len(measured.truths):>10}{counts.true:>8}{_figures(counts)}"
        f"{figure(measured.calibration_error()):>15}",
    )
    chance = measured.chance_error()
    below = "–" if chance is None else f"chance ≤{chance:.3f}"
    yield f"{'':<{_NAME + 18}}{_intervals(own)}{below:>15}"


def _cue_lines(name: str, measured: Metrics, own: Mapping[str, Interval]) -> Iterator[str]:
    yield from _row(
        name,
        f"{measured.cues.true:>18}{_figures(measured.cues)}"
        f"{figure(measured.overlaps.f1):>8}{figure(measured.macro_f1):>7}",
    )
    yield f"{'':<{_NAME + 18}}{_intervals(own)}"


def _row(name: str, cells: str) -> Iterator[str]:
    """The cells behind the name of the set, which has a line of its own if it is long."""
    name = one_line(name)
    if len(name) >= _NAME:
        yield name if len(name) <= _WIDTH else f"{name[: _WIDTH - 1]}…"
        name = ""
    yield f"{name:<{_NAME}}{cells}"


def _figures(counts: Counts) -> str:
    return "".join(f"{figure(getattr(counts, name)):>14}" for name in FIGURES)


def _intervals(own: Mapping[str, Interval]) -> str:
    return "".join(f"{interval_text(own[name]):>14}" for name in FIGURES)


def differences_table(found: Mapping[str, Mapping[str, Difference]]) -> str:
    """A table of the differences between two detectors, A and B, then what they say in words."""
    lines = [f"{'set':<{_NAME}}{'':<14}{'A':>8}{'B':>8}{'B − A':>10}   95 % interval"]
    for name, own in sorted(found.items()):
        for key, one in own.items():
            value = "–" if one.value is None else f"{one.value:+.3f}"
            low_high = "–" if one.interval is None else "[{:+.3f}, {:+.3f}]".format(*one.interval)
            lines += _row(
                name if key == "sentences" else "",
                f"{NAMES[key]:<14}{figure(one.a):>8}{figure(one.b):>8}{value:>10}   {low_high}",
            )
    words = (fill(line, _WIDTH, subsequent_indent="  ") for line in difference_lines(found))
    return "\n".join([*lines, "", *words])


def difference_lines(found: Mapping[str, Mapping[str, Difference]]) -> Iterator[str]:
    """What the differences say in words, for each scheme."""
    for name, own in sorted(found.items()):
        if "/" not in name:
            for key, one in own.items():
                yield f"{one_line(name)}, {NAMES[key]}: {one.in_words()}"


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
    width = min(10, (_WIDTH - 16) // max(len(columns), 1))
    yield f"  {'':<14}" + "".join(f"{kind[: width - 1]:>{width}}" for kind in columns)
    for true in (*KINDS, "none"):
        if true in true_kinds:
            cells = "".join(f"{measured.confusion[true, kind]:>{width}}" for kind in columns)
            yield f"  {true:<14}{cells}"
