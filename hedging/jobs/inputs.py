"""Paths → chunks of records → documents: whatever `hedging batch` reads.

One process cuts the inputs into chunks, looking only for where records end, and others read what is in them; so a chunk says of
itself where it stands. A record that cannot be read becomes an `Unreadable` with its place, and those around it are read.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, cast

from hedging.errors import InputError, MissingExtraError

#: What a file holds, by the end of its name, a compression's ending taken off.
KINDS_OF_FILES: Final = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
COMPRESSIONS: Final = (".gz", ".zst")
#: What standard input can hold.
STREAMS: Final = ("jsonl", "csv", "tsv", "lines", "text")

# Bytes that a chunk aims at: enough work for the cost of handing it over, little enough for several in memory.
_SIZE = 1 << 22
# Small files that one chunk holds at the most.
_FILES = 256
_ROWS = 512
# A text of any length is a field of a table; the greatest number that the csv module takes everywhere.
_LONGEST_FIELD = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a record has its text, its id, and what is to be carried along, and `names` of the last if others are wanted."""

    text: str = "text"
    id: str | None = None
    keep: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[str, ...]:
        """What is carried along, as it is called in the output."""
        return self.names or self.keep

    def picker(self) -> Callable[[Any], tuple[Any, ...]]:
        """A function from a record to its text, its id (or its text again) and what is kept."""
        return itemgetter(self.text, self.id or self.text, *self.keep)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records in a row, not read yet: `first` is the number of the first in the whole input, where a blank line counts.

    `line` (or row, from 1) and `offset` (bytes, after decompression) say where the first stands in its source. `data` is the
    records' bytes, or their number where they can be read from the source again; for files of one text each, their paths; for
    Parquet, rows. `fault` says why the source ends here too soon.
    """

    source: str
    kind: str
    first: int
    line: int
    offset: int
    data: bytes | int | list[Any]
    records: int
    header: tuple[str, ...] = ()
    fault: str = ""

    def light(self) -> Chunk:
        """The chunk without its bytes, if whoever gets it can read them for himself."""
        if (
            isinstance(self.data, bytes)
            and self.source != "-"
            and not self.source.lower().endswith(COMPRESSIONS)
        ):
            return replace(self, data=len(self.data))
        return self

    def whole(self) -> Chunk:
        """The chunk with its bytes."""
        if not isinstance(self.data, int):
            return self
        with Path(self.source).open("rb") as stream:
            stream.seek(self.offset)
            return replace(self, data=stream.read(self.data))

    def weight(self) -> int:
        """Bytes of the input that the chunk stands for; 0 where that is not known."""
        if isinstance(self.data, int):
            return self.data
        if isinstance(self.data, bytes):
            return len(self.data)
        return sum(map(_size_of, self.data)) if self.kind == "text" else 0

    def digest(self) -> str:
        """Fingerprint of where the records stand and of what they hold."""
        place = (
            self.source,
            self.kind,
            self.first,
            self.line,
            self.offset,
            self.header,
            self.fault,
        )
        found = sha256(repr(place).encode("utf-8", "surrogatepass"))
        if isinstance(self.data, bytes):
            found.update(self.data)
        elif self.kind == "text" and isinstance(self.data, list):
            for path in self.data:
                state = Path(path).stat() if Path(path).exists() else None
                found.update(
                    repr((path, state and (state.st_size, state.st_mtime_ns))).encode(
                        "utf-8", "surrogatepass"
                    )
                )
        else:
            found.update(repr(self.data).encode("utf-8", "surrogatepass"))
        return found.hexdigest()


class Document(NamedTuple):
    """A record that could be read; `text` is None where it is null, `line` is where it begins in its source (or its row)."""

    number: int
    id: str
    text: str | None
    kept: tuple[Any, ...]
    line: int = 1


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not: where its bytes are (after decompression), and why."""

    number: int
    source: str
    line: int
    offset: int
    length: int
    reason: str

    def row(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in ("source", "line", "reason", "offset", "length", "number")
        }


