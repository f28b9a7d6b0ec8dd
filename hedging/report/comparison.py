"""Scored documents → what compares them: groups, periods, the most and the least hedged.

Documents are pooled by their sentences: the score of many is the expected share of hedged sentences among all of theirs. It is a
ratio of two sums over documents, so its interval follows from how documents differ (Cochran 1977, Sampling Techniques, 6.3),
which sentences of one document do not do independently. Where few documents hold most of the sentences, they count as fewer:
Kish's effective number (1965, Survey Sampling, 11.7) takes the place of their number, and Student's t that of the normal.
"""

from __future__ import annotations

import datetime
import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.results import Report

# What has missing years makes floats of them, and a time comes behind a day only.
_DATE = re.compile(r"(\d{4})(?:\.0|([-/]?)(\d\d)(?:\2(\d\d)(?:[T ]\d.*)?)?)?$")
# Documents that are kept at either end of the order.
_EXTREMES = 25
# Beyond so many days or months, a period is the next longer one.
_MOST_PERIODS = 62
# The share of dated documents whose dates have to be as fine as the periods.
_FINE = 0.9
# Below this effective number of documents there is no interval: its length would be a guess.
_FEWEST = 4.0
_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Entry:
    """A scored document: its score, its numbers of sentences, of hedged ones and of cues by kind, and what made the scores.

    It is counted under `group` and `date`; `address` is where its own page is, "" for nowhere.
    """

    name: str
    score: float
    sentences: int
    hedged: int
    kinds: tuple[int, ...]
    model: str = ""
    scheme: str = ""
    group: str = ""
    date: str = ""
    address: str = ""

    @classmethod
    def of(cls, name: str, report: Report, group: str = "", address: str = "") -> Entry:
        """The entry of a report."""
        numbers = (
            len(report.sentences),
            len(report.hedged_sentences),
            tuple(report.kind_counts().values()),
        )
        return cls(
            name, report.score, *numbers, report.model, report.scheme, group, address=address
        )


@dataclass(slots=True)
class Tally:
    """Documents counted together.

    >>> tally = Tally()
    >>> for score in (1.0, 0.5, 0.6, 0.5):
    ...     tally.join(Tally.of(Entry("a", score, 10, 0, (0,) * 8)))
    >>> round(tally.score, 3), tuple(round(end, 2) for end in tally.interval)
    (0.65, (0.27, 1.0))
    """

    documents: int = 0
    sentences: int = 0
    hedged: int = 0
    kinds: list[int] = field(default_factory=lambda: [0] * len(KINDS))
    _expected: float = 0.0
    # Over documents: of the expected number squared, of it times the number of sentences, and of that squared.
    _squares: list[float] = field(default_factory=lambda: [0.0] * 3)

    @classmethod
    def of(cls, entry: Entry) -> Tally:
        """One document."""
        expected, size = entry.score * entry.sentences, entry.sentences
        return cls(
            1,
            size,
            entry.hedged,
            list(entry.kinds),
            expected,
            [expected**2, expected * size, float(size**2)],
        )

    def join(self, other: Tally) -> None:
        """Count what another has counted."""
        self.documents += other.documents
        self.sentences += other.sentences
        self.hedged += other.hedged
        self.kinds = [a + b for a, b in zip(self.kinds, other.kinds, strict=True)]
        self._expected += other._expected
        self._squares = [a + b for a, b in zip(self._squares, other._squares, strict=True)]

    @property
    def score(self) -> float:
        """Expected share of hedged sentences among all sentences; 0 for none."""
        return self._expected / max(self.sentences, 1)

    @property
    def interval(self) -> tuple[float, float] | None:
        """A 95 % interval of the score, from the differences between documents; None where these are too few for one."""
        own, mixed, sizes = self._squares
        effective = self.sentences**2 / sizes if sizes else 0.0
        if effective < _FEWEST:
            return None
        score = self.score
        spread = max(own - 2 * score * mixed + score**2 * sizes, 0.0)
        between = spread * effective / (effective - 1) / self.sentences**2
        # Documents that happen to be alike are no proof that others are: no less than sentences differ by chance, with four added
        # of which two are hedged (Agresti and Coull 1998).
        share = (score * self.sentences + 2) / (self.sentences + 4)
        chance = share * (1 - share) / (self.sentences + 4)
        margin = _t95(effective - 1) * sqrt(max(between, chance))
        return max(score - margin, 0.0), min(score + margin, 1.0)


