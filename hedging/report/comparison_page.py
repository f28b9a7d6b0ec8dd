"""Comparison → one self-contained page: documents, groups, kinds, trend, quotes, and their tables.

Every figure says in a line above it what it shows, and stands on one axis with what is usual in a
register. The figures are HTML at percents of the width; the script of the page only sorts tables
and saves figures, so that nothing is missing without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hedging.display.markup import Html, joined, parts, render, template
from hedging.display.page import html_page
from hedging.display.sections import paragraph
from hedging.display.short_names import short_name
from hedging.display.summary import pool_summary
from hedging.report.axis import Axis
from hedging.report.comparison import Comparison
from hedging.report.difference_plot import difference_figures, heading_of
from hedging.report.figure_tables import (
    TALLY_COLUMNS,
    Cell,
    Column,
    Row,
    digits_for,
    figure_table,
    percent,
    tally_cells,
)
from hedging.report.kind_panels import commonest, kind_panels
from hedging.report.labelling import group_name, label
from hedging.report.overview import overview, overview_heading, unit_note
from hedging.report.quoted import blockquotes
from hedging.report.quotes import MAX_LENGTH, MAX_OF_DOCUMENT
from hedging.report.trend import span, trend_figure
from hedging.stats.difference import Difference, pooled_difference
from hedging.stats.groups import choice_note
from hedging.stats.tally import Entry, Tally
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, Register

_PARTS = parts("comparison.html")
_MAX_GROUPS: Final = 50
# With more groups their rows have no room for a strip of documents.
_MAX_STRIPS: Final = 15
# A name in a sentence is shorter than in a column.
_MAX_NAME: Final = 40
# With more differences than those of four groups by three measures, the figures have to be enough.
_MAX_SENTENCES: Final = 18
# With more differences than those of twenty groups, only those of the main measure are drawn.
_MAX_DRAWN: Final = 60

_DIFFERENCES: Final = (
    "A difference is the first group less the second, with its 95% interval. A filled dot is a "
    "difference that can be seen: its interval leaves out 0. There is no interval where there are "
    "too few documents, or where all are alike."
)
_PAIRED: Final = (
    "Differences are taken within pairs, each pair counts the same, and pairs are drawn again."
)
_NO_SENTENCES: Final = (
    "This page quotes no sentence, since a table of scores holds no texts. The page of a folder of "
    "texts does: hedging report FOLDER -o OUT."
)


def comparison_page(
    comparison: Comparison,
    title: str = "",
    differences: Sequence[Difference] = (),
    *,
    register: str = DEFAULT_REGISTER,
) -> str:
    """A page that compares documents; `title` is by default the number of documents.

    `differences` are those of groups, which stand below the groups; without them, two groups are
    compared by their scores. The page shows what is usual in a `register`; "none" leaves it out.
    Raises InputError for an unknown register, and for the address of an entry that a browser would
    run as a script.

    >>> import hedging
    >>> entry = entry_of("It may <i>", hedging.detect("It may rain."), address="may.html")
    >>> '<a href="may.html">It may &lt;i&gt;</a>' in comparison_page(Comparison([entry]))
    True
    """
    overall = comparison.overall
    title = title or f"Hedging in {counted(overall.documents, 'document')}"
    omitted = comparison.without_sentences
    usual = comparison.comparable_register(register)
    values = {
        "title": title,
        "lead": _lead(comparison, usual),
        "sections": joined(_sections(comparison, differences, usual)),
        "source": comparison.source or "no document",
        "left_out": f"; {counted(omitted, 'document')} without a sentence left out"
        if omitted
        else "",
        "script": Html(template("comparison.js")),
    }
    return html_page(
        title, render(_PARTS["page"], values), "sections.css", "comparison.css", pictures=True
    )


def _lead(comparison: Comparison, usual: Register | None) -> Html:
    """The number of the page, and the sentence that it belongs to."""
    overall = comparison.overall
    if not overall.documents:
        return render(_PARTS["nothing"], {})
    text = pool_summary(overall, usual, comparison.source.model if comparison.source else "")
    ends = _ends_of_groups(comparison)
    values = {"number": percent(overall.score), "text": f"{text}.", "groups": ends}
    return render(_PARTS["lead"], values)


def _ends_of_groups(comparison: Comparison) -> str:
    """Which named group leaves most open, and which least; "" without two."""
    named = [(name, tally) for name, tally in comparison.groups.items() if name]
    if len(named) < 2:
        return ""
    ordered = sorted(named, key=lambda row: row[1].score)
    (least, low), (most, high) = ordered[0], ordered[-1]
    return (
        f"Most is left open in {short_name(most, _MAX_NAME)} ({percent(high.score)}), "
        f"least in {short_name(least, _MAX_NAME)} ({percent(low.score)})."
    )


def _sections(
    comparison: Comparison, differences: Sequence[Difference], usual: Register | None
) -> Iterator[Html]:
    if not comparison.overall.documents:
        return
    groups = _largest_groups(comparison)
    axis = Axis.over(
        comparison.percents, groups.values() if len(groups) > 1 else (comparison.overall,), usual
    )
    yield _part(
        "Documents",
        overview_heading(comparison),
        joined([_key(usual), overview(comparison, axis)]),
        about="Documents by their share of sentences that leave something open",
        note=unit_note(comparison, axis),
    )
    if len(groups) > 1:
        yield _groups(comparison, groups, axis)
        pooled = pooled_difference(comparison.groups)
        if compared_groups := differences or ((pooled,) if pooled else ()):
            yield _differences(compared_groups)
    yield _part(
        "Kinds of cues",
        commonest(comparison.overall),
        kind_panels(groups, comparison.overall),
        about="Cues per 100 sentences, all on one scale",
    )
    tallies, left_out = comparison.periods()
    if tallies:
        note = f"{counted(left_out, 'document')} without a usable date left out." * bool(left_out)
        figure = joined([_key(usual), trend_figure(tallies, usual)])
        about = "Share of sentences that leave something open, over time"
        yield _part("Trend", span(tallies), figure, about=about, note=note)
    yield from _quotes(comparison)
    yield from _documents(comparison, usual)
    more = paragraph(_NO_SENTENCES) if comparison.quotes is None else Html()
    yield render(_PARTS["reading"], {"more": more})


def _part(name: str, heading: str, content: Html, *, about: str = "", note: str = "") -> Html:
    """A part of the page: what it says, what its figure shows, the figure, and a note."""
    values = {
        "name": name,
        "heading": heading,
        "about": render(_PARTS["about"], {"text": about}) if about else "",
        "content": content,
        "note": render(_PARTS["note"], {"text": note}) if note else "",
    }
    return render(_PARTS["part"], values)


def _key(usual: Register | None, *, has_intervals: bool = True) -> Html:
    """What the marks of a figure mean."""
    bands = Html()
    if usual is not None:
        least, low, _, high, most = (f"{100 * score:.0f}" for score in usual.scores)
        values = {"words": usual.words, "half": f"{low} to {high}%", "most": f"{least} to {most}%"}
        bands = render(_PARTS["key_bands"], values)
    mark, alone = ("share with its 95% interval", "") if has_intervals else ("share", " alone")
    return render(_PARTS["key"], {"mark": mark, "alone": alone, "bands": bands})


def _largest_groups(comparison: Comparison) -> dict[str, Tally]:
    """The largest groups, the most hedged group first."""
    by_size = sorted(comparison.groups.items(), key=lambda row: -row[1].documents)
    return dict(sorted(by_size[:_MAX_GROUPS], key=lambda row: -row[1].score))


def _groups(comparison: Comparison, groups: dict[str, Tally], axis: Axis) -> Html:
    digits = digits_for(groups.values())
    has_strips = len(groups) <= _MAX_STRIPS
    rows = (
        Row(
            label(group_name(name)),
            tally_cells(tally, digits),
            axis.track(
                [
                    *([axis.strip(comparison.group_percents[name])] if has_strips else []),
                    axis.dot(tally.score, tally.interval),
                ]
            ),
        )
        for name, tally in groups.items()
    )
    smaller = len(comparison.groups) - len(groups)
    notes = ["The strip shows the documents of the group."] if has_strips else []
    notes.append("An open dot has too few documents for an interval.")
    if smaller:
        notes.append(
            f"The largest {len(groups)} groups are shown, "
            f"{counted(smaller, 'smaller group')} left out."
        )
    table = figure_table(
        "group", TALLY_COLUMNS, rows, "Groups", scale=axis.scale(), bands=axis.bands()
    )
    scores = [tally.score for tally in groups.values()]
    return _part(
        "Groups",
        f"{counted(len(groups), 'group')} from {percent(min(scores))} to {percent(max(scores))}",
        joined([_key(axis.register), table]),
        about="Share of sentences that leave something open, by group",
        note=" ".join(notes),
    )


def _differences(differences: Sequence[Difference]) -> Html:
    """The differences of groups, against zero and in words."""
    is_paired = differences[0].pairs is not None
    notes = [_DIFFERENCES, _PAIRED if is_paired else "", choice_note(differences)]
    if len(differences) > _MAX_DRAWN:
        notes.append("The other measures are in the tables of hedging report --tables.")
    main, *others = difference_figures(differences, main_only=len(differences) > _MAX_DRAWN)
    sentences = differences if len(differences) <= _MAX_SENTENCES else ()
    content = joined([*others, *(paragraph(str(each)) for each in sentences)])
    more = render(_PARTS["more"], {"content": content}) if content else Html()
    return _part(
        "Differences",
        heading_of(differences),
        joined([main, more]),
        note=" ".join(filter(None, notes)),
    )


def _quotes(comparison: Comparison) -> Iterator[Html]:
    """The sentences that leave most open, and those that assert most; none of mere scores."""
    if comparison.quotes is None:
        return
    note = (
        f"At most {MAX_OF_DOCUMENT} sentences of a document are quoted, and none of more than "
        f"{MAX_LENGTH} characters."
    )
    if most := comparison.quotes.most_hedged():
        yield _part("Sentences", "What leaves most open", blockquotes(most), note=note)
    if surest := comparison.quotes.surest():
        about = "Sentences without a hedge, in which a word asserts their certainty"
        yield _part("Sentences", "What is said most surely", blockquotes(surest), about=about)


def _documents(comparison: Comparison, usual: Register | None) -> Iterator[Html]:
    """The most and the least hedged documents, or all if they are few."""
    most, least = comparison.most_hedged(), comparison.least_hedged()
    note = (
        f"Documents of fewer than {comparison.listed_from} sentences are left aside."
        if comparison.listed_from > 1
        else ""
    )
    lists = [("The most hedged documents", most), ("The least hedged documents", least)]
    if comparison.overall.documents <= len(most) + len(least):
        lists = [("Documents, the most hedged first", [*most, *least[::-1]])]
    for heading, entries in lists:
        table = _entry_table(heading, entries, Axis(1.0, usual))
        yield _part(
            "Documents", heading, joined([_key(usual, has_intervals=False), table]), note=note
        )


def _entry_table(name: str, entries: Iterable[Entry], axis: Axis) -> Html:
    """Documents, with links to their pages if they have pages."""
    columns = [
        Column("share", "score"),
        Column("hedged", "hedged_sentences;sentences"),
        Column("cues", "cues"),
    ]
    rows = (
        Row(
            label(entry.name, entry.address),
            [
                Cell(percent(entry.score), (entry.score,)),
                Cell(
                    f"{entry.hedged_sentences:,} of {entry.sentences:,}",
                    (entry.hedged_sentences, entry.sentences),
                ),
                Cell(f"{sum(entry.cues_by_kind):,}", (sum(entry.cues_by_kind),)),
            ],
            axis.track([axis.dot(entry.score, (entry.score, entry.score))]),
        )
        for entry in entries
    )
    return figure_table("document", columns, rows, name, scale=axis.scale(), bands=axis.bands())
