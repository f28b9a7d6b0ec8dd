"""Pages, and the tables behind their figures → files, each complete or not there.

A file replaces nothing but its like. Every table is written each time, without rows if there is
nothing to say, so that no table of an older comparison stays beside the new ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
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
    """Write a page to a file that is new or a page of this library, or to standard output (`-`)."""
    content = page.encode("utf-8", "replace")
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        check_page_target(Path(output))
        write_atomic(Path(output), content)


def check_page_target(target: Path) -> None:
    """Refuse a target that exists and is no page of this library."""
    if target.exists() and not (target.is_file() and is_page(target)):
        raise InputError(
            f"{shown_path(target)} exists and is no page of hedging: choose another name"
        )


def check_tables(folder: Path) -> None:
    """Refuse a folder that is a file, or that holds other files with the names of the tables."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{shown_path(folder)} is a file: name a folder for the tables")
    for name, table in comparison_tables(Comparison([]), ()).items():
        target, header = folder / name, csv_lines([[column] for column in table])
        is_ours = target.is_file() and target.read_bytes()[: len(header)] == header
        if target.exists() and not is_ours:
            raise InputError(
                f"{shown_path(target)} exists and is no such table of hedging: choose another "
                "folder"
            )


def write_tables(folder: Path, comparison: Comparison, differences: Sequence[Difference]) -> None:
    """Write the tables of a comparison into a folder, which is made if it is not there.

    A text that a spreadsheet would run gets an apostrophe before it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in comparison_tables(comparison, differences).items():
        columns = [[header, *map(guarded_cell, column)] for header, column in table.items()]
        write_atomic(folder / name, csv_lines(columns))


def guarded_cell(value: Any) -> Any:
    """A value as a cell that no spreadsheet takes for a formula."""
    if not isinstance(value, str) or not value.startswith(_FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


Table = Mapping[str, Iterable[Any]]


def comparison_tables(
    comparison: Comparison, differences: Sequence[Difference]
) -> dict[str, Table]:
    """The tables behind the figures by the names of their files, each with its columns."""
    listed = (*comparison.most_hedged(), *reversed(comparison.least_hedged()))
    groups = dict(sorted(comparison.groups.items(), key=lambda row: -row[1].share))
    periods = comparison.periods().tallies
    return {
        "histogram.csv": {
            "share_from": [tenth / 10 for tenth in range(10)],
            "share_to": [(tenth + 1) / 10 for tenth in range(10)],
            "documents": comparison.histogram,
        },
        "documents.csv": {
            "id": [entry.name for entry in listed],
            **_columns(listed, "group", "date", "share", "score", "sentences", "hedged_sentences"),
            "cues": [sum(entry.cues_by_kind) for entry in listed],
        },
        "groups.csv": {"group": groups, **_tally_columns(groups.values())},
        "trend.csv": {"period": periods, **_tally_columns(periods.values())},
        "kinds.csv": _kind_columns(
            {"all": {"": comparison.overall}, "group": groups, "period": periods}
        ),
        "differences.csv": {
            **_columns(differences, "first", "second", "measure", "first_mean", "second_mean"),
            "difference": [each.estimate for each in differences],
            **_columns(differences, "low", "high"),
            "first_documents": [each.documents[0] for each in differences],
            "second_documents": [each.documents[1] for each in differences],
            **_columns(differences, "left_out", "clusters", "pairs"),
            "pairs_only_first": [_paired(each, each.only_first) for each in differences],
            "pairs_only_second": [_paired(each, each.only_second) for each in differences],
        },
        "one_sided_pairs.csv": _one_sided_columns(differences),
    }


def _columns(items: Iterable[Any], *names: str) -> Table:
    return {name: list(map(attrgetter(name), items)) for name in names}


def _tally_columns(tallies: Iterable[Tally]) -> Table:
    ends = [tally.interval or (None, None) for tally in tallies]
    return {
        **_columns(tallies, "documents", "sentences", "hedged_sentences", "share"),
        "low": [low for low, _ in ends],
        "high": [high for _, high in ends],
    }


def _kind_columns(tallies: Mapping[str, Mapping[str, Tally]]) -> Table:
    rows = [
        (by, name, kind, cues, 100 * cues / max(tally.sentences, 1))
        for by, named in tallies.items()
        for name, tally in named.items()
        for kind, cues in zip(KINDS, tally.cues_by_kind, strict=True)
    ]
    return _from_rows(("by", "name", "kind", "cues", "cues_per_100_sentences"), rows)


def _one_sided_columns(differences: Sequence[Difference]) -> Table:
    rows = [
        (each.first, each.second, each.measure, name, group)
        for each in differences
        for group, names in ((each.first, each.only_first), (each.second, each.only_second))
        for name in names
    ]
    return _from_rows(("first", "second", "measure", "pair", "only_in"), rows)


def _from_rows(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    return {name: [row[k] for row in rows] for k, name in enumerate(header)}


def _paired(difference: Difference, names: Sequence[str]) -> int | None:
    return None if difference.pairs is None else len(names)
