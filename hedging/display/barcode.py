"""Report → a barcode of its sentences with matplotlib, and its cues by kind below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hedging.display.plot_style import (
    AS_IT_IS,
    TEXT,
    Style,
    name_axes,
    points,
    prepared,
    say_nothing_there,
    write_title,
)
from hedging.errors import require
from hedging.kinds import KIND, KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hedging.results import Report

#: A marker of matplotlib for each kind, so that nothing is said by colour alone.
SHAPES: Final = dict(zip(KINDS, ("o", "s", "^", "D", "v", "X", "P", "*"), strict=True))
_INCH = 72  # points
# Width of new axes, in inches; their height is that of the ticks, of each row of a kind, of each
# line of the legend, and of the rest.
_WIDTH, _TICKS, _ROW, _LINE, _REST = 8.0, 1.4, 0.2, 0.19, 0.85
# Axes of this height in inches, beside rows and legend, have room for a row for each kind.
_LEAST_TICKS = 1.3
# The ticks go from 0 to 1. A tick begins below 0, so that a score of 0 can be seen. The first row
# of cues is below that, and each row has this height.
_FOOT, _FIRST_ROW, _ROW_HEIGHT = -0.05, -0.17, 0.13
# Points: below the first room for a tick, neighbours share a tick, which gets the second room.
_MIN_TICK, _SHARED_TICK, _MAX_TICK = 1.3, 3.0, 4.0
# Points: from the axes to the first line below their numbers, and the height of such a line.
_TO_LABEL, _LABEL_LINE = 25.0, 12.0
# Points: the widths of columns of the legend, with and without what the kinds mean.
_COLUMN, _NARROW_COLUMN = 205.0, 85.0


class _Plan(NamedTuple):
    """How much fits into the axes: neighbours that share a tick, and the kinds in each row."""

    run: int
    kinds: Sequence[str]
    is_small: bool
    columns: int

    def row(self, kind: str) -> float:
        """The height at which the cues of a kind are drawn."""
        return _FIRST_ROW - (0 if self.is_small else _ROW_HEIGHT * self.kinds.index(kind))

    @property
    def bottom(self) -> float:
        """The lower end of the axes."""
        return self.row(self.kinds[-1]) - _ROW_HEIGHT / 2 if self.kinds else _FOOT


def plot_report(report: Report, ax: Axes | None = None, title: str = "") -> Axes:
    """A tick for each sentence, as high as its score, and the cues below, a row for each kind.

    Where there is no room for a tick each, a tick is the mean of neighbouring sentences. Small axes
    have one row for the cues of all kinds, and a short legend.
    """
    kinds = [kind for kind, number in report.kind_counts().items() if number]
    height = _TICKS + _ROW * len(kinds) + _LINE * ceil((len(kinds) + 2) / 2) + _REST
    ax, style = prepared(ax, (_WIDTH, height))
    write_title(ax, style, title)
    total = len(report.sentences)
    plan = _plan(ax, total, kinds)
    ax.set_xlim(0.5, max(total, 1) + 0.5)
    ax.set_ylim(plan.bottom, 1)
    notes = ["sentences in the order of the text"]
    if total:
        _draw_sentences(report, plan, ax, style)
        _draw_cues(report, plan, ax, style)
        _name_rows(report, plan, ax, style)
        hedged = len(report.hedged_sentences)
        notes[0] += f": {hedged:,} of {total:,} hedged, document score {report.score:.2f}"
        if plan.run > 1:
            notes.append(f"a tick is the mean of {plan.run} neighbours")
        if plan.run > 1 and kinds:
            notes[1] += "; a larger mark stands for more cues"
    else:
        say_nothing_there(ax, style, "no sentences")
    middle = (0.5 - plan.bottom) / (1 - plan.bottom)
    lines = name_axes(ax, style, notes, "probability of\nbeing hedged", middle=middle)
    if total:
        _draw_legend(report, plan, ax, style, _TO_LABEL + _LABEL_LINE * lines)
    return ax


def _plan(ax: Axes, total: int, kinds: Sequence[str]) -> _Plan:
    width, height = points(ax)
    columns = max(1, int(width / _COLUMN))
    lines = ceil((len(kinds) + 2) / columns)
    needed = _LEAST_TICKS + 0.75 * (_ROW * len(kinds) + _LINE * lines)
    is_small = height < _INCH * needed
    if is_small:
        columns = max(1, int(width / _NARROW_COLUMN))
    shared = total > width / _MIN_TICK
    run = ceil(total / max(1, int(width / _SHARED_TICK))) if shared else 1
    return _Plan(run, kinds, is_small, columns)


def _draw_sentences(report: Report, plan: _Plan, ax: Axes, style: Style) -> None:
    collections = require("matplotlib.collections", "a plot", "plot")
    ticker = require("matplotlib.ticker", "a plot", "plot")
    scores = np.array([sentence.score for sentence in report.sentences])
    first = np.arange(0, len(scores), plan.run)
    sizes = np.diff(np.append(first, len(scores)))
    means = np.add.reduceat(scores, first) / sizes
    is_hedged = means >= report.threshold
    if plan.run == 1:
        is_hedged = np.array([sentence.hedged for sentence in report.sentences])
    x = first + (sizes + 1) / 2
    width = min(_MAX_TICK, 0.55 * points(ax)[0] / len(first))
    for chosen, colour in ((~is_hedged, style.pale), (is_hedged, style.accent)):
        feet = np.full(chosen.sum(), _FOOT)
        ends = np.stack([x[chosen], feet, x[chosen], means[chosen]], axis=1).reshape(-1, 2, 2)
        ticks = collections.LineCollection(ends, colors=colour, linewidths=width)
        ticks.set_capstyle("butt")
        ax.add_collection(ticks, autolim=False)
    ax.xaxis.set_major_locator(
        ticker.MaxNLocator(8, integer=True, steps=[1, 2, 5, 10], min_n_ticks=1)
    )
    ax.xaxis.set_major_formatter("{x:,.0f}")


def _draw_cues(report: Report, plan: _Plan, ax: Axes, style: Style) -> None:
    """A mark for each cue at its place in its sentence, or for all of a kind that share a tick."""
    places: dict[str, list[float]] = {kind: [] for kind in plan.kinds}
    for number, sentence in enumerate(report.sentences):
        size = max(1, sentence.end - sentence.start)
        for cue in sentence.cues:
            places[cue.kind].append(number + 0.5 + (cue.start - sentence.start) / size)
    marks = {}
    for kind in plan.kinds:
        x = np.array(places[kind])
        if plan.run == 1:
            marks[kind] = x, np.ones(len(x), dtype=np.int64)
        else:
            ticks, counts = np.unique((x - 0.5) // plan.run, return_counts=True)
            marks[kind] = (ticks + 0.5) * plan.run + 0.5, counts
    most = max((counts.max() for _, counts in marks.values()), default=1)
    for kind, (x, counts) in marks.items():
        ax.scatter(
            x,
            np.full(len(x), plan.row(kind)),
            marker=SHAPES[kind],
            color=style.kind(KIND[kind]),
            s=24 if plan.run == 1 else 2 + 22 * counts / most,
            alpha=0.85,
            linewidths=0,
            clip_on=False,
        )


def _name_rows(report: Report, plan: _Plan, ax: Axes, style: Style) -> None:
    counts = report.kind_counts()
    rows = {f"{kind} ({counts[kind]:,})": plan.row(kind) for kind in plan.kinds}
    if plan.is_small and plan.kinds:
        rows = {f"cues ({len(report.cues):,})": _FIRST_ROW}
    ax.set_yticks([0, 0.5, 1, *rows.values()], ["0", "0.5", "1", *rows], **AS_IT_IS)
    if not plan.is_small:
        for kind, label in zip(plan.kinds, ax.get_yticklabels()[3:], strict=True):
            label.set_color(style.kind(KIND[kind]))


def _draw_legend(report: Report, plan: _Plan, ax: Axes, style: Style, down: float) -> None:
    """What ticks and marks mean, so many points below the axes, where nothing else is."""
    lines = require("matplotlib.lines", "a plot", "plot")
    transforms = require("matplotlib.transforms", "a plot", "plot")
    entries = [
        lines.Line2D([], [], color=colour, marker=marker, linestyle="", label=label, ms=size, mew=w)
        for label, colour, marker, size, w in _entries(report, plan, style)
    ]
    shift = transforms.ScaledTranslation(0, -down / _INCH, ax.figure.dpi_scale_trans)
    legend = ax.legend(
        handles=entries,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=ax.transAxes + shift,
        ncols=plan.columns,
        frameon=False,
        fontsize=TEXT - 1,
        labelcolor=style.ink,
        handletextpad=0.2,
        columnspacing=1.5,
        borderpad=0,
        borderaxespad=0,
    )
    for text in legend.get_texts():
        text.set(**AS_IT_IS)


def _entries(
    report: Report, plan: _Plan, style: Style
) -> Iterator[tuple[str, str, str, float, float]]:
    """Label, colour, marker, size and width of the line for each entry of the legend."""
    if plan.is_small:
        names = ("hedged", "not hedged")
    elif plan.run == 1:
        names = (f"hedged sentence ({report.threshold:.2f} or more)", "sentence that is not hedged")
    else:
        names = (f"mean of {report.threshold:.2f} or more", "lower mean")
    for name, colour in zip(names, (style.accent, style.pale), strict=True):
        yield name, colour, "|", 8, 2.5
    for kind in plan.kinds:
        meaning = KIND[kind].meaning
        label = kind if plan.is_small else f"{kind}: {meaning[0].lower()}{meaning[1:]}"
        yield label, style.kind(KIND[kind]), SHAPES[kind], 5.5, 0
