"""Files of every format, whole and damaged → promises about the records that come out."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from hedging.errors import MissingExtraError
from hedging.jobs.files import opened
from hedging.jobs.reading import read_chunk, split_files
from hedging.jobs.records import BadRecord, Fields
from tests.documents import Document, read_documents
from tests.fuzz.material import damaged, encodable, text
from tests.fuzz.runner import require

FORMATS = ("jsonl", "csv", "tsv", "lines", "text", "parquet")
_FIELDS = Fields("text", "id", ("note",))
_MARK = b"\xef\xbb\xbf"


class Record(NamedTuple):
    """A record as it was written."""

    text: str | None
    id: str
    note: str | None


def records(source: random.Random, count: int) -> list[Record]:
    """Records with texts and ids of all kinds."""
    return [
        Record(encodable(text(source, 20)), f"r{k}", source.choice(["", 'é,\n"', "x", None]))
        for k in range(count)
    ]


def written(source: random.Random, rows: Sequence[Record], form: str) -> tuple[bytes, list[Record]]:
    """The bytes of a file with the rows, and the rows that are expected when it is read."""
    if form == "jsonl":
        own = [row._asdict() for row in rows]
        ascii_only = source.random() < 0.5
        lines = [json.dumps(row, ensure_ascii=ascii_only).encode("utf-8") for row in own]
        return _with_ends(source, lines), list(rows)
    if form == "lines":
        texts = [_one_line(row.text) for row in rows]
        lines = [own.encode("utf-8") for own in texts]
        return _with_ends(source, lines), [Record(own, "", None) for own in texts]
    if form in ("csv", "tsv"):
        return _table(source, rows, form)
    if form == "parquet":
        import pyarrow
        from pyarrow import parquet

        sink = io.BytesIO()
        table = pyarrow.Table.from_pylist([row._asdict() for row in rows], schema=_schema(pyarrow))
        parquet.write_table(table, sink, row_group_size=source.choice([1, 3, 1000]))
        return sink.getvalue(), list(rows)
    # A byte order mark stays a part of the text, so that offsets hold for the file.
    own = ("\ufeff" if source.random() < 0.1 else "") + (rows[0].text or "")
    return own.encode("utf-8"), [Record(own, "", None)]


def _schema(pyarrow: Any) -> Any:
    return pyarrow.schema([(name, pyarrow.string()) for name in Record._fields])


def _one_line(own: str | None) -> str:
    return "x" + "".join((own or "").split("\n")).rstrip("\r \t\x0b\x0c") + "."


def _with_ends(source: random.Random, lines: Sequence[bytes]) -> bytes:
    """Lines with their ends, perhaps blank lines between, perhaps no end behind the last."""
    end = source.choice([b"\n", b"\n", b"\r\n"])
    content = b"".join(
        line + end + (source.choice([b"\n", b" \n"]) if source.random() < 0.1 else b"")
        for line in lines
    )
    if source.random() < 0.4:
        content = content.rstrip(b" \r\n")
    return (_MARK if source.random() < 0.1 else b"") + content


def _table(source: random.Random, rows: Sequence[Record], form: str) -> tuple[bytes, list[Record]]:
    sink = io.StringIO()
    writer = csv.writer(
        sink,
        delimiter="," if form == "csv" else "\t",
        quoting=source.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        lineterminator=source.choice(["\n", "\r\n"]),
    )
    names = source.sample(Record._fields, 3)
    # The csv module does not quote a lone carriage return on every version.
    clean = [Record(*((v or "").replace("\r", "").replace("\0", "") for v in row)) for row in rows]
    writer.writerow(names)
    for row in clean:
        writer.writerow([getattr(row, name) for name in names])
    content = sink.getvalue().encode("utf-8")
    if source.random() < 0.3:
        content = content.removesuffix(b"\n").removesuffix(b"\r")
    return (_MARK if source.random() < 0.3 else b"") + content, clean


def compressed(source: random.Random, content: bytes, name: str) -> tuple[bytes, str]:
    """The bytes as they are, or compressed, with the ending of the name."""
    ending = source.choice(["", "", ".gz", ".zst"])
    if ending == ".gz":
        half = source.randrange(len(content) + 1)
        # A file may hold several members, one after another.
        members = (content[:half], content[half:]) if source.random() < 0.3 else (content,)
        return b"".join(gzip.compress(each, mtime=0) for each in members), name + ending
    if ending == ".zst":
        try:
            from backports import zstd
        except ImportError:
            return content, name
        return zstd.compress(content), name + ending
    return content, name


def read(file: Path, form: str, size: int, fields: Fields) -> list[Document | BadRecord]:
    """All records of a file in chunks of about `size` bytes, as workers read them."""
    result = []
    number = 0
    columns, kept = fields.required, fields.keep
    for chunk in split_files([(str(file), form)], columns, optional=kept, size=size):
        require(chunk.first == number, "chunks are numbered without a gap", chunk.first, number)
        number += chunk.records
        rows = list(read_documents(chunk, fields))
        documents, bad_records = read_chunk(chunk.with_data(), fields)
        own = [record for record in rows if isinstance(record, Document)]
        columns_of_rows = (
            [document.place.number for document in own],
            [document.id for document in own],
            [document.text for document in own],
            [[document.kept[k] for document in own] for k in range(len(kept))],
        )
        got = (documents.numbers, documents.ids, documents.texts, documents.kept)
        require(got == columns_of_rows, "columns hold the same as rows", got, columns_of_rows)
        same = bad_records == [record for record in rows if isinstance(record, BadRecord)]
        require(same, "columns and rows lack the same records", bad_records, rows)
        result.extend(rows)
    return result


def fuzz_inputs(source: random.Random, folder: Path) -> None:
    """A file gives the same records in chunks of any size, and none is lost."""
    form = source.choice(FORMATS)
    rows = records(source, 1 if form == "text" else source.randint(0, 12))
    try:
        content, expected = written(source, rows, form)
    except ImportError:  # no pyarrow
        return
    is_damaged = source.random() < 0.5
    damaged_inside = is_damaged and source.random() < 0.6
    if damaged_inside:
        content = damaged(source, content)
    data, name = compressed(source, content, f"a.{'txt' if form in ('text', 'lines') else form}")
    if is_damaged and not damaged_inside:
        data = damaged(source, data)
    file = folder / name
    file.write_bytes(data)
    fields = Fields("text") if form in ("lines", "text") else _FIELDS
    sizes = [1 << 22, source.choice([1, 7, 64, 300]), source.choice([2, 40, 1000])]
    try:
        results = [read(file, form, size, fields) for size in sizes]
    except MissingExtraError:
        return
    facts = (form, name, data[:600])
    # How much is read before a fault of a compressed file depends on the size of the blocks.
    if not (is_damaged and not damaged_inside and name.endswith((".gz", ".zst"))):
        for size, result in zip(sizes[1:], results[1:], strict=True):
            same = result == results[0]
            require(same, "chunks of any size read alike", size, result, results[0], *facts)
    if not is_damaged:
        got = [_as_record(record, form) for record in results[0]]
        require(got == expected, "what was written is read", got, expected, *facts)
    elif form in ("jsonl", "lines") and (plain := _uncompressed(file)) is not None:
        lines = sum(1 for line in plain.removeprefix(_MARK).split(b"\n") if line.strip())
        read_count = len(results[0])
        require(read_count == lines, "every line is a document or a bad record", lines, *facts)
    elif form == "text" and (plain := _uncompressed(file)) is not None and not _is_utf8(plain):
        is_bad = all(isinstance(record, BadRecord) for record in results[0])
        require(is_bad, "a text that is not UTF-8 is a bad record", *facts)
    _check_numbers(results[0], facts)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _uncompressed(file: Path) -> bytes | None:
    try:
        with opened(str(file)) as stream:
            return stream.read()
    except Exception:
        return None


def _as_record(record: Document | BadRecord, form: str) -> object:
    if isinstance(record, BadRecord):
        return record.reason
    if form in ("lines", "text"):
        return Record(record.text, "", None)
    return Record(record.text, record.id, record.kept[0])


def _check_numbers(result: Sequence[Document | BadRecord], facts: Sequence[object]) -> None:
    places = [record.place for record in result]
    numbers = [place.number for place in places]
    rising = all(a < b for a, b in pairwise(numbers))
    at_end = numbers and numbers[:-1] == sorted(set(numbers[:-1]))
    require(rising or at_end, "records have numbers of their own", numbers, *facts)
    lines = [place.line for place in places]
    require(lines == sorted(lines), "lines are in order", lines, *facts)
    for record in result:
        if isinstance(record, BadRecord):
            json.dumps(record.to_dict(), allow_nan=False).encode("utf-8")
