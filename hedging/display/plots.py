"""Report, Batch or groups → plots with matplotlib, which is imported when a plot is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np

from hedging.display.plot_style import (
    AS_IT_IS,
    SHRUNK,
    TEXT,
    Style,
    characters,
    name_axes,
    points,
    prepared,
    say_nothing_there,
    wrapped,
    write_title,
)
from hedging.errors import require
from hedging.pooling import Pool
from hedging.wording import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hedging.batch import Batch

# Width of new axes, in inches, and the height of a plot of a batch.
_WIDTH, _BATCH_HEIGHT = 7.0, 3.4
_TENTHS = np.arange(10) / 10
# With more documents, marks of single documents are a solid line.
_MAX_MARKS = 200
# Heights in inches: of the row of a group in new axes, and of what stands below and above the rows.
_ROW, _AROUND_ROWS = 0.34, 1.3
_MAX_GROUPS = 30
# A row that is less high, in points, cannot hold a name. Numbers and notes below the axes take
# about the second height.
_MIN_ROW, _BELOW = 12.0, 65.0
# Names of groups have room for so many characters in a line, even beside narrow axes.
_NAME = 26
# The axes of groups show at least this much of the scale.
_MIN_RANGE = 0.2


def plot_batch(batch: Batch, ax: Axes | None = None, title: str = "") -> Axes:
    """The documents by tenths of their score, with the pooled score of all sentences.

    Bars, pooled score and interval are those of the page of a comparison: documents without a
    sentence do not count. A few documents have marks of their own.
    """
    ax, style = prepared(ax, (_WIDTH, _BATCH_HEIGHT))
    write_title(ax, style, title)
    sizes = np.diff(batch.sentence_offsets)
    scores = batch.document_score[sizes > 0]
    pool = Pool.of(batch.document_score, sizes)
    left_out = len(batch) - pool.documents
    note = f"{counted(left_out, 'document')} without a sentence left out" if left_out else ""
    ax.set_xlim(0, 1)
    if not pool.documents:
        say_nothing_there(ax, style, "no sentences" if left_out else "no documents")
    else:
        _draw_tenths(ax, style, scores)
        _draw_pooled(ax, style, pool)
    x = ("document score: expected share of hedged sentences", note)
    name_axes(ax, style, x, "number of documents")
    return ax


def _draw_tenths(ax: Axes, style: Style, scores: Any) -> None:
    ticker = require("matplotlib.ticker", "a plot", "plot")
    # As a comparison counts them; a histogram of numpy would round otherwise at the edges.
    counts = np.bincount(np.minimum((scores * 10).astype(int), 9), minlength=10)
    ax.bar(_TENTHS, counts, width=0.1, align="edge", color=style.pale, edgecolor=style.ground)
    # Room for the label of the pooled score above the highest bar.
    ax.set_ylim(0, 1.25 * max(counts))
    if len(scores) <= _MAX_MARKS:
        place = ax.get_xaxis_transform()
        ax.vlines(scores, 0, 0.05, transform=place, color=style.ink, linewidth=1, clip_on=False)
    ax.yaxis.set_major_locator(ticker.MaxNLocator(5, integer=True))
    ax.yaxis.set_major_formatter("{x:,.0f}")


def _draw_pooled(ax: Axes, style: Style, pool: Pool) -> None:
    """A line for the pooled score before a band for its interval, and a label where room is."""
    score, interval = pool.score, pool.interval
    every = "1 sentence" if pool.sentences == 1 else f"all {pool.sentences:,} sentences"
    label = f"{every}: {score:.2f}"
    if interval is not None:
        label += "\n95 % interval {:.2f}–{:.2f}".format(*interval)
        ax.axvspan(*interval, color=style.accent, alpha=0.2, linewidth=0, zorder=0.5)
    ax.axvline(score, color=style.accent, linewidth=1.6)
    is_left = score < 0.5
    room = characters(ax) * max(score, 1 - score) * SHRUNK
    written = ax.annotate(
        label if len(every) + 6 <= room else f"{score:.2f}",
        (score, 1),
        xycoords=("data", "axes fraction"),
        xytext=(5 if is_left else -5, -2),
        textcoords="offset points",
        ha="left" if is_left else "right",
        va="top",
        fontsize=TEXT,
        color=style.ink,
        **AS_IT_IS,
    )
    # It stands inside the axes, which need not make room for it.
    written.set_in_layout(False)


def plot_groups(
    groups: Mapping[str, Pool], overall: Pool, ax: Axes | None = None, title: str = ""
) -> Axes:
    """A dot for each group with its 95 % interval, the groups with most documents first.

    As many groups are shown as have room.
    """
    by_size = sorted(groups.items(), key=lambda row: -row[1].documents)
    size = (_WIDTH, _AROUND_ROWS + _ROW * min(max(len(by_size), 3), _MAX_GROUPS))
    ax, style = prepared(ax, size)
    room = max(1, int(_height_for_rows(ax) / _MIN_ROW))
    shown = by_size[: min(room, _MAX_GROUPS)]
    names = _names(ax, shown)
    write_title(ax, style, title, max(map(len, "\n".join(names).split("\n"))))
    if shown:
        _draw_groups(ax, style, [pool for _, pool in shown], overall)
        ax.set_yticks(range(len(shown)), names, color=style.ink, **AS_IT_IS)
    else:
        say_nothing_there(ax, style, "no documents")
    x = ("expected share of hedged sentences", *_notes(shown, len(by_size), overall))
    name_axes(ax, style, x, "group (documents)", at="right")
    return ax


def _height_for_rows(ax: Axes) -> float:
    """The height of the axes in points, after a layout has made room for what is below them."""
    height = points(ax)[1]
    return min(height, height / SHRUNK - _BELOW)


def _names(ax: Axes, shown: Sequence[tuple[str, Pool]]) -> list[str]:
    """The names of groups with their numbers of documents; a long name ends after a whole word."""
    lines = 2 if shown and _height_for_rows(ax) / len(shown) > 1.7 * _MIN_ROW else 1
    width = max(_NAME, characters(ax) // 2)
    return [
        f"{wrapped(name, width, lines) or '(none)'} ({pool.documents:,})" for name, pool in shown
    ]


def _draw_groups(ax: Axes, style: Style, pools: Sequence[Pool], overall: Pool) -> None:
    rows = range(len(pools))
    lows, highs = zip(*(pool.interval or (pool.score, pool.score) for pool in pools), strict=True)
    ax.axvline(overall.score, color=style.faint, linewidth=1, linestyle=(0, (4, 3)), zorder=0.5)
    ax.hlines(rows, lows, highs, color=style.accent, linewidth=2, zorder=2)
    fills = [style.ground if pool.interval is None else style.accent for pool in pools]
    scores = [pool.score for pool in pools]
    ax.scatter(scores, rows, s=36, c=fills, edgecolors=style.accent, zorder=3)
    ax.set_ylim(len(pools) - 0.5, -0.5)
    ax.set_xlim(*_limits(min(lows), max(highs)))
    ax.grid(axis="x", color=style.pale, linewidth=0.5, alpha=0.6)
    ax.set_axisbelow(True)


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


def _notes(shown: Sequence[tuple[str, Pool]], groups: int, overall: Pool) -> tuple[str, str]:
    """What the marks are, and what they are part of."""
    marks, whole = [], []
    if any(pool.interval is not None for _, pool in shown):
        marks.append("line: 95 % interval")
    if any(pool.interval is None for _, pool in shown):
        marks.append("open dot: too few documents for an interval")
    if shown:
        whole.append(f"dashed: all {counted(overall.documents, 'document')}, {overall.score:.2f}")
    if len(shown) < groups:
        whole.append(f"the largest {len(shown):,} of {groups:,} groups")
    return "; ".join(marks), "; ".join(whole)
