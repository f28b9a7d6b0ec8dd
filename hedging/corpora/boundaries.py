"""Running text with gold sentence spans, JSON lines → Passage.

One object a document: `doc`, `genre`, `text`, `sentences` ([[start, end], …] in code points). The form of the Universal
Dependencies treebanks GUM and EWT once their paragraphs are put back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hedging.corpora.jsonlines import rows


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, where its sentences lie, in code points."""

    document: str
    genre: str
    text: str
    sentences: tuple[tuple[int, int], ...]


def read(path: Path) -> Iterator[Passage]:
    """Documents of one file, in order."""
    for row in rows(path, ("doc", "text", "sentences")):
        spans = tuple((a, b) for a, b in row["sentences"])
        yield Passage(row["doc"], row.get("genre", ""), row["text"], spans)
