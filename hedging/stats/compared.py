"""Scored documents, one after another → what a comparison of groups and periods knows of them.

`hedging.comparison` has the Comparison that callers see, which also says how it is shown.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from hedging.errors import InputError
from hedging.stats.quotes import Best, Quotes
from hedging.stats.tally import Entry, Source, Tally
from hedging.wording import counted
from hedging.yardstick import MIN_SENTENCES, Register, comparable_register

#: The number of the most hedged documents that are listed, and of the least hedged.
MAX_LISTED: Final = 25
# Libraries turn years with gaps into floats (2020.0). Only a full date can have a time.
_DATE = re.compile(r"(\d{4})(?:\.0|([-/]?)(\d\d)(?:\2(\d\d)(?:[T ]\d.*)?)?)?$")
# With more days or months than this, the next longer period is used.
_MAX_PERIODS = 62
# The share of dated documents whose dates must be as fine as the periods.
_MIN_FINE = 0.9


class Periods(NamedTuple):
    """Documents by day, month or year, in order.

    `left_out` is the number of documents whose date is missing or not fine enough.
    """

    tallies: dict[str, Tally]
    left_out: int


class ComparedDocuments:
    """Scored documents, counted together, by share, by group and by date.

    Documents without a sentence have nothing to compare. Memory grows with the numbers of groups
    and of days, not with the number of documents, so that millions of rows can be compared.

    `hedging.Comparison` says what the attributes hold. Raises InputError for scores of different
    sources.
    """

    def __init__(self, entries: Iterable[Entry], quotes: Quotes | None = None) -> None:
        self.overall = Tally()
        self.groups: dict[str, Tally] = {}
        self.histogram = [0] * 10
        self.percents = [0] * 101
        self.group_percents: dict[str, dict[int, int]] = {}
        self.quotes = quotes
        self.without_sentences = 0
        self.source: Source | None = None
        self._days = defaultdict[tuple[str, ...], Tally](Tally)
        self._extremes = _Extremes()
        self._long_extremes = _Extremes()
        for entry in entries:
            self._add(entry)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({counted(self.overall.documents, 'document')}, "
            f"{counted(len(self.groups), 'group')}, share={self.overall.share:.2f})"
        )

    def _add(self, entry: Entry) -> None:
        source = entry.source
        if self.source is None:
            self.source = source
        elif source != self.source:
            raise InputError(
                f"scores of different sources cannot be compared: {self.source}; and {source} "
                f"({entry.name}): score all documents with the same options"
            )
        if not entry.sentences:
            self.without_sentences += 1
            return
        self.overall.add(entry)
        # In whole numbers, so that 3 of 10 are 30 %.
        self.histogram[min(10 * entry.hedged_sentences // entry.sentences, 9)] += 1
        percent = round(100 * entry.hedged_sentences / entry.sentences)
        self.percents[percent] += 1
        if entry.group not in self.groups:
            self.groups[entry.group] = Tally()
            self.group_percents[entry.group] = {}
        self.groups[entry.group].add(entry)
        self._days[_date_parts(entry.date)].add(entry)
        counts = self.group_percents[entry.group]
        counts[percent] = counts.get(percent, 0) + 1
        self._extremes.add(entry)
        if entry.sentences >= MIN_SENTENCES:
            self._long_extremes.add(entry)

    @property
    def hedge_kinds(self) -> tuple[str, ...]:
        """The kinds that make a sentence hedged."""
        return tuple(self.source.hedge_kinds.split(",")) if self.source else ()

    @property
    def listed_from(self) -> int:
        """The number of sentences from which on documents are listed as most or least hedged.

        With one sentence a document is hedged or not; a list of such documents says nothing. They
        are left aside where enough longer documents are there.
        """
        return MIN_SENTENCES if self._long_extremes.documents >= 2 * MAX_LISTED else 1

    def most_hedged(self) -> list[Entry]:
        """The most hedged documents, at most 25, the most hedged first.

        Documents of fewer than `listed_from` sentences are left out.
        """
        return self._listed().most()

    def least_hedged(self) -> list[Entry]:
        """The least hedged documents, at most 25, the least hedged first.

        Documents that are among the most hedged are left out, and those of fewer than
        `listed_from` sentences.
        """
        return self._listed().least()

    def _listed(self) -> _Extremes:
        return self._extremes if self.listed_from == 1 else self._long_extremes

    def periods(self) -> Periods:
        """The documents by day, month or year.

        The period is the shortest that suits nearly all dates and gives at most 62 periods.
        """
        length = _period_length({day: tally.documents for day, tally in self._days.items()})
        tallies: dict[str, Tally] = {}
        for day in sorted(day for day in self._days if length and len(day) >= length):
            tallies.setdefault("-".join(day[:length]), Tally()).merge(self._days[day])
        dated = sum(tally.documents for tally in tallies.values())
        return Periods(tallies, self.overall.documents - dated)

    def comparable_register(self, name: str) -> Register | None:
        """The register of a name, if the scores can be compared with it.

        Raises InputError for an unknown name.
        """
        scheme = self.source.scheme if self.source else ""
        return comparable_register(name, scheme, self.hedge_kinds)


class _Extremes:
    """The most and the least hedged of any number of documents; of equal shares, long ones."""

    def __init__(self) -> None:
        self.documents = 0
        self._most, self._least = Best[Entry](MAX_LISTED), Best[Entry](MAX_LISTED)

    def add(self, entry: Entry) -> None:
        self.documents += 1
        self._most.add((entry.share, entry.sentences), entry)
        self._least.add((-entry.share, entry.sentences), entry)

    def most(self) -> list[Entry]:
        return self._most.items()

    def least(self) -> list[Entry]:
        shown = set(map(id, self.most()))
        return [entry for entry in self._least.items() if id(entry) not in shown]


# Many documents share a date.
@lru_cache(maxsize=4096)
def _date_parts(text: str) -> tuple[str, ...]:
    """Year, month and day of an ISO date, as many as it has; () for anything but a date."""
    match = _DATE.match(text.strip())
    if match is None:
        return ()
    parts = tuple(part for part in match.group(1, 3, 4) if part)
    try:
        datetime.date(*map(int, (*parts, "01", "01")[:3]))
    except ValueError:
        return ()
    return parts


def _period_length(documents: Mapping[tuple[str, ...], int]) -> int:
    """The number of date parts of a period: 3 for days, 2 for months, 1 for years, 0 for no date.

    `documents` maps the parts of each date to the number of its documents.
    """
    dated = {parts: number for parts, number in documents.items() if parts}
    for length in (3, 2, 1):
        fine = {parts: number for parts, number in dated.items() if len(parts) >= length}
        few = length == 1 or len({parts[:length] for parts in fine}) <= _MAX_PERIODS
        if fine and few and sum(fine.values()) >= _MIN_FINE * sum(dated.values()):
            return length
    return 0
