"""Parquet files → chunks of rows.

The rows are read where the file is split, since a part of a Parquet file cannot be read alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from hedging.errors import require
from hedging.jobs.chunks import Chunk, RowsChunk
from hedging.jobs.files import COMPRESSIONS, read_blocks
from hedging.jobs.records import BadRecord, Fault, Place, Row, missing_column

_ROWS: Final = 512
_BLOCK: Final = 1 << 20


def require_parquet() -> Any:
    """The module that reads Parquet. Raises MissingExtraError without it."""
    return require("pyarrow.parquet", "reading Parquet", "arrow")


class Parquet:
    """Parquet files; only the columns that are needed are read."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self._name = name
        self._columns = list(columns)

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """Chunks of a number of rows; their size in bytes is not known."""
        for path in paths:
            yield from self._split_file(path)

    def _split_file(self, path: str) -> Iterator[RowsChunk]:
        parquet = require_parquet()
        line = 1
        try:
            source: Any = path
            if path.lower().endswith(COMPRESSIONS):
                source = BytesIO(b"".join(block for block, _ in read_blocks(path, _BLOCK)))
            file = parquet.ParquetFile(source)
            if fault := missing_column(file.schema_arrow.names, self._columns):
                yield self._chunk(path, line, fault=fault)
                return
            for batch in file.iter_batches(batch_size=_ROWS, columns=self._columns):
                rows = _rows_of(batch)
                yield self._chunk(path, line, rows)
                line += len(rows)
        except (OSError, ValueError) as error:  # pyarrow's errors are these
            yield self._chunk(path, line, fault=Fault(f"not Parquet, or damaged: {error}"))

    def _chunk(
        self,
        path: str,
        line: int,
        rows: Sequence[dict[str, Any] | Fault] = (),
        fault: Fault | None = None,
    ) -> RowsChunk:
        return RowsChunk(
            source=path,
            format=self._name,
            line=line,
            records=len(rows),
            fault=fault,
            rows=tuple(rows),
        )

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        """The rows of a chunk."""
        assert isinstance(chunk, RowsChunk)
        for k, row in enumerate(chunk.rows):
            place = Place(chunk.first + k, chunk.source, chunk.line + k)
            yield BadRecord(place, *row) if isinstance(row, Fault) else Row(place, row)


def _rows_of(batch: Any) -> list[dict[str, Any] | Fault]:
    """The rows of a record batch; a value that Python cannot hold is a fault of its row alone."""
    try:
        rows: list[dict[str, Any] | Fault] = batch.to_pylist()
    except (ValueError, OverflowError):
        rows = [_row_of(batch, k) for k in range(batch.num_rows)]
    return rows


def _row_of(batch: Any, k: int) -> dict[str, Any] | Fault:
    """Row k of a record batch, value by value."""
    values: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values[name] = column[k].as_py()
        except (ValueError, OverflowError) as error:
            return Fault(f"field {name!r} cannot be read: {error}", "wrong-value", name)
    return values
