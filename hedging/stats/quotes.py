"""Scored documents → the sentences that are worth quoting: the most hedged, and the surest.

Few sentences are kept, at most two of a document, so that no document speaks for all.
"""

from __future__ import annotations

import heapq
from operator import itemgetter
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np

from hedging.results import Document, Sentence

#: The number of sentences that are quoted at each end, and of those of one document.
MAX_QUOTES: Final = 10
MAX_OF_DOCUMENT: Final = 2
#: A longer sentence is no quotation any more.
MAX_LENGTH: Final = 400

Item = TypeVar("Item")


class Best(Generic[Item]):
    """The items with the greatest keys, at most so many; among equal keys, the earlier items."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._added = 0
        self._heap: list[tuple[tuple[float, ...], int, Item]] = []

    def add(self, key: tuple[float, ...], item: Item) -> None:
        """Consider one item."""
        self._added += 1
        put = heapq.heappush if len(self._heap) < self._size else heapq.heappushpop
        put(self._heap, (key, -self._added, item))

    def items(self) -> list[Item]:
        """The items, that of the greatest key first."""
        return [item for *_, item in sorted(self._heap, reverse=True)]


class Quote(NamedTuple):
    """A sentence with the name of its document and the address of the document's page."""

    sentence: Sentence
    document: str
    address: str = ""


class Quotes:
    """The sentences to quote from reports that come one after another.

    The most hedged sentences have the highest scores; among those of about the same score, a
    sentence with more hedging cues goes first. The surest sentences have a booster and no hedge;
    a sentence without a cue says nothing about its certainty, and is not quoted.
    """

    def __init__(self) -> None:
        self._most = Best[Quote](MAX_QUOTES)
        self._surest = Best[Quote](MAX_QUOTES)

    def add(self, name: str, report: Document, address: str = "") -> None:
        """Take in the sentences of one document, and keep those worth quoting."""
        most: list[tuple[tuple[float, ...], Quote]] = []
        surest: list[tuple[tuple[float, ...], Quote]] = []
        for sentence in report.sentences:
            if not sentence.cues or len(sentence.text) > MAX_LENGTH:
                continue
            quote = Quote(sentence, name, address)
            if sentence.hedged:
                cues = sum(cue.kind in report.hedge_kinds for cue in sentence.cues)
                most.append((_key(sentence.score, cues, sentence), quote))
            elif boosters := sum(cue.kind == "booster" for cue in sentence.cues):
                surest.append((_key(1 - sentence.score, boosters, sentence), quote))
        for best, own in ((self._most, most), (self._surest, surest)):
            for key, quote in heapq.nlargest(MAX_OF_DOCUMENT, own, key=itemgetter(0)):
                best.add(key, quote)

    def most_hedged(self) -> list[Quote]:
        """The most hedged sentences, the most hedged first."""
        return self._most.items()

    def surest(self) -> list[Quote]:
        """The sentences that assert their certainty, the surest first."""
        return self._surest.items()


def _key(score: float, cues: int, sentence: Sentence) -> tuple[float, ...]:
    return float(rounded(np.float64(score))), cues, -len(sentence.text)


def rounded(score: np.ndarray | np.float64) -> np.ndarray | np.float64:
    """Scores, of which those that are as good as equal become equal."""
    return np.round(score, 1)
