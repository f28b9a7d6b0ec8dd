"""Files that are one text each, or standard input as one text → chunks → rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hedging.jobs.chunks import BytesChunk, Chunk, FilesChunk, Format, bytes_chunk
from hedging.jobs.files import file_state, read_blocks
from hedging.jobs.records import BadRecord, Code, Fault, Place, Row, too_long
from hedging.text.decoding import decode_or_refuse

# A chunk has at most so many files, since each costs a call of the system, however small it is.
_MAX_FILES: Final = 256
_BLOCK: Final = 1 << 20


class TextFiles(Format):
    """Files that are one text each, with many small files in a chunk."""

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """Chunks of files of about `size` bytes together."""
        group: list[str] = []
        total = 0
        for path in paths:
            group.append(path)
            total += (file_state(path) or (0, 0))[0]
            if total >= size or len(group) >= _MAX_FILES:
                yield self._chunk(group)
                group, total = [], 0
        if group:
            yield self._chunk(group)

    def _chunk(self, paths: Sequence[str]) -> FilesChunk:
        return FilesChunk(source=paths[0], format=self.name, records=len(paths), paths=tuple(paths))

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        """The texts of a chunk; a file that cannot be read to its end is a bad record."""
        assert isinstance(chunk, FilesChunk)
        for number, path in enumerate(chunk.paths, chunk.first):
            content, fault = read_content(path, self.limit)
            place = Place(number, path, length=len(content))
            if fault:
                yield BadRecord(place, *fault)
            else:
                yield _text_row(content, place, self.columns[0])


class StandardInputText(Format):
    """Standard input as one text, which is one chunk."""

    def split_file(self, path: str, size: int) -> Iterator[Chunk]:
        data, fault = read_content(path, self.limit)
        if fault and fault.code == "too-long":
            yield self.skipped(path, 1, 0, len(data))
        else:
            yield bytes_chunk([data], path, self.name, records=1, fault=fault)

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        assert isinstance(chunk, BytesChunk)
        assert chunk.data is not None
        place = Place(chunk.first, chunk.source, length=chunk.length)
        yield _text_row(chunk.data, place, self.columns[0])


def read_content(path: str, limit: int) -> tuple[bytes, Fault | None]:
    """The bytes of a file, up to the block that goes beyond the limit, and why they are not all."""
    blocks: list[bytes] = []
    length = 0
    for block, reason in read_blocks(path, _BLOCK):
        blocks.append(block)
        length += len(block)
        if reason or length > limit:
            fault = Fault(reason) if reason else too_long(length, limit)
            return b"".join(blocks), fault
    return b"".join(blocks), None


def _text_row(content: bytes, place: Place, text_column: str) -> Row | BadRecord:
    """The row of a text's bytes."""
    text, refusal = decode_or_refuse(content, place.source)
    if refusal:
        code: Code = "not-utf-8" if "not UTF-8" in refusal else "not-text"
        return BadRecord(place, refusal, code)
    return Row(place, {text_column: text})
