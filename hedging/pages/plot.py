"""Report, documents or groups → plots with matplotlib, which is imported when one is asked for.

A plot says what the page says. On small axes, what has no room is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.kinds import KIND, KINDS
from hedging.pages.article import axis_end, surest_kind
from hedging.pages.labels import group_name, short_name
from hedging.pages.plot_axes import (
    AS_IT_IS,
    INCH,
    KEY_LINE,
    NAME_CHARACTER,
    SHRUNK,
    TEXT,
    Entry,
    Style,
    characters,
    draw_key,
    draw_usual,
    key_columns,
    matplotlib_part,
    name_axes,
    points,
    prepared,
    say_nothing_there,
    show_percents,
    usual_entries,
    wrapped,
    write,
    write_title,
)
from hedging.pages.summary import beside, pool_summary, report_summary
from hedging.results import Document
from hedging.stats.pooling import Pool
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, Register, chosen_register, measured_with, obstacle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A marker of matplotlib for each kind, so that nothing is said by colour alone.
SHAPES: Final = dict(zip(KINDS, ("o", "s", "^", "D", "v", "X", "P", "*"), strict=True))
_SHARE: Final = "share of sentences that leave something open"
# Width of new axes, in inches; their height is that of the ticks, of each row of a kind, and of the
# heading and the words below, beside key and yardstick.
_REPORT_WIDTH, _TICKS, _KIND_ROW, _REST = 8.0, 1.3, 0.2, 1.45
# The ticks go from 0 to 1. A tick begins below 0, so that a score of 0 can be seen. The first row
# of cues is below that, and each row has this height.
_FOOT, _FIRST_ROW, _ROW_HEIGHT = -0.05, -0.17, 0.13
# Points: below the first room for a tick, neighbours share a tick, which gets the second room.
_MIN_TICK, _SHARED_TICK, _MAX_TICK = 1.3, 3.0, 4.0
# Points: the yardstick, and in it the words above the bar, and the bar.
_YARDSTICK, _ABOVE_BAR, _BAR = 70.0, 18.0, 14.0
# Past this share of the width, words end at their point.
_LATE: Final = 0.6


class _Plan(NamedTuple):
    """How much fits into the axes: neighbours that share a tick, and the kinds with their rows.

    Small axes have one row for all kinds, and neither examples nor a yardstick. The names of rows
    begin `left` points to the left of the axes.
    """

    run: int
    rows: dict[str, float]
    is_small: bool
    key: list[Entry]
    register: Register | None
    left: float


def plot_report(
    report: Document, ax: Axes | None = None, title: str = "", *, register: str = DEFAULT_REGISTER
) -> Axes:
    """A tick for each sentence, as high as its score, and the cues below, a row for each kind.

    The heading says how many sentences leave something open and, where the text can be compared
    with a `register`, whether that is much. Where there is no room for a tick each, a tick is the
    mean of neighbouring sentences. A plot has no words to underline, so each kind has a shape.
    Small axes have one row for the cues of all kinds, and a short key. Raises InputError for an
    unknown register.
    """
    chosen = chosen_register(register)
    total = len(report.sentences)
    usual = None if obstacle(report.scheme, report.hedge_kinds, total) else chosen
    kinds = [kind for kind, number in report.kind_counts().items() if number]
    below = KEY_LINE * ceil(len(kinds) / 2) + (_YARDSTICK if usual else 0)
    height = _TICKS + _KIND_ROW * len(kinds) + below / INCH + _REST
    ax, style = prepared(ax, (_REPORT_WIDTH, height))
    plan = _plan(ax, report, kinds, usual, style)
    summary = report_summary(report)
    more = "" if plan.is_small else beside(report, chosen)
    ax.set_xlim(0.5, max(total, 1) + 0.5)
    ax.set_ylim(min(plan.rows.values(), default=_FOOT + _ROW_HEIGHT / 2) - _ROW_HEIGHT / 2, 1)
    if not total:
        write_title(ax, style, title or summary)
        name_axes(ax, style, _notes(plan)[:1], "", at="left")
        say_nothing_there(ax, style, summary)
        return ax
    write_title(ax, style, title or summary, ". ".join(filter(None, [summary * bool(title), more])))
    _draw_sentences(report, plan, ax, style)
    _draw_cues(report, plan, ax, style)
    _name_rows(report, plan, ax, style)
    down = name_axes(ax, style, _notes(plan), "", at="left")
    down += KEY_LINE * draw_key(ax, style, plan.key, down, plan.left)
    if plan.register:
        _draw_yardstick(ax, style, report, plan.register, down)
    return ax


def _plan(
    ax: Axes, report: Document, kinds: Sequence[str], register: Register | None, style: Style
) -> _Plan:
    width, height = points(ax)
    total = len(report.sentences)
    key = [_kind_entry(kind, report, style) for kind in kinds]
    names = _row_names(report, kinds)
    left = NAME_CHARACTER * max(map(len, names), default=0)
    lines = ceil(len(kinds) / key_columns(ax, key, left)[0])
    below = KEY_LINE * lines + (_YARDSTICK if register else 0)
    is_small = height < INCH * (_TICKS + 0.75 * _KIND_ROW * len(kinds)) + 0.75 * below
    if is_small:
        key = [entry._replace(label=entry.label.partition(":")[0]) for entry in key]
        register, left = None, 0.0
    is_shared = total > width / _MIN_TICK
    run = ceil(total / max(1, int(width / _SHARED_TICK))) if is_shared else 1
    step = 0 if is_small else _ROW_HEIGHT
    rows = {kind: _FIRST_ROW - step * number for number, kind in enumerate(kinds)}
    return _Plan(run, rows, is_small, key, register, left)


def _kind_entry(kind: str, report: Document, style: Style) -> Entry:
    """What the shape of a kind means: its words, examples, and the field's term."""
    label = f"{KIND[kind].words}: {', '.join(KIND[kind].examples)} ({kind})"
    label += "" if kind in report.hedge_kinds else ", not counted"
    return Entry(label, style.kinds[kind], SHAPES[kind], 8 if SHAPES[kind] == "*" else 6)


