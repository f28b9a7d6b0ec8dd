"""The documents of a chunk as columns: one list for each of their parts.

A job makes no object for a document, since a chunk holds thousands of short ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from hedging.jobs.records import Document


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents to score, in order.

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
        for own, more in zip(self._columns(), other._columns(), strict=True):
            own += more

    def where(self, chosen: Sequence[bool]) -> Documents:
        """The chosen documents."""
        part = Documents.empty(len(self.kept))
        for own, column in zip(part._columns(), self._columns(), strict=True):
            own += compress(column, chosen)
        return part

    def _columns(self) -> list[list[Any]]:
        return [self.numbers, self.sources, self.ids, self.texts, *self.kept]
