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
    """Consecutive records of one source, or a `fault`: why the source cannot be read there.

    `first` is the number of the first record in the input of the job (a blank line has a number
    too). `line` (or row, from 1) and `offset` (bytes, after decompression) say where it stands in
    its source. `length` counts the bytes of the input that it stands for, 0 if that is not known.

    The records are bytes with their `checksum`, below the `header` of a table; `data` is None if
    the bytes are on the disk. Or they are `paths`, files that are one text each, and `source` is
    the first of them. Or they are `rows` that are read already; a row that cannot be used is the
    fault of its value.
    """

    source: str
    format: str
    first: int = 0
    line: int = 1
    offset: int = 0
    records: int = 0
    length: int = 0
    fault: Fault | None = None
    data: bytes | None = b""
    checksum: int = 0
    header: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    rows: tuple[dict[str, Any] | Fault, ...] = ()

    @property
    def place(self) -> Place:
        """Where the chunk begins."""
        return Place(self.first, self.source, self.line, self.offset, self.length)

    def with_data(self) -> Chunk:
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

    def fingerprint(self) -> int:
        """A checksum of where the records stand and of their content."""
        place = (self.source, self.format, self.first, self.line, self.offset, self.fault)
        files = [(path, file_state(path)) for path in self.paths]
        content = (self.length, self.checksum, self.header, files, self.rows)
        return crc32(repr((place, content)).encode("utf-8", "surrogatepass"))


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
        """The rows of a chunk that has its data, and no fault."""
        raise NotImplementedError

    def chunk(
        self,
        path: str,
        data: bytes,
        *,
        line: int = 1,
        offset: int = 0,
        records: int = 1,
        header: tuple[str, ...] = (),
    ) -> Chunk:
        """The chunk of some bytes of a file."""
        on_disk = path != "-" and not path.lower().endswith(COMPRESSIONS)
        return Chunk(
            source=path,
            format=self.name,
            line=line,
            offset=offset,
            records=records,
            length=len(data),
            data=None if on_disk else data,
            checksum=crc32(data),
            header=header,
        )

    def fault(self, path: str, fault: Fault, *, line: int = 1, offset: int = 0) -> Chunk:
        """The chunk for a file that cannot be read further."""
        return Chunk(source=path, format=self.name, line=line, offset=offset, fault=fault)

    def skipped(self, path: str, line: int, offset: int, length: int) -> Chunk:
        """The chunk of a record of `length` bytes, which are more than the limit."""
        fault = too_long(length, self.limit)
        skipped = self.fault(path, fault, line=line, offset=offset)
        return replace(skipped, records=1, length=length)
