"""Documents, one after another → those with the highest and the lowest scores, in bounded heaps."""

from __future__ import annotations

import heapq
from typing import Final

from hedging.report.tally import Entry

#: The number of documents that are kept at each end.
MAX_LISTED: Final = 25

# A document in a heap: its order, its size, and its place, which is unique.
_Row = tuple[float, int, int, Entry]


class Extremes:
    """The most and the least hedged documents of any number of documents.

    Among documents of equal score, the document with more sentences goes first.
    """

    def __init__(self) -> None:
        self.documents = 0
        self._most: list[_Row] = []
        self._least: list[_Row] = []

    def add(self, entry: Entry) -> None:
        """Consider one document."""
        number, self.documents = self.documents, self.documents + 1
        for heap, order in ((self._most, entry.score), (self._least, -entry.score)):
            row = (order, entry.sentences, -number, entry)
            if len(heap) < MAX_LISTED:
                heapq.heappush(heap, row)
            elif row > heap[0]:
                heapq.heapreplace(heap, row)

    def most(self) -> list[Entry]:
        """The most hedged documents, the most hedged first."""
        return [entry for *_, entry in sorted(self._most, reverse=True)]

    def least(self) -> list[Entry]:
        """The least hedged documents that are not among the most hedged, the least hedged first."""
        shown = {number for _, _, number, _ in self._most}
        rows = sorted(self._least, reverse=True)
        return [entry for _, _, number, entry in rows if number not in shown]
