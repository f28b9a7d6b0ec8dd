"""Rows of any format → documents to score, and bad records with their place and reason.

A bad record is data and not an exception: those around it are scored all the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Final, Literal, NamedTuple

from hedging.wording import printable_path, shown_path

#: Why a record could not be read, in a word for programs.
Code = Literal[
    "unreadable",  # the file or folder cannot be read (further)
    "changed",  # the file changed while the job ran
    "not-text",  # a PDF, HTML or the like
    "not-utf-8",
    "not-json",
    "not-csv",
    "missing-field",  # `field` names it
    "wrong-value",  # the value of `field` cannot be used
    "too-long",  # the record has more bytes than the limit
]

#: The bytes of a record at the most, if a job does not choose them. That is the text of a hundred
#: novels; beyond it a record is a bomb, a stray quotation mark or a file without line ends, and
#: scoring it would take gigabytes.
MAX_RECORD: Final = 64_000_000

# The deepest nesting of lists and objects in a kept value. Python's own limit depends on the calls
# around, so that a resumed job could accept a record that the first run refused.
_DEEPEST: Final = 100


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields with the text, the id and the kept columns, which `names` renames."""

    text: str = "text"
    id: str | None = None
    keep: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def kept_names(self) -> tuple[str, ...]:
        """The names of the kept columns in the output."""
        return self.names or self.keep

    @property
    def required(self) -> tuple[str, ...]:
        """The fields that a record must have, the text's first; it can do without the kept ones."""
        return (self.text,) if self.id is None else (self.text, self.id)


class Place(NamedTuple):
    """Where a record stands in the input of a job.

    `number` counts all records of the input, `line` the lines (or rows) of the source from 1.
    `offset` and `length` are bytes of the source, after decompression.
    """

    number: int
    source: str
    line: int = 1
    offset: int = 0
    length: int = 0


class Row(NamedTuple):
    """A record that could be read: its fields by their names."""

    place: Place
    values: dict[str, Any]


class Document(NamedTuple):
    """A record to score; `text` is None if it is null."""

    place: Place
    id: str
    text: str | None
    kept: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents to score, in order, as columns: an object for each costs too much.

    `numbers` and `sources` are those of their places, `kept` has a list for each kept field, and a
    text is None if it is null.
    """

    numbers: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    texts: list[str | None] = field(default_factory=list)
    kept: list[list[Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    @classmethod
    def empty(cls, kept: int) -> Documents:
        """No documents, of a job that keeps so many fields."""
        return cls(kept=[[] for _ in range(kept)])

    def add(self, document: Document) -> None:
        """Add a document at the end."""
        self.numbers.append(document.place.number)
        self.sources.append(document.place.source)
        self.ids.append(document.id)
        self.texts.append(document.text)
        for column, value in zip(self.kept, document.kept, strict=True):
            column.append(value)

    def extend(self, other: Documents) -> None:
        """Add documents at the end."""
        for column, more in zip(self._columns(), other._columns(), strict=True):
            column += more

    def where(self, chosen: Sequence[bool]) -> Documents:
        """The chosen documents."""
        part = Documents.empty(len(self.kept))
        for column, whole in zip(part._columns(), self._columns(), strict=True):
            column += compress(whole, chosen)
        return part

    def _columns(self) -> list[list[Any]]:
        return [self.numbers, self.sources, self.ids, self.texts, *self.kept]


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that could not be read: its place, the reason in words, and the reason as a code.

    `field` is the name of the field that is missing or has a wrong value, "" for other reasons.
    """

    place: Place
    reason: str
    code: Code
    field: str = ""

    def __str__(self) -> str:
        return f"{shown_path(self.place.source)}, line {self.place.line}: {self.reason}"

    def to_dict(self) -> dict[str, Any]:
        """The bad record as a line of an errors file."""
        number, source, line, offset, length = self.place
        return {
            "source": printable_path(source),
            "line": line,
            "code": self.code,
            "field": self.field or None,
            "reason": self.reason,
            "offset": offset,
            "length": length,
            "number": number,
        }


