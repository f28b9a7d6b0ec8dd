"""Batch or groups → plots with matplotlib, which is imported when a plot is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hedging.display.plot_key import Entry, draw_key, draw_usual, usual_entries
from hedging.display.plot_style import (
    AS_IT_IS,
    BETWEEN,
    LINE,
    MEAN_CHARACTER,
    SHRUNK,
    TEXT,
    TO_LABEL,
    Style,
    characters,
    name_axes,
    points,
    prepared,
    say_nothing_there,
    show_percents,
    wrapped,
    write_title,
)
from hedging.display.short_names import short_name
from hedging.display.summary import pool_summary
from hedging.errors import require
from hedging.stats.pooling import Pool
from hedging.wording import counted
from hedging.yardstick import Register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARE = "share of sentences that leave something open"
# Width of new axes, in inches, and the height of a plot of a batch.
_WIDTH, _BATCH_HEIGHT = 7.0, 4.0
_TENTHS = np.arange(10) / 10
# With more documents, marks of single documents are a solid line.
_MAX_MARKS = 200
# Heights in inches: of the row of a group in new axes, and of what stands below and above the rows.
_ROW, _AROUND_ROWS = 0.34, 1.9
_MAX_GROUPS = 30
# A row that is less high, in points, cannot hold a name. Heading, numbers and key around the axes
# take about the second height.
_MIN_ROW, _AROUND = 12.0, 95.0
# Names of groups have room for so many characters in a line, even beside narrow axes. Axes that are
# narrower than so many have neither numbers at the right nor a sentence below the title.
_NAME, _WIDE = 26, 50
# Axes that are less high, in points, have neither a key nor what is usual, which needs a key.
_LOW = 155.0
# Characters that a break of a line may cost.
_LOST = 10
# The axes of groups show at least this much of the scale.
_MIN_RANGE = 0.2
# The height of the share of all sentences above the bars, as a share of that of the axes.
_TOP = 0.86


def plot_documents(
    document_scores: npt.NDArray[np.float64],
    sizes: npt.NDArray[np.int64],
    ax: Axes | None = None,
    title: str = "",
    *,
    register: Register | None = None,
    model: str = "",
) -> Axes:
    """Documents, by score and number of sentences, in tenths, with the share of all sentences.

    Bars, share and interval are those of the page of a comparison: documents without a sentence do
    not count. A few documents have marks of their own; low axes have no key. `model` is the model
    that the scores come from.
    """
    ax, style = prepared(ax, (_WIDTH, _BATCH_HEIGHT))
    has_key = points(ax)[1] >= _LOW
    scores = document_scores[sizes > 0]
    pool = Pool.of(document_scores, sizes)
    left_out = len(sizes) - pool.documents
    note = f"{counted(left_out, 'document')} without a sentence left out" if left_out else ""
    ax.set_xlim(0, 1)
    key: list[Entry] = []
    if not pool.documents:
        write_title(ax, style, title)
        say_nothing_there(ax, style, "no sentences" if left_out else "no documents")
    else:
        summary = f"{pool.score:.0%} {pool_summary(pool, register, model)}"
        rest = _rest(summary, title) if characters(ax) >= _WIDE else ""
        write_title(ax, style, title or _first_clause(summary), rest)
        _draw_tenths(ax, style, scores)
        _draw_pooled(ax, style, pool)
        if register and has_key:
            draw_usual(ax, style, register)
        key = [*_marks(style, [pool]), *usual_entries(style, register, model)]
        show_percents(ax.xaxis)
    lines = name_axes(ax, style, (_SHARE, note), "number of documents", at="left")
    if has_key:
        draw_key(ax, style, key, TO_LABEL + LINE * lines + BETWEEN)
    return ax


def _first_clause(summary: str) -> str:
    return summary.partition("; ")[0]


def _rest(summary: str, title: str) -> str:
    """What a heading leaves to say: all, or what follows the first clause."""
    rest = summary.partition("; ")[2]
    return f"{summary}." if title else f"{rest[:1].upper()}{rest[1:]}." if rest else ""


def _draw_tenths(ax: Axes, style: Style, scores: Any) -> None:
    ticker = require("matplotlib.ticker", "a plot", "plot")
    # As a comparison counts them; a histogram of numpy would round otherwise at the edges.
    counts = np.bincount(np.minimum((scores * 10).astype(int), 9), minlength=10)
    ax.bar(_TENTHS, counts, width=0.1, align="edge", color=style.grey, edgecolor=style.ground)
    # Room for the label of the share above the highest bar.
    ax.set_ylim(0, 1.35 * max(counts))
    if len(scores) <= _MAX_MARKS:
        place = ax.get_xaxis_transform()
        ax.vlines(scores, 0, 0.05, transform=place, color=style.ink, linewidth=1, clip_on=False)
    ax.yaxis.set_major_locator(ticker.MaxNLocator(5, integer=True))
    ax.yaxis.set_major_formatter("{x:,.0f}")


def _draw_pooled(ax: Axes, style: Style, pool: Pool) -> None:
    """The share of all sentences: a line, and above the bars a dot on its interval."""
    score, interval = pool.score, pool.interval
    low, high = interval or (score, score)
    place = ax.get_xaxis_transform()
    ax.axvline(score, color=style.accent, linewidth=1.2, zorder=3)
    ax.hlines([_TOP], low, high, color=style.accent, linewidth=2, transform=place, zorder=3)
    fill = style.ground if interval is None else style.accent
    ax.scatter([score], [_TOP], s=36, c=fill, edgecolors=style.accent, transform=place, zorder=4)
    short = f"{score:.0%}"
    every = "1 sentence" if pool.sentences == 1 else f"all {pool.sentences:,} sentences"
    label = f"{every}: {short}"
    if interval is not None:
        label += f" ({100 * low:.0f}–{100 * high:.0f}%)"
    is_left = score < 0.5
    room = characters(ax) * max(score, 1 - score) * SHRUNK
    written = ax.annotate(
        label if len(label) <= room else short,
        (score, _TOP),
        xycoords=("data", "axes fraction"),
        xytext=(5 if is_left else -5, 5),
        textcoords="offset points",
        ha="left" if is_left else "right",
        va="bottom",
        fontsize=TEXT,
        color=style.accent,
        **AS_IT_IS,
    )
    # It stands inside the axes, which need not make room for it.
    written.set_in_layout(False)


def plot_groups(
    groups: Sequence[tuple[str, Pool]],
    overall: Pool,
    ax: Axes | None = None,
    title: str = "",
    *,
    register: Register | None = None,
    model: str = "",
) -> Axes:
    """A dot for each group with its 95% interval, the most hedged group first.

    As many of the largest groups are shown as have room; low axes have no key. `model` is the model
    that the scores come from.
    """
    by_size = sorted(groups, key=lambda row: -row[1].documents)
    size = (_WIDTH, _AROUND_ROWS + _ROW * min(max(len(by_size), 3), _MAX_GROUPS))
    ax, style = prepared(ax, size)
    has_key = points(ax)[1] >= _LOW
    usual = register if has_key else None
    room = max(1, int(_height_for_rows(ax) / _MIN_ROW))
    largest = by_size[: min(room, _MAX_GROUPS)]
    shown = sorted(largest, key=lambda row: -row[1].score)
    names = _names(ax, shown)
    heading = _range_of(shown, len(by_size))
    beside = max(map(len, "\n".join(names).split("\n")))
    is_wide = characters(ax) >= _WIDE
    write_title(ax, style, title or heading, heading if title and is_wide else "", beside)
    if shown:
        _draw_groups(ax, style, [pool for _, pool in shown], overall, usual)
        ax.set_yticks(range(len(shown)), names, color=style.ink, **AS_IT_IS)
    else:
        say_nothing_there(ax, style, "no documents")
    lines = name_axes(ax, style, (_SHARE,), "group (documents)", at="left")
    if shown and has_key:
        every = f"all {counted(overall.documents, 'document')}: {overall.score:.0%}"
        key = [
            *_marks(style, [pool for _, pool in shown]),
            Entry(every, style.ink, "", 0, line=1),
            *usual_entries(style, usual, model),
        ]
        down = TO_LABEL + LINE * lines + BETWEEN
        draw_key(ax, style, key, down, left=MEAN_CHARACTER * beside)
    return ax


def _range_of(shown: Sequence[tuple[str, Pool]], groups: int) -> str:
    """What the plot says: from which share to which the groups go."""
    if not shown:
        return ""
    most, least = shown[0][1].score, shown[-1][1].score
    which = counted(groups, "group")
    if len(shown) < groups:
        which = f"The largest {len(shown):,} of {groups:,} groups"
    return f"{which}: {least:.0%}" if len(shown) == 1 else f"{which} from {least:.0%} to {most:.0%}"


def _height_for_rows(ax: Axes) -> float:
    """The height of the axes in points, after a layout has made room for what is around them."""
    height = points(ax)[1]
    return min(height, height / SHRUNK - _AROUND)


def _names(ax: Axes, shown: Sequence[tuple[str, Pool]]) -> list[str]:
    """The names of groups with their numbers of documents; a long name loses its middle."""
    lines = 2 if shown and _height_for_rows(ax) / len(shown) > 1.7 * _MIN_ROW else 1
    width = max(_NAME, characters(ax) // 2)
    longest = width * lines - _LOST * (lines - 1)
    return [
        f"{wrapped(short_name(name, longest), width, lines)} ({pool.documents:,})"
        for name, pool in shown
    ]


def _draw_groups(
    ax: Axes, style: Style, pools: Sequence[Pool], overall: Pool, register: Register | None
) -> None:
    rows = range(len(pools))
    lows, highs = zip(*(pool.interval or (pool.score, pool.score) for pool in pools), strict=True)
    ax.axvline(overall.score, color=style.ink, linewidth=1, linestyle=(0, (4, 3)), zorder=0.5)
    ax.hlines(rows, lows, highs, color=style.accent, linewidth=2, zorder=2)
    fills = [style.ground if pool.interval is None else style.accent for pool in pools]
    scores = [pool.score for pool in pools]
    ax.scatter(scores, rows, s=36, c=fills, edgecolors=style.accent, zorder=3)
    ax.set_ylim(len(pools) - 0.5, -0.5)
    usual = (register.scores[0], register.scores[-1]) if register else (1.0, 0.0)
    ax.set_xlim(*_limits(min(*lows, usual[0]), max(*highs, usual[1])))
    if register:
        draw_usual(ax, style, register)
    show_percents(ax.xaxis)
    if characters(ax) >= _WIDE:
        for row, score in enumerate(scores):
            ax.annotate(
                f"{score:.0%}",
                (1, row),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=TEXT,
                color=style.accent,
            )


def _limits(low: float, high: float) -> tuple[float, float]:
    """Tenths around all intervals, with room for the dots at the ends.

    >>> _limits(0.31, 0.35)
    (0.2, 0.4)
    """
    first, last = floor(10 * low) / 10, ceil(10 * high) / 10
    while last - first < _MIN_RANGE - 1e-9:
        first, last = max(0.0, round(first - 0.1, 1)), last if first else round(last + 0.1, 1)
    # A dot at the end of the scale would be cut.
    return first - 0.015 * (first == low), last + 0.015 * (last == high)


def _marks(style: Style, pools: Sequence[Pool]) -> Iterator[Entry]:
    """What the dots are."""
    if any(pool.interval is not None for pool in pools):
        yield Entry("share with its 95% interval", style.accent, "o", 6, line=2)
    if any(pool.interval is None for pool in pools):
        few = "share; too few documents for an interval"
        yield Entry(few, style.accent, "o", 6, fill=style.ground)
