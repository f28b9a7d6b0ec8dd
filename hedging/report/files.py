"""Pages and tables → files, each complete or not there, in the place of nothing but its like."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from hedging.display.page import is_page
from hedging.errors import InputError
from hedging.jobs.encoding import csv_lines
from hedging.jobs.files import write_atomic
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


def shown_output(output: str) -> str:
    """The name of an output on one line for people; `-` is standard output."""
    return "standard output" if output == "-" else shown_path(output)


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
