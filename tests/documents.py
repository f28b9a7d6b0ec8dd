"""A chunk → its documents, row by row: the plain twin of the columns of `read_chunk`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hedging.jobs.chunks import Chunk
from hedging.jobs.reading import read_rows
from hedging.jobs.records import MAX_RECORD, BadRecord, Documents, Fields, Place


class Document(NamedTuple):
    """A record to score; `text` is None if it is null."""

    place: Place
    id: str
    text: str | None
    kept: tuple[Any, ...]


def read_documents(
    chunk: Chunk, fields: Fields, limit: int = MAX_RECORD
) -> Iterator[Document | BadRecord]:
    """The documents of a chunk in order, and the records that cannot be read."""
    for row in read_rows(chunk, fields.required, fields.keep, limit):
        one = Documents.empty(len(fields.keep))
        bad_record = row if isinstance(row, BadRecord) else one.add(row, fields)
        if bad_record:
            yield bad_record
        else:
            kept = tuple(column[0] for column in one.kept)
            yield Document(row.place, one.ids[0], one.texts[0], kept)
