"""A file of labelled sentences → Gold, by the ending of its name.

Whoever labels chooses the form: JSON lines, a table, or text with marked cues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hedging.corpora import jsonlines, marked, marked_tables
from hedging.corpora.gold import Gold

_READERS: dict[str, Callable[[Path], Iterator[Gold]]] = {
    ".jsonl": jsonlines.read,
    ".ndjson": jsonlines.read,
    ".csv": marked_tables.read,
    ".tsv": marked_tables.read,
}


def read_labelled(path: Path) -> Iterator[Gold]:
    """The sentences of one file, in order.

    Files named .jsonl and .ndjson are JSON lines, .csv and .tsv are tables, and all others are text
    with marked cues. Raises CorpusError for a file that cannot be read, with the line.
    """
    return _READERS.get(path.suffix.lower(), marked.read)(path)
