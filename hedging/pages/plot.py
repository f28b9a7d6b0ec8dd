"""Report, documents or groups → plots with matplotlib, which is imported when one is asked for.

A plot says what the page says. On small axes, what has no room is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from hedging.kinds import KIND, KINDS
from hedging.pages.article import LATE, axis_end, surest_kind
from hedging.pages.figures import interval_text, top_of
from hedging.pages.labels import group_name, short_name
from hedging.pages.plot_axes import (
    AS_IT_IS,
    DASHED,
    INCH,
    KEY_LINE,
    NAME_CHARACTER,
    SHRUNK,
    Frame,
    Look,
    Style,
    mark,
    matplotlib_part,
    wrapped,
)
from hedging.pages.words import HAS_INTERVAL, beside, pool_summary, report_summary, usual_words
from hedging.results import Document
from hedging.stats.pooling import Pool
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, Register, chosen_register, measured_with, obstacle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A marker of matplotlib for each kind, so that nothing is said by colour alone.
SHAPES: Final = dict(zip(KINDS, ("o", "s", "^", "D", "v", "X", "P", "*"), strict=True))
_SHARE: Final = "share of sentences that leave something open"
_ORDER: Final = "sentences in the order of the text"
# Width of new axes, in inches; their height is that of the ticks, of each row of a kind, and of the
# heading and the words below, beside key and yardstick. Axes of less than this share of the height
# are small.
_REPORT_WIDTH, _TICKS, _KIND_ROW, _REST, _SMALL = 8.0, 1.3, 0.2, 1.45, 0.75
# The ticks go from 0 to 1. A tick begins below 0, so that a score of 0 can be seen. The first row
# of cues is below that, and each row has this height.
_FOOT, _FIRST_ROW, _ROW_HEIGHT = -0.05, -0.17, 0.13
# Points: below the first room for a tick, neighbours share a tick, which gets the second room.
_MIN_TICK, _SHARED_TICK, _MAX_TICK = 1.3, 3.0, 4.0
# Points: the yardstick, and in it the words above the bar, and the bar.
_YARDSTICK, _ABOVE_BAR, _BAR = 70.0, 18.0, 14.0


def plot_report(
    report: Document, ax: Axes | None = None, title: str = "", *, register: str = DEFAULT_REGISTER
) -> Axes:
    """A tick for each sentence, as high as its score, and the cues below, a row for each kind.

    Where there is no room for a tick each, a tick is the mean of neighbouring sentences. A plot has
    no words to underline, so each kind has a shape. Small axes have one row for the cues of all
    kinds, a short key, and no yardstick. Raises InputError for an unknown register.
    """
    chosen = chosen_register(register)
    total = len(report.sentences)
    usual = None if obstacle(report.scheme, report.hedge_kinds, total) else chosen
    counts = {kind: number for kind, number in report.kind_counts().items() if number}
    below = KEY_LINE * ceil(len(counts) / 2) + (_YARDSTICK if usual else 0)
    height = _TICKS + _KIND_ROW * len(counts) + below / INCH
    frame = Frame(ax, (_REPORT_WIDTH, height + _REST))
    is_small = frame.height < INCH * height * _SMALL
    summary = report_summary(report)
    if not total:
        frame.names([_ORDER])
        return frame.empty(title or summary, summary)
    more = "" if is_small else beside(report, chosen)
    frame.title(title or summary, ". ".join(filter(None, [summary * bool(title), more])))
    is_shared = total > frame.width / _MIN_TICK
    run = ceil(total / max(1, int(frame.width / _SHARED_TICK))) if is_shared else 1
    _draw_sentences(frame, report, run)
    step = 0 if is_small else _ROW_HEIGHT
    rows = {kind: _FIRST_ROW - step * number for number, kind in enumerate(counts)}
    _draw_cues(frame, report, rows, run)
    names = [f"{KIND[kind].words} ({number:,})" for kind, number in counts.items()]
    if is_small:
        names = [f"cues ({len(report.cues):,})"][: len(counts)]
    places = [0, 0.5, 1, *list(rows.values())[: len(names)]]
    frame.ax.set_yticks(places, ["0", "50%", "100% likely", *names], **AS_IT_IS)
    frame.names(_notes(report, run, is_small=is_small))
    key = [_kind_mark(kind, report, frame.style, is_short=is_small) for kind in counts]
    if is_small:
        frame.key(key)
        return frame.ax
    for kind, label in zip(counts, frame.ax.get_yticklabels()[3:], strict=True):
        label.set_color(frame.style.kinds[kind])
    frame.key(key, NAME_CHARACTER * max(map(len, names), default=0))
    if usual:
        _draw_yardstick(frame, report, usual)
    return frame.ax


def _kind_mark(kind: str, report: Document, style: Style, *, is_short: bool) -> Any:
    label, shape = KIND[kind].words, SHAPES[kind]
    if not is_short:
        label += f": {', '.join(KIND[kind].examples)} ({kind})"
        label += "" if kind in report.hedge_kinds else ", not counted"
    return mark(label, style.kinds[kind], shape, 8 if shape == "*" else 6)


def _notes(report: Document, run: int, *, is_small: bool) -> list[str]:
    if is_small:
        shared = f"a line is the mean of {run} sentences" if run > 1 else ""
        return [f"{_ORDER}; grey: does not count", shared]
    if run == 1:
        return [
            _ORDER,
            "The higher a line, the likelier that its sentence leaves something open. Its colour "
            "is that of its likeliest cue; grey ones do not count.",
        ]
    return [
        _ORDER,
        f"A line is the mean of {run} sentences. Its colour is that of most of them that leave "
        "something open; in grey ones none does."
        + (" A larger mark stands for more cues." if report.cues else ""),
    ]


def _draw_sentences(frame: Frame, report: Document, run: int) -> None:
    scores = np.array([sentence.score for sentence in report.sentences])
    first = np.arange(0, len(scores), run)
    sizes = np.diff(np.append(first, len(scores)))
    means = np.add.reduceat(scores, first) / sizes
    x = first + (sizes + 1) / 2
    colours = [_colour(report, start, run, frame.style) for start in first.tolist()]
    counts = np.array([bool(colour) for colour in colours])
    width = min(_MAX_TICK, 0.55 * frame.width / len(first))
    for chosen, own in ((~counts, frame.style.grey), (counts, [each for each in colours if each])):
        lines = frame.ax.vlines(x[chosen], _FOOT, means[chosen], colors=own, linewidth=width)
        lines.set_capstyle("butt")
    frame.ax.set_xlim(0.5, len(scores) + 0.5)
    frame.ax.locator_params("x", nbins=8, integer=True, steps=[1, 2, 5, 10], min_n_ticks=1)
    frame.ax.xaxis.set_major_formatter("{x:,.0f}")


def _colour(report: Document, start: int, run: int, style: Style) -> str:
    """The commonest colour of the hedged sentences that share a tick; "" without one."""
    shared = [each for each in report.sentences[start : start + run] if each.hedged]
    kinds = [surest_kind(sentence, report.hedge_kinds) for sentence in shared]
    colours = Counter(style.kinds[kind] if kind else style.ink for kind in kinds)
    return max(colours, key=colours.__getitem__, default="")


def _draw_cues(frame: Frame, report: Document, rows: Mapping[str, float], run: int) -> None:
    """A mark for each cue at its place in its sentence, or for all of a kind that share a tick."""
    places: dict[str, list[float]] = {kind: [] for kind in rows}
    for number, sentence in enumerate(report.sentences):
        size = max(1, sentence.end - sentence.start)
        for cue in sentence.cues:
            place = number + (cue.start - sentence.start) / size
            places[cue.kind].append(place if run == 1 else (place // run + 0.5) * run)
    marks = {kind: np.unique(own, return_counts=True) for kind, own in places.items()}
    most = max((counts.max() for _, counts in marks.values()), default=1)
    for kind, (x, counts) in marks.items():
        look: Look = {"color": frame.style.kinds[kind], "alpha": 0.85, "linewidths": 0}
        y = np.full(len(x), rows[kind])
        area = 2 + 22 * counts / most
        frame.ax.scatter(x + 0.5, y, s=area, marker=SHAPES[kind], clip_on=False, **look)
    half = _ROW_HEIGHT / 2
    frame.ax.set_ylim(min(rows.values(), default=_FOOT + half) - half, 1)


def _draw_yardstick(frame: Frame, report: Document, register: Register) -> None:
    """Draw a small axis below all other words: the usual ranges, and a dot for this text.

    A layout of matplotlib makes room for it as for a label of those axes.
    """
    transforms, axes = matplotlib_part("transforms"), frame.ax
    from_bottom = transforms.ScaledTranslation(0, 0, axes.transAxes)
    inches = axes.figure.dpi_scale_trans + from_bottom
    place = (0.0, -(frame.down + _ABOVE_BAR + _BAR) / INCH, 1.0, _BAR / INCH)
    transform = transforms.blended_transform_factory(axes.transAxes, inches)
    bar = Frame(axes.inset_axes(place, transform=transform, facecolor="none"))
    end, share = axis_end(report.share), report.share
    bar.ax.set(xlim=(0, end), ylim=(0, 1), xticks=[0, end / 2, end])
    bar.ax.xaxis.set_major_formatter("{x:.0%}")
    bar.usual(register)
    bar.dots([(share, (share, share))], [0.5])
    side, away = ("right", (4, 3)) if share > LATE * end else ("left", (-4, 3))
    look: Look = {"color": bar.style.accent, "fontweight": "bold", "ha": side, "va": "bottom"}
    bar.write(f"this text: {share:.0%}", (share, 1), away, **look)
    name = wrapped(register.words, 20, 2)
    bar.ax.set_yticks([0.5], [name], color=bar.style.ink, **AS_IT_IS)
    bar.characters = frame.characters
    words = f"dark: half of such texts, {register.usual}{measured_with(report.model)}"
    bar.names([f"{_SHARE}; {words}; pale: eight in ten"])


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
    hedged: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    ax: Axes | None = None,
    title: str = "",
    *,
    register: Register | None = None,
    model: str = "",
) -> Axes:
    """Documents, by numbers of hedged and of all sentences, in tenths, with the share of all.

    Documents without a sentence do not count. A few documents have marks of their own; low axes
    have no key.
    """
    frame = Frame(ax, (_WIDTH, _HEIGHT))
    has_key = frame.height >= _LOW
    usual = register if has_key else None
    pool = Pool.of(hedged, sizes)
    left_out = len(sizes) - pool.documents
    note = f"{counted(left_out, 'document')} without a sentence left out" if left_out else ""
    frame.names((_SHARE, note), "number of documents")
    if not pool.documents:
        return frame.empty(title, "no sentences" if left_out else "no documents")
    summary = f"{pool.share:.0%} {pool_summary(pool, register, model)}"
    first, _, rest = summary.partition("; ")
    rest = summary if title else f"{rest[:1].upper()}{rest[1:]}"
    frame.title(title or first, f"{rest}." if rest and frame.characters >= _WIDE else "")
    _draw_tenths(frame, hedged[sizes > 0], sizes[sizes > 0])
    _draw_pooled(frame, pool)
    frame.usual(usual)
    if has_key:
        frame.key([*_marks(frame.style, [pool], usual, model)])
    return frame.ax


def _draw_tenths(frame: Frame, hedged: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> None:
    # In whole numbers, as a comparison counts them.
    counts = np.bincount(np.minimum(10 * hedged // sizes, 9), minlength=10)
    axes, style = frame.ax, frame.style
    look: Look = {"color": style.grey, "edgecolor": style.ground}
    axes.bar(np.arange(10) / 10, counts, width=0.1, align="edge", **look)
    # Room for the label of the share above the highest bar.
    axes.set(xlim=(0, 1), ylim=(0, 1.35 * max(counts)))
    if len(sizes) <= _MAX_MARKS:
        place = axes.get_xaxis_transform()
        axes.vlines(
            hedged / sizes, 0, 0.05, transform=place, color=style.ink, linewidth=1, clip_on=False
        )
    axes.locator_params("y", nbins=5, integer=True)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.set_major_formatter("{x:.0%}")


def _draw_pooled(frame: Frame, pool: Pool) -> None:
    """The share of all sentences: a line, and above the bars a dot on its interval."""
    share, accent = pool.share, frame.style.accent
    frame.ax.axvline(share, color=accent, linewidth=1.2, zorder=3)
    frame.dots([(share, pool.interval)], [_TOP], transform=frame.ax.get_xaxis_transform())
    short = f"{share:.0%}"
    every = "1 sentence" if pool.sentences == 1 else f"all {pool.sentences:,} sentences"
    label = f"{every}: {short}"
    label += f" ({interval})" if (interval := interval_text(pool)) else ""
    if len(label) > frame.characters * max(share, 1 - share) * SHRUNK:
        label = short
    side, away = ("left", (5, 5)) if share < 0.5 else ("right", (-5, 5))
    place: Look = {"xycoords": ("data", "axes fraction"), "ha": side, "va": "bottom"}
    written = frame.write(label, (share, _TOP), away, color=accent, **place)
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

    As many of the largest groups are shown as have room; low axes have no key.
    """
    by_size = sorted(groups.items(), key=lambda row: -row[1].documents)
    rows = min(max(len(by_size), 3), _MAX_GROUPS)
    frame = Frame(ax, (_WIDTH, _AROUND_ROWS + _ROW * rows))
    has_key = frame.height >= _LOW
    usual = register if has_key else None
    # A layout makes axes lower, for what is around them.
    height = min(frame.height, frame.height / SHRUNK - _AROUND)
    largest = by_size[: min(max(1, int(height / _MIN_ROW)), _MAX_GROUPS)]
    shown = sorted(largest, key=lambda row: -row[1].share)
    frame.names([_SHARE], "group (documents)")
    if not shown:
        return frame.empty(title, "no documents")
    width = max(_NAME, frame.characters // 2)
    names = [
        f"{wrapped(short_name(group_name(name), width), 2 * width, 1)} ({pool.documents:,})"
        for name, pool in shown
    ]
    longest = max(map(len, names))
    heading = _range_of(shown, len(by_size))
    below = heading if title and frame.characters >= _WIDE else ""
    frame.title(title or heading, below, longest)
    pools = [pool for _, pool in shown]
    _draw_groups(frame, pools, overall, usual)
    frame.ax.set_yticks(range(len(shown)), names, color=frame.style.ink, **AS_IT_IS)
    if has_key:
        every = f"all {counted(overall.documents, 'document')}: {overall.share:.0%}"
        marks = _marks(frame.style, pools, usual, model, every)
        frame.key([*marks], NAME_CHARACTER * longest)
    return frame.ax


def _range_of(shown: Sequence[tuple[str, Pool]], groups: int) -> str:
    most, least = shown[0][1].share, shown[-1][1].share
    which = counted(groups, "group")
    if len(shown) < groups:
        which = f"The largest {len(shown):,} of {groups:,} groups"
    return f"{which}: {least:.0%}" if len(shown) == 1 else f"{which} from {least:.0%} to {most:.0%}"


def _draw_groups(
    frame: Frame, pools: Sequence[Pool], overall: Pool, register: Register | None
) -> None:
    axes, style = frame.ax, frame.style
    axes.axvline(overall.share, color=style.ink, linewidth=1, linestyle=DASHED, zorder=0.5)
    frame.dots([(pool.share, pool.interval) for pool in pools], range(len(pools)))
    top = top_of(pools, register.shares[-1] if register else 0.0)
    axes.set(xlim=(0, top), ylim=(len(pools) - 0.5, -0.5))
    frame.usual(register)
    axes.xaxis.set_major_formatter("{x:.0%}")
    if frame.characters >= _WIDE:
        place: Look = {"xycoords": ("axes fraction", "data"), "va": "center"}
        for row, pool in enumerate(pools):
            frame.write(f"{pool.share:.0%}", (1, row), (6, 0), color=style.accent, **place)


def _marks(
    style: Style, pools: Sequence[Pool], register: Register | None, model: str, every: str = ""
) -> Iterator[Any]:
    if any(pool.interval is not None for pool in pools):
        yield mark(HAS_INTERVAL, style.accent, "o", 6, line=2)
    if any(pool.interval is None for pool in pools):
        few = "share; too few documents for an interval"
        yield mark(few, style.accent, "o", 6, inside=style.ground)
    if every:
        yield mark(every, style.ink, "", 0, line=1)
    if register is not None:
        half, most = usual_words(register)
        yield mark(f"{half}{measured_with(model)}", style.half, "s", 8)
        yield mark(most, style.wide, "s", 8)
