"""Files with their formats → chunks, and a chunk → rows or documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any, Final

from hedging.jobs.chunks import BytesChunk, Chunk, Format, SkippedChunk
from hedging.jobs.files import UNLISTED
from hedging.jobs.formats.lines import Lines, whole_lines
from hedging.jobs.formats.objects import quick_columns
from hedging.jobs.formats.parquet import Parquet
from hedging.jobs.formats.tables import DelimitedTable
from hedging.jobs.formats.texts import StandardInputText, TextFiles
from hedging.jobs.records import (
    MAX_RECORD,
    BadRecord,
    Document,
    Documents,
    Fault,
    Fields,
    Row,
    document_reader,
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
# Formats in which a file is one document.
_ONE_TEXT: Final = ("text", "standard input")


class UnlistedFolders(Format):
    """Folders that cannot be listed: each is a fault without a row."""

    def split_file(self, path: str, size: int) -> Iterator[Chunk]:
        fault = Fault("the folder cannot be listed; see its permissions")
        yield Chunk(source=path, format=self.name, fault=fault)

    def read(self, chunk: Chunk) -> Iterator[Row | BadRecord]:
        return iter(())


_FORMATS: Final[dict[str, type[Format]]] = {
    "jsonl": Lines,
    "lines": Lines,
    "csv": DelimitedTable,
    "tsv": DelimitedTable,
    "text": TextFiles,
    "standard input": StandardInputText,
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
    for name, group in groupby(files, key=lambda file: _format_name(file[0], file[1] or stream)):
        paths = [path for path, _ in group]
        for chunk in _FORMATS[name](name, columns, limit, optional).split(paths, size):
            yield replace(chunk, first=first)
            first += chunk.records


def _format_name(path: str, format_name: str) -> str:
    return "standard input" if path == "-" and format_name == "text" else format_name


def read_rows(
    chunk: Chunk, columns: Sequence[str], optional: Sequence[str] = (), limit: int = MAX_RECORD
) -> Iterator[Row | BadRecord]:
    """The rows of a chunk in order, which have all `columns`, and the records that cannot be read.

    The parameters are those of `split_files`. The row of a file that is one text has the first
    column only.
    """
    chunk = chunk.with_data()
    if not isinstance(chunk, SkippedChunk):
        yield from _FORMATS[chunk.format](chunk.format, columns, limit, optional).read(chunk)
    if chunk.bad_record:
        yield chunk.bad_record


def read_documents(
    chunk: Chunk, fields: Fields, limit: int = MAX_RECORD
) -> Iterator[Document | BadRecord]:
    """The documents of a chunk in order, and the records that cannot be read."""
    is_text = chunk.format in _ONE_TEXT
    to_document = partial(file_document, fields=fields) if is_text else document_reader(fields)
    for row in read_rows(chunk, fields.required, fields.keep, limit):
        yield row if isinstance(row, BadRecord) else to_document(row)


def read_chunk(
    chunk: Chunk, fields: Fields, limit: int = MAX_RECORD
) -> tuple[Documents, list[BadRecord]]:
    """The documents of a chunk that has its data, and the records that cannot be read."""
    documents = Documents.empty(len(fields.keep))
    bad_records: list[BadRecord] = []
    if not isinstance(chunk, BytesChunk) or chunk.format != "jsonl":
        _sort(read_documents(chunk, fields, limit), documents, bad_records)
        return documents, bad_records
    assert chunk.data is not None
    lines, begin = 0, 0
    for data in whole_lines(chunk.data, _GROUP):
        quick = _quick_columns(data, fields) if len(data) <= limit else None
        if quick is None:
            part = replace(
                chunk,
                fault=None,
                data=bytes(data),
                first=chunk.first + lines,
                line=chunk.line + lines,
                offset=chunk.offset + begin,
            )
            _sort(read_documents(part, fields, limit), documents, bad_records)
            lines += bytes(data).count(b"\n") + 1
        else:
            documents.extend(_quick_documents(chunk, quick, fields, lines))
            lines += len(quick[fields.text])
        begin += len(data) + 1
    if chunk.bad_record:
        bad_records.append(chunk.bad_record)
    return documents, bad_records


def _sort(
    records: Iterator[Document | BadRecord], documents: Documents, bad_records: list[BadRecord]
) -> None:
    """Add each record to the one or to the other."""
    for record in records:
        if isinstance(record, BadRecord):
            bad_records.append(record)
        else:
            documents.add(record)


def _quick_columns(data: memoryview, fields: Fields) -> dict[str, list[Any]] | None:
    """The fields of some lines as columns; None if a line has to be read alone."""
    columns = quick_columns(data, fields.required, fields.keep)
    if columns is None or not set(map(type, columns[fields.text])) <= {str, type(None)}:
        return None
    return columns


def _quick_documents(
    chunk: BytesChunk, columns: dict[str, list[Any]], fields: Fields, before: int
) -> Documents:
    """The documents of some lines of a chunk, which has so many lines before them."""
    texts, line, first = columns[fields.text], chunk.line + before, chunk.first + before
    if fields.id is None:
        source = printable_path(chunk.source)
        ids = [f"{source}:{number}" for number in range(line, line + len(texts))]
    else:
        ids = [v if type(v) is str else json_text(v) for v in columns[fields.id]]
    return Documents(
        list(range(first, first + len(texts))),
        [chunk.source] * len(texts),
        ids,
        texts,
        [columns[name] for name in fields.keep],
    )
