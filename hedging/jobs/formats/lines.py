"""Lines of JSON objects or of plain text → chunks of whole lines → rows."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hedging.jobs.chunks import BytesChunk, Chunk
from hedging.jobs.files import read_blocks
from hedging.jobs.records import BadRecord, Fault, Place, Row


class Lines:
    """Lines that are JSON objects, or with `plain` lines that are a text each.

    A line feed ends a line. A blank line is no record, and has a number all the same.
    """

    def __init__(self, name: str, columns: Sequence[str], *, plain: bool = False) -> None:
        self._name = name
        self._text_column = columns[0]
        self._plain = plain

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """Chunks of about `size` bytes; a longer line is a chunk of its own."""
        for path in paths:
            yield from self._split_file(path, size)

    def _split_file(self, path: str, size: int) -> Iterator[BytesChunk]:
        line, offset = 1, 0
        pending: list[bytes] = []
        reason = ""
        for block, reason in read_blocks(path, size):  # noqa: B007
            cut = block.rfind(b"\n") + 1
            if cut:
                data = b"".join([*pending, block[:cut]])
                lines = data.count(b"\n")
                yield self._chunk(path, line, offset, data, lines)
                line, offset, pending = line + lines, offset + len(data), []
            if block[cut:]:
                pending.append(block[cut:])
        data = b"".join(pending)
        if data or reason:
            fault = Fault(reason) if reason else None
            yield self._chunk(path, line, offset, data, int(bool(data)), fault)

    def _chunk(
        self,
        path: str,
        line: int,
        offset: int,
        data: bytes,
        records: int,
        fault: Fault | None = None,
    ) -> BytesChunk:
        return BytesChunk(
            source=path,
            format=self._name,
            line=line,
            offset=offset,
            records=records,
            fault=fault,
            data=data,
            length=len(data),
        )

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        """The rows of a chunk that has its data."""
        assert isinstance(chunk, BytesChunk)
        assert chunk.data is not None
        parse = self._plain_row if self._plain else _object_parser()
        number, offset = chunk.first, chunk.offset
        for line, raw in enumerate(chunk.data.split(b"\n"), chunk.line):
            # Nothing but a byte order mark is a blank line too.
            if raw.strip() and not (offset == 0 and raw.strip() == BOM_UTF8):
                place = Place(number, chunk.source, line, offset, len(raw))
                yield parse(raw, place)
            number += 1
            offset += len(raw) + 1

    def _plain_row(self, raw: bytes, place: Place) -> Row | BadRecord:
        try:
            text = raw.decode("utf-8" if place.offset else "utf-8-sig")
        except UnicodeDecodeError as error:
            return _not_utf8(error, place)
        return Row(place, {self._text_column: text.removesuffix("\r")})


def _object_parser() -> Callable[[bytes, Place], Row | BadRecord]:
    """A function from a line of JSON to its row."""
    decode = json.JSONDecoder().decode

    def parse(raw: bytes, place: Place) -> Row | BadRecord:
        try:
            values: Any = decode(raw.decode("utf-8" if place.offset else "utf-8-sig"))
        except UnicodeDecodeError as error:
            return _not_utf8(error, place)
        except (ValueError, RecursionError) as error:
            return BadRecord(place, f"not JSON: {error}", "not-json")
        if not isinstance(values, dict):
            reason = f"expected a JSON object, got {type(values).__name__}"
            return BadRecord(place, reason, "not-json")
        return Row(place, values)

    return parse


def _not_utf8(error: UnicodeDecodeError, place: Place) -> BadRecord:
    byte = error.object[error.start]
    reason = f"not UTF-8: byte 0x{byte:02x} at {error.start} of the record"
    return BadRecord(place, reason, "not-utf-8")
