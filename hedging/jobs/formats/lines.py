"""Lines of JSON objects or of plain text → chunks of whole lines → rows."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from hedging.jobs.chunks import MAX_RECORDS, BytesChunk, Chunk, Format, bytes_chunk
from hedging.jobs.files import read_blocks
from hedging.jobs.formats.objects import not_utf8, object_parser
from hedging.jobs.records import BadRecord, Fault, Place, Row, missing_column, too_long

# Bytes that are compared at a time, so that the results stay in the cache.
_BLOCK: Final = 1 << 16
_LINE_FEED: Final = ord("\n")

Pieces = Sequence[bytes | memoryview]


class Lines(Format):
    """Lines of JSON objects ("jsonl"), or lines that are a text each ("lines").

    A line feed ends a line. A blank line is no record, and has a number all the same.
    """

    def split_file(self, path: str, size: int) -> Iterator[Chunk]:
        """The chunks of a file; a longer line than `size` is a chunk of its own."""
        line, offset = 1, 0
        # The begin of a line whose end is not read yet, and its length. Beyond the limit only the
        # length is kept.
        pending: list[bytes] = []
        length = 0
        reason = ""
        for block, reason in read_blocks(path, size):  # noqa: B007
            if length > self.limit:
                stop = block.find(b"\n") + 1
                length += stop or len(block)
                if not stop:
                    continue
                yield self.skipped(path, line, offset, length - 1)
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
            if length > self.limit:
                pending = []
        if length > self.limit:
            yield self.skipped(path, line, offset, length)
            line, offset = line + 1, offset + length
        if pending or reason:
            fault = Fault(reason) if reason else None
            yield self._chunk(path, line, offset, pending, int(bool(pending)), fault)

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
            pieces, path, self.name, line=line, offset=offset, records=records, fault=fault
        )

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        assert isinstance(chunk, BytesChunk)
        assert chunk.data is not None
        parse = (
            self._text_row
            if self.name == "lines"
            else object_parser((*self.columns, *self.optional))
        )
        number, offset = chunk.first, chunk.offset
        for line, raw in enumerate(_lines(chunk.data), chunk.line):
            # Nothing but a byte order mark is a blank line too.
            if raw.strip() and not (offset == 0 and raw.strip() == BOM_UTF8):
                place = Place(number, chunk.source, line, offset, len(raw))
                if len(raw) > self.limit:
                    yield too_long(len(raw), self.limit).bad_record(place)
                else:
                    yield self._checked(parse(raw, place))
            number += 1
            offset += len(raw) + 1

    def _checked(self, row: Row | BadRecord) -> Row | BadRecord:
        """The row, or a bad record if it lacks a column."""
        if isinstance(row, BadRecord) or all(name in row.values for name in self.columns):
            return row
        fault = missing_column(row.values, self.columns)
        assert fault is not None
        return BadRecord(row.place, *fault)

    def _text_row(self, raw: bytes, place: Place) -> Row | BadRecord:
        try:
            text = raw.decode("utf-8" if place.offset else "utf-8-sig")
        except UnicodeDecodeError as error:
            return not_utf8(error, place)
        return Row(place, {self.columns[0]: text.removesuffix("\r")})


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
