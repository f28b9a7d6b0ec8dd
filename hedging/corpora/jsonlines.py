"""JSON lines in our own format → Gold: the format for labelled text from your own domain.

Each line is one object:

    document   the text that the row comes from. A split never divides a document
               (default: the file's name and the line's number)
    text       a sentence, or a passage with "sentences": [[start, end], …]
    cues       [{"start": 6, "end": 13, "kind": "epistemic"}, …] in code points of `text`, without
               white space at either end; a cue may repeat its words as "text", as a check
    hedged     true or false, for a row without `cues` where only the sentence has a label
    kinds      the kinds that the annotators looked for (default: all eight)
    scheme     the definition of a hedge that the annotators followed (default: general)
    part       "test" keeps the row out of training (default: train)
    register   any name; results are also given by register

A row that breaks these rules is a CorpusError with the file and the line, since a wrong span would
only show as a lower score.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hedging.corpora.gold import PARTS, Gold, GoldCue
from hedging.errors import CorpusError
from hedging.kinds import HEDGE_KINDS, KINDS

_TYPE_NAMES = {str: "a string", int: "a whole number", bool: "true or false", list: "a list"}


class Row(dict[str, Any]):
    """The object on one line of a JSON-lines file; `where` names the file and the line."""

    def __init__(self, fields: dict[str, Any], where: str) -> None:
        super().__init__(fields)
        self.where = where

    def fault(self, message: str) -> CorpusError:
        """An error that names the row."""
        return CorpusError(f"{self.where}: {message}")

    def string(self, name: str, default: str | None = None) -> str:
        """The string in a field; a field without a default must be there."""
        value: str = self._typed(name, str, default)
        return value

    def integer(self, name: str) -> int:
        """The whole number in a field."""
        value: int = self._typed(name, int, None)
        return value

    def flag(self, name: str) -> bool | None:
        """The true or false in a field, or None where the field is missing or null."""
        value: bool | None = None if self.get(name) is None else self._typed(name, bool, None)
        return value

    def objects(self, name: str) -> list[Row]:
        """The objects in a list; each knows its place in the row."""
        values: list[Any] = self._typed(name, list, None)
        for value in values:
            if not isinstance(value, dict):
                raise self.fault(f"{name} must hold objects, got {_shown(value)}")
        return [Row(value, f"{self.where}: {name}[{k}]") for k, value in enumerate(values)]

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
            if not (
                isinstance(value, list) and len(value) == 2 and all(type(n) is int for n in value)
            ):
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
    """A JSON value, cut short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def rows(path: Path, needed: Sequence[str]) -> Iterator[Row]:
    """The objects of a JSON-lines file, in order; a row without a `document` is named by its line.

    Raises CorpusError, with the line's number, for a line that is not an object or lacks one of
    the `needed` fields.
    """
    for number, line in enumerate(lines(path), 1):
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
        yield Row({"document": f"{path.name}:{number}", **fields}, where)


def lines(path: Path) -> Iterator[str]:
    """The lines of a text file; CorpusError for a file that is missing or not UTF-8."""
    try:
        with path.open(encoding="utf-8") as content:
            yield from content
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: {error}") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error


def read(path: Path) -> Iterator[Gold]:
    """The sentences of one file, in order; a passage with "sentences" yields a Gold for each."""
    for row in rows(path, ("text",)):
        yield from _sentences(row)


def _sentences(row: Row) -> Iterator[Gold]:
    text, document = row.string("text"), row.string("document")
    scheme = row.string("scheme", "general")
    if not scheme:
        raise row.fault("scheme must have a name, got ''")
    part, register = row.string("part", "train"), row.string("register", "")
    if part not in PARTS:
        raise row.fault(f"expected part {' or '.join(PARTS)}, got {part!r}")
    kinds = row.kinds("kinds")
    hedged = row.flag("hedged")
    cues = [_cue(cue, text, kinds) for cue in row.objects("cues")] if "cues" in row else None
    spans = row.spans("sentences", len(text), default=[[0, len(text)]])
    for cue in cues or ():
        if not any(start <= cue.start and cue.end <= end for start, end in spans):
            raise row.fault(f"cue {cue.start}–{cue.end} lies in none of the sentences")
    for start, end in spans:
        inside = None
        if cues is not None:
            inside = tuple(
                GoldCue(cue.start - start, cue.end - start, cue.kind)
                for cue in cues
                if start <= cue.start and cue.end <= end
            )
            hedged = any(cue.kind in HEDGE_KINDS for cue in inside)
        yield Gold(
            document, text[start:end], inside, hedged, scheme, kinds, part=part, group=register
        )


def _cue(row: Row, text: str, kinds: frozenset[str]) -> GoldCue:
    start, end, kind = row.integer("start"), row.integer("end"), row.string("kind")
    if kind not in kinds:
        raise row.fault(f"unknown kind {kind!r}; expected one of {', '.join(sorted(kinds))}")
    if not 0 <= start < end <= len(text):
        raise row.fault(f"cue {start}–{end} lies outside the text of {len(text)} code points")
    words = text[start:end]
    if row.string("text", words) != words:
        raise row.fault(
            f"cue {row['text']!r} does not stand at {start}–{end}, where the text has {words!r}"
        )
    bare = words.strip()
    if not bare:
        raise row.fault(f"cue {start}–{end} is white space only; remove it")
    if bare != words:
        begin = start + words.index(bare)
        raise row.fault(
            f"cue {words!r} at {start}–{end} begins or ends with white space; "
            f"label {bare!r} at {begin}–{begin + len(bare)}"
        )
    return GoldCue(start, end, kind)
