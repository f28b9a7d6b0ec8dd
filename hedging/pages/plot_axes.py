"""Axes of matplotlib → axes in the one style of all plots, with titles, names and a key.

Everything is set on the axes that are drawn on, nothing in matplotlib itself. Axes may be small, so
words are broken to the room that is there. Text of others is drawn as it is: no formula in it is
read, and no control character reaches a file.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hedging.errors import require
from hedging.kinds import KIND
from hedging.wording import one_line
from hedging.yardstick import Register, measured_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Sizes of text in points, and the height of a line. Characters are about as wide as these shares of
# their size, in text and in a title, and a character of a name beside axes takes so many points.
INCH, TEXT, _TITLE, _LINE = 72, 9.0, 11.0, 11.5
_CHARACTER, _BOLD_CHARACTER, NAME_CHARACTER = 0.55, 0.68, 5.0
_MIN_TITLE, _MAX_TITLE_LINES, _MAX_NOTE_LINES = 12, 3, 6
# How Text of matplotlib draws what anybody wrote: "$" and "%" are characters like others.
AS_IT_IS: Final[dict[str, Any]] = {"parse_math": False, "usetex": False}
# Points from axes to the first line above and below them, and from a block of words to the next.
_ABOVE, _TO_LABEL, _BETWEEN = 6.0, 21.0, 8.0
# A layout makes axes smaller than they begin, to about this share, for what is around them.
SHRUNK: Final = 0.8
# The height of a line of a key, the width of its characters, and the room of a mark, in points.
KEY_LINE, _KEY_CHARACTER, _MARK = 13.7, 4.3, 32.0


class Style(NamedTuple):
    """Colours for one ground, those of the pages: of text, lines, counts, usual ranges, and points.

    `grey` counts, and marks what does not count. `half` and `wide` are the ranges of half of the
    documents of a register and of eight in ten. The colour-blind can tell the accent from the
    greys; in print it is darker. `kinds` are the colours of the kinds of cues.
    """

    ink: str
    faint: str
    pale: str
    grey: str
    half: str
    wide: str
    ground: str
    accent: str
    kinds: dict[str, str]


_LIGHT = Style(
    *("#1c1c1a", "#5f5f5a", "#c9c9c4", "#8b8b83", "#d3ccb8", "#ebe7da", "#ffffff", "#9c4a00"),
    {name: kind.light for name, kind in KIND.items()},
)
_DARK = Style(
    *("#e8e8e2", "#a5a59d", "#55554f", "#85857c", "#4d4b40", "#2e2e28", "#161614", "#ffb35c"),
    {name: kind.dark for name, kind in KIND.items()},
)


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


def prepared(ax: Axes | None, size: tuple[float, float]) -> tuple[Axes, Style]:
    """The axes to draw on, in the style that suits their ground.

    `size` is that of new axes, in inches, which are made where there are none.
    """
    if ax is None:
        ax = matplotlib_part("pyplot").subplots(figsize=size, layout="constrained")[1]
    grounds = (ax.get_facecolor(), ax.figure.get_facecolor())
    style = _LIGHT
    # The figure decides where the axes have no ground.
    for red, green, blue, alpha in map(matplotlib_part("colors").to_rgba, grounds):
        if alpha > 0:
            style = _DARK if 0.3 * red + 0.6 * green + 0.1 * blue < 0.5 else _LIGHT
            break
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(style.pale)
    # The first number of the x axis keeps away from that of the y axis.
    ax.tick_params(axis="x", pad=6)
    ax.tick_params(which="both", length=0, labelsize=TEXT, labelcolor=style.faint)
    return ax, style


def write_title(ax: Axes, style: Style, title: str, below: str = "", beside: int = 0) -> None:
    """Write a title above the axes, aligned left, with a lighter subtitle below it.

    `beside` is the width, in characters, of the labels left of the axes; a layout narrows the axes
    by as much.
    """
    room = min(characters(ax), int(characters(ax) / SHRUNK) - beside)
    lines = wrapped(below, max(_MIN_TITLE, room), _MAX_NOTE_LINES)
    height = _LINE * (lines.count("\n") + 1) if lines else 0
    if lines:
        place: dict[str, Any] = {"xycoords": "axes fraction", "ha": "left", "va": "bottom"}
        write(ax, lines, (0, 1), (0, _ABOVE), color=style.ink, linespacing=1.2, **place)
    if title:
        room = int(room * _CHARACTER * TEXT / (_BOLD_CHARACTER * _TITLE))
        heading = wrapped(title, max(_MIN_TITLE, room), _MAX_TITLE_LINES)
        look: dict[str, Any] = {"fontsize": _TITLE, "fontweight": "bold", **AS_IT_IS}
        pad = _ABOVE + height + 2
        ax.set_title(heading, look, loc="left", pad=pad, color=style.ink)


def name_axes(
    ax: Axes, style: Style, x: Sequence[str], y: str, *, at: Literal["left", "center"] = "center"
) -> float:
    """Write what the axes show, and return how many points below them there is room again.

    `x` is a line or more, which are broken where they are too long; `at` is its place.
    """
    label = "\n".join(wrapped(line, characters(ax), _MAX_NOTE_LINES) for line in x if line)
    look: dict[str, Any] = {"fontsize": TEXT, "color": style.ink, **AS_IT_IS}
    ax.set_xlabel(label, loc=at, multialignment=at, **look)
    ax.set_ylabel(y, **look)
    return _TO_LABEL + _LINE * (label.count("\n") + 1) + _BETWEEN


def matplotlib_part(module: str) -> Any:
    """A module of matplotlib. Raises MissingExtraError where matplotlib is not installed."""
    return require(f"matplotlib.{module}", "a plot", "plot")


def points(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes as they are before a layout, in points."""
    box, points_per_pixel = ax.get_window_extent(), INCH / ax.figure.dpi
    return float(box.width) * points_per_pixel, float(box.height) * points_per_pixel


