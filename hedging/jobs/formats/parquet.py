"""Parquet files → chunks of rows.

The rows are read where the file is split, since a part of a Parquet file cannot be read alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

from hedging.errors import require
from hedging.jobs.chunks import Chunk, Format
from hedging.jobs.files import COMPRESSIONS
from hedging.jobs.formats.texts import read_content
from hedging.jobs.records import BadRecord, Fault, Place, Row, missing_column, too_long

# Rows of a chunk at the most, and rows that are unpacked at a time.
_ROWS: Final = 512
_BATCH: Final = 64
# A value of a dictionary can be in all rows, so a file of a kilobyte can expand to gigabytes. Where
# the columns are so many times as long as they are in the file, few rows are unpacked at a time.
_SUSPICIOUS: Final = 100
_BATCH_BYTES: Final = 1 << 26


def require_parquet() -> Any:
    """The module that reads Parquet. Raises MissingExtraError without it."""
    return require("pyarrow.parquet", "reading Parquet", "arrow")


class Parquet(Format):
    """Parquet files; only the columns that are needed are read."""

    def split_file(self, path: str, size: int) -> Iterator[Chunk]:
        """The chunks of a file, of about `size` bytes and a limited number of rows."""
        parquet = require_parquet()
        line = 1
        try:
            source: Any = path
            if path.lower().endswith(COMPRESSIONS):
                content, fault = read_content(path, self.limit)
                if fault:
                    yield self.fault(path, fault)
                    return
                source = BytesIO(content)
            file = parquet.ParquetFile(source)
            names = file.schema_arrow.names
            if fault := missing_column(names, self.columns, self.optional):
                yield self.fault(path, fault)
                return
            columns = [name for name in (*self.columns, *self.optional) if name in names]
            for rows in self._groups(file, columns, size):
                yield Chunk(
                    source=path, format=self.name, line=line, records=len(rows), rows=tuple(rows)
                )
                line += len(rows)
        except (OSError, ValueError) as error:  # pyarrow's errors are these
            yield self.fault(path, Fault(f"not Parquet, or damaged: {error}"), line=line)

    def _groups(
        self, file: Any, columns: list[str], size: int
    ) -> Iterator[list[dict[str, Any] | Fault]]:
        group: list[dict[str, Any] | Fault] = []
        length = 0
        try:
            for batch in _batches(file, columns):
                # A large batch is made Python objects row by row.
                step = batch.num_rows if batch.nbytes <= size else 1
                for begin in range(0, batch.num_rows, max(step, 1)):
                    rows = batch.slice(begin, step)
                    length += rows.nbytes
                    group += self._rows(rows)
                    if length >= size or len(group) >= _ROWS:
                        yield group
                        group, length = [], 0
        except (OSError, ValueError):
            if group:  # what is whole before the fault
                yield group
            raise
        if group:
            yield group

    def _rows(self, batch: Any) -> list[dict[str, Any] | Fault]:
        """The rows of a record batch; a row that is too long, or cannot be read, is a fault."""
        if batch.nbytes <= self.limit:
            with suppress(ValueError, OverflowError):
                rows: list[dict[str, Any] | Fault] = batch.to_pylist()
                return rows
        return [self._row(batch.slice(k, 1)) for k in range(batch.num_rows)]

    def _row(self, batch: Any) -> dict[str, Any] | Fault:
        if batch.nbytes > self.limit:
            return too_long(batch.nbytes, self.limit)
        values: dict[str, Any] = {}
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            try:
                values[name] = column[0].as_py()
            except (ValueError, OverflowError) as error:
                return Fault(f"field {name!r} cannot be read: {error}", "wrong-value", name)
        return values

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        for k, row in enumerate(chunk.rows):
            place = Place(chunk.first + k, chunk.source, chunk.line + k)
            yield BadRecord(place, *row) if isinstance(row, Fault) else Row(place, row)


def _batches(file: Any, columns: list[str]) -> Iterator[Any]:
    """Record batches that fit into memory, as far as the file is right about its sizes."""
    for number in range(file.num_row_groups):
        metadata = file.metadata.row_group(number)
        chunks = [metadata.column(k) for k in range(metadata.num_columns)]
        chunks = [c for c in chunks if c.path_in_schema.split(".")[0] in columns]
        unpacked = sum(chunk.total_uncompressed_size for chunk in chunks)
        packed = sum(chunk.total_compressed_size for chunk in chunks)
        rows = _BATCH
        if unpacked > _SUSPICIOUS * packed:
            rows = max(1, min(_BATCH, _BATCH_BYTES // unpacked))
        yield from file.iter_batches(
            batch_size=rows,
            row_groups=[number],
            columns=columns,
            use_threads=False,  # more threads hold more batches, as many as the machine likes
        )
