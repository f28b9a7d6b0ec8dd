"""Axes of matplotlib → a frame in the one style of all plots: title, names, marks and a key.

Everything is set on the axes that are drawn on, nothing in matplotlib itself. Axes may be small, so
words are broken to the room that is there. Text of others is drawn as it is: no formula in it is
read, and no control character reaches a file.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hedging.errors import require
from hedging.kinds import KIND
from hedging.stats.pooling import Interval
from hedging.wording import one_line
from hedging.yardstick import Register

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
#: How a part of matplotlib is to look.
Look = dict[str, Any]
DASHED: Final = (0, (4, 3))


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


class Frame:
    """The axes to draw on, in the style that suits their ground.

    `size` is that of new axes, in inches, which are made where there are none. `width` and `height`
    are those of the axes before a layout, in points, and `characters` is how many characters fit
    into the width. `down` is how many points below the axes there is room.
    """

    def __init__(self, ax: Axes | None, size: tuple[float, float] = (0.0, 0.0)) -> None:
        if ax is None:
            ax = matplotlib_part("pyplot").subplots(figsize=size, layout="constrained")[1]
        self.ax = ax
        box, points_per_pixel = ax.get_window_extent(), INCH / ax.figure.dpi
        self.width, self.height = box.width * points_per_pixel, box.height * points_per_pixel
        self.characters = max(12, int(self.width / (_CHARACTER * TEXT)))
        self.style = _style_on(ax)
        self.down = 0.0
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
        ax.spines["bottom"].set_color(self.style.pale)
        # The first number of the x axis keeps away from that of the y axis.
        ax.tick_params(axis="x", pad=6)
        ax.tick_params(which="both", length=0, labelsize=TEXT, labelcolor=self.style.faint)

    def title(self, title: str, below: str = "", beside: int = 0) -> None:
        """Write a title above the axes, and what it goes on with in a lighter face below.

        A layout makes axes narrower for so many characters `beside` them.
        """
        room = min(self.characters, int(self.characters / SHRUNK) - beside)
        lines = wrapped(below, max(_MIN_TITLE, room), _MAX_NOTE_LINES)
        height = _LINE * (lines.count("\n") + 1) if lines else 0
        if lines:
            place: Look = {"xycoords": "axes fraction", "ha": "left", "va": "bottom"}
            look: Look = {"color": self.style.ink, "linespacing": 1.2}
            self.write(lines, (0, 1), (0, _ABOVE), **place, **look)
        if title:
            room = int(room * _CHARACTER * TEXT / (_BOLD_CHARACTER * _TITLE))
            heading = wrapped(title, max(_MIN_TITLE, room), _MAX_TITLE_LINES)
            look = {
                "fontsize": _TITLE,
                "fontweight": "bold",
                "color": self.style.ink,
                **AS_IT_IS,
            }
            self.ax.set_title(heading, look, loc="left", pad=_ABOVE + height + 2)

    def names(self, x: Iterable[str], y: str = "") -> None:
        """Write what the axes show; `x` are lines, which are broken where they are too long."""
        label = "\n".join(wrapped(line, self.characters, _MAX_NOTE_LINES) for line in x if line)
        look: Look = {"fontsize": TEXT, "color": self.style.ink, **AS_IT_IS}
        self.ax.set_xlabel(label, loc="left", multialignment="left", **look)
        self.ax.set_ylabel(y, **look)
        self.down += _TO_LABEL + _LINE * (label.count("\n") + 1) + _BETWEEN

    def write(
        self, text: str, place: tuple[float, float], away: tuple[float, float], **look: Any
    ) -> Any:
        """Write a text so many points away from a place."""
        look |= {"xytext": away, "textcoords": "offset points", "fontsize": TEXT, **AS_IT_IS}
        return self.ax.annotate(text, place, **look)

    def empty(self, title: str, what: str) -> Axes:
        """Write in the middle of empty axes what is missing, and the title."""
        self.title(title)
        lines = wrapped(what, self.characters, _MAX_TITLE_LINES)
        look: Look = {"ha": "center", "va": "center", "fontsize": TEXT, "color": self.style.faint}
        self.ax.text(0.5, 0.5, lines, transform=self.ax.transAxes, **look).set_in_layout(False)
        self.ax.set(xticks=[], yticks=[])
        return self.ax

    def usual(self, register: Register | None) -> None:
        """The ranges of half of the documents of a register and of eight in ten, behind all."""
        if register is not None:
            least, low, _, high, most = register.shares
            self.ax.axvspan(least, most, color=self.style.wide, linewidth=0, zorder=0.1)
            self.ax.axvspan(low, high, color=self.style.half, linewidth=0, zorder=0.2)

    def dots(
        self, shares: Sequence[tuple[float, Interval]], rows: Sequence[float], **place: Any
    ) -> None:
        """A dot for each share, on its interval; an open dot without an interval."""
        accent = self.style.accent
        places = [share for share, _ in shares]
        lows, highs = zip(*(ends or (share, share) for share, ends in shares), strict=True)
        fills = [self.style.ground if ends is None else accent for _, ends in shares]
        self.ax.hlines(rows, lows, highs, color=accent, linewidth=2, zorder=3, **place)
        look: Look = {"s": 36, "c": fills, "edgecolors": accent, "zorder": 4, "clip_on": False}
        self.ax.scatter(places, rows, **look, **place)

    def key(self, marks: Sequence[Any], left: float = 0.0) -> None:
        """Write what marks mean below all other words, from so many points at the left on.

        A legend of matplotlib covers marks, or stands on other text outside the axes; so its place
        is given in points. Names at the left take their room from the axes.
        """
        if not marks:
            return
        width = max(self.width, self.width / SHRUNK - _MARK) if left else self.width
        longest = max(len(mark.get_label()) for mark in marks)
        columns = max(1, min(int(width / (longest * _KEY_CHARACTER + _MARK)), len(marks)))
        room = max(16, int((width / columns - _MARK) / _KEY_CHARACTER))
        translation = matplotlib_part("transforms").ScaledTranslation
        shift = translation(-left / INCH, -self.down / INCH, self.ax.figure.dpi_scale_trans)
        place: Look = {"loc": "upper left", "bbox_to_anchor": (0, 0), "borderpad": 0}
        place |= {"bbox_transform": self.ax.transAxes + shift, "borderaxespad": 0}
        look: Look = {"frameon": False, "fontsize": TEXT - 1, "labelcolor": self.style.ink}
        look |= {"handletextpad": 0.5, "handlelength": 2.0, "columnspacing": 1.5, "ncols": columns}
        for mark in marks:
            mark.set_label(wrapped(mark.get_label(), room, 3))
        texts = self.ax.legend(handles=marks, **place, **look).get_texts()
        for text in texts:
            text.set(**AS_IT_IS)
        more = sum(text.get_text().count("\n") for text in texts)
        self.down += KEY_LINE * (ceil(len(marks) / columns) + more)


def mark(
    label: str, colour: str, marker: str, size: float, *, inside: str = "", line: float = 0
) -> Any:
    """A mark of a plot for its key, with a line of some width through it.

    `marker` is matplotlib's, "" for a dashed line alone. `inside` is the colour within.
    """
    return matplotlib_part("lines").Line2D(
        *([], []),
        color=colour,
        marker=marker,
        markersize=size,
        markerfacecolor=inside or colour,
        markeredgewidth=1.2 if inside else 0,
        linestyle=DASHED if not marker else "-" if line else "",
        linewidth=line,
        label=label,
    )


def matplotlib_part(module: str) -> Any:
    """A module of matplotlib. Raises MissingExtraError where matplotlib is not installed."""
    return require(f"matplotlib.{module}", "a plot", "plot")


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


def _style_on(ax: Axes) -> Style:
    # The figure decides where the axes have no ground.
    grounds = (ax.get_facecolor(), ax.figure.get_facecolor())
    for red, green, blue, alpha in map(matplotlib_part("colors").to_rgba, grounds):
        if alpha > 0:
            return _DARK if 0.3 * red + 0.6 * green + 0.1 * blue < 0.5 else _LIGHT
    return _LIGHT
