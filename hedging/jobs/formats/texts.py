"""Files that are one text each, or standard input as one text → chunks → rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hedging.jobs.chunks import Chunk, Format
from hedging.jobs.files import file_state, read_blocks
from hedging.jobs.records import Fault, Place, Values, too_long
from hedging.text.decoding import decode_or_refuse

# A chunk has at most so many files, since each costs a call of the system, however small it is.
_MAX_FILES: Final = 256
_BLOCK: Final = 1 << 20


class TextFiles(Format):
    """Files that are one text each, with many small files in a chunk; or standard input."""

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """Chunks of files of about `size` bytes together."""
        group: list[str] = []
        total = 0
        for path, following in zip(paths, (*paths[1:], "-"), strict=True):
            if path == "-":
                yield from self._standard_input()
                continue
            group.append(path)
            total += (file_state(path) or (0, 0))[0]
            # Standard input is a chunk of its own.
            if total >= size or len(group) >= _MAX_FILES or following == "-":
                yield Chunk(
                    source=group[0],
                    format=self.name,
                    records=len(group),
                    length=total,
                    paths=tuple(group),
                )
                group, total = [], 0

    def _standard_input(self) -> Iterator[Chunk]:
        data, fault = read_content("-", self.limit)
        if fault and fault.code == "too-long":
            yield self.skipped("-", 1, 0, len(data))
            return
        yield self.chunk("-", data)
        if fault:
            yield self.fault("-", fault, offset=len(data))

    def read(self, chunk: Chunk) -> Iterator[tuple[Place, Values]]:
        """The texts of a chunk; a file that cannot be read to its end is a bad record."""
        if not chunk.paths:
            assert chunk.data is not None
            yield chunk.place, self._values(chunk.data, chunk.source)
        for number, path in enumerate(chunk.paths, chunk.first):
            content, fault = read_content(path, self.limit)
            place = Place(number, path, length=len(content))
            yield place, fault or self._values(content, path)

    def _values(self, content: bytes, name: str) -> Values:
        text, refusal = decode_or_refuse(content, name)
        if refusal:
            return Fault(refusal, "not-utf-8" if "not UTF-8" in refusal else "not-text")
        return {self.columns[0]: text}


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
