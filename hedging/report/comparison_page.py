"""Comparison → one self-contained page: distribution, trend, groups, most and least hedged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.display.page import html_page, link
from hedging.display.sections import paragraph, section, table
from hedging.kinds import KINDS
from hedging.report.comparison import Comparison
from hedging.report.difference import Difference
from hedging.report.differences import choice_note
from hedging.report.tally import Entry, Tally
from hedging.report.trend import interval_text, trend_plot
from hedging.wording import counted
from hedging.yardstick import (
    DEFAULT_REGISTER,
    MIN_SENTENCES,
    chosen_register,
    obstacle,
    usual_range,
)

_PARTS = parts("comparison.html")
_MAX_GROUPS = 50
_POOLED = (
    "A share is the expected share of hedged sentences among all sentences. Its 95 % interval "
    "comes from the differences between documents. There is no interval where there are too few "
    "documents, and where hedging is rare the interval is too short. "
    "Kinds: cues per 100 sentences."
)

_DIFFERENCES = (
    "A difference is the first group less the second, with its 95 % interval, from drawing "
    "clusters (by default documents) again. share: hedged sentences among all sentences. score: "
    "the expected share. confidence: how sure documents sound. There is no interval where there "
    "are too few clusters, or where all are alike."
)
_PAIRED = (
    "Differences are taken within pairs, each pair counts the same, and pairs are drawn again."
)
# With more differences than those of four groups by three measures, the table has to be enough.
_MAX_SENTENCES = 18


def comparison_page(
    comparison: Comparison,
    title: str = "",
    differences: Sequence[Difference] = (),
    *,
    register: str = DEFAULT_REGISTER,
) -> str:
    """A page that compares documents; `title` is by default the number of documents.

    `differences` are those of groups, which stand below the groups. A note says what is usual in a
    `register`; "none" leaves it out. Raises InputError for an unknown register, and for the address
    of an entry that a browser would run as a script.

    >>> import hedging
    >>> entry = Entry.of("It may <i>", hedging.detect("It may rain."), address="may.html")
    >>> '<a href="may.html">It may &lt;i&gt;</a>' in comparison_page(Comparison([entry]))
    True
    """
    overall = comparison.overall
    title = title or f"Hedging in {counted(overall.documents, 'document')}"
    omitted = comparison.without_sentences
    values = {
        "title": title,
        "share": overall.hedged_sentences / max(overall.sentences, 1),
        "sentences": counted(overall.sentences, "sentence"),
        "documents": counted(overall.documents, "document"),
        "score": overall.score,
        "interval": interval_text(overall),
        "sections": joined(_sections(comparison, differences, register)),
        "source": comparison.source or "no document",
        "left_out": f"; {counted(omitted, 'document')} without a sentence left out"
        if omitted
        else "",
    }
    return html_page(title, render(_PARTS["page"], values), "comparison.css")


def _sections(
    comparison: Comparison, differences: Sequence[Difference], register: str
) -> Iterator[Html]:
    yield section(
        "Documents by their score, the expected share of hedged sentences",
        _histogram(comparison.histogram),
        _usual(comparison, register),
    )
    tallies, left_out = comparison.periods()
    if tallies:
        values = {
            "plot": trend_plot(tallies),
            "table": _tally_table("period", list(tallies.items())),
        }
        note = (
            f" {counted(left_out, 'document')} without a usable date left out." if left_out else ""
        )
        yield section("Trend", render(_PARTS["trend"], values), f"{_POOLED}{note}")
    if len(comparison.groups) > 1:
        yield _groups(comparison)
    if differences:
        yield _differences(differences)
    most, least = comparison.most_hedged(), comparison.least_hedged()
    if comparison.overall.documents <= len(most) + len(least):
        yield section(
            "Documents, the most hedged first", _entry_table("Documents", [*most, *least[::-1]])
        )
    else:
        yield section("Most hedged", _entry_table("The most hedged documents", most))
        yield section("Least hedged", _entry_table("The least hedged documents", least))


def _usual(comparison: Comparison, register: str) -> str:
    """What is usual in a register, where the scores can be compared with it."""
    chosen, source = chosen_register(register), comparison.source
    if not chosen or not source or obstacle(source.scheme, source.hedge_kinds.split(",")):
        return ""
    return (
        f"For comparison: {usual_range(chosen, source.model)}. Half of the documents there lie in "
        f"this range, those of fewer than {MIN_SENTENCES} sentences left aside."
    )


def _groups(comparison: Comparison) -> Html:
    """The largest groups, the most hedged group first."""
    by_size = sorted(comparison.groups.items(), key=lambda row: -row[1].documents)
    largest = by_size[:_MAX_GROUPS]
    smaller = len(by_size) - len(largest)
    note = (
        f" The largest {len(largest)} groups are shown, "
        f"{counted(smaller, 'smaller group')} left out."
        if smaller
        else ""
    )
    groups = _tally_table("group", sorted(largest, key=lambda row: -row[1].score))
    return section("Groups", groups, f"{_POOLED}{note}")


def _differences(differences: Sequence[Difference]) -> Html:
    """The differences of groups, with the pairs that have one side only."""
    names = ["groups", "measure", "first", "second", "difference", "interval", "documents"]
    is_paired = differences[0].pairs is not None
    rows = (
        (
            escaped(f"{each.first} − {each.second}"),
            [
                each.measure,
                _number(each.first_mean),
                _number(each.second_mean),
                _number(each.estimate, "+"),
                _ends(each),
                "{:,} and {:,}".format(*each.documents),
                *([f"{each.pairs:,}"] if each.pairs is not None else []),
            ],
        )
        for each in differences
    )
    columns = [*names, *(["pairs"] if is_paired else [])]
    pairs = table(columns, rows, "Differences of groups")
    notes = [_DIFFERENCES, _PAIRED if is_paired else "", choice_note(differences)]
    shown = differences if len(differences) <= _MAX_SENTENCES else ()
    lines = joined(paragraph(str(each)) for each in shown)
    return section("Differences", joined([pairs, lines]), " ".join(filter(None, notes)))


def _ends(difference: Difference) -> str:
    if not difference.has_interval:
        return "–"
    return f"{_number(difference.low, '+')} to {_number(difference.high, '+')}"


def _number(value: float | None, sign: str = "-") -> str:
    return "–" if value is None else f"{value:{sign}.3f}"


def _histogram(histogram: Sequence[int]) -> Html:
    """A bar for each tenth of the score."""
    highest = max(1, *histogram)
    rows = (
        render(
            _PARTS["histogram_row"],
            {
                "low": 10 * tenth,
                "high": 10 * tenth + 10,
                "count": count,
                "percent": 100 * count / highest,
            },
        )
        for tenth, count in enumerate(histogram)
    )
    return render(_PARTS["histogram"], {"rows": joined(rows)})


def _tally_table(name: str, tallies: Sequence[tuple[str, Tally]]) -> Html:
    """Documents counted together, with the cues of each kind that occurs per 100 sentences."""
    present = [
        kind for kind in range(len(KINDS)) if any(tally.cues_by_kind[kind] for _, tally in tallies)
    ]
    names = [name, "documents", "sentences", "share", "interval", *(KINDS[k] for k in present)]
    rows = (
        (
            escaped(key or "(none)"),
            [
                f"{tally.documents:,}",
                f"{tally.sentences:,}",
                f"{tally.score:.3f}",
                interval_text(tally).strip("()") or "–",
                *(
                    f"{100 * tally.cues_by_kind[kind] / max(tally.sentences, 1):.1f}"
                    for kind in present
                ),
            ],
        )
        for key, tally in tallies
    )
    return table(names, rows, f"By {name}, with the cues of each kind per 100 sentences")


def _entry_table(label: str, entries: Iterable[Entry]) -> Html:
    """Documents, with links to their pages if they have pages."""
    rows = (
        (
            _document_name(entry),
            [
                f"{entry.score:.2f}",
                f"{entry.hedged_sentences:,} of {entry.sentences:,}",
                f"{sum(entry.cues_by_kind):,}",
            ],
        )
        for entry in entries
    )
    return table(("document", "score", "hedged sentences", "cues"), rows, label)


def _document_name(entry: Entry) -> Html:
    if not entry.address:
        return escaped(entry.name)
    return render(_PARTS["link"], {"address": link(entry.address), "name": entry.name})
