"""Report + register → the small axis below a barcode that says whether the score is much.

It is the yardstick of the page, at a given number of points below other axes, so that a layout of
matplotlib makes room for it as for a label of those axes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hedging.display.plot_key import draw_usual
from hedging.display.plot_style import (
    AS_IT_IS,
    TEXT,
    Style,
    characters,
    show_percents,
    wrapped,
)
from hedging.display.yardstick_figure import axis_end
from hedging.errors import require
from hedging.results import Document
from hedging.yardstick import Register, measured_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS_PER_INCH = 72
#: The height of the axis with its words, in points.
YARDSTICK_HEIGHT: Final = 70.0
# Points: the words above the bar, and the bar. Characters in a line of the name beside it.
_ABOVE, _BAR, _NAME = 18.0, 14.0, 20
# Past this share of the width, words end at their point.
_LATE = 0.6


def draw_yardstick(
    ax: Axes, style: Style, report: Document, register: Register, down: float
) -> Axes:
    """Draw the axis so many points below others: the usual ranges, and a dot for this text."""
    transforms = require("matplotlib.transforms", "a plot", "plot")
    to_axes = transforms.ScaledTranslation(0, 0, ax.transAxes)
    place = transforms.blended_transform_factory(ax.transAxes, ax.figure.dpi_scale_trans + to_axes)
    height = _BAR / _POINTS_PER_INCH
    bounds = (0.0, -(down + _ABOVE + _BAR) / _POINTS_PER_INCH, 1.0, height)
    own = ax.inset_axes(bounds, transform=place, facecolor="none")
    for side in ("top", "right", "left"):
        own.spines[side].set_visible(False)
    own.spines["bottom"].set_color(style.pale)
    own.tick_params(length=0, labelsize=TEXT - 1, labelcolor=style.faint)
    end = axis_end(report.score)
    own.set(xlim=(0, end), ylim=(0, 1))
    draw_usual(own, style, register)
    own.scatter([report.score], [0.5], s=42, color=style.accent, clip_on=False, zorder=3)
    is_late = report.score > _LATE * end
    own.annotate(
        f"this text: {report.score:.0%}",
        (report.score, 1),
        xytext=(4 if is_late else -4, 3),
        textcoords="offset points",
        ha="right" if is_late else "left",
        va="bottom",
        fontsize=TEXT,
        fontweight="bold",
        color=style.accent,
    )
    own.set_xticks([0, end / 2, end])
    show_percents(own.xaxis)
    name = wrapped(register.words, _NAME, 2)
    own.set_yticks([0.5], [name], color=style.ink, fontsize=TEXT, **AS_IT_IS)
    words = (
        f"share of sentences that leave something open; dark: half of such texts, "
        f"{register.usual}{measured_with(report.model)}; pale: eight in ten"
    )
    label = wrapped(words, int(characters(ax) * TEXT / (TEXT - 1)), 3)
    own.set_xlabel(label, fontsize=TEXT - 1, color=style.faint, loc="left")
    return own