# --- paths → chunks -----------------------------------------------------------------------------------------------------


def files(paths: Iterable[str], pattern: str | None = None) -> list[tuple[str, str]]:
    """The files that some paths mean, in order, each with what it holds; folders are searched, and `-` is standard input.

    In a folder, `pattern` says which files are meant; without it, those whose names end in what is known.
    """
    found: list[tuple[str, str]] = []
    for path in paths:
        place = Path(path)
        if path == "-":
            found.append((path, ""))
        elif place.is_dir():
            inside = sorted(one for one in place.rglob(pattern or "*") if one.is_file())
            wanted = [
                (str(one), kind_of(str(one))) for one in inside if pattern or kind_of(str(one))
            ]
            if not wanted:
                raise InputError(
                    f"{path} has no file {pattern or 'of a known kind: ' + ', '.join(KINDS_OF_FILES)} in it"
                )
            found.extend((name, kind or "text") for name, kind in wanted)
        elif place.is_file():
            found.append((path, kind_of(path) or "text"))
        else:
            raise InputError(
                f"{path}: {'not a file' if place.exists() else 'no such file or folder'}"
            )
    return found


def kind_of(path: str) -> str:
    """What a file holds, by its name; "" where the name does not say.

    >>> kind_of("news/2020.jsonl.gz"), kind_of("README")
    ('jsonl', '')
    """
    endings = [ending.lower() for ending in Path(path).suffixes]
    if endings and endings[-1] in COMPRESSIONS:
        endings.pop()
    return KINDS_OF_FILES.get(endings[-1], "") if endings else ""


def chunks(
    sources: Sequence[tuple[str, str]], fields: Fields, stream: str = "jsonl", size: int = _SIZE
) -> Iterator[Chunk]:
    """All records of the files, in order; `stream` says what standard input holds."""
    number = 0
    for texts, group in groupby(
        sources, key=lambda source: source[0] != "-" and (source[1] or stream) == "text"
    ):
        if texts:
            cut = _cut_texts([path for path, _ in group], size)
        else:
            cut = chain.from_iterable(
                _CUTTERS[kind or stream](path, kind or stream, fields, size) for path, kind in group
            )
        for chunk in cut:
            yield replace(chunk, first=number)
            number += chunk.records


def _cut_texts(paths: Sequence[str], size: int) -> Iterator[Chunk]:
    """Chunks of files of one text each."""
    part: list[str] = []
    total = 0
    for path in paths:
        part.append(path)
        total += _size_of(path)
        if total >= size or len(part) >= _FILES:
            yield Chunk(part[0], "text", 0, 1, 0, part, len(part))
            part, total = [], 0
    if part:
        yield Chunk(part[0], "text", 0, 1, 0, part, len(part))