def _row_names(report: Document, kinds: Sequence[str]) -> list[str]:
    counts = report.kind_counts()
    return [f"{KIND[kind].words} ({counts[kind]:,})" for kind in kinds]


def _notes(plan: _Plan) -> list[str]:
    """What the ticks are, below the axes; small axes have room for little."""
    order = "sentences in the order of the text"
    if plan.is_small:
        shared = [f"a line is the mean of {plan.run} sentences"] if plan.run > 1 else []
        return [f"{order}; grey: does not count", *shared]
    if plan.run == 1:
        return [
            order,
            "The higher a line, the surer that its sentence leaves something open. Its colour is "
            "that of its surest cue; grey ones do not count.",
        ]
    return [
        order,
        f"A line is the mean of {plan.run} sentences. Its colour is that of most of them that "
        "leave something open; in grey ones none does."
        + (" A larger mark stands for more cues." if plan.rows else ""),
    ]


def _draw_sentences(report: Document, plan: _Plan, ax: Axes, style: Style) -> None:
    """The ticks: those that do not count in grey, the others in the hue of their cues."""
    scores = np.array([sentence.score for sentence in report.sentences])
    first = np.arange(0, len(scores), plan.run)
    sizes = np.diff(np.append(first, len(scores)))
    means = np.add.reduceat(scores, first) / sizes
    x = first + (sizes + 1) / 2
    colours = [_colour(report, start, plan.run, style) for start in first.tolist()]
    counts = np.array([bool(colour) for colour in colours])
    width = min(_MAX_TICK, 0.55 * points(ax)[0] / len(first))
    for chosen, own in ((~counts, style.grey), (counts, [each for each in colours if each])):
        lines = ax.vlines(x[chosen], _FOOT, means[chosen], colors=own, linewidth=width)
        lines.set_capstyle("butt")
    whole: dict[str, Any] = {"integer": True, "steps": [1, 2, 5, 10], "min_n_ticks": 1}
    ax.xaxis.set_major_locator(matplotlib_part("ticker").MaxNLocator(8, **whole))
    ax.xaxis.set_major_formatter("{x:,.0f}")


