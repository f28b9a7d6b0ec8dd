"""Files with their formats → chunks, and a chunk → rows or documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Final, Protocol

from hedging.jobs.chunks import Chunk, SkippedChunk, fault_of
from hedging.jobs.files import UNLISTED
from hedging.jobs.formats.lines import Lines
from hedging.jobs.formats.parquet import Parquet
from hedging.jobs.formats.tables import Table
from hedging.jobs.formats.texts import StandardInputText, TextFiles
from hedging.jobs.records import (
    MAX_RECORD,
    BadRecord,
    Document,
    Fault,
    Fields,
    Row,
    document_reader,
    file_document,
)

# Bytes that a chunk aims at: enough work for the cost of handing it over, and little enough that
# several are in memory.
_SIZE: Final = 1 << 22
# Formats in which a file is one document.
_ONE_TEXT: Final = ("text", "standard input")


class Format(Protocol):
    """How files of a format are split into chunks, and how the rows of a chunk are read."""

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]: ...

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]: ...


class UnlistedFolders:
    """Folders that cannot be listed: each is a fault without a row."""

    def __init__(self, name: str, columns: Sequence[str], limit: int) -> None:
        self._name = name

    def split(self, paths: Sequence[str], size: int) -> Iterator[Chunk]:
        """A chunk for each folder."""
        fault = Fault("the folder cannot be listed; see its permissions")
        for path in paths:
            yield Chunk(source=path, format=self._name, fault=fault)

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        """No rows."""
        return iter(())


# A format is made of its name, of the columns that are needed, the text's first, and of the most
# bytes that a record may have.
_FORMATS: Final[dict[str, Callable[[str, Sequence[str], int], Format]]] = {
    "jsonl": Lines,
    "lines": partial(Lines, plain=True),
    "csv": partial(Table, delimiter=","),
    "tsv": partial(Table, delimiter="\t"),
    "text": TextFiles,
    "standard input": StandardInputText,
    "parquet": Parquet,
    UNLISTED: UnlistedFolders,
}


def split_files(
    files: Sequence[tuple[str, str]],
    columns: Sequence[str],
    *,
    stream: str = "jsonl",
    size: int = _SIZE,
    limit: int = MAX_RECORD,
) -> Iterator[Chunk]:
    """The records of files (paths with their formats) in chunks of about `size` bytes, in order.

    `columns` are the fields that a record must have, the text's first. `stream` is the format of
    standard input. A record of more than `limit` bytes is skipped, and a chunk says so.
    """
    first = 0
    for name, group in groupby(files, key=lambda file: _format_name(file[0], file[1] or stream)):
        paths = [path for path, _ in group]
        for chunk in _FORMATS[name](name, columns, limit).split(paths, size):
            yield replace(chunk, first=first)
            first += chunk.records


def _format_name(path: str, format_name: str) -> str:
    return "standard input" if path == "-" and format_name == "text" else format_name


def read_rows(
    chunk: Chunk, columns: Sequence[str], limit: int = MAX_RECORD
) -> Iterator[Row | BadRecord]:
    """The rows of a chunk in order, and the records that cannot be read.

    A row of JSON may lack fields; a row of a table has all that are needed. `columns` and `limit`
    are those of `split_files`.
    """
    if not isinstance(chunk, SkippedChunk):
        yield from _FORMATS[chunk.format](chunk.format, columns, limit).read(chunk)
    if bad_record := fault_of(chunk):
        yield bad_record


def read_documents(
    chunk: Chunk, fields: Fields, limit: int = MAX_RECORD
) -> Iterator[Document | BadRecord]:
    """The documents of a chunk in order, and the records that cannot be read."""
    is_text = chunk.format in _ONE_TEXT
    to_document = partial(file_document, fields=fields) if is_text else document_reader(fields)
    for row in read_rows(chunk, fields.columns, limit):
        yield row if isinstance(row, BadRecord) else to_document(row)
