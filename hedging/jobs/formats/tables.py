"""CSV or TSV files, whose first record names the columns → chunks of whole records → rows.

Splitting and reading give the same lines to the same parser, so that they agree on where a record
ends: only a line feed ends a line, and a quoted field may hold several lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hedging.jobs.chunks import BytesChunk, Chunk
from hedging.jobs.files import read_blocks
from hedging.jobs.records import BadRecord, Fault, Place, Row, missing_column

# A text of any length is a field; the greatest limit that the csv module takes on every system.
_LONGEST_FIELD: Final = 2**31 - 1
_BLOCK: Final = 1 << 16
_BYTE_ORDER_MARK: Final = "\ufeff"


class Table:
    """Tables whose fields `delimiter` separates."""

    def __init__(self, name: str, columns: Sequence[str], *, delimiter: str) -> None:
        self._name = name
        self._columns = columns
        self._delimiter = delimiter

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """Chunks of at least `size` bytes, but for the last of a file."""
        for path in paths:
            yield from self._split_file(path, size)

    def _split_file(self, path: str, size: int) -> Iterator[BytesChunk]:
        lines = _Lines(path)
        records = self._parser(lines)
        try:
            header = tuple(next(records))
        except StopIteration:
            if lines.reason:
                yield self._fault(path, Fault(lines.reason))
            return
        except csv.Error as error:
            yield self._fault(path, Fault(f"its first line is not CSV: {error}", "not-csv"))
            return
        if fault := missing_column(header, self._columns):
            yield self._fault(path, fault)
            return
        offset = len(lines.take())
        read, count, done = records.line_num, 0, False
        line = read + 1
        while not done:
            try:
                count += bool(next(records))
            except StopIteration:
                done = True
            except csv.Error:
                count += 1  # the reader of the chunk meets the same error, and reports it
            if lines.size >= size or (done and (lines.size or lines.reason)):
                data = lines.take()
                yield BytesChunk(
                    source=path,
                    format=self._name,
                    line=line,
                    offset=offset,
                    records=count,
                    fault=Fault(lines.reason) if done and lines.reason else None,
                    data=data,
                    length=len(data),
                    header=header,
                )
                line, offset, count = line + records.line_num - read, offset + len(data), 0
                read = records.line_num

    def _fault(self, path: str, fault: Fault) -> BytesChunk:
        return BytesChunk(source=path, format=self._name, fault=fault, data=b"", length=0)

    def _parser(self, lines: Iterable[str]) -> Any:
        csv.field_size_limit(_LONGEST_FIELD)
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        """The rows of a chunk that has its data."""
        assert isinstance(chunk, BytesChunk)
        assert chunk.data is not None
        header, width = chunk.header, len(chunk.header)
        number, line, offset = chunk.first, chunk.line, chunk.offset
        lengths: list[int] = []
        records = self._parser(_lines_of(chunk.data, lengths))
        while True:
            reason, record = "", []
            try:
                record = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                reason = f"not CSV: {error}"
            length, lines = sum(lengths), len(lengths)
            lengths.clear()
            if record or reason:
                place = Place(number, chunk.source, line, offset, length)
                if not reason and len(record) != width:
                    reason = f"expected {width} fields as in the header, got {len(record)}"
                if reason:
                    yield BadRecord(place, reason, "not-csv")
                else:
                    yield Row(place, dict(zip(header, record, strict=True)))
                number += 1
            line, offset = line + lines, offset + length


class _Lines:
    """The lines of a file as text; bytes that are not UTF-8 become half surrogates.

    `size` counts the bytes of the lines since `take` was called, and `reason` says why the file
    could not be read to its end.
    """

    def __init__(self, path: str) -> None:
        self.size = 0
        self.reason = ""
        self._taken: list[bytes] = []
        self._path = path

    def __iter__(self) -> Iterator[str]:
        pending: list[bytes] = []
        first = True
        for block, reason in read_blocks(self._path, _BLOCK):
            self.reason = reason
            lines = block.split(b"\n")
            if len(lines) > 1:
                for line in (b"".join([*pending, lines[0]]), *lines[1:-1]):
                    yield self._text(line + b"\n", first)
                    first = False
                pending = []
            if lines[-1]:
                pending.append(lines[-1])
        if pending:
            yield self._text(b"".join(pending), first)

    def _text(self, line: bytes, first: bool) -> str:
        self._taken.append(line)
        self.size += len(line)
        text = line.decode("utf-8", "surrogateescape")
        # Before a quotation mark, a byte order mark would make the quotation part of a name.
        return text.removeprefix(_BYTE_ORDER_MARK) if first else text

    def take(self) -> bytes:
        """The bytes of the lines since the last call."""
        data = b"".join(self._taken)
        self._taken, self.size = [], 0
        return data


def _lines_of(data: bytes, lengths: list[int]) -> Iterator[str]:
    """The lines of some bytes as text; the length of each in bytes goes to `lengths`."""
    lines = data.split(b"\n")
    last = lines.pop()
    for line in lines:
        lengths.append(len(line) + 1)
        yield line.decode("utf-8", "surrogateescape") + "\n"
    if last:
        lengths.append(len(last))
        yield last.decode("utf-8", "surrogateescape")
