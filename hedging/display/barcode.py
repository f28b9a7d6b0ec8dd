"""Report → the barcode of its page with matplotlib, with its cues by kind and the yardstick below.

The page tells kinds apart by hue and by the line below their words. A plot has no words to
underline, so each kind has a row and a shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hedging.display.plot_key import KEY_LINE, Entry, columns_of, draw_key, key_width
from hedging.display.plot_style import (
    AS_IT_IS,
    BETWEEN,
    LINE,
    MEAN_CHARACTER,
    TO_LABEL,
    Style,
    name_axes,
    points,
    prepared,
    say_nothing_there,
    write_title,
)
from hedging.display.plot_yardstick import YARDSTICK_HEIGHT, draw_yardstick
from hedging.display.strip import surest_kind
from hedging.display.summary import report_summary
from hedging.display.yardstick_figure import beside
from hedging.errors import require
from hedging.kinds import KIND, KINDS
from hedging.results import Document
from hedging.yardstick import DEFAULT_REGISTER, Register, chosen_register, obstacle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A marker of matplotlib for each kind, so that nothing is said by colour alone.
SHAPES: Final = dict(zip(KINDS, ("o", "s", "^", "D", "v", "X", "P", "*"), strict=True))
_INCH = 72  # points
# Width of new axes, in inches; their height is that of the ticks, of each row of a kind, and of the
# heading and the words below, beside key and yardstick.
_WIDTH, _TICKS, _ROW, _REST = 8.0, 1.3, 0.2, 1.45
# Axes of this height in inches, beside rows, key and yardstick, have room for a row for each kind.
_LEAST_TICKS = 1.3
# The ticks go from 0 to 1. A tick begins below 0, so that a score of 0 can be seen. The first row
# of cues is below that, and each row has this height.
_FOOT, _FIRST_ROW, _ROW_HEIGHT = -0.05, -0.17, 0.13
# Points: below the first room for a tick, neighbours share a tick, which gets the second room.
_MIN_TICK, _SHARED_TICK, _MAX_TICK = 1.3, 3.0, 4.0


class _Plan(NamedTuple):
    """How much fits into the axes: neighbours that share a tick, and the kinds in each row.

    Small axes have one row for all kinds, and neither examples nor a yardstick. The names of rows
    begin `left` points to the left of the axes.
    """

    run: int
    kinds: Sequence[str]
    is_small: bool
    key: list[Entry]
    register: Register | None
    left: float

    def row(self, kind: str) -> float:
        """The height at which the cues of a kind are drawn."""
        return _FIRST_ROW - (0 if self.is_small else _ROW_HEIGHT * self.kinds.index(kind))

    @property
    def bottom(self) -> float:
        """The lower end of the axes."""
        return self.row(self.kinds[-1]) - _ROW_HEIGHT / 2 if self.kinds else _FOOT


def plot_report(
    report: Document,
    ax: Axes | None = None,
    title: str = "",
    *,
    register: str = DEFAULT_REGISTER,
) -> Axes:
    """A tick for each sentence, as high as its score, and the cues below, a row for each kind.

    The heading says how many sentences leave something open and, where the text can be compared
    with a `register`, whether that is much. Where there is no room for a tick each, a tick is the
    mean of neighbouring sentences. Small axes have one row for the cues of all kinds, and a short
    key. Raises InputError for an unknown register.
    """
    chosen = chosen_register(register)
    total = len(report.sentences)
    usual = None if obstacle(report.scheme, report.hedge_kinds, total) else chosen
    kinds = [kind for kind, number in report.kind_counts().items() if number]
    key_lines = ceil(len(kinds) / 2)
    points_below = KEY_LINE * key_lines + (YARDSTICK_HEIGHT if usual else 0)
    height = _TICKS + _ROW * len(kinds) + points_below / _INCH + _REST
    ax, style = prepared(ax, (_WIDTH, height))
    plan = _plan(ax, report, kinds, usual, style)
    _write_heading(report, plan, ax, style, title, chosen)
    ax.set_xlim(0.5, max(total, 1) + 0.5)
    ax.set_ylim(plan.bottom, 1)
    if not total:
        name_axes(ax, style, _notes(plan)[:1], "", at="left")
        say_nothing_there(ax, style, report_summary(report))
        return ax
    _draw_sentences(report, plan, ax, style)
    _draw_cues(report, plan, ax, style)
    _name_rows(report, plan, ax, style)
    lines = name_axes(ax, style, _notes(plan), "", at="left")
    down = TO_LABEL + LINE * lines + BETWEEN
    down += KEY_LINE * draw_key(ax, style, plan.key, down, left=plan.left)
    if plan.register:
        draw_yardstick(ax, style, report, plan.register, down)
    return ax


def _write_heading(
    report: Document, plan: _Plan, ax: Axes, style: Style, title: str, register: Register | None
) -> None:
    """The title, or else what the plot says, and what there is to add."""
    summary = report_summary(report)
    more = "" if plan.is_small else beside(report, register)
    if not title:
        write_title(ax, style, summary, more)
    elif report.sentences:
        write_title(ax, style, title, f"{summary}. {more}" if more else summary)
    else:
        write_title(ax, style, title)


def _plan(
    ax: Axes, report: Document, kinds: Sequence[str], register: Register | None, style: Style
) -> _Plan:
    width, height = points(ax)
    total = len(report.sentences)
    entries = list(_entries(report, kinds, style, is_small=False))
    counts = report.kind_counts()
    longest = max((len(_row_name(kind, counts[kind])) for kind in kinds), default=0)
    left = MEAN_CHARACTER * longest
    lines = ceil(len(kinds) / columns_of(entries, key_width(ax, left)))
    below = KEY_LINE * lines + (YARDSTICK_HEIGHT if register else 0)
    is_small = height < _INCH * (_LEAST_TICKS + 0.75 * _ROW * len(kinds)) + 0.75 * below
    if is_small:
        entries, register = list(_entries(report, kinds, style, is_small=True)), None
        left = 0.0
    shared = total > width / _MIN_TICK
    run = ceil(total / max(1, int(width / _SHARED_TICK))) if shared else 1
    return _Plan(run, kinds, is_small, entries, register, left)


def _entries(
    report: Document, kinds: Sequence[str], style: Style, *, is_small: bool
) -> Iterator[Entry]:
    """What the shape of each kind means: its words, examples, and the field's term."""
    for kind in kinds:
        look = KIND[kind]
        label = look.words
        if not is_small:
            label += f": {', '.join(look.examples)} ({kind})"
            label += "" if kind in report.hedge_kinds else ", not counted"
        yield Entry(label, style.kind(look), SHAPES[kind], 6 if SHAPES[kind] != "*" else 8)


