"""CSV or TSV files, whose first record names the columns → chunks of whole records → rows.

Splitting and reading give the same lines to the same parser, so that they agree on where a record
ends: only a line feed ends a line, and a quoted field may hold several lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from hedging.jobs.chunks import MAX_RECORDS, Chunk, Format
from hedging.jobs.files import read_blocks
from hedging.jobs.records import BadRecord, Fault, Place, Row, missing_column

# A text of any length is a field; the greatest limit that the csv module takes on every system.
_LONGEST_FIELD: Final = 2**31 - 1
_BLOCK: Final = 1 << 16
_BYTE_ORDER_MARK: Final = "\ufeff"
_DELIMITERS: Final = {"csv": ",", "tsv": "\t"}


class DelimitedTable(Format):
    """Tables whose fields a comma ("csv") or a tab ("tsv") separates."""

    def split_file(self, path: str, size: int) -> Iterator[Chunk]:
        """The chunks of a file, of at least `size` bytes but for the last."""
        lines = _Lines(path, self.limit)
        records = self._parser(lines)
        header, fault = self._header(records, lines)
        if fault:
            yield self.fault(path, fault)
        if not header or fault:
            return
        offset, line = len(lines.pop()), lines.count + 1
        count, done = 0, False
        while not done:
            skipped = 0
            lines.begin_record()
            try:
                count += bool(next(records))
            except StopIteration:
                done = True
            except csv.Error:
                count += 1  # the reader of the chunk meets the same error, and reports it
            except _TooLongError:
                skipped = lines.skip_record()
            if not (done or skipped or lines.size >= size or count >= MAX_RECORDS):
                continue
            if data := lines.pop():
                yield self.chunk(path, data, line=line, offset=offset, records=count, header=header)
                line, offset, count = line + data.count(b"\n"), offset + len(data), 0
            if skipped:
                yield self.skipped(path, line, offset, skipped)
                line, offset = lines.count + 1, offset + skipped
        if lines.reason:
            yield self.fault(path, Fault(lines.reason), line=line, offset=offset)

    def _header(self, records: Any, lines: _Lines) -> tuple[tuple[str, ...], Fault | None]:
        """The names of the columns, () if there are none, and the fault of a header."""
        try:
            header = tuple(next(records))
        except StopIteration:
            return (), Fault(lines.reason) if lines.reason else None
        except csv.Error as error:
            return (), Fault(f"its first line is not CSV: {error}", "not-csv")
        except _TooLongError:
            reason = f"its first record is longer than {self.limit:,} bytes"
            return (), Fault(reason, "not-csv")
        return header, missing_column(header, self.columns, self.optional)

    def _parser(self, lines: Iterable[str]) -> Any:
        csv.field_size_limit(_LONGEST_FIELD)
        return csv.reader(lines, delimiter=_DELIMITERS[self.name], strict=True)

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
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


class _TooLongError(Exception):
    """A record is longer than the limit."""


class _Lines:
    """The lines of a file as text; bytes that are not UTF-8 become half surrogates.

    `size` counts the bytes of the lines since `pop` was called, and `count` all lines. `reason`
    says why the file could not be read to its end. The iterator raises _TooLongError where a record
    goes beyond `limit` bytes.
    """

    def __init__(self, path: str, limit: int) -> None:
        self.size = 0
        self.count = 0
        self.reason = ""
        self._lines: list[bytes] = []
        self._path = path
        self._limit = limit
        self._pieces = self._read()
        # The size and the number of lines before the record.
        self._begin = (0, 0)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._pieces)
        self._lines.append(line)
        self.size += len(line)
        if self.size - self._begin[0] > self._limit:
            raise _TooLongError
        text = line.decode("utf-8", "surrogateescape")
        self.count += 1
        # Before a quotation mark, a byte order mark would make the quotation part of a name.
        return text.removeprefix(_BYTE_ORDER_MARK) if self.count == 1 else text

    def _read(self) -> Iterator[bytes]:
        """The lines with their ends, and a line beyond the limit in pieces."""
        pending: list[bytes] = []
        length = 0
        for block, reason in read_blocks(self._path, _BLOCK):
            self.reason = reason
            for piece in BytesIO(block):
                pending.append(piece)
                length += len(piece)
                if piece.endswith(b"\n") or length > self._limit:
                    yield b"".join(pending)
                    pending, length = [], 0
        if pending:
            yield b"".join(pending)

    def begin_record(self) -> None:
        """Say that a record begins after the lines that were read."""
        self._begin = (self.size, len(self._lines))

    def skip_record(self) -> int:
        """Drop the record and the rest of its last line; the number of its bytes."""
        before, lines = self._begin
        skipped = self.size - before
        last = self._lines[-1]
        del self._lines[lines:]
        self.size = before
        while last and not last.endswith(b"\n"):
            last = next(self._pieces, b"")
            skipped += len(last)
        self.count += 1
        return skipped

    def pop(self) -> bytes:
        """The bytes of the lines since the last call."""
        data = b"".join(self._lines)
        self._lines, self.size = [], 0
        return data


def _lines_of(data: bytes, lengths: list[int]) -> Iterator[str]:
    """The lines of some bytes as text; the length of each in bytes goes to `lengths`."""
    for line in BytesIO(data):
        lengths.append(len(line))
        yield line.decode("utf-8", "surrogateescape")