def _t95(freedom: float) -> float:
    """The 97.5 % point of Student's t (Abramowitz and Stegun 1964, 26.7.5), within a percent from three degrees of freedom on."""
    z, v = _Z95, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


class Periods(NamedTuple):
    """Documents by day, month or year, in order, and the number of those whose date is missing or not so fine."""

    tallies: dict[str, Tally]
    left_out: int


class Comparison:
    """Any number of entries, counted as a whole, by tenths of the score, by group and by date.

    Memory grows with the numbers of groups and of days, and not with that of documents. Documents without a sentence have nothing
    to compare: `empty` is their number. Scores of several models or schemes cannot be compared, and are an InputError.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.whole = Tally()
        self.tenths = [0] * 10
        self.groups: dict[str, Tally] = {}
        self.empty = 0
        self.source: tuple[str, str] | None = None
        self._days: dict[tuple[str, ...], Tally] = {}
        # Of equal scores, the one with more sentences says more.
        self._most: list[tuple[float, int, int, Entry]] = []
        self._least: list[tuple[float, int, int, Entry]] = []
        for number, entry in enumerate(entries):
            self._add(entry, number)

    def _add(self, entry: Entry, number: int) -> None:
        source = (entry.model, entry.scheme)
        self.source = self.source or source
        if source != self.source:
            said = " and ".join(
                f"model {model}, scheme {scheme}" for model, scheme in (self.source, source)
            )
            raise InputError(
                f"scores of different origin cannot be compared: {said} ({entry.name})"
            )
        if not entry.sentences:
            self.empty += 1
            return
        one = Tally.of(entry)
        self.whole.join(one)
        self.tenths[min(int(entry.score * 10), 9)] += 1
        self.groups.setdefault(entry.group, Tally()).join(one)
        self._days.setdefault(_day(entry.date), Tally()).join(one)
        for heap, score in ((self._most, entry.score), (self._least, -entry.score)):
            row = (score, entry.sentences, -number, entry)
            if len(heap) < _EXTREMES:
                heapq.heappush(heap, row)
            elif row > heap[0]:
                heapq.heapreplace(heap, row)

    def most(self) -> list[Entry]:
        """The most hedged documents, the most hedged first."""
        return [row[-1] for row in sorted(self._most, reverse=True)]

    def least(self) -> list[Entry]:
        """The least hedged documents that are not among the most hedged, the least hedged first."""
        most = {-row[2] for row in self._most}
        return [row[-1] for row in sorted(self._least, reverse=True) if -row[2] not in most]

    def periods(self) -> Periods:
        """The documents by the shortest period that nearly all dates are fine enough for and that there are not too many of."""
        dated = {day: tally for day, tally in self._days.items() if day}
        total = sum(tally.documents for tally in dated.values())
        for length in (3, 2, 1):
            fine = {day: tally for day, tally in dated.items() if len(day) >= length}
            enough = sum(tally.documents for tally in fine.values()) >= _FINE * total
            if (
                fine
                and enough
                and (len({day[:length] for day in fine}) <= _MOST_PERIODS or length == 1)
            ):
                found: dict[str, Tally] = {}
                for day in sorted(fine):
                    found.setdefault("-".join(day[:length]), Tally()).join(fine[day])
                return Periods(
                    found, self.whole.documents - sum(tally.documents for tally in found.values())
                )
        return Periods({}, self.whole.documents)


def _day(text: str) -> tuple[str, ...]:
    """Year, month and day of an ISO date, as many as it has; () for what is no date.

    >>> _day("2020-05-17T10:00"), _day("2020/05"), _day("2020-02-30"), _day("soon")
    (('2020', '05', '17'), ('2020', '05'), (), ())
    """
    found = _DATE.match(text.strip())
    if found is None:
        return ()
    parts = tuple(part for part in found.group(1, 3, 4) if part)
    try:
        datetime.date(*map(int, (*parts, "01", "01")[:3]))
    except ValueError:
        return ()
    return parts
