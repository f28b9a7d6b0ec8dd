"""Axes of matplotlib → axes in the one style of all plots, and text that is safe to draw on them.

Everything is set on the axes that are drawn on, nothing in matplotlib itself. Text that is not ours
is drawn as it is: no formula in it is read, and no control character reaches a file.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from hedging.errors import require
from hedging.kinds import Kind
from hedging.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

Place = Literal["left", "center"]

#: Size of text in points, and the mean width of its characters, as it is in most fonts.
TEXT: Final = 9.0
MEAN_CHARACTER: Final = 5.0
#: Points from axes to the first line below their numbers, and from a block of words to the next.
TO_LABEL: Final = 21.0
BETWEEN: Final = 8.0
_TITLE = 11.0
_POINTS_PER_INCH = 72
#: How Text of matplotlib draws what anybody wrote: "$" and "%" are characters like others.
AS_IT_IS: Final[dict[str, Any]] = {"parse_math": False, "usetex": False}
# The mean widths of characters, as shares of the size of the text; a little too wide.
_CHARACTER, _BOLD_CHARACTER = 0.55, 0.68
# Characters of a title that take the room of a character of the text.
_PER_TITLE = _CHARACTER * TEXT / (_BOLD_CHARACTER * _TITLE)
_MIN_TITLE, _MAX_TITLE_LINES, _MAX_NOTE_LINES = 12, 3, 6
#: The height of a line of text below or above axes, in points.
LINE: Final = 11.5
# Points between the axes and the first line above them.
_ABOVE = 6.0
#: A layout makes axes smaller than they begin, to about this share, for what is around them.
SHRUNK: Final = 0.8


@dataclass(frozen=True, slots=True)
class Style:
    """Colours for one ground, those of the pages: of text, lines, counts, usual ranges, and points.

    `grey` counts, and marks what does not count. `half` and `wide` are the ranges of half of the
    documents of a register and of eight in ten. The colour-blind can tell the accent from the
    greys; in print it is darker.
    """

    ink: str
    faint: str
    pale: str
    grey: str
    half: str
    wide: str
    ground: str
    accent: str
    is_dark: bool

    def kind(self, kind: Kind) -> str:
        """The colour of a kind of cue."""
        return kind.dark if self.is_dark else kind.light


_LIGHT = Style(
    ink="#1c1c1a",
    faint="#5f5f5a",
    pale="#c9c9c4",
    grey="#8b8b83",
    half="#d3ccb8",
    wide="#ebe7da",
    ground="#ffffff",
    accent="#9c4a00",
    is_dark=False,
)
_DARK = Style(
    ink="#e8e8e2",
    faint="#a5a59d",
    pale="#55554f",
    grey="#85857c",
    half="#4d4b40",
    wide="#2e2e28",
    ground="#161614",
    accent="#ffb35c",
    is_dark=True,
)


def prepared(ax: Axes | None, size: tuple[float, float]) -> tuple[Axes, Style]:
    """The axes to draw on, in the style that suits their ground.

    `size` is that of new axes, in inches, which are made where there are none.
    """
    if ax is None:
        pyplot = require("matplotlib.pyplot", "a plot", "plot")
        ax = pyplot.subplots(figsize=size, layout="constrained")[1]
    style = _style_of(ax)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(style.pale)
    # The first number of the x axis keeps away from that of the y axis.
    ax.tick_params(axis="x", pad=6)
    ax.tick_params(which="both", length=0, labelsize=TEXT, labelcolor=style.faint)
    return ax, style


def _style_of(ax: Axes) -> Style:
    """The style for the ground of the axes, or of their figure where they have no ground."""
    colors = require("matplotlib.colors", "a plot", "plot")
    for colour in (ax.get_facecolor(), ax.figure.get_facecolor()):
        red, green, blue, alpha = colors.to_rgba(colour)
        if alpha > 0:
            return _DARK if 0.3 * red + 0.6 * green + 0.1 * blue < 0.5 else _LIGHT
    return _LIGHT


def write_title(ax: Axes, style: Style, title: str, below: str = "", beside: int = 0) -> None:
    """Write a title at the left, above the axes, and what it goes on with in a lighter face below.

    `beside` is the number of characters of `TEXT` at the left of the axes, for which a layout makes
    them narrower.
    """
    room = min(characters(ax), int(characters(ax) / SHRUNK) - beside)
    lines = wrapped(below, max(_MIN_TITLE, room), _MAX_NOTE_LINES)
    height = LINE * (lines.count("\n") + 1) if lines else 0
    if lines:
        ax.annotate(
            lines,
            (0, 1),
            xycoords="axes fraction",
            xytext=(0, _ABOVE),
            textcoords="offset points",
            ha="left",
            va="bottom",
            linespacing=1.2,
            fontsize=TEXT,
            color=style.ink,
            **AS_IT_IS,
        )
    if title:
        heading = wrapped(title, max(_MIN_TITLE, int(room * _PER_TITLE)), _MAX_TITLE_LINES)
        look = {"fontsize": _TITLE, "fontweight": "bold", "color": style.ink, **AS_IT_IS}
        ax.set_title(heading, look, loc="left", pad=_ABOVE + height + 2)


def name_axes(ax: Axes, style: Style, x: Sequence[str], y: str, *, at: Place = "center") -> int:
    """Write what the axes show, and return the number of lines below them.

    `x` is a line or more, which are broken where they are too long; `at` is its place.
    """
    label = "\n".join(wrapped(line, characters(ax), _MAX_NOTE_LINES) for line in x if line)
    ax.set_xlabel(label, loc=at, multialignment=at, fontsize=TEXT, color=style.ink, **AS_IT_IS)
    ax.set_ylabel(y, fontsize=TEXT, color=style.ink, **AS_IT_IS)
    return label.count("\n") + 1


def show_percents(axis: Axis) -> None:
    """Write the shares of an axis in percent."""
    ticker = require("matplotlib.ticker", "a plot", "plot")
    axis.set_major_formatter(ticker.PercentFormatter(1, decimals=0))


def say_nothing_there(ax: Axes, style: Style, what: str) -> None:
    """Write in the middle of empty axes what is missing."""
    written = ax.text(
        0.5,
        0.5,
        wrapped(what, characters(ax), _MAX_TITLE_LINES),
        transform=ax.transAxes,
        ha="center",
        va="center",
        fontsize=TEXT,
        color=style.faint,
    )
    written.set_in_layout(False)
    ax.set(xticks=[], yticks=[])


def points(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes as they are before a layout, in points."""
    box, points_per_pixel = ax.get_window_extent(), _POINTS_PER_INCH / ax.figure.dpi
    return float(box.width) * points_per_pixel, float(box.height) * points_per_pixel


def characters(ax: Axes) -> int:
    """How many characters of `TEXT` fit into the width of the axes."""
    return max(12, int(points(ax)[0] / (_CHARACTER * TEXT)))


def wrapped(text: str, width: int, lines: int) -> str:
    """The text on at most so many lines, broken between words; a word that is too long is broken.

    >>> print(wrapped("Letters of the people of Orrin to the editor", 20, 2))
    Letters of the
    people of Orrin to …
    >>> wrapped("a $x$\\x1b[2J", 20, 1)
    'a $x$\ufffd[2J'
    """
    # Half of a pair of UTF-16 is no character, and fonts refuse it.
    safe = one_line(text).encode("utf-8", "replace").decode("utf-8")
    return textwrap.fill(safe, width, max_lines=lines, placeholder=" …", break_on_hyphens=True)
