"""Scored documents → a comparison of groups and periods, with the ways to show it.

`hedging.stats.compared` counts the documents and `hedging.pages.comparison` draws the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hedging.batch import Batch, Report
from hedging.errors import InputError, InputTypeError, checked_type
from hedging.kinds import KINDS
from hedging.stats.columns import check_lengths, labels_of
from hedging.stats.compared import ComparedDocuments
from hedging.stats.difference import Difference
from hedging.stats.quotes import MAX_LENGTH, MAX_QUOTES, Quotes, rounded
from hedging.stats.tally import Entry, Source
from hedging.text.lines import documents_of
from hedging.yardstick import DEFAULT_REGISTER

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Comparison(ComparedDocuments):
    """Scored documents, counted together, by score, by group and by date.

    `compare_groups` makes a Comparison of Reports. Documents without a sentence have nothing to
    compare.

    - `overall`: the Tally of all documents
    - `groups`: a Tally for each name of a group; "" is for documents without a group
    - `histogram`: the number of documents in each tenth of the share, from 0 to 0.1 on
    - `percents`: the number of documents at each percent from 0 to 100, to which their shares are
      rounded, and in `group_percents` for each group, where percents without a document are missing
    - `quotes`: the sentences to quote; None where only scores are known
    - `without_sentences`: the number of documents that were left out, since they have no sentence
    - `source`: the model and the options that the scores come from; None without a document

    Raises InputError for scores of different sources.
    """

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
        from hedging.pages.comparison import comparison_page

        return comparison_page(self, title, differences, register=register)

    def plot(
        self, ax: Axes | None = None, *, title: str = "", register: str = DEFAULT_REGISTER
    ) -> Axes:
        """Draw the share of each group with its 95 % interval, the most hedged group first.

        Draws on the matplotlib axes `ax`, or on new ones, and returns them. What is usual in a
        `register` lies behind the groups, if one of `hedging.yardstick.REGISTER_NAMES` is named.
        Needs the extra `plot`: without matplotlib, raises MissingExtraError.
        """
        from hedging.pages.plot import plot_groups

        usual = self.comparable_register(register)
        model = self.source.model if self.source else ""
        return plot_groups(self.groups, self.overall, ax, title, register=usual, model=model)


def compare_groups(
    reports: Iterable[Report],
    groups: Iterable[object],
    *,
    dates: Iterable[object] | None = None,
    names: Iterable[object] | None = None,
) -> Comparison:
    """Compare groups of documents by their shares of hedged sentences.

    `reports` is a Batch or any iterable of Reports. `groups` has the group of each report: a name
    or a number. `dates` are dates, or look like "2020-05-17", "2020-05" or "2020". `names` are the
    names of the documents on the page (default: "document 0" and so on). These are lists, arrays or
    columns of a frame, in which "", None, NaN and NaT are missing. Raises InputError for unequal
    lengths and for scores of different models or options, InputTypeError for a wrong type.

    >>> import hedging
    >>> batch = hedging.detect_batch(["It may rain. It rained.", "Some say so.", "They left."])
    >>> comparison = hedging.compare_groups(batch, ["weather", "people", "people"])
    >>> comparison
    Comparison(3 documents, 2 groups, share=0.50)
    >>> comparison.groups["weather"]
    Tally(1 document, 2 sentences, share=0.50, interval=None)
    >>> [entry.name for entry in comparison.most_hedged()]
    ['document 1', 'document 0', 'document 2']
    """
    checked_type(reports, Iterable, "a Batch or an iterable of Reports", but=(Report, str))
    group_of = labels_of(groups, "groups")
    size = len(group_of)
    date_of = [""] * size if dates is None else labels_of(dates, "dates")
    name_of = [f"document {k}" for k in range(size)] if names is None else labels_of(names, "names")
    check_lengths({"groups": size, "dates": len(date_of), "names": len(name_of)})
    labels = list(zip(name_of, group_of, date_of, strict=True))
    if isinstance(reports, Batch):
        check_lengths({"reports": len(reports), "groups": size})
        return Comparison(_batch_entries(reports, labels), _batch_quotes(reports, name_of))
    quotes = Quotes()
    return Comparison(_report_entries(reports, labels, quotes), quotes)


def _batch_quotes(batch: Batch, names: Sequence[str]) -> Quotes:
    """The quotes of a batch; its columns tell which documents have them, for few reports."""
    length = batch.sentence_end - batch.sentence_start
    documents: set[int] = set()
    for eligible, score, kinds in (
        (batch.sentence_hedged, batch.sentence_score, batch.hedge_kinds),
        (~batch.sentence_hedged, 1 - batch.sentence_score, ("booster",)),
    ):
        is_counted = np.isin(batch.cue_kind, [KINDS.index(kind) for kind in kinds])
        cues = np.diff(np.append(0, is_counted.cumsum())[batch.cue_offsets])
        rows = np.flatnonzero(eligible & (cues > 0) & (length <= MAX_LENGTH))
        order = np.lexsort((length[rows], -cues[rows], -rounded(score[rows])))
        own = documents_of(rows[order], batch.sentence_offsets)
        _, first = np.unique(own, return_index=True)
        documents.update(own[np.sort(first)[:MAX_QUOTES]].tolist())
    quotes = Quotes()
    for number in sorted(documents):
        quotes.add(names[number], batch[number])
    return quotes


def _batch_entries(batch: Batch, labels: Iterable[tuple[str, str, str]]) -> Iterator[Entry]:
    """The entries of a batch, from its columns: a Report for each document would take minutes."""
    columns = {name: column.tolist() for name, column in batch.columns("document").items()}
    cues_by_kind = zip(*(columns[f"{kind}_cues"] for kind in KINDS), strict=True)
    names = ("score", "sentences", "hedged_sentences", "confidence", "declined")
    sources = (columns[name] for name in Source._fields)
    rows = zip(*(columns[name] for name in names), cues_by_kind, *sources, strict=True)
    for row, (name, group, date) in zip(rows, labels, strict=True):
        score, sentences, hedged, confidence, declined, cues, *source = row
        about: dict[str, Any] = {"group": group, "date": date, "confidence": confidence}
        about["declined"] = declined or ""
        yield Entry(name, score, sentences, hedged, cues, *Source(*source), **about)


def _report_entries(
    reports: Iterable[Report], labels: Sequence[tuple[str, str, str]], quotes: Quotes
) -> Iterator[Entry]:
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
        yield Entry.of(name, report, group, date)
    check_lengths({"reports": number, "groups": len(labels)})
