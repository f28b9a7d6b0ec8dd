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
# Height of the highest column and the room of a dot, in pixels.
_HEIGHT, _DOT, _MOST_IN_COLUMN = 120, 6, 26


def overview(comparison: Comparison, axis: Axis) -> Html:
    """The documents by their scores above the pooled score with its interval."""
    overall = comparison.overall
    digits = digits_for([overall])
    text = percent(overall.score, digits)
    if overall.interval is not None:
        text += f" ({interval_text(overall, digits)})"
    place = axis.place(overall.score)
    values = {
        "bands": axis.bands(),
        "height": _HEIGHT,
        "shapes": joined(_shapes(comparison.percents, axis)),
        "label": description(comparison.percents),
        "pooled": axis.dot(overall.score, overall.interval),
        "text": f"all together {text}",
        "left": place,
        "side": "after" if place < 50 else "before",
        "scale": axis.scale(),
        "numbers": _tenths(comparison.histogram),
    }
    return render(_PARTS["overview"], values)


def unit_note(comparison: Comparison, axis: Axis) -> str:
    """What a mark of the figure stands for, and how many documents lie beyond its end."""
    columns = _columns(comparison.percents, axis)
    is_dots = _has_dots(columns)
    note = "Each small dot is a document." if is_dots else "The bars count documents."
    end = round(100 * axis.top)
    beyond = sum(comparison.percents[end:])
    if beyond:
        verb = "lies" if beyond == 1 else "lie"
        note += f" {counted(beyond, 'document')} {verb} above {end}%, and stand at the right end."
    return note


def description(percents: Sequence[int]) -> str:
    """The distribution in words.

    >>> description([0] * 10 + [1, 2, 1] + [0] * 87)
    '4 documents by share; half of them lie between 10% and 13%'
    """
    total = sum(percents)
    if total < 4:
        return f"{counted(total, 'document')} by share"
    below = list(accumulate(percents))
    low = next(k for k, count in enumerate(below) if count >= total / 4)
    high = next(k for k, count in enumerate(below) if count >= 3 * total / 4) + 1
    return f"{counted(total, 'document')} by share; half of them lie between {low}% and {high}%"


def _columns(percents: Sequence[int], axis: Axis) -> list[int]:
    """Documents by column: there are as many columns as have room for a dot on a phone."""
    end = round(100 * axis.top)
    width = 2 if end > 50 else 1
    columns = [sum(percents[k : k + width]) for k in range(0, end, width)]
    columns[-1] += sum(percents[end:])
    return columns


def _has_dots(columns: Sequence[int]) -> bool:
    return sum(columns) <= _MAX_DOTS and max(columns) <= _MOST_IN_COLUMN


def _shapes(percents: Sequence[int], axis: Axis) -> Iterator[Html]:
    columns = _columns(percents, axis)
    step = 100 / len(columns)
    if _has_dots(columns):
        room = min(_DOT, _HEIGHT / max(*columns, 1))
        for k, count in enumerate(columns):
            for level in range(count):
                y = _HEIGHT - room * (level + 0.5)
                yield render(_PARTS["document"], {"x": step * (k + 0.5), "y": y})
        return
    highest = max(columns)
    for k, count in enumerate(columns):
        if count:
            height = max(1.0, _HEIGHT * count / highest)
            values = {"x": step * k, "y": _HEIGHT - height, "width": step, "height": height}
            yield render(_PARTS["documents"], {**values, "title": counted(count, "document")})


def _tenths(histogram: Sequence[int]) -> Html:
    """The numbers behind the figure, a row for each tenth of the share that has documents."""
    rows = (
        Row(
            f"{tenth / 10}",
            escaped(f"{10 * tenth} to {10 * tenth + 10}%"),
            [Cell(f"{count:,}", (count,))],
        )
        for tenth, count in enumerate(histogram)
        if count
    )
    columns = [Column("documents", "documents")]
    return figure_table("share from", columns, rows, "Documents by share")
