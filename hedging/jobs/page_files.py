"""Pages, and the tables behind their figures → files, each complete or not there.

A file replaces nothing but its like. Every table is written each time, without rows if there is
nothing to say, so that no table of an older comparison stays beside the new ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hedging.comparison import Comparison
from hedging.errors import InputError
from hedging.jobs.encoding import csv_lines
from hedging.jobs.files import write_atomic
from hedging.kinds import KINDS
from hedging.pages.markup import is_page
from hedging.stats.difference import Difference
from hedging.stats.tally import Tally
from hedging.wording import shown_path

# Characters at the begin of a cell that make it a formula in a spreadsheet (OWASP, CSV Injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_html(page: str, output: str) -> None:
    """Write a page to a file, or to standard output for `-`.

    Raises InputError for a file that exists and is no page of this library.
    """
    content = page.encode("utf-8", "replace")
    if output != "-":
        check_page_target(Path(output))
        write_atomic(Path(output), content)
        return
    if sys.stdout is None:
        raise InputError("standard output is closed: name a page in place of -")
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def check_page_target(target: Path) -> None:
    """Refuse a target that exists and is no page of this library."""
    if target.exists() and not (target.is_file() and is_page(target)):
        raise InputError(
            f"{shown_path(target)} exists and is no page of hedging: choose another name"
        )


def check_table_target(target: Path, header: Sequence[str]) -> None:
    """Refuse a target that exists and is no table with this header."""
    first_line = csv_lines([[name] for name in header])
    if target.exists():
        if target.is_file():
            with target.open("rb") as stream:
                if stream.read(len(first_line)) == first_line:
                    return
        raise InputError(
            f"{shown_path(target)} exists and is no such table of hedging: choose another folder"
        )


def write_table(target: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table as CSV; a text that a spreadsheet would run gets an apostrophe before it."""
    cells = ([guarded_cell(value) for value in row] for row in rows)
    write_atomic(target, csv_lines(zip(header, *cells, strict=True)))


def guarded_cell(value: Any) -> Any:
    """A value as a cell that no spreadsheet takes for a formula.

    >>> guarded_cell("=1+1"), guarded_cell("-2"), guarded_cell(-2)
    ("'=1+1", '-2', -2)
    """
    if not isinstance(value, str) or not value.startswith(_FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


_TALLY: Final = ("documents", "sentences", "hedged_sentences", "score", "low", "high")
#: The tables by the names of their files, with their columns.
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "histogram.csv": ("score_from", "score_to", "documents"),
    "documents.csv": ("id", "group", "date", "score", "sentences", "hedged_sentences", "cues"),
    "groups.csv": ("group", *_TALLY),
    "trend.csv": ("period", *_TALLY),
    "kinds.csv": ("by", "name", "kind", "cues", "cues_per_100_sentences"),
    "differences.csv": (
        "first",
        "second",
        "measure",
        "first_mean",
        "second_mean",
        "difference",
        "low",
        "high",
        "first_documents",
        "second_documents",
        "left_out",
        "clusters",
        "pairs",
        "pairs_only_first",
        "pairs_only_second",
    ),
    "one_sided_pairs.csv": ("first", "second", "measure", "pair", "only_in"),
}


def check_tables(folder: Path) -> None:
    """Refuse a folder that is a file, or that holds other files with the names of the tables."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{shown_path(folder)} is a file: name a folder for the tables")
    for name, header in HEADERS.items():
        check_table_target(folder / name, header)


def write_tables(
    folder: Path, comparison: Comparison, differences: Sequence[Difference] = ()
) -> None:
    """Write the tables of a comparison into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in _tables(comparison, differences).items():
        write_table(folder / name, HEADERS[name], rows)


def _tables(
    comparison: Comparison, differences: Sequence[Difference]
) -> dict[str, Iterable[Sequence[Any]]]:
    """The rows of each table."""
    groups = dict(sorted(comparison.groups.items(), key=lambda row: -row[1].score))
    periods = comparison.periods().tallies
    return {
        "histogram.csv": (
            (tenth / 10, (tenth + 1) / 10, count)
            for tenth, count in enumerate(comparison.histogram)
        ),
        "documents.csv": _document_rows(comparison),
        "groups.csv": _tally_rows(groups),
        "trend.csv": _tally_rows(periods),
        "kinds.csv": (
            *_kind_rows("all", {"": comparison.overall}),
            *_kind_rows("group", groups),
            *_kind_rows("period", periods),
        ),
        "differences.csv": map(_difference_row, differences),
        "one_sided_pairs.csv": _one_sided_rows(differences),
    }


def _document_rows(comparison: Comparison) -> Iterator[Sequence[Any]]:
    """The documents that the page lists, the most hedged first."""
    for entry in (*comparison.most_hedged(), *reversed(comparison.least_hedged())):
        counts = (entry.score, entry.sentences, entry.hedged_sentences, sum(entry.cues_by_kind))
        yield entry.name, entry.group, entry.date, *counts


def _tally_rows(tallies: Mapping[str, Tally]) -> Iterator[Sequence[Any]]:
    for name, tally in tallies.items():
        counts = (tally.documents, tally.sentences, tally.hedged_sentences)
        yield name, *counts, tally.score, *(tally.interval or (None, None))


def _kind_rows(by: str, tallies: Mapping[str, Tally]) -> Iterator[Sequence[Any]]:
    for name, tally in tallies.items():
        for kind, cues in zip(KINDS, tally.cues_by_kind, strict=True):
            yield by, name, kind, cues, 100 * cues / max(tally.sentences, 1)


def _difference_row(difference: Difference) -> Sequence[Any]:
    is_paired = difference.pairs is not None
    return (
        difference.first,
        difference.second,
        difference.measure,
        difference.first_mean,
        difference.second_mean,
        difference.estimate,
        difference.low,
        difference.high,
        *difference.documents,
        difference.left_out,
        difference.clusters,
        difference.pairs,
        len(difference.only_first) if is_paired else None,
        len(difference.only_second) if is_paired else None,
    )


def _one_sided_rows(differences: Sequence[Difference]) -> Iterator[Sequence[Any]]:
    for each in differences:
        for group, names in ((each.first, each.only_first), (each.second, each.only_second)):
            for name in names:
                yield each.first, each.second, each.measure, name, group
