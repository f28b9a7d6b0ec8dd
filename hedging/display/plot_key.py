"""Register + entries → the usual ranges behind a plot, and the key below it that says what is what.

A legend of matplotlib stands in the axes and covers marks, or outside them, where it knows nothing
of other text. So a key stands a given number of points below the axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from hedging.display.plot_style import AS_IT_IS, SHRUNK, TEXT, Style, points, wrapped
from hedging.errors import require
from hedging.yardstick import Register, measured_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS_PER_INCH = 72
#: The height of a line of a key, in points.
KEY_LINE = 13.7
# The size of its text, the mean width of a character, and the room of a mark and of what is between
# two columns, in points.
_SIZE, _CHARACTER, _MARK = TEXT - 1, 4.3, 32.0
# The length of a line in a key, in sizes of its text; and a label that is not broken.
_HANDLE, _NO_BREAK = 2.0, 200


class Entry(NamedTuple):
    """A mark of a plot and what it means.

    `marker` is matplotlib's, "" for a dashed line alone. `line` is the width of a line through it.
    """

    label: str
    colour: str
    marker: str
    size: float
    fill: str = ""
    line: float = 0.0


def draw_usual(ax: Axes, style: Style, register: Register) -> None:
    """The ranges of half of the documents of a register and of eight in ten, behind all marks."""
    least, low, _, high, most = register.scores
    ax.axvspan(least, most, color=style.wide, linewidth=0, zorder=0.1)
    ax.axvspan(low, high, color=style.half, linewidth=0, zorder=0.2)


def usual_entries(style: Style, register: Register | None, model: str) -> Iterator[Entry]:
    """The entries of those ranges, in the words of the pages."""
    if register is not None:
        least, low, _, high, most = (f"{100 * score:.0f}" for score in register.scores)
        half = f"half of all {register.words}, {low} to {high}%{measured_with(model)}"
        yield Entry(half, style.half, "s", 8)
        yield Entry(f"eight in ten, {least} to {most}%", style.wide, "s", 8)


def columns_of(entries: Sequence[Entry], width: float) -> int:
    """How many columns a key of so many points has; it is filled column by column.

    >>> columns_of([Entry("x" * 20, "red", "o", 6)] * 5, 400)
    3
    """
    for columns in range(len(entries), 1, -1):
        rows, longer = divmod(len(entries), columns)
        ends = [rows * k + min(k, longer) for k in range(columns + 1)]
        labels = [entries[start:end] for start, end in pairwise(ends)]
        longest = [max(len(entry.label) for entry in column) for column in labels]
        if sum(longest) * _CHARACTER + columns * _MARK <= width:
            return columns
    return 1


def draw_key(
    ax: Axes, style: Style, entries: Sequence[Entry], down: float, *, left: float = 0.0
) -> int:
    """Write the key so many points below the axes, and return its number of lines.

    It begins `left` points to the left of the axes, where the names of rows begin.
    """
    if not entries:
        return 0
    lines = require("matplotlib.lines", "a plot", "plot")
    transforms = require("matplotlib.transforms", "a plot", "plot")
    width = key_width(ax, left)
    columns = columns_of(entries, width)
    room = int((width / columns - _MARK) / _CHARACTER) if columns == 1 else _NO_BREAK
    labels = [wrapped(entry.label, max(room, 16), 3) for entry in entries]
    handles = [
        lines.Line2D(
            [],
            [],
            color=entry.colour,
            marker=entry.marker,
            markersize=entry.size,
            markerfacecolor=entry.fill or entry.colour,
            markeredgewidth=1.2 if entry.fill else 0,
            linestyle=(0, (4, 3)) if not entry.marker else "-" if entry.line else "",
            linewidth=entry.line,
            label=label,
        )
        for entry, label in zip(entries, labels, strict=True)
    ]
    shift = transforms.ScaledTranslation(
        -left / _POINTS_PER_INCH, -down / _POINTS_PER_INCH, ax.figure.dpi_scale_trans
    )
    legend = ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=ax.transAxes + shift,
        ncols=columns,
        frameon=False,
        fontsize=_SIZE,
        labelcolor=style.ink,
        handletextpad=0.5,
        handlelength=_HANDLE,
        columnspacing=1.5,
        borderpad=0,
        borderaxespad=0,
    )
    for text in legend.get_texts():
        text.set(**AS_IT_IS)
    return ceil(len(entries) / columns) + sum(label.count("\n") for label in labels)


def key_width(ax: Axes, left: float) -> float:
    """The width of a key in points: the names at the left take their room from the axes."""
    width = points(ax)[0]
    return max(width, width / SHRUNK - _MARK) if left else width
