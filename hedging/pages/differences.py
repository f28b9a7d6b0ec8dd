"""Differences of groups → dots with intervals against zero, and what they say in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from math import ceil, floor, log10
from typing import Final

from hedging.pages.figures import Cell, Column, Row, dot_at, figure_table
from hedging.pages.labels import label, short_name
from hedging.pages.markup import Html, escaped, joined, renderer
from hedging.stats.difference import Difference, Measure
from hedging.wording import counted, one_line

_render = renderer("figures.html")
#: Names in a sentence are shorter than in a column.
MAX_NAME: Final = 40

# So many differences are said openly: those of four groups, each with each.
_MOST_SAID: Final = 6

# What more of a measure is called: after the first group, and before the second.
_MORE: Final[dict[str, tuple[str, str]]] = {
    "share": ("leaves", "points more open than"),
    "score": ("leaves", "points more open than"),
    "confidence": ("sounds", "points surer than"),
    "declined": ("declines to answer", "points more often than"),
    "value": ("is", "above"),
}
# The measures in the order of the page, each with its heading.
_HEADINGS: Final[dict[Measure, str]] = {
    "share": "Share of sentences that leave something open: difference in points",
    "confidence": "How sure documents sound: difference in points",
    "declined": "Documents that decline to answer: difference in points",
    "score": "Expected share, by the mean score of sentences: difference in points",
    "value": "Difference of the values",
}


def in_words(difference: Difference) -> str:
    """The difference as a sentence, with its interval in place of a number.

    >>> print(in_words(Difference("share", "A", "B", -0.06, -0.09, -0.04, 0.1, 0.2, (9, 8))))
    B leaves 4 to 9 points more open than A
    >>> print(in_words(Difference("share", "A", "B", 0.02, -0.03, 0.07, 0.1, 0.2, (9, 8))))
    No difference can be seen: A may leave 3 points less open than B, or 7 points more
    """
    first, second = (short_name(name, MAX_NAME) for name in (difference.first, difference.second))
    estimate, interval = difference.estimate, difference.interval
    if estimate is None:
        return f"{first} and {second} cannot be compared"
    if interval and not difference.is_seen:
        return f"No difference can be seen: {_either(difference, first, second)}"
    more, less = (first, second) if estimate >= 0 else (second, first)
    verb, than = _MORE[difference.measure]
    least, most = (
        _amount(end, difference) for end in sorted(map(abs, interval or (estimate, estimate)))
    )
    amount = least if least == most else f"{least} to {most}"
    doubt = "" if interval else ", but there are too few documents to be sure"
    return f"{more} {verb} {amount} {than} {less}{doubt}"


def _either(difference: Difference, first: str, second: str) -> str:
    less = _amount(abs(difference.low or 0), difference)
    more = _amount(abs(difference.high or 0), difference)
    if difference.measure == "confidence":
        return f"{first} may sound {less} points less sure than {second}, or {more} points surer"
    if difference.measure == "declined":
        return (
            f"{first} may decline to answer {less} points less often than {second}, or {more} more"
        )
    if difference.measure == "value":
        return f"{first} may be {less} below {second}, or {more} above"
    return f"{first} may leave {less} points less open than {second}, or {more} points more"


def heading_of(differences: Sequence[Difference]) -> str:
    """The difference of two groups in words; for more groups, how many differences can be seen."""
    own = next(_by_measure(differences))[1]
    if len(own) == 1:
        return in_words(own[0])
    seen = sum(each.is_seen for each in own)
    if seen in (0, len(own)):
        return f"{'All' if seen else 'None of'} {counted(len(own), 'difference')} can be seen"
    return f"{seen} of {counted(len(own), 'difference')} can be seen"


def said_openly(differences: Sequence[Difference]) -> list[str]:
    """What a few differences of the main measure say: each that can be seen, then the others.

    Nothing where the heading says it all: for one difference, and where none can be seen.
    """
    own = next(_by_measure(differences))[1]
    if not 2 <= len(own) <= _MOST_SAID:
        return []
    by_size = sorted(own, key=lambda each: -abs(each.estimate or 0.0))
    said = [f"{in_words(each)}." for each in by_size if each.is_seen]
    unseen = [
        " and ".join(short_name(name, MAX_NAME) for name in (each.first, each.second))
        for each in by_size
        if not each.is_seen
    ]
    if said and unseen:
        said.append(f"No difference can be seen between {', or between '.join(unseen)}.")
    return said


def difference_figures(
    differences: Sequence[Difference], *, main_only: bool = False
) -> Iterator[Html]:
    """Draw each measure, or only the main one, with the largest differences first."""
    for measure, own in islice(_by_measure(differences), 1 if main_only else None):
        heading = _HEADINGS[measure]
        figure = _figure(sorted(own, key=lambda each: -(each.estimate or 0.0)), heading)
        yield joined([_render("panel_heading", text=heading), figure])


def _by_measure(
    differences: Sequence[Difference],
) -> Iterator[tuple[Measure, Sequence[Difference]]]:
    for measure in _HEADINGS:
        if own := [each for each in differences if each.measure == measure]:
            yield measure, own


def _figure(differences: Sequence[Difference], heading: str) -> Html:
    reach = _reach(differences)
    columns = [
        Column("difference", "difference"),
        Column("95% interval", "low;high"),
        Column("first", "first_mean"),
        Column("second", "second_mean"),
        Column("documents", "first_documents;second_documents"),
    ]
    if differences[0].pairs is not None:
        columns.append(Column("pairs", "pairs"))
    # The largest of many groups is named once, above all that it is compared with.
    is_largest = len(differences) > 1 and len({each.first for each in differences}) == 1
    head = f"{short_name(differences[0].first, MAX_NAME)} against" if is_largest else "groups"
    rows = []
    for each in differences:
        name, csv = label(each.second), ""
        if not is_largest:
            name = joined([label(each.first), escaped(" − "), name])
            csv = one_line(f"{each.first} − {each.second}")
        rows.append(Row(name, _cells(each), _track(each, reach), csv))
    return figure_table(head, columns, rows, heading, scale=_scale(reach, differences[0]))


def _cells(each: Difference) -> list[Cell]:
    ends = [_signed(end, each) for end in each.interval or ()]
    cells = [
        Cell(_signed(each.estimate, each), (each.estimate,)),
        Cell(" to ".join(ends) or "–", (each.low, each.high)),
        Cell(_mean(each.first_mean, each), (each.first_mean,)),
        Cell(_mean(each.second_mean, each), (each.second_mean,)),
        Cell("{:,} and {:,}".format(*each.documents), each.documents),
    ]
    return cells if each.pairs is None else [*cells, Cell(f"{each.pairs:,}", (each.pairs,))]


def _reach(differences: Sequence[Difference]) -> float:
    """How far the axis reaches to both sides: a round number beyond the ends of all intervals."""
    ends = [
        abs(end)
        for each in differences
        for end in (each.estimate, each.low, each.high)
        if end is not None
    ]
    longest = max(ends, default=0.0) or 0.01
    power = 10.0 ** floor(log10(longest))
    return ceil(longest / power - 1e-9) * power


def _track(each: Difference, reach: float) -> Html:
    marks = [_render("zero")]
    if each.estimate is not None:
        ends = each.interval and (_place(each.interval[0], reach), _place(each.interval[1], reach))
        marks.append(dot_at(_place(each.estimate, reach), ends, is_open=not each.is_seen))
    return joined(marks)


def _place(value: float, reach: float) -> float:
    return 50 + 50 * value / reach


def _scale(reach: float, example: Difference) -> Html:
    low, high = (_signed(end, example).replace(".0", "") for end in (-reach, reach))
    less, more = ("less sure", "surer") if example.measure == "confidence" else ("less", "more")
    return _render("zero_scale", low=low, high=high, less=less, more=more)


def _amount(value: float, difference: Difference) -> str:
    """A size without a sign: points of a hundred, or the caller's value as it is."""
    if difference.measure == "value":
        return f"{value:.3g}"
    points = 100 * value
    return f"{points:.0f}" if points >= 1 else f"{points:.1f}"


def _signed(value: float | None, difference: Difference) -> str:
    if value is None:
        return "–"
    text = difference.shown(value, "+")
    return text.replace("-", "−") if float(text) else "0"


def _mean(value: float | None, difference: Difference) -> str:
    unit = "%" if difference.measure != "value" else ""
    return "–" if value is None else f"{difference.shown(value)}{unit}"
