"""Documents and their Batch → rows of a level → JSON lines, CSV or Parquet.

The rows of a chunk make a part, and parts are joined to a file that is the same, whoever wrote
them and in whatever order. The columns are those of `hedging.batch.columns_of`, then the kept
columns. A table maps the name of a column to its values; no function changes a table.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

from hedging.batch import SCHEMA, Batch, Level
from hedging.errors import InputError, require
from hedging.jobs.encoding import Column, csv_lines, json_lines, listed
from hedging.jobs.records import Documents, json_text
from hedging.wording import CONTROL, shown_path

#: The formats of an output, which are the endings of its name.
OUTPUT_FORMATS: Final = (".jsonl", ".csv", ".parquet")

# The columns that are known of a null text too.
_OPTIONS: Final = frozenset({"model", "scheme", "hedge_kinds", "threshold", "calibration"})

Table = dict[str, Column]


def output_format(path: str) -> str:
    """The format that the name of an output asks for; standard output (`-`) gets JSON lines."""
    ending = Path(path).suffix.lower() if path != "-" else ".jsonl"
    names_folder = path.endswith(tuple(filter(None, (os.sep, os.altsep))))
    if ending not in OUTPUT_FORMATS or names_folder:
        raise InputError(
            f"cannot write {shown_path(path)}: expected a name that ends in "
            f"{', '.join(OUTPUT_FORMATS)}, or - for standard output"
        )
    if ending == ".parquet":
        _arrow()
    return ending


def table_of(batch: Batch, documents: Documents, level: Level, keep: Sequence[str] = ()) -> Table:
    """The rows of documents, whose texts were scored as `batch`, a null one as an empty one.

    A document whose text is null has a row of nulls at the level of documents, and no row at the
    other levels. `keep` names the kept columns.
    """
    values: Table = dict(batch.columns(level))
    index = listed(values.pop("document"))
    nulls = [k for k, text in enumerate(documents.texts) if text is None]
    if nulls and level == "document":
        for name in values.keys() - _OPTIONS:
            values[name] = column = listed(values[name])
            for k in nulls:
                column[k] = None

    def of_rows(values: list[Any]) -> list[Any]:
        """The value of the document of each row."""
        return values if level == "document" else list(map(values.__getitem__, index))

    table: Table = {"document": of_rows(documents.numbers), "id": of_rows(documents.ids), **values}
    for name, kept in zip(keep, documents.kept, strict=True):
        table[name] = of_rows(kept)
    return table


def merge_tables(tables: Sequence[Table]) -> Table:
    """The rows of one or more tables of the same columns, in the order of the documents."""
    if len(tables) == 1:
        return tables[0]
    joined = {name: [v for table in tables for v in listed(table[name])] for name in tables[0]}
    document = joined["document"]
    order = sorted(range(len(document)), key=document.__getitem__)
    return {name: [column[k] for k in order] for name, column in joined.items()}


def encode_rows(table: Table, columns: Mapping[str, str], keep: Sequence[str], form: str) -> bytes:
    """The rows of a part, of the format `form`; `columns` have types.

    JSON lines and CSV come without a header; a part of Parquet is a Parquet file.
    """
    if form == ".jsonl":
        return json_lines(table)
    cells = table | {name: [_cell(value) for value in listed(table[name])] for name in keep}
    if form == ".csv":
        return csv_lines(cells.values())
    arrow, parquet = _arrow()
    types = {**columns} | dict.fromkeys(keep, "string")
    fields = [(name, arrow.type_for_alias(kind)) for name, kind in types.items()]
    schema = arrow.schema(fields, metadata={"hedging.schema": str(SCHEMA)})
    sink = arrow.BufferOutputStream()
    lists = {name: listed(column) for name, column in cells.items()}
    parquet.write_table(arrow.table(lists, schema=schema), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def escape_controls(rows: bytes) -> bytes:
    """Lines of JSON with escapes for the characters that a terminal obeys.

    JSON itself escapes no more than the characters below U+0020.
    """
    text = CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", rows.decode("utf-8"))
    return text.encode("utf-8")


def _cell(value: Any) -> str | None:
    """A kept value where every value is text: a str as it is, a date as it prints, else JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float, list, dict)):
        text = json_text(value)
        return None if text == "null" else text
    return str(value)


def join_parts(
    parts: Iterator[IO[bytes]],
    target: IO[bytes],
    columns: Mapping[str, str],
    keep: Sequence[str],
    form: str,
) -> None:
    """Write the rows of some parts to one file, in order; each stream stands before its rows."""
    names = [*columns, *keep]
    if form == ".parquet":
        _join_parquet(parts, target, encode_rows({name: [] for name in names}, columns, keep, form))
        return
    if form == ".csv":
        target.write(csv_lines([[name] for name in names]))
    for part in parts:
        shutil.copyfileobj(part, target, 1 << 20)


def _join_parquet(parts: Iterator[IO[bytes]], target: IO[bytes], empty: bytes) -> None:
    _, parquet = _arrow()
    schema = parquet.read_schema(io.BytesIO(empty))
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for part in parts:
            writer.write_table(parquet.read_table(io.BytesIO(part.read())))


def _arrow() -> tuple[Any, Any]:
    purpose = "writing Parquet"
    return require("pyarrow", purpose, "arrow"), require("pyarrow.parquet", purpose, "arrow")
