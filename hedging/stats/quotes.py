"""Scored documents → the sentences that are worth quoting: the most hedged, and the surest.

Few sentences are kept, at most two of a document, so that no document speaks for all.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

import numpy as np

from hedging.results import Document, Sentence

#: The number of sentences that are quoted at each end, and of those of one document.
MAX_QUOTES: Final = 10
MAX_OF_DOCUMENT: Final = 2
#: A longer sentence is no quotation any more.
MAX_LENGTH: Final = 400

# Quotes are ordered by rounded score, then number of cues, then shorter before longer.
_Key = tuple[float, int, int]


class Quote(NamedTuple):
    """A sentence with the name of its document and the address of the document's page."""

    sentence: Sentence
    document: str
    address: str = ""


class Quoted(Protocol):
    """What gives the sentences to quote."""

    def most_hedged(self) -> Sequence[Quote]:
        """The most hedged sentences, the most hedged first."""

    def surest(self) -> Sequence[Quote]:
        """The sentences that assert their certainty, the surest first."""


class Quotes:
    """The sentences to quote from reports that come one after another.

    The most hedged sentences have the highest scores; among those of about the same score, a
    sentence with more hedging cues goes first. The surest sentences have a booster and no hedge;
    a sentence without a cue says nothing about its certainty, and is not quoted.

    >>> import hedging
    >>> quotes = Quotes()
    >>> quotes.add("a", hedging.detect("It may rain. It certainly rained. It rained."))
    >>> [quote.sentence.text for quote in (*quotes.most_hedged(), *quotes.surest())]
    ['It may rain.', 'It certainly rained.']
    """

    def __init__(self) -> None:
        self._documents = 0
        self._most: list[tuple[_Key, int, int, Quote]] = []
        self._surest: list[tuple[_Key, int, int, Quote]] = []

    def add(self, name: str, report: Document, address: str = "") -> None:
        """Take in the sentences of one document, and keep those worth quoting."""
        most, surest = [], []
        for number, sentence in enumerate(report.sentences):
            if not sentence.cues or len(sentence.text) > MAX_LENGTH:
                continue
            quote = Quote(sentence, name, address)
            if sentence.hedged:
                cues = sum(cue.kind in report.hedge_kinds for cue in sentence.cues)
                most.append((_key(sentence.score, cues, sentence), -number, quote))
            elif boosters := sum(cue.kind == "booster" for cue in sentence.cues):
                surest.append((_key(1 - sentence.score, boosters, sentence), -number, quote))
        for heap, rows in ((self._most, most), (self._surest, surest)):
            for key, place, quote in heapq.nlargest(MAX_OF_DOCUMENT, rows):
                heapq.heappush(heap, (key, -self._documents, place, quote))
                if len(heap) > MAX_QUOTES:
                    heapq.heappop(heap)
        self._documents += 1

    def most_hedged(self) -> Sequence[Quote]:
        """The most hedged sentences, the most hedged first."""
        return [row[-1] for row in sorted(self._most, reverse=True)]

    def surest(self) -> Sequence[Quote]:
        """The sentences that assert their certainty, the surest first."""
        return [row[-1] for row in sorted(self._surest, reverse=True)]


def _key(score: float, cues: int, sentence: Sentence) -> _Key:
    return float(rounded(np.float64(score))), cues, -len(sentence.text)


def rounded(score: np.ndarray | np.float64) -> np.ndarray | np.float64:
    """Scores, of which those that are as good as equal become equal.

    >>> rounded(np.array([0.91, 0.93])).tolist()
    [0.9, 0.9]
    """
    return np.round(score, 1)
