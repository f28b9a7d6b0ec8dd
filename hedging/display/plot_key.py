"""Register + entries → the usual ranges behind a plot, and the key below it that says what is what.

A legend of matplotlib stands in the axes and covers marks, or outside them, where it knows nothing
of other text. So a key stands a given number of points below the axes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from hedging.display.plot_style import AS_IT_IS, TEXT, Style, points, wrapped
from hedging.errors import require
from hedging.yardstick import Register, measured_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS_PER_INCH = 72
#: The height of a line of a key, in points.
KEY_LINE = 13.7
# The size of its text, the mean width of a character, and the room of a mark and of what is between
# two columns, in points.
_SIZE, _CHARACTER, _MARK = TEXT - 1, 4.6, 34.0


class Entry(NamedTuple):
    """A mark of a plot and what it means: matplotlib's marker, its size, and the lines around it.

    `line` is the width of a line through the mark.
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


def columns_of(entries: Iterable[Entry], width: float) -> int:
    """How many columns a key of so many points has: its longest label fits each of them."""
    longest = max((len(entry.label) for entry in entries), default=0)
    return max(1, int(width / (_CHARACTER * longest + _MARK)))


def draw_key(ax: Axes, style: Style, entries: list[Entry], down: float, columns: int = 0) -> int:
    """Write the key so many points below the axes, and return its number of lines.

    `columns` is by default as many as fit.
    """
    if not entries:
        return 0
    lines = require("matplotlib.lines", "a plot", "plot")
    transforms = require("matplotlib.transforms", "a plot", "plot")
    columns = min(columns or columns_of(entries, points(ax)[0]), len(entries))
    room = int((points(ax)[0] / columns - _MARK) / _CHARACTER)
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
            linestyle="-" if entry.line else "",
            linewidth=entry.line,
            label=label,
        )
        for entry, label in zip(entries, labels, strict=True)
    ]
    shift = transforms.ScaledTranslation(0, -down / _POINTS_PER_INCH, ax.figure.dpi_scale_trans)
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
        handlelength=1.4,
        columnspacing=1.5,
        borderpad=0,
        borderaxespad=0,
    )
    for text in legend.get_texts():
        text.set(**AS_IT_IS)
    rows = -(-len(entries) // columns)
    return rows + sum(label.count("\n") for label in labels)
