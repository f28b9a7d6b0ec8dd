"""Lines of JSON objects or of plain text → chunks of whole lines → rows."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from hedging.jobs.chunks import MAX_RECORDS, Chunk, Format
from hedging.jobs.files import read_blocks
from hedging.jobs.formats.objects import not_utf8, object_row
from hedging.jobs.records import BadRecord, Fault, Place, Row, missing_column, too_long

_LINE_END: Final = b"\n"


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
                stop = block.find(_LINE_END) + 1
                length += stop or len(block)
                if not stop:
                    continue
                yield self.skipped(path, line, offset, length - 1)
                line, offset, length, block = line + 1, offset + length, 0, block[stop:]
            cut = block.rfind(_LINE_END) + 1
            if cut:
                for data, lines in _groups(b"".join([*pending, block[:cut]])):
                    yield self.chunk(path, data, line=line, offset=offset, records=lines)
                    line, offset = line + lines, offset + len(data)
                pending, length = [], 0
            if block[cut:]:
                pending.append(block[cut:])
                length += len(block) - cut
            if length > self.limit:
                pending = []
        if length > self.limit:
            yield self.skipped(path, line, offset, length)
            line += 1
        elif pending:
            yield self.chunk(path, b"".join(pending), line=line, offset=offset)
        if reason:
            yield self.fault(path, Fault(reason), line=line, offset=offset + length)

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        assert chunk.data is not None
        read_line = self._text_row if self.name == "lines" else object_row
        number, offset = chunk.first, chunk.offset
        for line, raw in enumerate(BytesIO(chunk.data), chunk.line):
            raw = raw.removesuffix(_LINE_END)
            # Nothing but a byte order mark is a blank line too.
            if raw.strip() and not (offset == 0 and raw.strip() == BOM_UTF8):
                place = Place(number, chunk.source, line, offset, len(raw))
                if len(raw) > self.limit:
                    yield too_long(len(raw), self.limit).bad_record(place)
                else:
                    yield self._checked(read_line(raw, place))
            number += 1
            offset += len(raw) + 1

    def _checked(self, row: Row | BadRecord) -> Row | BadRecord:
        if isinstance(row, BadRecord) or all(name in row.values for name in self.columns):
            return row
        fault = missing_column(row.values, self.columns)
        return BadRecord(row.place, *fault) if fault else row

    def _text_row(self, raw: bytes, place: Place) -> Row | BadRecord:
        try:
            text = raw.decode("utf-8" if place.offset else "utf-8-sig")
        except UnicodeDecodeError as error:
            return not_utf8(error, place)
        return Row(place, {self.columns[0]: text.removesuffix("\r")})


def whole_lines(data: bytes, size: int) -> Iterator[memoryview]:
    """The lines in groups of about `size` bytes, without the line feed behind each group."""
    view = memoryview(data)
    begin = 0
    while begin < len(data):
        end = data.find(_LINE_END, begin + size - 1)
        if end < 0:
            end = len(data) - data.endswith(_LINE_END)
        yield view[begin:end]
        begin = end + 1


def _groups(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Whole lines in groups that are chunks, with the number of lines of each."""
    if (lines := data.count(_LINE_END)) <= MAX_RECORDS:
        yield data, lines
        return
    ends = data.split(_LINE_END)[:-1]
    for begin in range(0, lines, MAX_RECORDS):
        group = ends[begin : begin + MAX_RECORDS]
        yield _LINE_END.join([*group, b""]), len(group)