def _notes(plan: _Plan) -> list[str]:
    """What the ticks are, below the axes; small axes have room for little."""
    notes = ["sentences in the order of the text"]
    if plan.is_small:
        notes[0] += "; grey: does not count"
        if plan.run > 1:
            notes.append(f"a line is the mean of {plan.run} sentences")
    elif plan.run == 1:
        notes.append(
            "The higher a line, the surer that its sentence leaves something open. Its colour is "
            "that of its surest cue; grey ones do not count."
        )
    else:
        notes.append(
            f"A line is the mean of {plan.run} sentences. Its colour is that of most of them that "
            "leave something open; in grey ones none does."
        )
        notes[1] += " A larger mark stands for more cues." if plan.kinds else ""
    return notes


def _draw_sentences(report: Document, plan: _Plan, ax: Axes, style: Style) -> None:
    """The ticks: those that do not count in grey, the others in the hue of their cues."""
    collections = require("matplotlib.collections", "a plot", "plot")
    ticker = require("matplotlib.ticker", "a plot", "plot")
    scores = np.array([sentence.score for sentence in report.sentences])
    first = np.arange(0, len(scores), plan.run)
    sizes = np.diff(np.append(first, len(scores)))
    means = np.add.reduceat(scores, first) / sizes
    x = first + (sizes + 1) / 2
    colours = [_colour(report, start, plan.run, style) for start in first.tolist()]
    counts = np.array([bool(colour) for colour in colours])
    width = min(_MAX_TICK, 0.55 * points(ax)[0] / len(first))
    for chosen, own in ((~counts, [style.grey]), (counts, [each for each in colours if each])):
        feet = np.full(chosen.sum(), _FOOT)
        ends = np.stack([x[chosen], feet, x[chosen], means[chosen]], axis=1).reshape(-1, 2, 2)
        ticks = collections.LineCollection(ends, colors=own or [style.grey], linewidths=width)
        ticks.set_capstyle("butt")
        ax.add_collection(ticks, autolim=False)
    ax.xaxis.set_major_locator(
        ticker.MaxNLocator(8, integer=True, steps=[1, 2, 5, 10], min_n_ticks=1)
    )
    ax.xaxis.set_major_formatter("{x:,.0f}")


def _colour(report: Document, start: int, run: int, style: Style) -> str:
    """The commonest colour of the hedged sentences that share a tick; "" without one."""
    kinds = [
        surest_kind(sentence, report.hedge_kinds)
        for sentence in report.sentences[start : start + run]
        if sentence.hedged
    ]
    colours = Counter(style.kind(KIND[kind]) if kind else style.ink for kind in kinds)
    return max(colours, key=colours.__getitem__) if colours else ""


def _draw_cues(report: Document, plan: _Plan, ax: Axes, style: Style) -> None:
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


def _name_rows(report: Document, plan: _Plan, ax: Axes, style: Style) -> None:
    """The numbers of the ticks, and the words of the kinds with their numbers of cues."""
    counts = report.kind_counts()
    rows = {_row_name(kind, counts[kind]): plan.row(kind) for kind in plan.kinds}
    if plan.is_small and plan.kinds:
        rows = {f"cues ({len(report.cues):,})": _FIRST_ROW}
    ax.set_yticks([0, 0.5, 1, *rows.values()], ["0", "50%", "100% sure", *rows], **AS_IT_IS)
    if not plan.is_small:
        for kind, label in zip(plan.kinds, ax.get_yticklabels()[3:], strict=True):
            label.set_color(style.kind(KIND[kind]))


def _row_name(kind: str, cues: int) -> str:
    return f"{KIND[kind].words} ({cues:,})"
