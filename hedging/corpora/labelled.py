"""A file of labelled sentences → Gold, by the ending of its name.

Whoever labels chooses the form: JSON lines (`hedging.corpora.jsonlines`), text with marked cues
(`hedging.corpora.marked`), or a table, with a row for each sentence, as a spreadsheet saves it.
The first row of a table names the columns; others than these are passed over:

    text       the sentence, with its cues marked as in text
    document   the name of the text that the sentence comes from (default: the name of the file and
               the number of the line)
    hedged     true or false, yes or no, 1 or 0, for a row without marks where only the sentence has
               a label; where this column is empty and there are no marks, there is no label
    kinds      the kinds that the annotators looked for, with spaces or commas between them
    scheme, part, register   as in JSON lines

An empty cell is like a missing column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hedging.corpora import jsonlines, marked
from hedging.corpora.gold import NO_VALUE, Gold
from hedging.corpora.marked import labelled_sentence, read_content
from hedging.corpora.rows import JsonRow
from hedging.errors import CorpusError, InputError

_STRINGS = ("document", "scheme", "part", "register")
_COLUMNS = ("text", "hedged", "kinds", *_STRINGS)
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
# A sentence of any length is a cell; the greatest limit that the csv module takes on every system.
_LONGEST_CELL = 2**31 - 1


def read_labelled(path: Path, by: str | None = None) -> Iterator[Gold]:
    """The sentences of one file, in order.

    Files named .jsonl and .ndjson are JSON lines, .csv and .tsv are tables, and all others are text
    with marked cues. `by` names the field or the column whose values are the groups of the
    sentences, in place of "register"; a row without a value is in the group NO_VALUE. Raises
    CorpusError for a file that is empty or cannot be read, with the line, and InputError for `by`
    with a text, which has no fields.
    """
    ending = path.suffix.lower()
    if ending in (".jsonl", ".ndjson"):
        golds = jsonlines.read(path, by)
    elif ending in (".csv", ".tsv"):
        golds = _read_table(path, by)
    elif by is None:
        golds = marked.read(path)
    else:
        raise InputError(
            f"{path} is text, which has no field {by!r}: give JSON lines, or a table with a column "
            "of that name"
        )
    is_empty = True
    for gold in golds:
        is_empty = False
        yield gold
    if is_empty:
        raise CorpusError(
            f"{path} is empty: expected labelled sentences, such as It [may|epistemic] rain."
        )


def _read_table(path: Path, by: str | None) -> Iterator[Gold]:
    records = _records(path)
    line, header = next(records, (1, []))
    names = [name.strip() for name in header]
    for name in _COLUMNS:
        if names.count(name) > 1:
            raise CorpusError(f"{path}:{line}: more than one column is called {name!r}")
    if header and "text" not in names:
        shown = ", ".join(repr(name[:60]) for name in names)
        raise CorpusError(
            f"{path}:{line}: no column 'text' for the sentences; there are {shown}: name the "
            "columns in the first row, with commas between them, or tabs in a file named .tsv"
        )
    for line, record in records:
        if len(record) != len(names):
            raise CorpusError(
                f"{path}:{line}: expected {len(names)} cells as in the first row, got "
                f"{len(record)}: put a sentence with separators into quotation marks"
            )
        cells = {name: cell.strip() for name, cell in zip(names, record, strict=True)}
        if by is not None:
            cells["register"] = cells.get(by) or NO_VALUE
        yield _sentence(cells, f"{path}:{line}", f"{path.name}:{line}")


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of its last line."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    csv.field_size_limit(_LONGEST_CELL)
    content = io.StringIO(read_content(path), newline="")
    reader = csv.reader(content, delimiter=delimiter, strict=True)
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield reader.line_num, record
    except csv.Error as error:
        raise CorpusError(f"{path}:{reader.line_num}: not CSV: {error}") from error


def _sentence(cells: dict[str, str], where: str, line_name: str) -> Gold:
    fields: dict[str, Any] = {name: cells[name] for name in _STRINGS if cells.get(name)}
    if cells.get("kinds"):
        fields["kinds"] = cells["kinds"].replace(",", " ").split()
    row = JsonRow(fields, where, line_name)
    flag = cells.get("hedged", "")
    if flag and flag.lower() not in _FLAGS:
        raise row.fault(f"hedged must be {', '.join(_FLAGS)} or empty, got {flag[:60]!r}")
    hedged = _FLAGS[flag.lower()] if flag else None
    return labelled_sentence(row, cells["text"], hedged, is_labelled="hedged" not in cells)
