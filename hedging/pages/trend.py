"""Tallies by period → the figure of a trend: a line through the periods, with a band of intervals.

The line is SVG that is stretched to the width of the page; its strokes, its dots and the words
around it keep their size, so that it can be read on a phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    tally_cells,
    top_of,
)
from hedging.pages.markup import Html, escaped, joined, renderer
from hedging.stats.tally import Tally
from hedging.yardstick import Register

_render = renderer("figures.html")
# The line is broken where two periods are more than this many usual steps apart.
_GAP: Final = 3.5
# A headline names the lowest and the highest period only this far outside the first and the last.
_OUTSIDE: Final = 0.05
# Names of periods that stand nearer to each other, in percent of the width, would touch.
_ROOM: Final = 22.0
# Names of the months in English, whatever the locale of the machine is.
_MONTHS: Final = (
    *("Jan", "Feb", "March", "April", "May", "June"),
    *("July", "Aug", "Sept", "Oct", "Nov", "Dec"),
)


def trend_figure(periods: Mapping[str, Tally], register: Register | None = None) -> Html:
    """The shares over time, with what is usual in a register behind them, and their numbers."""
    names, tallies = list(periods), list(periods.values())
    times = [_time(name) for name in names]
    length = (times[-1] - times[0]) or 1.0
    xs = [100 * (time - times[0]) / length for time in times]
    axis = Axis(top_of(tallies, register.shares[3] if register else 0.0), register)
    digits = digits_for(tallies)
    rows = (Row(escaped(name), tally_cells(tally, digits)) for name, tally in periods.items())
    shares = (
        _render("share_label", top=_y(share, axis), percent=100 * share) for share in axis.ticks
    )
    return _render(
        "trend",
        label=f"Share by period, {_in_words(names[0])} to {_in_words(names[-1])}: the numbers "
        "stand below",
        grid=joined(_grid(axis)),
        lines=joined(_lines(xs, tallies, _breaks(times), axis)),
        points=joined(map(_point, xs, names, tallies, [axis] * len(xs))),
        shares=joined(shares),
        periods=joined(_period_names(xs, names)),
        numbers=figure_table("period", TALLY_COLUMNS, rows, "Shares by period"),
    )


def span(periods: Mapping[str, Tally]) -> str:
    """The share of the first and the last period in words, and of those far outside the two.

    A single period has one share.
    """
    shares = {period: tally.share for period, tally in periods.items()}
    first, *_, last = (*periods, *periods)
    if first == last:
        return f"{_in_words(first)}: {shares[first]:.0%}"
    ends = sorted((shares[first], shares[last]))
    lowest, highest = (choice(shares, key=shares.__getitem__) for choice in (min, max))
    outside = [
        f"{name} {shares[period]:.0%} ({_in_words(period)})"
        for name, period, beyond in (
            ("lowest", lowest, ends[0] - shares[lowest]),
            ("highest", highest, shares[highest] - ends[1]),
        )
        if beyond >= _OUTSIDE
    ]
    from_to = ", ".join(f"{shares[end]:.0%} in {_in_words(end)}" for end in (first, last))
    return "; ".join(filter(None, (from_to, ", ".join(outside))))


def _in_words(period: str) -> str:
    """A period as people write it.

    >>> _in_words("2020"), _in_words("2020-05"), _in_words("2020-05-07")
    ('2020', 'May 2020', '7 May 2020')
    """
    year, *month_and_day = period.split("-")
    if not month_and_day:
        return year
    month = _MONTHS[int(month_and_day[0]) - 1]
    day = f"{int(month_and_day[1])} " if len(month_and_day) > 1 else ""
    return f"{day}{month} {year}"


def _time(period: str) -> float:
    year, month, day = (*map(int, period.split("-")), 1, 1)[:3]
    return date(year, month, day).toordinal() / 365.2425


def _breaks(times: Sequence[float]) -> list[int]:
    """Where the line begins and where it is broken, as indices into the periods."""
    steps = [later - earlier for earlier, later in pairwise(times)]
    usual = sorted(steps)[len(steps) // 2] if steps else 1.0
    gaps = (k + 1 for k, step in enumerate(steps) if step > _GAP * usual)
    return [0, *gaps, len(times)]


def _y(share: float, axis: Axis) -> float:
    return 100 - axis.place(share)


def _grid(axis: Axis) -> Iterator[Html]:
    if axis.register is not None:
        least, low, _, high, most = axis.register.shares
        for name, start, end in (("b4", least, most), ("b2", low, high)):
            top = _y(end, axis)
            yield _render("level", classes=name, y=top, height=_y(start, axis) - top)
    for share in axis.ticks:
        yield _render("grid_line", y=_y(share, axis))


def _lines(
    xs: Sequence[float], tallies: Sequence[Tally], breaks: Sequence[int], axis: Axis
) -> Iterator[Html]:
    """A line for each run of periods without a gap, over a band of their intervals."""

    def points(places: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{_y(share, axis):.1f}" for x, share in places)

    for first, stop in pairwise(breaks):
        run = range(first, stop)
        # The band is broken where there is no interval.
        for has_interval, group in groupby(run, key=lambda k: tallies[k].interval is not None):
            if has_interval:
                ends = [(xs[k], *(tallies[k].interval or ())) for k in group]
                outline = [(x, high) for x, _, high in ends]
                outline += [(x, low) for x, low, _ in reversed(ends)]
                yield _render("band", points=points(outline))
        yield _render("line", points=points((xs[k], tallies[k].share) for k in run))


def _point(x: float, name: str, tally: Tally, axis: Axis) -> Html:
    interval = interval_text(tally, 1)
    title = f"{_in_words(name)}: {tally.share:.1%}"
    title += f" ({interval})" if interval else ""
    return _render("point", x=x, y=_y(tally.share, axis), title=title)


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
        yield _render("period_label", left=x, name=_in_words(name), classes=classes)