class Fault(NamedTuple):
    """Why a source cannot be read further, as a bad record says it."""

    reason: str
    code: Code = "unreadable"
    field: str = ""

    def bad_record(self, place: Place) -> BadRecord:
        # A table that lacks a field, and the records after a record that is too long, can be read.
        is_whole = self.code in ("missing-field", "too-long")
        before = "" if is_whole else "cannot be read from here on: "
        return BadRecord(place, f"{before}{self.reason}", self.code, self.field)


def too_long(length: int, limit: int) -> Fault:
    """The fault of a record that is longer than the limit."""
    reason = f"has at least {length:,} bytes, more than the limit of {limit / 1e6:g} MB"
    return Fault(f"{reason}: see --max-record", "too-long")


def missing_column(
    names: Iterable[str], columns: Sequence[str], optional: Sequence[str] = ()
) -> Fault | None:
    """The error for a row or table that lacks a column, None if no column is missing.

    An `optional` column may be missing; no column may be there twice.
    """
    known = list(names)
    for name in (*columns, *optional):
        if name not in known and name not in optional:
            there = f"there are {', '.join(map(repr, known))}" if known else "there are no fields"
            return Fault(f"no field {name!r}; {there}{_hint(name, known)}", "missing-field", name)
        if known.count(name) > 1:
            return Fault(f"more than one column is called {name!r}", "wrong-value", name)
    return None


def _hint(name: str, known: Sequence[str]) -> str:
    """A likely reason why a record has no field of a name; "" without such a reason."""
    similar = [field for field in known if field.strip().casefold() == name.casefold()]
    if similar:
        return f"; did you mean {similar[0]!r}?"
    if len(known) == 1 and "\t" in known[0]:
        return ": tabs seem to separate them: give the file's name the ending .tsv"
    if len(known) == 1 and ";" in known[0]:
        return ": ';' seems to separate them, expected a comma: convert the file"
    return ""


def document_of(row: Row, fields: Fields) -> Document | BadRecord:
    """The document of a row; a kept field that the row lacks is None."""
    place, values = row
    text = values[fields.text]
    if text is not None and not isinstance(text, str):
        reason = f"field {fields.text!r} is {type(text).__name__}, expected a string or null"
        return BadRecord(place, reason, "wrong-value", fields.text)
    for name in (*fields.required, *fields.keep):
        if reason := _why_not_writable(values.get(name)):
            return BadRecord(place, f"field {name!r} {reason}", "wrong-value", name)
    if fields.id is None:
        identifier = f"{printable_path(place.source)}:{place.line}"
    else:
        identifier = values[fields.id]
        identifier = identifier if isinstance(identifier, str) else json_text(identifier)
    return Document(place, identifier, text, tuple(map(values.get, fields.keep)))


def file_document(row: Row, fields: Fields) -> Document:
    """The document of a file that is one text: its id is its path, and there is nothing to keep."""
    path = printable_path(row.place.source)
    return Document(row.place, path, row.values[fields.text], (None,) * len(fields.keep))


def json_text(value: Any) -> str:
    """A value as JSON: NaN and infinities become null, and dates and bytes strings.

    >>> json_text({"share": float("nan"), "name": "é"})
    '{"share": null, "name": "é"}'
    """
    try:
        return _encode(value)
    except ValueError:
        return _encode(_without_nan(value))


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=str).encode


def _without_nan(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {name: _without_nan(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(item) for item in value]
    return value


def _why_not_writable(value: Any) -> str:
    """Why a value cannot be written as UTF-8; "" if it can."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)) and is_deep(value, _DEEPEST):
        return f"is nested more than {_DEEPEST} levels deep"
    text = value if isinstance(value, str) else json_text(value)
    if text.isascii():
        return ""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "is not UTF-8, or has half of a surrogate pair"
    return ""


def is_deep(value: Any, levels: int) -> bool:
    """Whether lists and objects are nested deeper than so many levels."""
    level = [value]
    for _ in range(levels):
        level = [
            item
            for outer in level
            if isinstance(outer, (dict, list))
            for item in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
