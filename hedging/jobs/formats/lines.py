"""Lines of JSON objects or of plain text → chunks of whole lines → rows."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from hedging.jobs.chunks import MAX_RECORDS, BytesChunk, Chunk, SkippedChunk, bytes_chunk
from hedging.jobs.files import read_blocks
from hedging.jobs.formats.objects import not_utf8, object_parser
from hedging.jobs.records import BadRecord, Fault, Place, Row, too_long

# Bytes that are compared at a time, so that the results stay in the cache.
_BLOCK: Final = 1 << 16
_LINE_FEED: Final = ord("\n")

Pieces = Sequence[bytes | memoryview]


class Lines:
    """Lines that are JSON objects, or with `plain` lines that are a text each.

    A line feed ends a line. A blank line is no record, and has a number all the same.
    """

    def __init__(
        self,
        name: str,
        columns: Sequence[str],
        limit: int,
        optional: Sequence[str] = (),
        *,
        plain: bool = False,
    ) -> None:
        self._name = name
        self._limit = limit
        self._columns = columns
        self._plain = plain

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """Chunks of about `size` bytes; a longer line is a chunk of its own."""
        for path in paths:
            yield from self._split_file(path, size)

    def _split_file(self, path: str, size: int) -> Iterator[Chunk]:
        line, offset = 1, 0
        # The begin of a line whose end is not read yet, and its length. Beyond the limit only the
        # length is kept.
        pending: list[bytes] = []
        length = 0
        reason = ""
        for block, reason in read_blocks(path, size):  # noqa: B007
            if length > self._limit:
                stop = block.find(b"\n") + 1
                length += stop or len(block)
                if not stop:
                    continue
                yield self._skipped(path, line, offset, length - 1)
                line, offset, length, block = line + 1, offset + length, 0, block[stop:]
            cut = block.rfind(b"\n") + 1
            if cut:
                for pieces, lines in _groups([*pending, memoryview(block)[:cut]]):
                    yield self._chunk(path, line, offset, pieces, lines)
                    line, offset = line + lines, offset + sum(map(len, pieces))
                pending, length = [], 0
            if block[cut:]:
                pending.append(block[cut:])
                length += len(block) - cut
            if length > self._limit:
                pending = []
        if length > self._limit:
            yield self._skipped(path, line, offset, length)
            line, offset = line + 1, offset + length
        if pending or reason:
            fault = Fault(reason) if reason else None
            yield self._chunk(path, line, offset, pending, int(bool(pending)), fault)

    def _skipped(self, path: str, line: int, offset: int, length: int) -> SkippedChunk:
        return SkippedChunk(
            source=path,
            format=self._name,
            line=line,
            offset=offset,
            length=length,
            fault=too_long(length, self._limit),
        )

    def _chunk(
        self,
        path: str,
        line: int,
        offset: int,
        pieces: Pieces,
        records: int,
        fault: Fault | None = None,
    ) -> BytesChunk:
        return bytes_chunk(
            pieces, path, self._name, line=line, offset=offset, records=records, fault=fault
        )

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        """The rows of a chunk that has its data."""
        assert isinstance(chunk, BytesChunk)
        assert chunk.data is not None
        parse = self._plain_row if self._plain else object_parser(self._columns)
        number, offset = chunk.first, chunk.offset
        for line, raw in enumerate(_lines(chunk.data), chunk.line):
            # Nothing but a byte order mark is a blank line too.
            if raw.strip() and not (offset == 0 and raw.strip() == BOM_UTF8):
                place = Place(number, chunk.source, line, offset, len(raw))
                if len(raw) > self._limit:
                    yield too_long(len(raw), self._limit).bad_record(place)
                else:
                    yield parse(raw, place)
            number += 1
            offset += len(raw) + 1

    def _plain_row(self, raw: bytes, place: Place) -> Row | BadRecord:
        try:
            text = raw.decode("utf-8" if place.offset else "utf-8-sig")
        except UnicodeDecodeError as error:
            return not_utf8(error, place)
        return Row(place, {self._columns[0]: text.removesuffix("\r")})


def _lines(data: bytes) -> Iterator[bytes]:
    """The same as `data.split(b"\\n")`, without a second copy of all data at a time.

    >>> list(_lines(b"a\\n\\nb"))
    [b'a', b'', b'b']
    """
    begin = 0
    while (end := data.find(b"\n", begin)) >= 0:
        yield data[begin:end]
        begin = end + 1
    yield data[begin:]


def whole_lines(data: bytes, size: int) -> Iterator[memoryview]:
    """The lines in groups of about `size` bytes, without the line feed behind each group.

    >>> [bytes(group) for group in whole_lines(b"a\\nb\\nccc\\nd\\n", 3)]
    [b'a\\nb', b'ccc', b'd']
    """
    view = memoryview(data)
    begin = 0
    while begin < len(data):
        end = data.find(b"\n", begin + size - 1)
        if end < 0:
            end = len(data) - data.endswith(b"\n")
        yield view[begin:end]
        begin = end + 1


def _count_lines(data: bytes | memoryview) -> int:
    """The number of line feeds, several times faster than by `count`: one process counts for all.

    >>> _count_lines(b"a\\n\\nb")
    2
    """
    values = np.frombuffer(data, dtype=np.uint8)
    blocks = (values[begin : begin + _BLOCK] for begin in range(0, len(values), _BLOCK))
    return sum(int(np.count_nonzero(block == _LINE_FEED)) for block in blocks)


def _groups(pieces: Pieces) -> Iterator[tuple[Pieces, int]]:
    """Whole lines, which come in pieces, in groups that are chunks, with the lines of each.

    The last piece alone has line feeds.

    >>> list(_groups([b"a", b"b\\nc\\n"]))
    [([b'a', b'b\\nc\\n'], 2)]
    """
    lines = _count_lines(pieces[-1])
    if lines <= MAX_RECORDS:
        yield pieces, lines
        return
    ends = b"".join(pieces).split(b"\n")[:-1]
    for begin in range(0, lines, MAX_RECORDS):
        group = ends[begin : begin + MAX_RECORDS]
        yield [b"\n".join([*group, b""])], len(group)
