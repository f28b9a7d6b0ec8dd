"""Documents + Batch → rows of a level → JSON lines, CSV or Parquet: whatever `hedging batch` writes.

The rows of one chunk make one part; parts are joined to a file that is the same whoever made them and in whatever order. The
columns are a schema with a number, in README's table and in `COLUMNS`; a change of theirs is a new number.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from hedging.batch import COLUMNS, SCHEMA, Batch, Level
from hedging.errors import InputError, MissingExtraError
from hedging.jobs.inputs import Document

FORMATS: Final = (".jsonl", ".csv", ".parquet")


def format_of(path: str) -> str:
    """The format that a name asks for; InputError for another. Standard output (`-`) gets JSON lines."""
    found = Path(path).suffix.lower() if path != "-" else ".jsonl"
    if found not in FORMATS:
        raise InputError(
            f"cannot write {path}: expected a name that ends in {', '.join(FORMATS)}, or - for standard output"
        )
    if found == ".parquet":
        _parquet()
    return found


def columns(batch: Batch, documents: Sequence[Document], level: Level) -> dict[str, list[Any]]:
    """Columns of a level as lists, for documents of which those with a text were scored, in order, as `batch`.

    A document whose text is null has a row at the level of documents, with nulls, and none at the others.
    """
    scored = [document for document in documents if document.text is not None]
    found = batch.columns(level)
    owner = found.pop("document").tolist()
    if level != "document":
        owners = [scored[k] for k in owner]
        first = {"document": [one.number for one in owners], "id": [one.id for one in owners]}
        return first | {name: column.tolist() for name, column in found.items()}
    rows = zip(*(column.tolist() for column in found.values()), strict=True)
    source = [batch.model, batch.scheme, ",".join(batch.hedge_kinds), batch.threshold]
    nothing = (*(None,) * (len(found) - len(source)), *source)
    filled = [nothing if document.text is None else next(rows) for document in documents]
    return {
        "document": [document.number for document in documents],
        "id": [document.id for document in documents],
        **{name: [row[k] for row in filled] for k, name in enumerate(found)},
    }


def with_kept(
    table: dict[str, list[Any]], documents: Sequence[Document], keep: Sequence[str]
) -> dict[str, list[Any]]:
    """The columns, and behind them what is kept of each row's document."""
    if keep:
        kept = {document.number: document.kept for document in documents}
        for place, name in enumerate(keep):
            table[name] = [kept[number][place] for number in table["document"]]
    return table


def part(table: dict[str, list[Any]], level: Level, keep: Sequence[str], form: str) -> bytes:
    """A part of the output. JSON lines and CSV have no header in it; a Parquet part is a whole file."""
    if form == ".jsonl":
        names = list(table)
        encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
        rows = (
            encode(dict(zip(names, row, strict=True))) for row in zip(*table.values(), strict=True)
        )
        return "".join(f"{row}\n" for row in rows).encode("utf-8")
    if form == ".csv":
        stream = io.StringIO()
        writer = csv.writer(stream)
        for name in keep:
            table[name] = [_cell(value) for value in table[name]]
        writer.writerows(zip(*table.values(), strict=True))
        return stream.getvalue().encode("utf-8")
    arrow, parquet = _parquet()
    for name in keep:
        table[name] = [_cell(value) for value in table[name]]
    types = COLUMNS[level] | dict.fromkeys(keep, "string")
    fields = [(name, arrow.type_for_alias(kind)) for name, kind in types.items()]
    schema = arrow.schema(fields, metadata={"hedging.schema": str(SCHEMA)})
    sink = arrow.BufferOutputStream()
    parquet.write_table(arrow.table(table, schema=schema), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _cell(value: Any) -> str | None:
    """A kept value where every value is text: itself, what a date or the like is called, or its JSON."""
    if value is None or isinstance(value, str):
        return value
    plain = isinstance(value, (bool, int, float, list, dict))
    return json.dumps(value, ensure_ascii=False, default=str) if plain else str(value)


def header(level: Level, keep: Sequence[str], form: str) -> bytes:
    """What stands before the first row."""
    if form != ".csv":
        return b""
    stream = io.StringIO()
    csv.writer(stream).writerow([*COLUMNS[level], *keep])
    return stream.getvalue().encode("utf-8")


def join(parts: Iterator[Path], target: Path, level: Level, keep: Sequence[str], form: str) -> None:
    """Write the parts to one file, in order; what stands in the first line of each is about it, and stays behind."""
    if form != ".parquet":
        with target.open("wb") as stream:
            stream.write(header(level, keep, form))
            for path in parts:
                with path.open("rb") as source:
                    source.readline()
                    shutil.copyfileobj(source, stream, 1 << 20)
        return
    _, parquet = _parquet()
    writer = None
    for path in parts:
        with path.open("rb") as source:
            source.readline()
            table = parquet.read_table(io.BytesIO(source.read()))
        writer = writer or parquet.ParquetWriter(target, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is None:
        target.write_bytes(part({name: [] for name in [*COLUMNS[level], *keep]}, level, keep, form))
    else:
        writer.close()


def _parquet() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtraError("pyarrow", "writing Parquet", "arrow") from error