def _colour(report: Document, start: int, run: int, style: Style) -> str:
    """The commonest colour of the hedged sentences that share a tick; "" without one."""
    shared = [each for each in report.sentences[start : start + run] if each.hedged]
    kinds = [surest_kind(sentence, report.hedge_kinds) for sentence in shared]
    colours = Counter(style.kinds[kind] if kind else style.ink for kind in kinds)
    return max(colours, key=colours.__getitem__, default="")


def _draw_cues(report: Document, plan: _Plan, ax: Axes, style: Style) -> None:
    """A mark for each cue at its place in its sentence, or for all of a kind that share a tick."""
    places: dict[str, list[float]] = {kind: [] for kind in plan.rows}
    for number, sentence in enumerate(report.sentences):
        size = max(1, sentence.end - sentence.start)
        for cue in sentence.cues:
            places[cue.kind].append(number + 0.5 + (cue.start - sentence.start) / size)
    marks = {}
    for kind in plan.rows:
        x = np.array(places[kind])
        if plan.run == 1:
            marks[kind] = x, np.ones(len(x), dtype=np.int64)
        else:
            ticks, counts = np.unique((x - 0.5) // plan.run, return_counts=True)
            marks[kind] = (ticks + 0.5) * plan.run + 0.5, counts
    most = max((counts.max() for _, counts in marks.values()), default=1)
    for kind, (x, counts) in marks.items():
        area = np.full(len(x), 24.0) if plan.run == 1 else 2 + 22 * counts / most
        look: dict[str, Any] = {"alpha": 0.85, "linewidths": 0, "clip_on": False}
        y = np.full(len(x), plan.rows[kind])
        ax.scatter(x, y, s=area, marker=SHAPES[kind], color=style.kinds[kind], **look)


def _name_rows(report: Document, plan: _Plan, ax: Axes, style: Style) -> None:
    """The numbers of the ticks, and the words of the kinds with their numbers of cues."""
    kinds = list(plan.rows)
    rows = dict(zip(_row_names(report, kinds), plan.rows.values(), strict=True))
    if plan.is_small and kinds:
        rows = {f"cues ({len(report.cues):,})": _FIRST_ROW}
    ax.set_yticks([0, 0.5, 1, *rows.values()], ["0", "50%", "100% sure", *rows], **AS_IT_IS)
    if not plan.is_small:
        for kind, label in zip(kinds, ax.get_yticklabels()[3:], strict=True):
            label.set_color(style.kinds[kind])


def _draw_yardstick(
    ax: Axes, style: Style, report: Document, register: Register, down: float
) -> None:
    """Draw a small axis so many points below others: the usual ranges, and a dot for this text.

    A layout of matplotlib makes room for it as for a label of those axes.
    """
    transforms = matplotlib_part("transforms")
    blended = transforms.blended_transform_factory
    from_bottom = transforms.ScaledTranslation(0, 0, ax.transAxes)
    own = ax.inset_axes(
        (0.0, -(down + _ABOVE_BAR + _BAR) / INCH, 1.0, _BAR / INCH),
        transform=blended(ax.transAxes, ax.figure.dpi_scale_trans + from_bottom),
        facecolor="none",
    )
    for side in ("top", "right", "left"):
        own.spines[side].set_visible(False)
    own.spines["bottom"].set_color(style.pale)
    own.tick_params(length=0, labelsize=TEXT - 1, labelcolor=style.faint)
    end = axis_end(report.score)
    own.set(xlim=(0, end), ylim=(0, 1), xticks=[0, end / 2, end])
    draw_usual(own, style, register)
    own.scatter([report.score], [0.5], s=42, color=style.accent, clip_on=False, zorder=3)
    is_late = report.score > _LATE * end
    side, away = ("right", (4, 3)) if is_late else ("left", (-4, 3))
    label = f"this text: {report.score:.0%}"
    look: dict[str, Any] = {"color": style.accent, "fontweight": "bold"}
    write(own, label, (report.score, 1), away, ha=side, va="bottom", **look)
    show_percents(own)
    name = wrapped(register.words, 20, 2)
    own.set_yticks([0.5], [name], color=style.ink, fontsize=TEXT, **AS_IT_IS)
    words = (
        f"{_SHARE}; dark: half of such texts, "
        f"{register.usual}{measured_with(report.model)}; pale: eight in ten"
    )
    words = wrapped(words, int(characters(ax) * TEXT / (TEXT - 1)), 3)
    own.set_xlabel(words, fontsize=TEXT - 1, color=style.faint, loc="left")


# Width of new axes, in inches, and the height of a plot of documents.
_WIDTH, _HEIGHT = 7.0, 4.0
# With more documents, marks of single documents are a solid line.
_MAX_MARKS: Final = 200
# Axes that are less high, in points, have neither a key nor what is usual, which needs a key; those
# of fewer characters have neither numbers at the right nor a sentence below the title.
_LOW, _WIDE = 155.0, 50
# The height of the share of all sentences above the bars, as a share of that of the axes.
_TOP: Final = 0.86


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
    ax, style = prepared(ax, (_WIDTH, _HEIGHT))
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
        first, _, rest = summary.partition("; ")
        rest = summary if title else f"{rest[:1].upper()}{rest[1:]}"
        has_rest = rest and characters(ax) >= _WIDE
        write_title(ax, style, title or first, f"{rest}." if has_rest else "")
        _draw_tenths(ax, style, scores)
        _draw_pooled(ax, style, pool)
        if register and has_key:
            draw_usual(ax, style, register)
        key = [*_dot_entries(style, [pool]), *usual_entries(style, register, model)]
        show_percents(ax)
    down = name_axes(ax, style, (_SHARE, note), "number of documents", at="left")
    if has_key:
        draw_key(ax, style, key, down)
    return ax


def _draw_tenths(ax: Axes, style: Style, scores: npt.NDArray[np.float64]) -> None:
    # As a comparison counts them; a histogram of numpy would round otherwise at the edges.
    counts = np.bincount(np.minimum((scores * 10).astype(int), 9), minlength=10)
    look: dict[str, Any] = {"color": style.grey, "edgecolor": style.ground}
    ax.bar(np.arange(10) / 10, counts, width=0.1, align="edge", **look)
    # Room for the label of the share above the highest bar.
    ax.set_ylim(0, 1.35 * max(counts))
    if len(scores) <= _MAX_MARKS:
        place = ax.get_xaxis_transform()
        ax.vlines(scores, 0, 0.05, transform=place, color=style.ink, linewidth=1, clip_on=False)
    ax.yaxis.set_major_locator(matplotlib_part("ticker").MaxNLocator(5, integer=True))
    ax.yaxis.set_major_formatter("{x:,.0f}")


def _draw_pooled(ax: Axes, style: Style, pool: Pool) -> None:
    """The share of all sentences: a line, and above the bars a dot on its interval."""
    score, interval = pool.score, pool.interval
    low, high = interval or (score, score)
    look: dict[str, Any] = {"transform": ax.get_xaxis_transform()}
    fill = style.ground if interval is None else style.accent
    ax.axvline(score, color=style.accent, linewidth=1.2, zorder=3)
    ax.hlines([_TOP], low, high, color=style.accent, linewidth=2, zorder=3, **look)
    ax.scatter([score], [_TOP], s=36, c=fill, edgecolors=style.accent, zorder=4, **look)
    short = f"{score:.0%}"
    every = "1 sentence" if pool.sentences == 1 else f"all {pool.sentences:,} sentences"
    label = f"{every}: {short}"
    if interval is not None:
        label += f" ({100 * low:.0f}–{100 * high:.0f}%)"
    if len(label) > characters(ax) * max(score, 1 - score) * SHRUNK:
        label = short
    side, away = ("left", (5, 5)) if score < 0.5 else ("right", (-5, 5))
    place: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "ha": side, "va": "bottom"}
    written = write(ax, label, (score, _TOP), away, color=style.accent, **place)
    # It stands inside the axes, which need not make room for it.
    written.set_in_layout(False)


