"""Files with their formats → chunks, and a chunk → rows or documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from hedging.jobs.chunks import Chunk, Format
from hedging.jobs.files import UNLISTED
from hedging.jobs.formats.lines import Lines, whole_lines
from hedging.jobs.formats.objects import quick_columns
from hedging.jobs.formats.parquet import Parquet
from hedging.jobs.formats.tables import DelimitedTable
from hedging.jobs.formats.texts import TextFiles
from hedging.jobs.records import (
    MAX_RECORD,
    BadRecord,
    Document,
    Documents,
    Fault,
    Fields,
    Row,
    document_of,
    file_document,
    json_text,
)
from hedging.wording import printable_path

# Bytes that a chunk aims at: enough work for the cost of handing it over, and little enough that
# several are in memory.
_SIZE: Final = 1 << 22
# Bytes of JSON lines that are read together: few enough for the cache, and few enough to read them
# one by one if one of them needs that.
_GROUP: Final = 1 << 17


class UnlistedFolders(Format):
    """Folders that cannot be listed: each is a fault without a row."""

    def split_file(self, path: str, size: int) -> Iterator[Chunk]:
        yield self.fault(path, Fault("the folder cannot be listed; see its permissions"))


_FORMATS: Final[dict[str, type[Format]]] = {
    "jsonl": Lines,
    "lines": Lines,
    "csv": DelimitedTable,
    "tsv": DelimitedTable,
    "text": TextFiles,
    "parquet": Parquet,
    UNLISTED: UnlistedFolders,
}


def split_files(
    files: Sequence[tuple[str, str]],
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    stream: str = "jsonl",
    size: int = _SIZE,
    limit: int = MAX_RECORD,
) -> Iterator[Chunk]:
    """The records of files (paths with their formats) in chunks of about `size` bytes, in order.

    `columns` are the fields that a record must have, the text's first; `optional` are more that are
    read. `stream` is the format of standard input. A record of more than `limit` bytes is skipped,
    and a chunk says so.
    """
    first = 0
    for name, group in groupby(files, key=lambda file: file[1] or stream):
        paths = [path for path, _ in group]
        for chunk in _FORMATS[name](name, columns, limit, optional).split(paths, size):
            yield replace(chunk, first=first)
            first += chunk.records


def read_rows(
    chunk: Chunk, columns: Sequence[str], optional: Sequence[str] = (), limit: int = MAX_RECORD
) -> Iterator[Row | BadRecord]:
    """The rows of a chunk in order, which have all `columns`, and the records that cannot be read.

    The parameters are those of `split_files`. The row of a file that is one text has the first
    column only.
    """
    chunk = chunk.with_data()
    if chunk.fault:
        yield chunk.fault.bad_record(chunk.place)
    else:
        yield from _FORMATS[chunk.format](chunk.format, columns, limit, optional).read(chunk)


def read_documents(
    chunk: Chunk, fields: Fields, limit: int = MAX_RECORD
) -> Iterator[Document | BadRecord]:
    """The documents of a chunk in order, and the records that cannot be read."""
    to_document = file_document if chunk.format == "text" else document_of
    for row in read_rows(chunk, fields.required, fields.keep, limit):
        yield row if isinstance(row, BadRecord) else to_document(row, fields)


def read_chunk(
    chunk: Chunk, fields: Fields, limit: int = MAX_RECORD
) -> tuple[Documents, list[BadRecord]]:
    """The documents of a chunk that has its data, and the records that cannot be read."""
    documents = Documents.empty(len(fields.keep))
    bad_records: list[BadRecord] = []
    if chunk.format != "jsonl" or chunk.fault:
        groups: Iterator[Chunk | Documents] = iter([chunk])
    else:
        groups = _line_groups(chunk, fields, limit)
    for group in groups:
        if isinstance(group, Documents):
            documents.extend(group)
            continue
        for record in read_documents(group, fields, limit):
            if isinstance(record, BadRecord):
                bad_records.append(record)
            else:
                documents.add(record)
    return documents, bad_records


def _line_groups(chunk: Chunk, fields: Fields, limit: int) -> Iterator[Chunk | Documents]:
    """The documents of some lines of JSON at a time, or the lines if they must be read alone."""
    assert chunk.data is not None
    for data in whole_lines(chunk.data, _GROUP):
        documents = _quick_documents(chunk, data, fields) if len(data) <= limit else None
        yield replace(chunk, data=bytes(data)) if documents is None else documents
        lines = bytes(data).count(b"\n") + 1 if documents is None else len(documents)
        chunk = replace(
            chunk,
            first=chunk.first + lines,
            line=chunk.line + lines,
            offset=chunk.offset + len(data) + 1,
        )


def _quick_documents(chunk: Chunk, data: memoryview, fields: Fields) -> Documents | None:
    """The documents of the first lines of a chunk; None if a line has to be read alone."""
    columns = quick_columns(data, fields.required, fields.keep)
    if columns is None or not set(map(type, columns[fields.text])) <= {str, type(None)}:
        return None
    texts = columns[fields.text]
    if fields.id is None:
        source = printable_path(chunk.source)
        ids = [f"{source}:{number}" for number in range(chunk.line, chunk.line + len(texts))]
    else:
        ids = [v if type(v) is str else json_text(v) for v in columns[fields.id]]
    return Documents(
        list(range(chunk.first, chunk.first + len(texts))),
        [chunk.source] * len(texts),
        ids,
        texts,
        [columns[name] for name in fields.keep],
    )
