"""JSON lines with running text and gold sentence spans → Passage.

Each line is one document: `doc`, `text`, `sentences` ([[start, end], …] in code points) and, if
wanted, `genre`. The Universal Dependencies treebanks GUM and EWT take this form once their
paragraphs are put together again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hedging.corpora.jsonlines import rows


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and the spans of its sentences, in code points."""

    document: str
    genre: str
    text: str
    sentences: tuple[tuple[int, int], ...]


def read(path: Path) -> Iterator[Passage]:
    """The documents of one file, in order."""
    for row in rows(path, ("doc", "text", "sentences")):
        text = row.string("text")
        yield Passage(
            document=row.string("doc"),
            genre=row.string("genre", ""),
            text=text,
            sentences=tuple(row.spans("sentences", len(text))),
        )
