"""Files of a format → chunks, which are consecutive records that another process can read.

One process splits the files, and looks only for the ends of records. A chunk holds its place in
the input, so that any reader can give bad records their places. It holds its bytes only if nobody
can get them from the disk, and a checksum of them in any case: a reader notices when they have
changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from hedging.jobs.files import COMPRESSIONS, file_state, read_error
from hedging.jobs.records import BadRecord, Fault, Place, Row, too_long

#: Most records of a chunk, however short they are: each costs some kilobytes of memory.
MAX_RECORDS: Final = 1 << 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Consecutive records of one source.

    `first` is the number of the first record in the input of the job (a blank line has a number
    too). `line` (or row, from 1) and `offset` (bytes, after decompression) say where it stands in
    its source. `fault` says why the source ends here too soon.
    """

    source: str
    format: str
    first: int = 0
    line: int = 1
    offset: int = 0
    records: int = 0
    fault: Fault | None = None

    @property
    def size(self) -> int:
        """Bytes of the input that the chunk stands for; 0 if that is not known."""
        return 0

    @property
    def fault_place(self) -> Place:
        """Where the source ends too soon."""
        return Place(self.first + self.records, self.source, self.line, self.offset)

    @property
    def bad_record(self) -> BadRecord | None:
        """The bad record for a source that ends too soon; None without a fault."""
        return self.fault and self.fault.bad_record(self.fault_place)

    def with_data(self) -> Chunk:
        """The chunk with its data."""
        return self

    def fingerprint(self) -> int:
        """A checksum of where the records stand and of their content."""
        place = (self.source, self.format, self.first, self.line, self.offset, self.fault)
        return crc32(repr((place, self._content())).encode("utf-8", "surrogatepass"))

    def _content(self) -> Any:
        """The content that the fingerprint covers beside the place."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesChunk(Chunk):
    """Records as `length` bytes with their checksum; `data` is None if they are on the disk."""

    data: bytes | None
    length: int
    checksum: int
    header: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return self.length

    @property
    def fault_place(self) -> Place:
        ends = (self.data or b"").count(b"\n")
        number = self.first + self.records
        return Place(number, self.source, self.line + ends, self.offset + self.length)

    def with_data(self) -> BytesChunk:
        """The chunk with its bytes; with a fault in place of its records if they have changed."""
        if self.data is not None:
            return self
        reason = (
            "the file has changed since the job began: score it again when nothing writes to it"
        )
        data = b""
        try:
            with Path(self.source).open("rb") as stream:
                stream.seek(self.offset)
                data = stream.read(self.length)
        except OSError as error:
            reason = read_error(error)
        if len(data) == self.length and crc32(data) == self.checksum:
            return replace(self, data=data)
        fault = Fault(reason, "changed")
        return replace(self, data=b"", length=0, records=0, fault=fault)

    def _content(self) -> Any:
        return self.header, self.length, self.checksum


def bytes_chunk(
    pieces: Sequence[bytes | memoryview],
    source: str,
    format_name: str,
    *,
    line: int = 1,
    offset: int = 0,
    records: int = 0,
    fault: Fault | None = None,
    header: tuple[str, ...] = (),
) -> BytesChunk:
    """The chunk of some bytes, which come in pieces."""
    length = sum(map(len, pieces))
    on_disk = source != "-" and not source.lower().endswith(COMPRESSIONS)
    checksum = 0
    for piece in pieces:
        checksum = crc32(piece, checksum)
    return BytesChunk(
        source=source,
        format=format_name,
        line=line,
        offset=offset,
        records=records,
        fault=fault,
        data=None if on_disk and length else b"".join(pieces),
        length=length,
        checksum=checksum,
        header=header,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesChunk(Chunk):
    """Files that are one text each; `source` is the first of them."""

    paths: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(state[0] for state in map(file_state, self.paths) if state)

    def _content(self) -> Any:
        return [(path, file_state(path)) for path in self.paths]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsChunk(Chunk):
    """Rows that are read already; a row that cannot be used is the fault of its value."""

    rows: tuple[dict[str, Any] | Fault, ...] = ()

    def _content(self) -> Any:
        return self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedChunk(Chunk):
    """A single record of `length` bytes that is not read; `fault` says why."""

    length: int
    records: int = 1

    @property
    def size(self) -> int:
        return self.length

    @property
    def fault_place(self) -> Place:
        return Place(self.first, self.source, self.line, self.offset, self.length)

    def _content(self) -> Any:
        return self.length


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a format are split into chunks, and how the rows of a chunk are read.

    `columns` are the fields that a record must have, the text's first, and `optional` are more
    fields that are read. A record of more than `limit` bytes is a bad record.
    """

    name: str
    columns: Sequence[str]
    limit: int
    optional: Sequence[str] = ()

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """Chunks of about `size` bytes, in the order of the files."""
        for path in paths:
            yield from self.split_file(path, size)

    def split_file(self, path: str, size: int) -> Iterator[Chunk]:
        """The chunks of a file."""
        raise NotImplementedError

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        """The rows of a chunk that has its data."""
        raise NotImplementedError

    def skipped(self, path: str, line: int, offset: int, length: int) -> SkippedChunk:
        """The chunk of a record of `length` bytes, which are more than the limit."""
        return SkippedChunk(
            source=path,
            format=self.name,
            line=line,
            offset=offset,
            length=length,
            fault=too_long(length, self.limit),
        )
