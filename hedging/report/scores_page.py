"""Outputs of `hedging batch` → one page that compares their documents, and its tables.

A comparison needs no memory for each document. The differences of groups do, some hundred bytes,
since their intervals come from drawing documents again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hedging.report import from_scores
from hedging.report.comparison import Comparison
from hedging.report.comparison_page import comparison_page
from hedging.report.files import write_html
from hedging.report.from_scores import ScoresOptions
from hedging.report.tables import check_tables, write_tables
from hedging.stats.difference import Difference
from hedging.stats.groups import choice_note, differences
from hedging.stats.tally import Entry
from hedging.wording import counted, one_line, shown_path
from hedging.yardstick import DEFAULT_REGISTER

# Takes a line for the caller.
Note = Callable[[str], None]

# What the differences of groups are made of; fields of an entry.
_COMPARED = ("group", "pair", "cluster", "score", "sentences", "hedged_sentences", "confidence")


def write_comparison(
    paths: Sequence[str],
    output: str,
    options: ScoresOptions,
    *,
    title: str = "",
    register: str = DEFAULT_REGISTER,
    note: Note,
    show: Note,
) -> bool:
    """Write one page that compares the documents of outputs of `hedging batch`.

    `note` takes each line about what could not be used, and `show` each difference of groups.
    Returns whether all rows could be read.
    """
    unreadable = 0
    first = ""
    columns: dict[str, list[object]] = {name: [] for name in _COMPARED}

    def readable() -> Iterator[Entry]:
        nonlocal unreadable, first
        for record in from_scores.entries(paths, options):
            if not isinstance(record, Entry):
                unreadable += 1
                first = first or f"{shown_path(record.source)}, line {record.line}: {record.reason}"
                continue
            if options.compare is not None:
                for name, column in columns.items():
                    column.append(getattr(record, name))
            yield record

    tables = None if options.tables is None else Path(options.tables)
    if tables is not None:
        check_tables(tables)
    comparison = Comparison(readable())
    compared = _differences(columns, options, note)
    write_html(comparison_page(comparison, title, compared, register=register), output)
    if tables is not None:
        write_tables(tables, comparison, compared)
    for difference in compared:
        show(str(difference))
    if options.date is not None:
        _note_dates(comparison, options.date, note)
    if unreadable:
        note(f"{counted(unreadable, 'row')} could not be read, the first in {one_line(first)}")
    return not unreadable


def _differences(
    columns: dict[str, list[object]], options: ScoresOptions, note: Note
) -> tuple[Difference, ...]:
    """The differences of the groups that `options` compare; none, after a note, without two."""
    if options.compare is None:
        return ()
    groups = sorted({str(name) for name in columns["group"] if name})
    if len(groups) < 2:
        found = f"holds one name only, {groups[0]!r}" if groups else "holds no name"
        note(f"column {options.compare!r} {one_line(found)}: expected two groups to compare")
        return ()
    compared = differences(
        columns,
        "group",
        pair=None if options.pair is None else "pair",
        cluster=None if options.cluster is None else "cluster",
    )
    if about := choice_note(compared):
        note(about)
    return compared


def _note_dates(comparison: Comparison, column: str, note: Note) -> None:
    """Note that dates of a column could not be used."""
    tallies, left_out = comparison.periods()
    if left_out:
        fault = (
            f"the dates of {counted(left_out, 'document')} in column {column!r} cannot be used"
            if tallies
            else f"column {column!r} holds no date"
        )
        note(f"{fault}: expected dates such as 2020-05-17, 2020-05 or 2020")
