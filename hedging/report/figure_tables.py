"""Rows of names, marks and numbers → a table that is a figure at the same time.

On a phone a row keeps its name, its first two numbers, and its track below them; the other numbers
are left to the wide screen and to the CSV that the page saves. The script of the page makes the
heads buttons that sort; without it the table stands as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from hedging.display.markup import Html, joined, parts, render
from hedging.stats.tally import Tally

_PARTS = parts("figures.html")


class Cell(NamedTuple):
    """A number as it is shown, and the values that a CSV has in its place."""

    text: str
    values: tuple[float | None, ...]

    @property
    def csv(self) -> str:
        """The values, joined by semicolons; "" for a missing value.

        >>> Cell("–", (None, 0.25)).csv
        ';0.25'
        """
        return ";".join(_written(value) for value in self.values)


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
    *,
    scale: Html | None = None,
    bands: Html | None = None,
) -> Html:
    """A table with a column of names and columns of numbers; with a `scale`, with tracks too.

    `bands` say where the bands of its tracks lie, as `Axis.bands` does.

    >>> row = Row(Html("<b>a</b>"), [Cell("18%", (0.18,))])
    >>> figure_table("group", [Column("share", "share")], [row], "Groups").count("<td")
    1
    """
    heads = [render(_PARTS["name_head"], {"name": first})]
    if scale is not None:
        heads.append(render(_PARTS["track_head"], {"scale": scale}))
    heads += [
        render(_PARTS["number_head"], {"name": column.head, "csv": column.csv})
        for column in columns
    ]
    values = {
        "label": label,
        "heads": joined(heads),
        "rows": joined(_line(row, has_track=scale is not None) for row in rows),
        "classes": "rows" if scale is None else "rows tracks",
        "bands": bands or Html(),
    }
    return render(_PARTS["table"], values)


def _line(row: Row, *, has_track: bool) -> Html:
    cells = [render(_PARTS["track_cell"], {"marks": row.track})] if has_track else []
    cells += [
        # A page has thousands of cells, so a value that is shown in full is written once.
        render(_PARTS["plain_number"], {"text": cell.text})
        if cell.csv == cell.text
        else render(_PARTS["number"], {"text": cell.text, "csv": cell.csv})
        for cell in row.cells
    ]
    values = {"name": row.name, "csv": row.csv, "cells": joined(cells)}
    return render(_PARTS["row" if row.csv else "plain_row"], values)


def _written(value: float | None) -> str:
    """A value with five digits, more than are sure; a whole number has all of its digits."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.5g}"


#: The columns of documents that are counted together.
TALLY_COLUMNS: Final = (
    Column("share", "score"),
    Column("95% interval", "low;high"),
    Column("documents", "documents"),
    Column("sentences", "sentences"),
)


def tally_cells(tally: Tally, digits: int) -> list[Cell]:
    """The cells of TALLY_COLUMNS."""
    low_and_high = tally.interval or (None, None)
    return [
        Cell(percent(tally.score, digits), (tally.score,)),
        Cell(interval_text(tally, digits) or "–", low_and_high),
        Cell(f"{tally.documents:,}", (tally.documents,)),
        Cell(f"{tally.sentences:,}", (tally.sentences,)),
    ]


def percent(share: float, digits: int = 0) -> str:
    """A share in percent.

    >>> percent(0.184), percent(0.184, 1)
    ('18%', '18.4%')
    """
    return f"{share:.{digits}%}"


def interval_text(tally: Tally, digits: int = 0) -> str:
    """The interval of a tally, "" without one.

    >>> interval_text(Tally())
    ''
    """
    if tally.interval is None:
        return ""
    low, high = (f"{100 * end:.{digits}f}" for end in tally.interval)
    return f"{low}–{high}%"


def digits_for(tallies: Iterable[Tally]) -> int:
    """How many decimals the percents of tallies deserve: one where an interval is narrow."""
    widths = [t.interval[1] - t.interval[0] for t in tallies if t.interval is not None]
    return 1 if widths and min(widths) < 0.03 else 0
