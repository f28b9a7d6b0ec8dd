"""A file of labelled sentences → Gold, by the ending of its name.

Whoever labels chooses the form: JSON lines, a table, or text with marked cues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hedging.corpora import jsonlines, marked, marked_tables
from hedging.corpora.gold import Gold
from hedging.errors import CorpusError, InputError

_READERS: dict[str, Callable[[Path, str | None], Iterator[Gold]]] = {
    ".jsonl": jsonlines.read,
    ".ndjson": jsonlines.read,
    ".csv": marked_tables.read,
    ".tsv": marked_tables.read,
}


def has_fields(path: Path) -> bool:
    """Whether the ending of a file's name is that of rows with fields, and not of marked text."""
    return path.suffix.lower() in _READERS


def read_labelled(path: Path, by: str | None = None) -> Iterator[Gold]:
    """The sentences of one file, in order.

    Files named .jsonl and .ndjson are JSON lines, .csv and .tsv are tables, and all others are text
    with marked cues. `by` names the field or the column whose values are the groups of the
    sentences, in place of "register". Raises CorpusError for a file that is empty or cannot be
    read, with the line, and InputError for `by` with a text, which has no fields.
    """
    reader = _READERS.get(path.suffix.lower())
    if by is not None and reader is None:
        raise InputError(
            f"{path} is text, which has no field {by!r}: give JSON lines, or a table with a column "
            "of that name"
        )
    golds = marked.read(path) if reader is None else reader(path, by)
    is_empty = True
    for gold in golds:
        is_empty = False
        yield gold
    if is_empty:
        raise CorpusError(
            f"{path} is empty: expected labelled sentences, such as It [may|epistemic] rain."
        )
