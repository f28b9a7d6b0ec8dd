"""JSON lines with running text and gold sentence spans → Passage.

Each line is one document:

    document   the name of the document, or "doc"
    text       running text
    sentences  [[start, end], …] in code points of `text`
    genre      the name of a group of documents; results are also given by group

The Universal Dependencies treebanks GUM and EWT take this form once their paragraphs are put
together again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hedging.corpora.rows import read_rows


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and the spans of its sentences, in code points.

    `document` and `group` mean the same as in Gold.
    """

    document: str
    group: str
    text: str
    sentences: tuple[tuple[int, int], ...]


def read(path: Path) -> Iterator[Passage]:
    """The documents of one file, in order."""
    for row in read_rows(path, ("text", "sentences")):
        text = row.string("text")
        yield Passage(
            document=row.document,
            group=row.string("genre", ""),
            text=text,
            sentences=tuple(row.spans("sentences", len(text))),
        )
