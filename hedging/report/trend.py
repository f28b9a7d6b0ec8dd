"""Tallies by period → the plot of a trend: a line through the periods, with a band of intervals.

The plot is drawn as SVG by hand, so that a page needs neither a plotting library nor a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from math import ceil

from hedging.display.markup import Html, joined, parts, render
from hedging.report.tally import Tally

_PARTS = parts("comparison.html")
# Size of the plot, and the room for its labels at the left and at the bottom.
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640, 200, 44, 24
# The line is broken where two periods are more than this many usual steps apart.
_GAP = 3.5

# A scale maps a share to its y in the plot.
Scale = Callable[[float], float]


def interval_text(tally: Tally) -> str:
    """The interval in parentheses, "" without an interval."""
    return "" if tally.interval is None else "({:.2f}–{:.2f})".format(*tally.interval)


def trend_plot(periods: Mapping[str, Tally]) -> Html:
    """A plot of the shares over time; its scale ends at a round number above the highest share.

    >>> from hedging.report.tally import Entry
    >>> tally = Tally()
    >>> tally.add(Entry("a", 0.5, 2, 1, (1,) + (0,) * 7))
    >>> trend_plot({"2020": tally, "2021": tally}).count("<circle")
    2
    """
    names, tallies = list(periods), list(periods.values())
    times = [_time(name) for name in names]
    length = (times[-1] - times[0]) or 1.0
    xs = [_LEFT + (time - times[0]) / length * (_WIDTH - _LEFT) for time in times]
    top = _top(tallies)

    def y_of(share: float) -> float:
        return (1 - share / top) * (_HEIGHT - _BOTTOM - 10) + 5

    shapes = [
        *_lines(xs, tallies, _breaks(times), y_of),
        *_points(xs, names, tallies, y_of),
        *_labels(xs, names, top, y_of),
    ]
    values = {
        "width": _WIDTH + 4,
        "height": _HEIGHT,
        "label": f"Share of hedged sentences by period, {names[0]} to {names[-1]}: "
        "the table has the numbers",
        "shapes": joined(shapes),
    }
    return render(_PARTS["plot"], values)


def _time(period: str) -> float:
    """The beginning of a period in years."""
    year, month, day = (*map(int, period.split("-")), 1, 1)[:3]
    return date(year, month, day).toordinal() / 365.2425


def _top(tallies: Sequence[Tally]) -> float:
    """The highest share that the plot shows: a whole number of tenths, from 0.1 to 1."""
    ends = [tally.interval[1] if tally.interval else tally.score for tally in tallies]
    return min(1.0, max(0.1, ceil(10 * max(ends)) / 10))


def _breaks(times: Sequence[float]) -> list[int]:
    """Where the line begins and where it is broken, as indices into the periods.

    >>> _breaks([0.0, 1.0, 2.0, 9.0, 10.0])
    [0, 3, 5]
    """
    steps = [later - earlier for earlier, later in pairwise(times)]
    usual = sorted(steps)[len(steps) // 2] if steps else 1.0
    gaps = (k + 1 for k, step in enumerate(steps) if step > _GAP * usual)
    return [0, *gaps, len(times)]


def _lines(
    xs: Sequence[float], tallies: Sequence[Tally], breaks: Sequence[int], y_of: Scale
) -> Iterator[Html]:
    """A line for each run of periods without a gap, over a band of their intervals."""
    for first, stop in pairwise(breaks):
        run = range(first, stop)
        # The band is broken where there is no interval.
        for has_interval, periods in groupby(run, key=lambda k: tallies[k].interval is not None):
            if has_interval:
                yield _band([(xs[k], tallies[k].interval or (0.0, 0.0)) for k in periods], y_of)
        points = " ".join(f"{xs[k]:.1f},{y_of(tallies[k].score):.1f}" for k in run)
        yield render(_PARTS["line"], {"points": points})


def _band(intervals: Sequence[tuple[float, tuple[float, float]]], y_of: Scale) -> Html:
    """The area between the upper and the lower ends of intervals."""
    upper = [(x, high) for x, (_, high) in intervals]
    lower = [(x, low) for x, (low, _) in reversed(intervals)]
    points = " ".join(f"{x:.1f},{y_of(share):.1f}" for x, share in upper + lower)
    return render(_PARTS["band"], {"points": points})


def _points(
    xs: Sequence[float], names: Sequence[str], tallies: Sequence[Tally], y_of: Scale
) -> Iterator[Html]:
    for x, name, tally in zip(xs, names, tallies, strict=True):
        title = f"{name}: {tally.score:.3f} {interval_text(tally)}"
        yield render(_PARTS["point"], {"x": x, "y": y_of(tally.score), "title": title})


def _labels(xs: Sequence[float], names: Sequence[str], top: float, y_of: Scale) -> Iterator[Html]:
    """The lowest and the highest share at the left, the first and the last period below."""
    for share in (0.0, top):
        values = {"x": _LEFT - 6, "y": y_of(share), "percent": 100 * share}
        yield render(_PARTS["value_label"], values)
    ends = [(0, "start")]
    if len(names) > 1:
        ends.append((len(names) - 1, "end"))
    for k, anchor in ends:
        label = {"x": xs[k], "y": _HEIGHT - 4, "anchor": anchor, "name": names[k]}
        yield render(_PARTS["period_label"], label)
