"""Tallies by period → the figure of a trend: a line through the periods, with a band of intervals.

The line is SVG that is stretched to the width of the page; its strokes, its dots and the words
around it keep their size, so that it can be read on a phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Final

from hedging.pages.figures import (
    TALLY_COLUMNS,
    Axis,
    Row,
    digits_for,
    figure_table,
    interval_text,
    percent,
    rounded_up,
    tally_cells,
)
from hedging.pages.markup import Html, escaped, joined, renderer
from hedging.stats.tally import Tally
from hedging.yardstick import Register

_render = renderer("figures.html")
# The line is broken where two periods are more than this many usual steps apart.
_GAP: Final = 3.5
# Names of periods that stand nearer to each other, in percent of the width, would touch.
_ROOM: Final = 22.0


def trend_figure(periods: Mapping[str, Tally], register: Register | None = None) -> Html:
    """The shares over time, with what is usual in a register behind them, and their numbers.

    >>> from hedging.stats.tally import Entry
    >>> tally = Tally()
    >>> tally.add(Entry("a", 0.5, 2, 1, (1,) + (0,) * 7))
    >>> trend_figure({"2020": tally, "2021": tally}).count("<circle")
    2
    """
    names, tallies = list(periods), list(periods.values())
    times = [_time(name) for name in names]
    length = (times[-1] - times[0]) or 1.0
    xs = [100 * (time - times[0]) / length for time in times]
    axis = Axis(_top(tallies, register), register)
    digits = digits_for(tallies)
    label = f"Share by period, {spoken_period(names[0])} to {spoken_period(names[-1])}"
    return _render(
        "trend",
        label=f"{label}: the numbers stand below",
        grid=joined(_grid(axis)),
        lines=joined(_lines(xs, tallies, _breaks(times), axis)),
        points=joined(_points(xs, names, tallies, axis)),
        shares=joined(_shares(axis)),
        periods=joined(_period_names(xs, names)),
        numbers=_numbers(periods, digits),
    )


def span(periods: Mapping[str, Tally]) -> str:
    """Between which shares the periods lie, in words; a single period has one share."""
    scores = [tally.score for tally in periods.values()]
    names = list(periods)
    first, last = names[0], names[-1]
    low, high = percent(min(scores)), percent(max(scores))
    if first == last:
        return f"{spoken_period(first)}: {low}"
    shares = low if low == high else f"{low} to {high}"
    return f"{shares} from {spoken_period(first)} to {spoken_period(last)}"


def spoken_period(period: str) -> str:
    """A period as people write it.

    >>> spoken_period("2020"), spoken_period("2020-05"), spoken_period("2020-05-07")
    ('2020', 'May 2020', '7 May 2020')
    """
    year, *month_and_day = period.split("-")
    if not month_and_day:
        return year
    month = _MONTHS[int(month_and_day[0]) - 1]
    day = f"{int(month_and_day[1])} " if len(month_and_day) > 1 else ""
    return f"{day}{month} {year}"


# Names of the months in English, whatever the locale of the machine is.
_MONTHS: Final = (
    *("Jan", "Feb", "March", "April", "May", "June"),
    *("July", "Aug", "Sept", "Oct", "Nov", "Dec"),
)


def _time(period: str) -> float:
    """The beginning of a period in years."""
    year, month, day = (*map(int, period.split("-")), 1, 1)[:3]
    return date(year, month, day).toordinal() / 365.2425


def _top(tallies: Sequence[Tally], register: Register | None) -> float:
    """The highest share that the figure shows: a whole number of tenths, from 0.1 to 1."""
    ends = [tally.interval[1] if tally.interval else tally.score for tally in tallies]
    return rounded_up(max(*ends, register.scores[3] if register else 0.0))


def _breaks(times: Sequence[float]) -> list[int]:
    """Where the line begins and where it is broken, as indices into the periods.

    >>> _breaks([0.0, 1.0, 2.0, 9.0, 10.0])
    [0, 3, 5]
    """
    steps = [later - earlier for earlier, later in pairwise(times)]
    usual = sorted(steps)[len(steps) // 2] if steps else 1.0
    gaps = (k + 1 for k, step in enumerate(steps) if step > _GAP * usual)
    return [0, *gaps, len(times)]


def _grid(axis: Axis) -> Iterator[Html]:
    """The usual ranges as bands, and a line for each number of the axis."""
    if axis.register is not None:
        least, low, _, high, most = axis.register.scores
        for name, start, end in (("b4", least, most), ("b2", low, high)):
            top = _y(end, axis)
            yield _render("level", classes=name, y=top, height=_y(start, axis) - top)
    for share in axis.ticks:
        yield _render("grid_line", y=_y(share, axis))


def _y(share: float, axis: Axis) -> float:
    return 100 - axis.place(share)


def _lines(
    xs: Sequence[float], tallies: Sequence[Tally], breaks: Sequence[int], axis: Axis
) -> Iterator[Html]:
    """A line for each run of periods without a gap, over a band of their intervals."""
    for first, stop in pairwise(breaks):
        run = range(first, stop)
        # The band is broken where there is no interval.
        for has_interval, periods in groupby(run, key=lambda k: tallies[k].interval is not None):
            if has_interval:
                yield _band([(xs[k], tallies[k].interval or (0.0, 0.0)) for k in periods], axis)
        points = " ".join(f"{xs[k]:.1f},{_y(tallies[k].score, axis):.1f}" for k in run)
        yield _render("line", points=points)


def _band(intervals: Sequence[tuple[float, tuple[float, float]]], axis: Axis) -> Html:
    """The area between the upper and the lower ends of intervals."""
    upper = [(x, high) for x, (_, high) in intervals]
    lower = [(x, low) for x, (low, _) in reversed(intervals)]
    points = " ".join(f"{x:.1f},{_y(share, axis):.1f}" for x, share in upper + lower)
    return _render("band", points=points)


def _points(
    xs: Sequence[float], names: Sequence[str], tallies: Sequence[Tally], axis: Axis
) -> Iterator[Html]:
    for x, name, tally in zip(xs, names, tallies, strict=True):
        interval = interval_text(tally, 1)
        text = f"{spoken_period(name)}: {percent(tally.score, 1)}"
        title = f"{text} ({interval})" if interval else text
        yield _render("point", x=x, y=_y(tally.score, axis), title=title)


def _shares(axis: Axis) -> Iterator[Html]:
    for share in axis.ticks:
        yield _render("share_label", top=_y(share, axis), percent=100 * share)


def _period_names(xs: Sequence[float], names: Sequence[str]) -> Iterator[Html]:
    """The names of the first and the last period, and of those between that have room."""
    last = len(xs) - 1
    written = -100.0
    for k, (x, name) in enumerate(zip(xs, names, strict=True)):
        between = 0 < k < last
        if between and (x - written < _ROOM or 100 - x < _ROOM):
            continue
        if k == last and last > 0 and x - written < _ROOM / 2:
            continue
        written = x
        classes = "x" if between else ("start" if k == 0 else "end")
        yield _render("period_label", left=x, name=spoken_period(name), classes=classes)


def _numbers(periods: Mapping[str, Tally], digits: int) -> Html:
    rows = (Row(escaped(name), tally_cells(tally, digits)) for name, tally in periods.items())
    return figure_table("period", TALLY_COLUMNS, rows, "Shares by period")
