"""Comparison → the figure of all documents: a dot for each, or bars for many, on the yardstick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.report.axis import Axis
from hedging.report.comparison import Comparison
from hedging.report.figure_tables import (
    Cell,
    Column,
    Row,
    digits_for,
    figure_table,
    interval_text,
    percent,
)
from hedging.wording import counted

_PARTS = parts("figures.html")
# As many documents are drawn as dots; more are drawn as bars.
_MAX_DOTS: Final = 400
# Height of the highest bar and of a dot in pixels, and the most dots that stand in a column.
_HEIGHT: Final = 120
_DOT: Final = 6
_MOST_IN_COLUMN: Final = 24
# Fewer documents have no middle half.
_MIN_HALF: Final = 4


def overview(comparison: Comparison, axis: Axis) -> Html:
    """The documents by their scores above the pooled score with its interval."""
    overall = comparison.overall
    digits = digits_for([overall])
    is_left = axis.place(overall.score) < 50
    low, high = overall.interval or (overall.score, overall.score)
    columns = _columns(comparison.percents, axis)
    height = max(columns) * _DOT + 2 if _has_dots(columns) else _HEIGHT
    values = {
        "bands": axis.bands(),
        "plot": axis.track([]),
        "height": height,
        "shapes": joined(_shapes(columns, height)),
        "label": f"{counted(overall.documents, 'document')} by share; the numbers stand below",
        "pooled": axis.track([axis.dot(overall.score, overall.interval)]),
        "share": percent(overall.score, digits),
        "interval": f"({interval})" if (interval := interval_text(overall, digits)) else "",
        "left": axis.place(high if is_left else low),
        "side": "after" if is_left else "before",
        "scale": axis.scale(),
        "numbers": _tenths(comparison.histogram),
    }
    return render(_PARTS["overview"], values)


def overview_heading(comparison: Comparison) -> str:
    """What the figure says, in words."""
    half = middle_half(comparison.percents)
    if half is None:
        return "Where the document lies" if comparison.overall.documents == 1 else "Where they lie"
    return "Half of the documents lie between {}% and {}%".format(*half)


def unit_note(comparison: Comparison, axis: Axis) -> str:
    """What a mark of the figure stands for, and how many documents lie beyond its end."""
    columns = _columns(comparison.percents, axis)
    is_dots = _has_dots(columns)
    note = "Each small dot is a document." if is_dots else "The bars count documents."
    end = round(100 * axis.top)
    beyond = sum(comparison.percents[end:])
    if beyond:
        note += f" At the right end: {counted(beyond, 'document')} above {end}%."
    return note


def middle_half(percents: Sequence[int]) -> tuple[int, int] | None:
    """The range of the middle half of the documents in percent; None for fewer than four.

    >>> middle_half([0] * 10 + [1, 2, 1] + [0] * 87)
    (10, 12)
    """
    total, below = sum(percents), list(accumulate(percents))
    if total < _MIN_HALF:
        return None
    low = next(k for k, count in enumerate(below) if count >= total / 4)
    high = next(k for k, count in enumerate(below) if count >= 3 * total / 4) + 1
    return low, high


def _columns(percents: Sequence[int], axis: Axis) -> list[int]:
    """Documents by column: there are as many columns as have room for a dot on a phone."""
    end = round(100 * axis.top)
    width = 2 if end > 50 else 1
    columns = [sum(percents[k : k + width]) for k in range(0, end, width)]
    columns[-1] += sum(percents[end:])
    return columns


def _has_dots(columns: Sequence[int]) -> bool:
    return sum(columns) <= _MAX_DOTS and max(columns) <= _MOST_IN_COLUMN


def _shapes(columns: Sequence[int], height: float) -> Iterator[Html]:
    step = 100 / len(columns)
    if _has_dots(columns):
        for k, count in enumerate(columns):
            for level in range(count):
                y = height - _DOT * (level + 0.5)
                yield render(_PARTS["document"], {"x": step * (k + 0.5), "y": y})
        return
    highest = max(columns)
    for k, count in enumerate(columns):
        if count:
            size = max(1.0, height * count / highest)
            values = {"x": step * k, "y": height - size, "width": step, "height": size}
            yield render(_PARTS["documents"], {**values, "title": counted(count, "document")})


def _tenths(histogram: Sequence[int]) -> Html:
    """The numbers behind the figure, a row for each tenth of the share that has documents."""
    rows = (
        Row(
            escaped(f"{10 * tenth} to {10 * tenth + 10}%"),
            [Cell(f"{count:,}", (count,))],
            csv=f"{tenth / 10}",
        )
        for tenth, count in enumerate(histogram)
        if count
    )
    columns = [Column("documents", "documents")]
    return figure_table("share from", columns, rows, "Documents by share")