def _size_of(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def opened(path: str) -> IO[bytes]:
    """A file, decompressed, or standard input."""
    if path == "-":
        return sys.stdin.buffer
    if path.lower().endswith(".gz"):
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.lower().endswith(".zst"):
        try:
            return cast(IO[bytes], _Zstandard(path, import_module("zstandard")))
        except ImportError as error:
            raise MissingExtraError("zstandard", "reading .zst", "batch") from error
    return Path(path).open("rb")


class _Zstandard:
    """A .zst file, of one frame or several, as a stream that notices when the last frame is not whole."""

    def __init__(self, path: str, zstandard: Any) -> None:
        self._raw = Path(path).open("rb")  # noqa: SIM115, closed by __exit__
        self._frame = zstandard.ZstdDecompressor().decompressobj
        self._fault = zstandard.ZstdError
        self._open: Any = None
        self._rest = b""

    def __enter__(self) -> _Zstandard:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def read1(self, size: int) -> bytes:
        while True:
            data = self._rest or self._raw.read(1 << 16)
            self._rest = b""
            if not data:
                if self._open is not None:
                    raise EOFError("Compressed file ended before the end of its frame")
                return b""
            self._open = self._open or self._frame()
            try:
                found: bytes = self._open.decompress(data)
            except self._fault as error:
                raise OSError(str(error)) from error
            if self._open.eof:
                self._rest, self._open = self._open.unused_data, None
            if found:
                return found


# What goes wrong inside a file that could be opened.
_FAULTS = (OSError, EOFError, zlib.error)


def _blocks(path: str, size: int) -> Iterator[tuple[bytes, str]]:
    """A file's bytes in blocks of `size` but for the last, and what is wrong where it cannot be read further."""
    parts: list[bytes] = []
    total = 0
    fault = ""
    try:
        with opened(path) as stream:
            # A read of one step gives what could be decompressed before the trouble.
            step = stream.read1 if hasattr(stream, "read1") else stream.read
            while block := step(size):
                parts.append(block)
                total += len(block)
                if total >= size:
                    whole = b"".join(parts)
                    yield whole[:size], ""
                    parts = [whole[size:]]
                    total = len(parts[0])
    except _FAULTS as error:
        fault = f"{type(error).__name__}: {error}"
    if total or fault:
        yield b"".join(parts), fault


def _cut_lines(path: str, kind: str, fields: Fields, size: int) -> Iterator[Chunk]:
    """Chunks of whole lines."""
    line, offset = 1, 0
    parts: list[bytes] = []
    fault = ""
    for block, fault in _blocks(path, size):  # noqa: B007
        cut = block.rfind(b"\n") + 1
        if cut:
            data = b"".join([*parts, block[:cut]])
            found = data.count(b"\n")
            yield Chunk(path, kind, 0, line, offset, data, found)
            line, offset, parts = line + found, offset + len(data), []
        if block[cut:]:
            parts.append(block[cut:])
    data = b"".join(parts)
    if data or fault:
        yield Chunk(path, kind, 0, line, offset, data, int(bool(data)), fault=fault)


class _Lines:
    """The lines of a file as text; bytes that are not UTF-8 become half surrogates.

    `held` is the size of the lines since the last call of `taken`, `fault` what was wrong where the file ended too soon.
    """

    def __init__(self, path: str) -> None:
        self.held = 0
        self.fault = ""
        self._raw: list[bytes] = []
        self._path = path

    def __iter__(self) -> Iterator[str]:
        rest: list[bytes] = []
        for block, fault in _blocks(self._path, 1 << 16):
            self.fault = fault
            lines = block.split(b"\n")
            if len(lines) > 1:
                for whole in (b"".join([*rest, lines[0]]), *lines[1:-1]):
                    yield self._line(whole + b"\n")
                rest = []
            if lines[-1]:
                rest.append(lines[-1])
        if rest:
            yield self._line(b"".join(rest))

    def _line(self, raw: bytes) -> str:
        self._raw.append(raw)
        self.held += len(raw)
        return raw.decode("utf-8", "surrogateescape")

    def taken(self) -> bytes:
        """The bytes of the lines since the last call."""
        data = b"".join(self._raw)
        self._raw, self.held = [], 0
        return data


def _cut_table(path: str, kind: str, fields: Fields, size: int) -> Iterator[Chunk]:
    """Chunks of whole records of a CSV or TSV file, whose first record names the columns."""
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _Lines(path)
    records = csv.reader(lines, delimiter="\t" if kind == "tsv" else ",", strict=True)
    header: tuple[str, ...] | None = None
    line, offset, read, found = 1, 0, 0, 0
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except csv.Error as error:
            if header is None:
                yield Chunk(
                    path, kind, 0, 1, 0, b"", 0, fault=f"its first line is not CSV: {error}"
                )
                return
            record = [""]  # the worker meets the same error, and says what it is
        if header is None:
            header = tuple(name.lstrip("\ufeff") for name in record)
            if said := _lacks(header, fields):
                yield Chunk(path, kind, 0, 1, 0, b"", 0, header, said)
                return
            offset, line, read = len(lines.taken()), records.line_num + 1, records.line_num
            continue
        if record:
            found += 1
        if lines.held >= size:
            data = lines.taken()
            yield Chunk(path, kind, 0, line, offset, data, found, header)
            line, offset, found = line + records.line_num - read, offset + len(data), 0
            read = records.line_num
    data = lines.taken()
    if data or lines.fault:
        yield Chunk(path, kind, 0, line, offset, data, found, header or (), lines.fault)


def _lacks(names: Iterable[str], fields: Fields) -> str:
    """What a record or a table of such columns has no field for, in words; "" for nothing."""
    known = list(names)
    for name in filter(None, (fields.text, fields.id, *fields.keep)):
        if name not in known:
            return f"no field {name!r}; there are {', '.join(map(repr, known)) or 'none'}"
        if known.count(name) > 1:
            return f"more than one column is called {name!r}"
    return ""


def _cut_whole(path: str, kind: str, fields: Fields, size: int) -> Iterator[Chunk]:
    """Standard input as one text."""
    blocks = list(_blocks(path, size))
    yield Chunk(path, kind, 0, 1, 0, b"".join(block for block, _ in blocks), 1)


def _cut_parquet(path: str, kind: str, fields: Fields, size: int) -> Iterator[Chunk]:
    """Chunks of rows of a Parquet file."""
    try:
        parquet = import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtraError("pyarrow", "reading Parquet", "arrow") from error
    row = 1
    try:
        packed = path.lower().endswith(COMPRESSIONS)
        file = parquet.ParquetFile(
            BytesIO(b"".join(block for block, _ in _blocks(path, size))) if packed else path
        )
        if said := _lacks(file.schema_arrow.names, fields):
            yield Chunk(path, kind, 0, 1, 0, [], 0, fault=said)
            return
        wanted = [
            name
            for name in dict.fromkeys((fields.text, fields.id, *fields.keep))
            if name is not None
        ]
        for batch in file.iter_batches(batch_size=_ROWS, columns=wanted):
            data = batch.to_pylist()
            yield Chunk(path, kind, 0, row, 0, data, len(data))
            row += len(data)
    except (OSError, ValueError) as error:  # pyarrow's errors are these
        yield Chunk(path, kind, 0, row, 0, [], 0, fault=f"{type(error).__name__}: {error}")


_CUTTERS: dict[str, Callable[[str, str, Fields, int], Iterator[Chunk]]] = {
    "jsonl": _cut_lines,
    "lines": _cut_lines,
    "csv": _cut_table,
    "tsv": _cut_table,
    "text": _cut_whole,
    "parquet": _cut_parquet,
}


# --- chunk → documents --------------------------------------------------------------------------------------------------


def read(chunk: Chunk, fields: Fields) -> Iterator[Document | Unreadable]:
    """What is in a chunk, record by record."""
    yield from _READERS[chunk.kind](chunk, fields)
    if chunk.fault:
        length = len(chunk.data) if isinstance(chunk.data, bytes) else 0
        place = (chunk.first + chunk.records, chunk.source, chunk.line, chunk.offset, length)
        yield Unreadable(*place, f"cannot be read from here on: {chunk.fault}")


def _read_lines(chunk: Chunk, fields: Fields) -> Iterator[Document | Unreadable]:
    assert isinstance(chunk.data, bytes)
    made = _Maker(fields)
    decode, plain = json.JSONDecoder().decode, chunk.kind == "lines"
    number, offset = chunk.first, chunk.offset
    for line, raw in enumerate(chunk.data.split(b"\n"), chunk.line):
        if raw.strip():
            place = (number, chunk.source, line, offset, len(raw))
            try:
                text = raw.decode("utf-8") if offset else raw.decode("utf-8-sig")
                record = {fields.text: text.removesuffix("\r")} if plain else decode(text)
            except (UnicodeDecodeError, ValueError, RecursionError) as error:
                yield Unreadable(*place, _why(error))
            else:
                yield made(record, place)
        number += 1
        offset += len(raw) + 1


def _read_table(chunk: Chunk, fields: Fields) -> Iterator[Document | Unreadable]:
    assert isinstance(chunk.data, bytes)
    csv.field_size_limit(_LONGEST_FIELD)
    made = _Maker(fields)
    number, line, offset = chunk.first, chunk.line, chunk.offset
    # As where the chunk was cut, only a line feed ends a line.
    data = [part + b"\n" for part in chunk.data.split(b"\n")]
    data[-1] = data[-1][:-1]
    taken: list[int] = []

    def lines() -> Iterator[str]:
        for raw in filter(None, data):
            taken.append(len(raw))
            yield raw.decode("utf-8", "surrogateescape")

    records = csv.reader(lines(), delimiter="\t" if chunk.kind == "tsv" else ",", strict=True)
    while True:
        reason, record = "", []
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"not CSV: {error}"
        length, count = sum(taken), len(taken)
        taken.clear()
        if record or reason:
            place = (number, chunk.source, line, offset, length)
            if not reason and len(record) != len(chunk.header):
                reason = f"expected {len(chunk.header)} fields as in the header, got {len(record)}"
            yield (
                Unreadable(*place, reason)
                if reason
                else made(dict(zip(chunk.header, record, strict=True)), place)
            )
            number += 1
        line, offset = line + count, offset + length


def _read_texts(chunk: Chunk, fields: Fields) -> Iterator[Document | Unreadable]:
    if isinstance(chunk.data, bytes):
        yield _text(chunk.data, (chunk.first, chunk.source, 1, 0, len(chunk.data)), fields)
        return
    assert isinstance(chunk.data, list)
    for number, path in enumerate(chunk.data, chunk.first):
        content = []
        reason = ""
        for block, reason in _blocks(path, 1 << 20):  # noqa: B007
            content.append(block)
        data = b"".join(content)
        place = (number, path, 1, 0, len(data))
        yield Unreadable(*place, reason) if reason else _text(data, place, fields)


def _text(
    data: bytes, place: tuple[int, str, int, int, int], fields: Fields
) -> Document | Unreadable:
    try:
        return Document(place[0], place[1], data.decode("utf-8"), (None,) * len(fields.keep))
    except UnicodeDecodeError as error:
        return Unreadable(*place, _why(error))


def _read_rows(chunk: Chunk, fields: Fields) -> Iterator[Document | Unreadable]:
    assert isinstance(chunk.data, list)
    made = _Maker(fields)
    for k, record in enumerate(chunk.data):
        yield made(record, (chunk.first + k, chunk.source, chunk.line + k, 0, 0))


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: byte 0x{error.object[error.start]:02x} at {error.start} of the record"
    return f"not JSON: {error}"


class _Maker:
    """Makes documents of records."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._pick = fields.picker()

    def __call__(self, record: Any, place: tuple[int, str, int, int, int]) -> Document | Unreadable:
        try:
            text, own, *kept = self._pick(record)
        except (KeyError, TypeError, IndexError):
            if isinstance(record, dict):
                return Unreadable(*place, _lacks(record, self._fields))
            return Unreadable(*place, f"expected a JSON object, got {type(record).__name__}")
        if text is not None and not isinstance(text, str):
            return Unreadable(
                *place,
                f"field {self._fields.text!r} is {type(text).__name__}, expected a string or null",
            )
        if self._fields.id is None:
            own = f"{place[1]}:{place[2]}"
        elif not isinstance(own, str):
            own = json.dumps(own, ensure_ascii=False, default=str)
        if not (_whole(text) and _whole(own) and all(map(_whole, kept))):
            return Unreadable(*place, "not UTF-8, or half of a surrogate pair in a field")
        return Document(place[0], own, text, tuple(kept), place[2])


def _whole(value: Any) -> bool:
    """Whether a value can be written as UTF-8."""
    if value is None:
        return True
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if text.isascii():  # which a str knows of itself
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


_READERS: dict[str, Callable[[Chunk, Fields], Iterator[Document | Unreadable]]] = {
    "jsonl": _read_lines,
    "lines": _read_lines,
    "csv": _read_table,
    "tsv": _read_table,
    "text": _read_texts,
    "parquet": _read_rows,
}
