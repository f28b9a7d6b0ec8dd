"""Shares, numbers and the yardstick → the axis, the marks and the table of a figure.

A figure is made of HTML elements at percents of the width, so that it fits a phone and a desk and
its words keep their size. Each row of a table is a track: behind it lie the bands of what is usual
in a register, and on it the documents, an interval, and a dot. On a phone a row keeps its name, its
first two numbers, and its track below them; the other numbers are left to the wide screen and to
the CSV that the page saves. The script of the page makes the heads buttons that sort.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Final, NamedTuple

from hedging.pages.markup import Html, joined, renderer
from hedging.stats.pooling import Pool
from hedging.stats.tally import Tally
from hedging.yardstick import Register

_render = renderer("figures.html")
# The share of the documents that an axis must show; those beyond stand at its end.
_SHOWN: Final = 0.98
# Into how many steps an axis of so many tenths is divided, so that its numbers are round.
_STEPS: Final = {1: 2, 2: 2, 3: 3, 4: 4, 5: 5, 6: 3, 7: 7, 8: 4, 9: 3, 10: 5}


@dataclass(frozen=True, slots=True)
class Axis:
    """Shares from 0 to `top`, with the usual ranges of a register behind them."""

    top: float
    register: Register | None = None

    @classmethod
    def over(
        cls,
        percents: list[int],
        tallies: Iterable[Tally],
        register: Register | None,
        *,
        listed: float = 0.0,
    ) -> Axis:
        """The axis for documents, counted by the percents of their shares, and for tallies.

        No share of a document that is `listed` lies beyond it.
        """
        below = list(accumulate(percents))
        last = bisect_left(below, _SHOWN * below[-1])
        usual = register.shares[-1] if register else 0.0
        return cls(max(rounded_up(max(last / 100, listed)), top_of(tallies, usual)), register)

    def place(self, share: float) -> float:
        """Where a share lies, in percent of the width."""
        return 100 * min(max(share / self.top, 0.0), 1.0)

    @property
    def end(self) -> int:
        """The percent at `top`."""
        return round(100 * self.top)

    @property
    def ticks(self) -> list[float]:
        """The shares that are written on the axis, 0 and `top` among them."""
        steps = _STEPS[round(10 * self.top)]
        return [k * self.top / steps for k in range(steps + 1)]

    def scale(self) -> Html:
        """The numbers of the axis."""
        sides = {0: "start", len(self.ticks) - 1: "end"}
        ticks = (
            _render(
                "tick",
                left=self.place(share),
                percent=100 * share,
                classes=sides.get(k, "middle"),
            )
            for k, share in enumerate(self.ticks)
        )
        return _render("scale", ticks=joined(ticks))

    def bands(self) -> Html:
        """Where the usual ranges lie, of eight in ten documents and of half of them, as a style.

        A row of a figure has a mark for each band, and finds its place here.
        """
        if self.register is None:
            return Html()
        least, low, _, high, most = map(self.place, self.register.shares)
        return _render("bands", wide=least, wide_end=100 - most, half=low, half_end=100 - high)

    def track(self, marks: Iterable[Html]) -> Html:
        """The marks of a row before the bands."""
        bands = Html() if self.register is None else _render("band_marks")
        return joined([bands, *marks])

    def dot(self, share: float, interval: tuple[float, float] | None = None) -> Html:
        """A dot on its interval; an open dot without an interval."""
        ends = interval and (self.place(interval[0]), self.place(interval[1]))
        return dot_at(self.place(share), ends, is_open=interval is None)

    def columns(self, percents: Mapping[int, int]) -> Counter[int]:
        """Documents by their percents, those beyond the axis at its end."""
        columns = Counter[int]()
        for percent, count in percents.items():
            columns[min(percent, self.end)] += count
        return columns

    def strip(self, columns: Mapping[int, int], full: int) -> Html:
        """Columns of documents as a row of bars; `full` documents fill the height."""
        bars = (
            f"M{percent} 10v-{max(10 * count / full, 1):.2g}"
            for percent, count in sorted(columns.items())
        )
        return _render("strip", width=self.end, path="".join(bars))


def dot_at(place: float, ends: tuple[float, float] | None, *, is_open: bool) -> Html:
    """A dot on the line between two ends, all at percents of the width; no line without ends."""
    dot = _render("dot", left=place, classes="dot open" if is_open else "dot")
    if ends is None:
        return dot
    return joined([_render("bar", classes="ci", left=ends[0], width=ends[1] - ends[0]), dot])


def rounded_up(share: float) -> float:
    """The next tenth, from 0.1 to 1."""
    return min(1.0, max(0.1, ceil(10 * share - 1e-9) / 10))


def top_of(pools: Iterable[Pool], usual: float = 0.0) -> float:
    """The end of an axis that shows pools with their intervals, and what is usual up to a share."""
    ends = [pool.interval[1] if pool.interval else pool.share for pool in pools]
    return rounded_up(max(*ends, usual, 0.0))


class Cell(NamedTuple):
    """A number as it is shown, and the values that a CSV has in its place."""

    text: str
    values: tuple[float | None, ...]

    @property
    def csv(self) -> str:
        """The values with five digits, more than are sure; a whole number has all of its digits."""
        return ";".join(
            "" if value is None else str(value) if isinstance(value, int) else f"{value:.5g}"
            for value in self.values
        )


class Row(NamedTuple):
    """A row: its name as it is shown, its numbers, and its track if the table has one.

    `csv` is the name in a CSV, where that cannot be read from what is shown.
    """

    name: Html
    cells: Sequence[Cell]
    track: Html = Html()
    csv: str = ""


class Column(NamedTuple):
    """A column of numbers: its head, and the names of its values in a CSV."""

    head: str
    csv: str


def figure_table(
    first: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    label: str,
    axis: Axis | None = None,
    *,
    scale: Html | None = None,
) -> Html:
    """A table with a column of names and columns of numbers; with an axis, with tracks too.

    `scale` is for tracks that have another axis.
    """
    scale = axis.scale() if axis else scale
    has_track = scale is not None
    heads = [_render("name_head", name=first)]
    if has_track:
        heads.append(_render("track_head", scale=scale))
    heads += [_render("number_head", name=column.head, csv=column.csv) for column in columns]
    return _render(
        "table",
        label=label,
        heads=joined(heads),
        rows=joined(_line(row, has_track=has_track) for row in rows),
        classes="rows tracks" if has_track else "rows",
        bands=axis.bands() if axis else "",
    )


def _line(row: Row, *, has_track: bool) -> Html:
    cells = [_render("track_cell", marks=row.track)] if has_track else []
    cells += [
        # A page has thousands of cells, so a value that is shown in full is written once.
        _render("plain_number", text=cell.text)
        if cell.csv == cell.text
        else _render("number", text=cell.text, csv=cell.csv)
        for cell in row.cells
    ]
    part = "row" if row.csv else "plain_row"
    return _render(part, name=row.name, csv=row.csv, cells=joined(cells))


#: The columns of documents that are counted together.
TALLY_COLUMNS: Final = (
    Column("share", "share"),
    Column("95% interval", "low;high"),
    Column("documents", "documents"),
    Column("sentences", "sentences"),
)


def tally_cells(tally: Tally, digits: int) -> list[Cell]:
    """The cells of TALLY_COLUMNS."""
    low_and_high = tally.interval or (None, None)
    return [
        Cell(f"{tally.share:.{digits}%}", (tally.share,)),
        Cell(interval_text(tally, digits) or "–", low_and_high),
        Cell(f"{tally.documents:,}", (tally.documents,)),
        Cell(f"{tally.sentences:,}", (tally.sentences,)),
    ]


def interval_text(pool: Pool, digits: int = 0) -> str:
    """The interval of a pool, "" without one."""
    if pool.interval is None:
        return ""
    low, high = (f"{100 * end:.{digits}f}" for end in pool.interval)
    return f"{low}–{high}%"


def digits_for(tallies: Iterable[Tally]) -> int:
    """How many decimals the percents of tallies deserve: one where an interval is narrow."""
    widths = [t.interval[1] - t.interval[0] for t in tallies if t.interval is not None]
    return 1 if widths and min(widths) < 0.03 else 0
