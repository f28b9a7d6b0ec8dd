"""Scored documents → a comparison of groups and periods, with the most and least hedged documents.

Memory grows with the numbers of groups and of days, not with the number of documents, so that a
comparison of millions of rows is possible. `tally` has the statistics.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hedging.batch import Batch, Report
from hedging.errors import InputError, InputTypeError
from hedging.kinds import KINDS
from hedging.report.quotes import BatchQuotes, Quoted, Quotes
from hedging.stats.dates import date_parts, period_length
from hedging.stats.difference import Difference
from hedging.stats.tally import MAX_LISTED, Entry, Extremes, Source, Tally
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, MIN_SENTENCES, Register, comparable_register

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Periods(NamedTuple):
    """Documents by day, month or year, in order.

    `left_out` is the number of documents whose date is missing or not fine enough.
    """

    tallies: dict[str, Tally]
    left_out: int


class Comparison:
    """Scored documents, counted together, by score, by group and by date.

    `compare_groups` makes a Comparison of Reports. Documents without a sentence have nothing to
    compare.

    - `overall`: the Tally of all documents
    - `groups`: a Tally for each name of a group; "" is for documents without a group
    - `histogram`: the number of documents in each tenth of the score, from 0 to 0.1 on
    - `percents`: the same for each hundredth, and in `group_percents` for each group, where
      hundredths without a document are missing
    - `quotes`: the sentences to quote; None where only scores are known
    - `without_sentences`: the number of documents that were left out, since they have no sentence
    - `source`: the model and the options that the scores come from; None without a document

    Raises InputError for scores of different sources.
    """

    def __init__(self, entries: Iterable[Entry], quotes: Quoted | None = None) -> None:
        self.overall = Tally()
        self.groups: dict[str, Tally] = {}
        self.histogram = [0] * 10
        self.percents = [0] * 100
        self.group_percents: dict[str, dict[int, int]] = {}
        self.quotes = quotes
        self.without_sentences = 0
        self.source: Source | None = None
        self._days: dict[tuple[str, ...], Tally] = {}
        self._extremes = Extremes()
        self._long_extremes = Extremes()
        for entry in entries:
            self._add(entry)

    def __repr__(self) -> str:
        return (
            f"Comparison({counted(self.overall.documents, 'document')}, "
            f"{counted(len(self.groups), 'group')}, score={self.overall.score:.2f})"
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
        self.histogram[min(int(entry.score * 10), 9)] += 1
        percent = min(int(entry.score * 100), 99)
        self.percents[percent] += 1
        day = date_parts(entry.date)
        if entry.group not in self.groups:
            self.groups[entry.group] = Tally()
            self.group_percents[entry.group] = {}
        if day not in self._days:
            self._days[day] = Tally()
        self.groups[entry.group].add(entry)
        self._days[day].add(entry)
        counts = self.group_percents[entry.group]
        counts[percent] = counts.get(percent, 0) + 1
        self._extremes.add(entry)
        if entry.sentences >= MIN_SENTENCES:
            self._long_extremes.add(entry)

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

    def _listed(self) -> Extremes:
        return self._extremes if self.listed_from == 1 else self._long_extremes

    def periods(self) -> Periods:
        """The documents by day, month or year.

        The period is the shortest that suits nearly all dates and gives at most 62 periods.

        >>> import hedging
        >>> batch = hedging.detect_batch(["It may rain.", "It rained.", "Some say so."])
        >>> comparison = hedging.compare_groups(
        ...     batch, ["a", "a", "b"], dates=["2020-01", "2020-02", "2020-02"]
        ... )
        >>> list(comparison.periods().tallies)
        ['2020-01', '2020-02']
        """
        length = period_length({day: tally.documents for day, tally in self._days.items()})
        tallies: dict[str, Tally] = {}
        for day in sorted(day for day in self._days if length and len(day) >= length):
            tallies.setdefault("-".join(day[:length]), Tally()).merge(self._days[day])
        dated = sum(tally.documents for tally in tallies.values())
        return Periods(tallies, self.overall.documents - dated)

    def to_html(
        self,
        title: str = "",
        differences: Sequence[Difference] = (),
        *,
        register: str = DEFAULT_REGISTER,
    ) -> str:
        """One self-contained HTML page: documents, groups, kinds, trend, most and least hedged.

        `differences` of groups, if they are given, stand below the groups. The page shows what is
        usual in a `register`, one of `hedging.yardstick.REGISTER_NAMES`, or "none".

        >>> import hedging
        >>> batch = hedging.detect_batch(["It may rain.", "It rained."])
        >>> "<title>Weather</title>" in hedging.compare_groups(batch, ["a", "b"]).to_html("Weather")
        True
        """
        from hedging.report.comparison_page import comparison_page

        return comparison_page(self, title, differences, register=register)

    def plot(
        self, ax: Axes | None = None, *, title: str = "", register: str = DEFAULT_REGISTER
    ) -> Axes:
        """Draw the share of each group with its 95 % interval, the most hedged group first.

        Draws on the matplotlib axes `ax`, or on new ones, and returns them. What is usual in a
        `register`, one of `hedging.yardstick.REGISTER_NAMES`, lies behind the groups; "none" leaves
        it out. Needs the extra `plot`: without matplotlib, raises MissingExtraError.
        """
        from hedging.display import plots
        from hedging.report.labelling import group_name

        groups = [(group_name(name), tally) for name, tally in self.groups.items()]
        usual = self.comparable_register(register)
        model = self.source.model if self.source else ""
        return plots.plot_groups(groups, self.overall, ax, title, register=usual, model=model)

    def comparable_register(self, name: str) -> Register | None:
        """The register of a name, if the scores can be compared with it.

        Raises InputError for an unknown name.
        """
        source = self.source
        scheme, kinds = (source.scheme, source.hedge_kinds) if source else ("", "")
        return comparable_register(name, scheme, kinds.split(","))


def compare_groups(
    reports: Iterable[Report],
    groups: Iterable[str | None],
    *,
    dates: Iterable[str | datetime.date | None] | None = None,
    names: Iterable[str] | None = None,
) -> Comparison:
    """Compare groups of documents by their expected shares of hedged sentences.

    `reports` is a Batch or any iterable of Reports. `groups` names the group of each report, None
    or "" for no group. `dates` look like "2020-05-17", "2020-05" or "2020". `names` are the names
    of the documents on the page (default: "document 0" and so on). Raises InputError for unequal
    lengths and for scores of different models or options, InputTypeError for a wrong type.

    >>> import hedging
    >>> batch = hedging.detect_batch(["It may rain. It rained.", "Some say so.", "They left."])
    >>> comparison = hedging.compare_groups(batch, ["weather", "people", "people"])
    >>> comparison
    Comparison(3 documents, 2 groups, score=0.42)
    >>> comparison.groups["weather"]
    Tally(1 document, 2 sentences, score=0.40, interval=None)
    >>> [entry.name for entry in comparison.most_hedged()]
    ['document 1', 'document 0', 'document 2']
    """
    if isinstance(reports, (Report, str)) or not isinstance(reports, Iterable):
        raise InputTypeError(
            f"expected a Batch or an iterable of Reports, got {type(reports).__name__}"
        )
    group_of = _column(groups, "groups")
    size = len(group_of)
    date_of = [""] * size if dates is None else _column(dates, "dates")
    name_of = [f"document {k}" for k in range(size)] if names is None else _column(names, "names")
    _check_lengths({"groups": size, "dates": len(date_of), "names": len(name_of)})
    labels = list(zip(name_of, group_of, date_of, strict=True))
    if isinstance(reports, Batch):
        _check_lengths({"reports": len(reports), "groups": size})
        return Comparison(_batch_entries(reports, labels), BatchQuotes(reports, name_of))
    quotes = Quotes()
    return Comparison(_report_entries(reports, labels, quotes), quotes)


def entry_of(
    name: str, report: Report, group: str = "", date: str = "", address: str = ""
) -> Entry:
    """The entry of a report, as a comparison counts it.

    >>> import hedging
    >>> entry_of("a.txt", hedging.detect("It may rain. It rained.")).sentences
    2
    """
    return Entry(
        name=name,
        score=report.score,
        sentences=len(report.sentences),
        hedged_sentences=len(report.hedged_sentences),
        cues_by_kind=tuple(report.kind_counts().values()),
        model=report.model,
        scheme=report.scheme,
        hedge_kinds=",".join(report.hedge_kinds),
        threshold=report.threshold,
        group=group,
        date=date,
        address=address,
        confidence=report.confidence,
    )


def _column(values: Iterable[object], argument: str) -> list[str]:
    """The values as strings, "" for None; dates are written as in ISO 8601."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputTypeError(
            f"expected an iterable of str for {argument}, got {type(values).__name__}"
        )
    column: list[str] = []
    for number, value in enumerate(values):
        if isinstance(value, datetime.date) and argument == "dates":
            value = value.isoformat()
        if value is not None and not isinstance(value, str):
            raise InputTypeError(
                f"{argument}[{number}] is {value!r}, expected a str or None: write {str(value)!r} "
                "if that is the name, None if it is missing"
            )
        column.append(value or "")
    return column