def characters(ax: Axes) -> int:
    """How many characters of text fit into the width of the axes."""
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


def write(
    ax: Axes, text: str, place: tuple[float, float], away: tuple[float, float], **look: Any
) -> Any:
    """Write a text so many points away from a place."""
    away_from: dict[str, Any] = {"xytext": away, "textcoords": "offset points", "fontsize": TEXT}
    return ax.annotate(text, place, **away_from, **AS_IT_IS, **look)


def say_nothing_there(ax: Axes, style: Style, what: str) -> None:
    """Write in the middle of empty axes what is missing."""
    lines = wrapped(what, characters(ax), _MAX_TITLE_LINES)
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": TEXT, "color": style.faint}
    ax.text(0.5, 0.5, lines, transform=ax.transAxes, **look).set_in_layout(False)
    ax.set(xticks=[], yticks=[])


def show_percents(ax: Axes) -> None:
    """Write the shares of the x axis in percent."""
    ax.xaxis.set_major_formatter(matplotlib_part("ticker").PercentFormatter(1, decimals=0))


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


def key_columns(ax: Axes, entries: Sequence[Entry], left: float) -> tuple[int, float]:
    """How many columns a key has, and their width in points.

    It begins `left` points to the left of the axes: names there take their room from the axes.
    """
    width = points(ax)[0]
    width = max(width, width / SHRUNK - _MARK) if left else width
    longest = max((len(entry.label) for entry in entries), default=0)
    columns = int(width / (longest * _KEY_CHARACTER + _MARK))
    columns = max(1, min(columns, len(entries)))
    return columns, width / columns


def draw_key(
    ax: Axes, style: Style, entries: Sequence[Entry], down: float, left: float = 0.0
) -> int:
    """Write the key so many points below the axes, and return its number of lines.

    A legend of matplotlib stands in the axes and covers marks, or outside them, where it knows
    nothing of other text; so its place is given in points.
    """
    if not entries:
        return 0
    columns, width = key_columns(ax, entries, left)
    room = max(16, int((width - _MARK) / _KEY_CHARACTER))
    labels = [wrapped(entry.label, room, 3) for entry in entries]
    line = matplotlib_part("lines").Line2D
    handles = [
        line(
            *([], []),
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
    translation = matplotlib_part("transforms").ScaledTranslation
    shift = translation(-left / INCH, -down / INCH, ax.figure.dpi_scale_trans)
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0, 0), "borderpad": 0}
    gaps: dict[str, Any] = {"handletextpad": 0.5, "handlelength": 2.0, "columnspacing": 1.5}
    look: dict[str, Any] = {"frameon": False, "fontsize": TEXT - 1, "labelcolor": style.ink}
    place |= {"bbox_transform": ax.transAxes + shift, "borderaxespad": 0, "ncols": columns}
    for text in ax.legend(handles=handles, **place, **gaps, **look).get_texts():
        text.set(**AS_IT_IS)
    return ceil(len(entries) / columns) + sum(label.count("\n") for label in labels)
