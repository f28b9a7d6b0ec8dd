"""Chunks: consecutive records that are not read yet, so that another process can read them.

One process splits the files, and looks only for the ends of records. A chunk holds its place in
the input, so that any reader can give bad records their places. It travels without its bytes if
the reader can get them from the disk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from hedging.jobs.files import COMPRESSIONS, file_state, read_error
from hedging.jobs.records import BadRecord, Fault, Place

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

    def without_data(self) -> Chunk:
        """The chunk without its data, if a reader can get them from the disk."""
        return self

    def with_data(self) -> Chunk:
        """The chunk with its data."""
        return self

    def fingerprint(self) -> str:
        """A hash of where the records stand and of their content."""
        place = (self.source, self.format, self.first, self.line, self.offset, self.fault)
        digest = sha256(_bytes_of(place))
        digest.update(self._content())
        return digest.hexdigest()

    def _content(self) -> bytes:
        """The content that the fingerprint covers beside the place."""
        return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesChunk(Chunk):
    """Records as bytes; `data` is None while the chunk travels, `length` their number."""

    data: bytes | None
    length: int
    header: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return self.length

    @property
    def fault_place(self) -> Place:
        ends = (self.data or b"").count(b"\n")
        number = self.first + self.records
        return Place(number, self.source, self.line + ends, self.offset + self.length)

    def without_data(self) -> BytesChunk:
        if self.source == "-" or self.source.lower().endswith(COMPRESSIONS):
            return self
        return replace(self, data=None)

    def with_data(self) -> BytesChunk:
        """The chunk with its bytes; with a fault if the file has become shorter."""
        if self.data is not None:
            return self
        fault = self.fault
        try:
            with Path(self.source).open("rb") as stream:
                stream.seek(self.offset)
                data = stream.read(self.length)
            if len(data) < self.length:
                missing = self.length - len(data)
                fault = Fault(f"{missing:,} bytes are gone since the job began", "changed")
        except OSError as error:
            data = b""
            fault = Fault(read_error(error), "changed")
        return replace(self, data=data, length=len(data), fault=fault)

    def _content(self) -> bytes:
        assert self.data is not None
        return _bytes_of(self.header) + self.data


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesChunk(Chunk):
    """Files that are one text each; `source` is the first of them."""

    paths: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(state[0] for state in map(file_state, self.paths) if state)

    def _content(self) -> bytes:
        return _bytes_of([(path, file_state(path)) for path in self.paths])


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsChunk(Chunk):
    """Rows that are read already; a row that cannot be used is the fault of its value."""

    rows: tuple[dict[str, Any] | Fault, ...] = ()

    def _content(self) -> bytes:
        return _bytes_of(self.rows)


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

    def _content(self) -> bytes:
        return _bytes_of(self.length)


def fault_of(chunk: Chunk) -> BadRecord | None:
    """The bad record for the end of a source that came too soon; None if it did not."""
    return chunk.fault and chunk.fault.bad_record(chunk.fault_place)


def _bytes_of(value: object) -> bytes:
    return repr(value).encode("utf-8", "surrogatepass")