def _check_lengths(lengths: Mapping[str, int]) -> None:
    if len(set(lengths.values())) > 1:
        numbers = ", ".join(f"{number:,} {name}" for name, number in lengths.items())
        raise InputError(f"expected equal numbers, got {numbers}")


def _batch_entries(batch: Batch, labels: Iterable[tuple[str, str, str]]) -> Iterator[Entry]:
    """The entries of a batch, from its columns: a Report for each document would take minutes."""
    columns = {name: column.tolist() for name, column in batch.columns("document").items()}
    cues_by_kind = zip(*(columns[f"{kind}_cues"] for kind in KINDS), strict=True)
    numbers = (columns[name] for name in ("score", "sentences", "hedged_sentences", "confidence"))
    sources = (columns[name] for name in Source._fields)
    rows = zip(*numbers, cues_by_kind, *sources, strict=True)
    for row, (name, group, date) in zip(rows, labels, strict=True):
        score, sentences, hedged, confidence, cues, *source_row = row
        yield Entry(
            name,
            score,
            sentences,
            hedged,
            cues,
            *Source(*source_row),
            group=group,
            date=date,
            confidence=confidence,
        )


def _report_entries(
    reports: Iterable[Report], labels: Sequence[tuple[str, str, str]], quotes: Quotes
) -> Iterator[Entry]:
    """The entries of reports; `quotes` gets their sentences."""
    number = 0
    for number, report in enumerate(reports, 1):
        if not isinstance(report, Report):
            raise InputTypeError(
                f"reports[{number - 1}] is {type(report).__name__}, expected a Report: "
                "hedging.detect makes a Report of a text"
            )
        if number > len(labels):
            raise InputError(f"expected a group for each report, got {len(labels):,} for more")
        name, group, date = labels[number - 1]
        quotes.add(name, report)
        yield entry_of(name, report, group, date)
    _check_lengths({"reports": number, "groups": len(labels)})
