"""Text files and JSON lines → rows with checked fields, for the corpora in that form.

Every error names the file, the line and the field, since a wrong field would only show as a lower
score.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hedging.corpora.gold import NO_VALUE, PARTS
from hedging.errors import CorpusError
from hedging.kinds import KINDS

_TYPE_NAMES = {str: "a string", int: "a whole number", bool: "true or false", list: "a list"}


class JsonRow(dict[str, Any]):
    """The fields of a labelled row, such as a line of JSON; `where` names the file and the line.

    `line_name` names a row that names no document, without the folder.
    """

    def __init__(self, fields: dict[str, Any], where: str, line_name: str = "") -> None:
        super().__init__(fields)
        self.where, self.line_name = where, line_name

    def fault(self, message: str) -> CorpusError:
        """An error that names the row."""
        return CorpusError(f"{self.where}: {message}")

    @property
    def document(self) -> str:
        """The name of the document: `document`, in converted corpora `doc`, else `line_name`."""
        for name in ("document", "doc"):
            if name in self:
                return self.string(name)
        return self.line_name

    @property
    def part(self) -> str:
        """The part of the material, one of PARTS: "train", unless the row says another."""
        part = self.string("part", "train")
        if part not in PARTS:
            raise self.fault(f"expected part {' or '.join(PARTS)}, got {part!r}")
        return part

    def string(self, name: str, default: str | None = None) -> str:
        """The string in a field; a field without a default must be there."""
        value: str = self._typed(name, str, default)
        return value

    def span(self, text: str) -> tuple[int, int]:
        """The whole numbers `start` and `end`, the place of a cue in a text."""
        start: int = self._typed("start", int, None)
        end: int = self._typed("end", int, None)
        if not 0 <= start < end <= len(text):
            raise self.fault(f"cue {start}–{end} lies outside the text of {len(text)} code points")
        return start, end

    def flag(self, name: str) -> bool | None:
        """The true or false in a field, or None where the field is missing or null."""
        value: bool | None = None if self.get(name) is None else self._typed(name, bool, None)
        return value

    def value_name(self, name: str) -> str:
        """The value of a field as the name of a group; NO_VALUE where it is missing or empty."""
        value = self.get(name)
        if isinstance(value, (list, dict)):
            raise self.fault(
                f"{name} must be a string, a number, true or false to divide the rows, "
                f"got {_shown(value)}"
            )
        text = value if isinstance(value, str) else "" if value is None else json.dumps(value)
        return text.strip() or NO_VALUE

    def objects(self, name: str) -> list[JsonRow]:
        """The objects in a list; their errors name their place in the row."""
        values: list[Any] = self._typed(name, list, None)
        for value in values:
            if not isinstance(value, dict):
                raise self.fault(f"{name} must hold objects, got {_shown(value)}")
        return [JsonRow(value, f"{self.where}: {name}[{k}]") for k, value in enumerate(values)]

    def kinds(self, name: str) -> frozenset[str]:
        """The kinds in a list, or all kinds where the field is missing."""
        values: list[Any] = self._typed(name, list, list(KINDS))
        unknown = [value for value in values if value not in KINDS]
        if unknown:
            raise self.fault(
                f"unknown kind {_shown(unknown[0])} in {name}; known kinds are {', '.join(KINDS)}"
            )
        return frozenset(values)

    def spans(
        self, name: str, length: int, default: list[list[int]] | None = None
    ) -> list[tuple[int, int]]:
        """The [start, end] pairs in a list, all inside a text of `length` code points."""
        spans = []
        for value in self._typed(name, list, default):
            if not (isinstance(value, list) and list(map(type, value)) == [int, int]):
                raise self.fault(f"{name} must hold [start, end] pairs, got {_shown(value)}")
            start, end = value
            if not 0 <= start <= end <= length:
                raise self.fault(
                    f"{name} {start}–{end} lies outside the text of {length} code points"
                )
            spans.append((start, end))
        return spans

    def _typed(self, name: str, expected: type, default: Any) -> Any:
        value = self.get(name, default)
        if name not in self and default is None:
            raise self.fault(f"no field {name}; expected {_TYPE_NAMES[expected]} there")
        # In JSON true and 1 differ, in Python a bool is an int.
        if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
            raise self.fault(f"{name} must be {_TYPE_NAMES[expected]}, got {_shown(value)}")
        return value


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def read_rows(path: Path, needed: Sequence[str]) -> Iterator[JsonRow]:
    """The objects of a JSON-lines file, in order.

    Raises CorpusError, with the number of the line, for a line that is not an object or lacks one
    of the `needed` fields.
    """
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CorpusError(f"{where}: not JSON ({error}): {line[:60]!r}") from error
        missing = [name for name in needed if not isinstance(fields, dict) or name not in fields]
        if missing:
            raise CorpusError(
                f"{where}: no field {', '.join(missing)}; "
                f"expected an object with {', '.join(needed)}"
            )
        yield JsonRow(fields, where, f"{path.name}:{number}")


def read_table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The fields of each line of a tab-separated list, with the number of the line.

    The first line, which names the columns, is left out, and so are blank lines.
    """
    for number, line in enumerate(read_lines(path), 1):
        if number > 1 and line.strip():
            yield number, line.rstrip("\n").split("\t")


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a text file; CorpusError for a file that is missing or not UTF-8."""
    try:
        with path.open(encoding="utf-8") as content:
            yield from content
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: {error}") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error
