"""Scored documents → what compares them: groups, periods, the most and the least hedged.

Documents are pooled by their sentences: the score of many is the expected share of hedged sentences among all of theirs. It is a
ratio of two sums over documents, so its interval follows from how documents differ (Cochran 1977, Sampling Techniques, 6.3),
which sentences of one document do not do independently.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import sqrt

from hedging.cues import KINDS
from hedging.errors import InputError
from hedging.inputs import Fields, Unreadable, chunks, files, kind_of, read
from hedging.results import Report

#: Files that can be the output of `hedging batch`, by what they hold.
TABLES = ("jsonl", "csv", "tsv", "parquet")

_NUMBERS = ("sentences", "hedged", *(f"{kind}_cues" for kind in KINDS))
_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?!\d)")
# Documents that are kept at either end of the order.
_EXTREMES = 25
# Beyond so many days or months, a period is the next longer one.
_MOST_PERIODS = 62
# Half the width of an interval that holds 95 of 100 normal values, in standard errors.
_Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Entry:
    """A scored document; `address` is where its own page is, "" for nowhere, `group` and `date` what it is counted under."""

    name: str
    score: float
    sentences: int
    hedged: int
    kinds: tuple[int, ...]
    group: str = ""
    date: str = ""
    address: str = ""

    @classmethod
    def of(cls, name: str, report: Report, group: str = "", address: str = "") -> Entry:
        """The entry of a report."""
        kinds = tuple(report.counts().values())
        return cls(name, report.score, len(report.sentences), len(report.hedged), kinds, group, address=address)


@dataclass(slots=True)
class Tally:
    """Documents counted together.

    >>> tally = Tally()
    >>> for score, sentences in ((1.0, 10), (0.5, 30)):
    ...     tally.join(Tally.of(Entry("a", score, sentences, 0, (0,) * 8)))
    >>> tally.score, round(tally.margin, 2)
    (0.625, 0.37)
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
        return cls(1, size, entry.hedged, list(entry.kinds), expected, [expected**2, expected * size, float(size**2)])

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
    def margin(self) -> float:
        """Half the width of the 95 % interval of the score, from the differences between documents; 0 for fewer than two."""
        if self.documents < 2 or not self.sentences:
            return 0.0
        score, (own, mixed, sizes) = self.score, self._squares
        spread = max(own - 2 * score * mixed + score**2 * sizes, 0.0)
        return _Z95 * sqrt(spread * self.documents / (self.documents - 1)) / self.sentences


class Comparison:
    """Any number of entries, counted in bounded memory: as a whole, by tenths of the score, by group and by date."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.whole = Tally()
        self.tenths = [0] * 10
        self.groups: dict[str, Tally] = {}
        self.undated = 0
        self._days: dict[tuple[str, ...], Tally] = {}
        # Of equal scores, the one with more sentences says more.
        self._most: list[tuple[float, int, int, Entry]] = []
        self._least: list[tuple[float, int, int, Entry]] = []
        for number, entry in zip(count(), entries, strict=False):
            self._add(entry, number)

    def _add(self, entry: Entry, number: int) -> None:
        one = Tally.of(entry)
        self.whole.join(one)
        self.tenths[min(int(entry.score * 10), 9)] += 1
        self.groups.setdefault(entry.group, Tally()).join(one)
        found = _DATE.match(entry.date)
        if found:
            self._days.setdefault(tuple(part for part in found.groups() if part), Tally()).join(one)
        else:
            self.undated += 1
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

    def periods(self) -> dict[str, Tally]:
        """The dated documents by day, month or year, in order: by the shortest that all dates have and that gives few periods."""
        least = min(map(len, self._days), default=0)
        for length in range(least, 0, -1):
            if len({day[:length] for day in self._days}) <= _MOST_PERIODS or length == 1:
                return self._by(length)
        return {}

    def _by(self, length: int) -> dict[str, Tally]:
        found: dict[str, Tally] = {}
        for day in sorted(self._days):
            found.setdefault("-".join(day[:length]), Tally()).join(self._days[day])
        return found


def is_table(path: str) -> bool:
    """Whether a path is that of a table, and so of an output of `hedging batch`."""
    return kind_of(path) in TABLES


def scored(paths: Sequence[str], group: str | None = None, date: str | None = None) -> Iterator[Entry | Unreadable]:
    """The documents in outputs of `hedging batch` at the level of documents, but for those without a text.

    `group` and `date` are columns that were kept. A file without the columns of such an output is an InputError, a row that
    cannot be read is Unreadable.
    """
    extra = tuple(dict.fromkeys(name for name in (group, date) if name))
    keep = ("score", *_NUMBERS, *(name for name in extra if name != "id"))
    fields = Fields("id", None, keep)
    for path in paths:
        seen = False
        for chunk in chunks(files([path]), fields):
            for record in read(chunk, fields):
                if isinstance(record, Unreadable):
                    if not seen:
                        raise InputError(
                            f"{path} is no output of hedging batch at the level of documents: {record.reason}. "
                            f"Score it first: hedging batch {path} -o scores.jsonl"
                        )
                    yield record
                    continue
                seen = True
                row = dict(zip(keep, record.kept, strict=True)) | {"id": record.text}
                if row["score"] not in (None, ""):
                    yield _entry(row, group, date) or Unreadable(record.number, path, 0, 0, 0, f"no numbers in {row}")


def _entry(row: dict[str, object], group: str | None, date: str | None) -> Entry | None:
    try:
        score = float(str(row["score"]))
        sentences, hedged, *kinds = (int(str(row[name])) for name in _NUMBERS)
    except ValueError:
        return None
    said = ["" if name is None or row[name] is None else str(row[name]) for name in (group, date)]
    return Entry(str(row["id"] or ""), score, sentences, hedged, tuple(kinds), *said)
