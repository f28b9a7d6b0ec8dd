"""Outputs of `hedging batch` → entries of a comparison, so that no text is scored twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import Any, Final

from hedging.batch import COLUMNS
from hedging.errors import InputError
from hedging.jobs.files import input_format
from hedging.jobs.reading import read_rows, split_files
from hedging.jobs.records import BadRecord, Row, missing_column
from hedging.jobs.search import find_files
from hedging.report.tally import Entry, Source
from hedging.wording import shown_path

_TABLES: Final = ("jsonl", "csv", "tsv", "parquet")
# The counts of an entry: its sentences, its hedged sentences, and its cues by kind.
_COUNTS: Final = tuple(
    name
    for name, kind in COLUMNS["document"].items()
    if kind == "int64" and name not in ("document", "cues")
)


def is_table(path: str) -> bool:
    """Whether the name of a file is that of a table, as outputs of `hedging batch` have.

    >>> is_table("scores.csv"), is_table("scores.jsonl.gz"), is_table("article.txt")
    (True, True, False)
    """
    return input_format(path) in _TABLES


def entries(
    paths: Sequence[str], group: str | None = None, date: str | None = None
) -> Iterator[Entry | BadRecord]:
    """The documents in outputs of `hedging batch` at the level of documents.

    `group` and `date` are columns that were kept. A document without a text has no sentences. A row
    that cannot be read is a BadRecord. Raises InputError for a file that lacks a column.
    """
    for path in paths:
        yield from _entries_of_file(path, group, date)


def _entries_of_file(path: str, group: str | None, date: str | None) -> Iterator[Entry | BadRecord]:
    kept = [name for name in (group, date) if name is not None]
    columns = tuple(dict.fromkeys(("id", "score", *_COUNTS, *Source._fields, *kept)))
    first_bad: BadRecord | None = None
    has_rows = False
    for chunk in split_files(find_files([path]), columns):
        for row in read_rows(chunk, columns):
            result = _entry_or_bad(row, columns, group, date)
            if isinstance(result, BadRecord):
                first_bad = first_bad or result
            # A row that has the columns shows that the file is an output, even if it is damaged.
            has_rows = has_rows or not isinstance(result, BadRecord) or result.code == "wrong-value"
            yield result
    if first_bad is not None and not has_rows:
        raise InputError(_no_output(path, first_bad, kept))


def _entry_or_bad(
    row: Row | BadRecord, columns: Sequence[str], group: str | None, date: str | None
) -> Entry | BadRecord:
    if isinstance(row, BadRecord):
        return row
    if fault := missing_column(row.values, columns):
        return BadRecord(row.place, *fault)
    try:
        return _entry(row.values, group, date)
    except (TypeError, ValueError, OverflowError) as error:
        return BadRecord(row.place, f"not a row of scores: {error}", "wrong-value")


def _no_output(path: str, bad_record: BadRecord, kept: Sequence[str]) -> str:
    """The error for a file that is no output of `hedging batch`."""
    shown = shown_path(path)
    if bad_record.code == "missing-field" and bad_record.field in kept:
        field = bad_record.field
        return f"{shown} has no column {field!r}: keep it with hedging batch --keep {field}"
    return (
        f"{shown} is not an output of hedging batch at the level of documents "
        f"({bad_record.reason}); score it first: hedging batch {shown} -o scores.jsonl"
    )


def _entry(values: dict[str, Any], group: str | None, date: str | None) -> Entry:
    """The entry of a row. Raises ValueError or TypeError for values that are not scores."""
    if values["score"] in (None, ""):  # a document without a text
        counts, score = [0] * len(_COUNTS), 0.0
    else:
        # Libraries without missing integers turn whole numbers into floats.
        numbers = [float(values[name]) for name in _COUNTS]
        if not all(number.is_integer() for number in numbers):
            raise ValueError(f"expected whole numbers of {', '.join(_COUNTS)}")
        counts, score = [int(number) for number in numbers], float(values["score"])
    sentences, hedged_sentences, *cues_by_kind = counts
    return Entry(
        name=_text(values["id"]),
        score=score,
        sentences=sentences,
        hedged_sentences=hedged_sentences,
        cues_by_kind=tuple(cues_by_kind),
        model=_text(values["model"]),
        scheme=_text(values["scheme"]),
        hedge_kinds=_text(values["hedge_kinds"]),
        threshold=float(values["threshold"]),
        group="" if group is None else _text(values[group]),
        date="" if date is None else _text(values[date]),
    )


def _text(value: Any) -> str:
    """A value as the text of an entry; "" for a missing value."""
    missing = value is None or (isinstance(value, float) and isnan(value))
    return "" if missing else str(value)
