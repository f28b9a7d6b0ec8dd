"""Batch or groups → plots with matplotlib, which is imported when a plot is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np

from hedging.display.plot_key import Entry, draw_key, draw_usual, usual_entries
from hedging.display.plot_style import (
    AS_IT_IS,
    LINE,
    SHRUNK,
    TEXT,
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
from hedging.display.summary import pool_summary
from hedging.errors import require
from hedging.pooling import Pool
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, Register, comparable_register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hedging.batch import Batch

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
# Names of groups have room for so many characters in a line, even beside narrow axes. Narrower axes
# than this have no numbers at the right.
_NAME, _WITH_NUMBERS = 26, 45
# The axes of groups show at least this much of the scale.
_MIN_RANGE = 0.2
# Points from the axes to the first line below their numbers, and from there to the key.
_TO_LABEL, _BETWEEN = 25.0, 4.0


def plot_batch(
    batch: Batch, ax: Axes | None = None, title: str = "", *, register: str = DEFAULT_REGISTER
) -> Axes:
    """The documents by tenths of their score, with the share of all sentences.

    Bars, share and interval are those of the page of a comparison: documents without a sentence do
    not count. A few documents have marks of their own. Raises InputError for an unknown register.
    """
    usual = comparable_register(register, batch.scheme, batch.hedge_kinds)
    ax, style = prepared(ax, (_WIDTH, _BATCH_HEIGHT))
    sizes = np.diff(batch.sentence_offsets)
    scores = batch.document_score[sizes > 0]
    pool = Pool.of(batch.document_score, sizes)
    left_out = len(batch) - pool.documents
    note = f"{counted(left_out, 'document')} without a sentence left out" if left_out else ""
    ax.set_xlim(0, 1)
    key: list[Entry] = []
    if not pool.documents:
        write_title(ax, style, title)
        say_nothing_there(ax, style, "no sentences" if left_out else "no documents")
    else:
        summary = f"{pool.score:.0%} {pool_summary(pool, usual, batch.model)}"
        write_title(ax, style, title or _first_clause(summary), _rest(summary, title))
        _draw_tenths(ax, style, scores)
        _draw_pooled(ax, style, pool)
        if usual:
            draw_usual(ax, style, usual)
        key = list(usual_entries(style, usual, batch.model))
        show_percents(ax.xaxis)
    lines = name_axes(ax, style, (_SHARE, note), "number of documents")
    draw_key(ax, style, key, _TO_LABEL + LINE * lines + _BETWEEN)
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
    ax.set_ylim(0, 1.3 * max(counts))
    if len(scores) <= _MAX_MARKS:
        place = ax.get_xaxis_transform()
        ax.vlines(scores, 0, 0.05, transform=place, color=style.ink, linewidth=1, clip_on=False)
    ax.yaxis.set_major_locator(ticker.MaxNLocator(5, integer=True))
    ax.yaxis.set_major_formatter("{x:,.0f}")


def _draw_pooled(ax: Axes, style: Style, pool: Pool) -> None:
    """A line for the share of all sentences between lines for its interval, with a label."""
    score, interval = pool.score, pool.interval
    every = "1 sentence" if pool.sentences == 1 else f"all {pool.sentences:,} sentences"
    label = f"{every}: {score:.0%}"
    if interval is not None:
        low, high = (f"{100 * end:.0f}" for end in interval)
        label += f"\n95 % interval {low}–{high}%"
        ax.axvspan(*interval, color=style.accent, alpha=0.25, linewidth=0, zorder=2.5)
    ax.axvline(score, color=style.accent, linewidth=1.8, zorder=3)
    is_left = score < 0.5
    end = score if interval is None else interval[1 if is_left else 0]
    room = characters(ax) * max(end, 1 - end) * SHRUNK
    written = ax.annotate(
        label if len(every) + 6 <= room else f"{score:.0%}",
        (end, 1),
        xycoords=("data", "axes fraction"),
        xytext=(5 if is_left else -5, -2),
        textcoords="offset points",
        ha="left" if is_left else "right",
        va="top",
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
    """A dot for each group with its 95 % interval, the most hedged group first.

    As many of the largest groups are shown as have room. `model` is the model that the scores come
    from.
    """
    by_size = sorted(groups, key=lambda row: -row[1].documents)
    size = (_WIDTH, _AROUND_ROWS + _ROW * min(max(len(by_size), 3), _MAX_GROUPS))
    ax, style = prepared(ax, size)
    room = max(1, int(_height_for_rows(ax) / _MIN_ROW))
    largest = by_size[: min(room, _MAX_GROUPS)]
    shown = sorted(largest, key=lambda row: -row[1].score)
    names = _names(ax, shown)
    heading = _range_of(shown, len(by_size))
    beside = max(map(len, "\n".join(names).split("\n")))
    write_title(ax, style, title or heading, heading if title else "", beside)
    if shown:
        _draw_groups(ax, style, [pool for _, pool in shown], overall, register)
        ax.set_yticks(range(len(shown)), names, color=style.ink, **AS_IT_IS)
    else:
        say_nothing_there(ax, style, "no documents")
    lines = name_axes(ax, style, (_SHARE,), "group (documents)")
    key = [*_marks(style, shown, overall), *usual_entries(style, register, model)] if shown else []
    draw_key(ax, style, key, _TO_LABEL + LINE * lines + _BETWEEN)
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
    """The names of groups with their numbers of documents; a long name ends after a whole word."""
    lines = 2 if shown and _height_for_rows(ax) / len(shown) > 1.7 * _MIN_ROW else 1
    width = max(_NAME, characters(ax) // 2)
    return [f"{wrapped(name, width, lines)} ({pool.documents:,})" for name, pool in shown]


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
    if characters(ax) >= _WITH_NUMBERS:
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


def _marks(style: Style, shown: Sequence[tuple[str, Pool]], overall: Pool) -> Iterator[Entry]:
    """What the marks are, and what they are part of."""
    if any(pool.interval is not None for _, pool in shown):
        yield Entry("share with its 95 % interval", style.accent, "o", 6, line=2)
    if any(pool.interval is None for _, pool in shown):
        few = "share; too few documents for an interval"
        yield Entry(few, style.accent, "o", 6, fill=style.ground)
    every = f"all {counted(overall.documents, 'document')}: {overall.score:.0%}"
    yield Entry(every, style.ink, "", 0, line=1)