# Heights in inches: of the row of a group in new axes, and of what stands below and above the rows.
_ROW, _AROUND_ROWS = 0.34, 1.9
_MAX_GROUPS: Final = 30
# A row that is less high, in points, cannot hold a name. Heading, numbers and key around the axes
# take about the second height.
_MIN_ROW, _AROUND = 12.0, 95.0
# Names of groups have room for so many characters, even beside narrow axes.
_NAME: Final = 26
# The axes of groups show at least this much of the scale.
_MIN_RANGE: Final = 0.2


def plot_groups(
    groups: Mapping[str, Pool],
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
    by_size = sorted(groups.items(), key=lambda row: -row[1].documents)
    size = (_WIDTH, _AROUND_ROWS + _ROW * min(max(len(by_size), 3), _MAX_GROUPS))
    ax, style = prepared(ax, size)
    has_key = points(ax)[1] >= _LOW
    usual = register if has_key else None
    # A layout makes axes lower, for what is around them.
    height = min(points(ax)[1], points(ax)[1] / SHRUNK - _AROUND)
    largest = by_size[: min(max(1, int(height / _MIN_ROW)), _MAX_GROUPS)]
    shown = sorted(largest, key=lambda row: -row[1].score)
    names = _names(ax, shown)
    heading = _range_of(shown, len(by_size))
    longest = max(map(len, names), default=0)
    below = heading if title and characters(ax) >= _WIDE else ""
    write_title(ax, style, title or heading, below, longest)
    if shown:
        _draw_groups(ax, style, [pool for _, pool in shown], overall, usual)
        ax.set_yticks(range(len(shown)), names, color=style.ink, **AS_IT_IS)
    else:
        say_nothing_there(ax, style, "no documents")
    down = name_axes(ax, style, (_SHARE,), "group (documents)", at="left")
    if shown and has_key:
        every = f"all {counted(overall.documents, 'document')}: {overall.score:.0%}"
        key = [
            *_dot_entries(style, [pool for _, pool in shown]),
            Entry(every, style.ink, "", 0, line=1),
            *usual_entries(style, usual, model),
        ]
        draw_key(ax, style, key, down, NAME_CHARACTER * longest)
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


def _names(ax: Axes, shown: Sequence[tuple[str, Pool]]) -> list[str]:
    """The names of groups with their numbers of documents; a long name loses its middle."""
    width = max(_NAME, characters(ax) // 2)
    return [
        f"{wrapped(short_name(group_name(name), width), 2 * width, 1)} ({pool.documents:,})"
        for name, pool in shown
    ]


def _draw_groups(
    ax: Axes, style: Style, pools: Sequence[Pool], overall: Pool, register: Register | None
) -> None:
    rows, scores = range(len(pools)), [pool.score for pool in pools]
    lows, highs = zip(*(pool.interval or (pool.score, pool.score) for pool in pools), strict=True)
    fills = [style.ground if pool.interval is None else style.accent for pool in pools]
    ax.axvline(overall.score, color=style.ink, linewidth=1, linestyle=(0, (4, 3)), zorder=0.5)
    ax.hlines(rows, lows, highs, color=style.accent, linewidth=2, zorder=2)
    ax.scatter(scores, rows, s=36, c=fills, edgecolors=style.accent, zorder=3)
    ax.set_ylim(len(pools) - 0.5, -0.5)
    usual = (register.scores[0], register.scores[-1]) if register else (1.0, 0.0)
    ax.set_xlim(*_limits(min(*lows, usual[0]), max(*highs, usual[1])))
    if register:
        draw_usual(ax, style, register)
    show_percents(ax)
    if characters(ax) >= _WIDE:
        place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center"}
        for row, score in enumerate(scores):
            write(ax, f"{score:.0%}", (1, row), (6, 0), color=style.accent, **place)


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


def _dot_entries(style: Style, pools: Sequence[Pool]) -> Iterator[Entry]:
    """What the dots are."""
    if any(pool.interval is not None for pool in pools):
        yield Entry("share with its 95% interval", style.accent, "o", 6, line=2)
    if any(pool.interval is None for pool in pools):
        few = "share; too few documents for an interval"
        yield Entry(few, style.accent, "o", 6, fill=style.ground)
