"""Comparison → one self-contained page: documents, groups, kinds, trend, quotes, and their tables.

Every figure says in a line above it what it shows, and stands on one axis with what is usual in a
register. The figures are HTML at percents of the width; the script of the page only sorts tables
and saves figures, so that nothing is missing without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final
from urllib.parse import quote as percent_encoded

from hedging.kinds import KIND, KINDS
from hedging.pages.differences import difference_figures, heading_of
from hedging.pages.figures import (
    TALLY_COLUMNS,
    Axis,
    Cell,
    Column,
    Row,
    digits_for,
    figure_table,
    interval_text,
    percent,
    tally_cells,
)
from hedging.pages.labels import breakable, group_name, label, short_name
from hedging.pages.markup import (
    Html,
    escaped,
    html_page,
    joined,
    marked,
    paragraph,
    parts,
    render,
    template,
)
from hedging.pages.summary import pool_summary
from hedging.pages.trend import span, trend_figure
from hedging.stats.compared import ComparedDocuments
from hedging.stats.difference import Difference, pooled_difference
from hedging.stats.groups import choice_note
from hedging.stats.quotes import MAX_LENGTH, MAX_OF_DOCUMENT, Quote
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
    comparison: ComparedDocuments,
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
    >>> from hedging.stats.tally import Entry
    >>> entry = Entry.of("It may <i>", hedging.detect("It may rain."), address="may.html")
    >>> '<a href="may.html">It may &lt;i&gt;</a>' in comparison_page(ComparedDocuments([entry]))
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


def _lead(comparison: ComparedDocuments, usual: Register | None) -> Html:
    """The number of the page, and the sentence that it belongs to."""
    overall = comparison.overall
    if not overall.documents:
        return render(_PARTS["nothing"], {})
    text = pool_summary(overall, usual, comparison.source.model if comparison.source else "")
    ends = _ends_of_groups(comparison)
    values = {"number": percent(overall.score), "text": f"{text}.", "groups": ends}
    return render(_PARTS["lead"], values)


def _ends_of_groups(comparison: ComparedDocuments) -> str:
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
    comparison: ComparedDocuments, differences: Sequence[Difference], usual: Register | None
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


def _largest_groups(comparison: ComparedDocuments) -> dict[str, Tally]:
    """The largest groups, the most hedged group first."""
    by_size = sorted(comparison.groups.items(), key=lambda row: -row[1].documents)
    return dict(sorted(by_size[:_MAX_GROUPS], key=lambda row: -row[1].score))


def _groups(comparison: ComparedDocuments, groups: dict[str, Tally], axis: Axis) -> Html:
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


def _quotes(comparison: ComparedDocuments) -> Iterator[Html]:
    """The most hedged and the most certain sentences; documents of scores have no quotes."""
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


def _documents(comparison: ComparedDocuments, usual: Register | None) -> Iterator[Html]:
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


# As many documents are drawn as dots; more are drawn as bars.
_MAX_DOTS: Final = 400
# Height of the highest bar and of a dot in pixels, and the most dots that stand in a column.
_HEIGHT: Final = 120
_DOT: Final = 6
_MOST_IN_COLUMN: Final = 24
# Fewer documents have no middle half.
_MIN_HALF: Final = 4


def overview(comparison: ComparedDocuments, axis: Axis) -> Html:
    """The documents by their scores above the pooled score with its interval."""
    overall = comparison.overall
    digits = digits_for([overall])
    is_left = axis.place(overall.score) < 50
    low, high = overall.interval or (overall.score, overall.score)
    columns = _columns(comparison.percents, axis)
    height = max(columns) * _DOT + 2 if _has_dots(columns) else _HEIGHT
    values = {
        "bands": axis.bands(),
        "plot": axis.track([]),
        "height": height,
        "shapes": joined(_shapes(columns, height)),
        "label": f"{counted(overall.documents, 'document')} by share; the numbers stand below",
        "pooled": axis.track([axis.dot(overall.score, overall.interval)]),
        "share": percent(overall.score, digits),
        "interval": f"({interval})" if (interval := interval_text(overall, digits)) else "",
        "left": axis.place(high if is_left else low),
        "side": "after" if is_left else "before",
        "scale": axis.scale(),
        "numbers": _tenths(comparison.histogram),
    }
    return render(_PARTS["overview"], values)


def overview_heading(comparison: ComparedDocuments) -> str:
    """What the figure says, in words."""
    half = middle_half(comparison.percents)
    if half is None:
        return "Where the document lies" if comparison.overall.documents == 1 else "Where they lie"
    return "Half of the documents lie between {}% and {}%".format(*half)


def unit_note(comparison: ComparedDocuments, axis: Axis) -> str:
    """What a mark of the figure stands for, and how many documents lie beyond its end."""
    columns = _columns(comparison.percents, axis)
    is_dots = _has_dots(columns)
    note = "Each small dot is a document." if is_dots else "The bars count documents."
    end = round(100 * axis.top)
    beyond = sum(comparison.percents[end:])
    if beyond:
        note += f" At the right end: {counted(beyond, 'document')} above {end}%."
    return note


def middle_half(percents: Sequence[int]) -> tuple[int, int] | None:
    """The range of the middle half of the documents in percent; None for fewer than four.

    >>> middle_half([0] * 10 + [1, 2, 1] + [0] * 87)
    (10, 12)
    """
    total, below = sum(percents), list(accumulate(percents))
    if total < _MIN_HALF:
        return None
    low = next(k for k, count in enumerate(below) if count >= total / 4)
    high = next(k for k, count in enumerate(below) if count >= 3 * total / 4) + 1
    return low, high


def _columns(percents: Sequence[int], axis: Axis) -> list[int]:
    """Documents by column: there are as many columns as have room for a dot on a phone."""
    end = round(100 * axis.top)
    width = 2 if end > 50 else 1
    columns = [sum(percents[k : k + width]) for k in range(0, end, width)]
    columns[-1] += sum(percents[end:])
    return columns


def _has_dots(columns: Sequence[int]) -> bool:
    return sum(columns) <= _MAX_DOTS and max(columns) <= _MOST_IN_COLUMN


def _shapes(columns: Sequence[int], height: float) -> Iterator[Html]:
    step = 100 / len(columns)
    if _has_dots(columns):
        for k, count in enumerate(columns):
            for level in range(count):
                y = height - _DOT * (level + 0.5)
                yield render(_PARTS["document"], {"x": step * (k + 0.5), "y": y})
        return
    highest = max(columns)
    for k, count in enumerate(columns):
        if count:
            size = max(1.0, height * count / highest)
            values = {"x": step * k, "y": height - size, "width": step, "height": size}
            yield render(_PARTS["documents"], {**values, "title": counted(count, "document")})


def _tenths(histogram: Sequence[int]) -> Html:
    """The numbers behind the figure, a row for each tenth of the share that has documents."""
    rows = (
        Row(
            escaped(f"{10 * tenth} to {10 * tenth + 10}%"),
            [Cell(f"{count:,}", (count,))],
            csv=f"{tenth / 10}",
        )
        for tenth, count in enumerate(histogram)
        if count
    )
    columns = [Column("documents", "documents")]
    return figure_table("share from", columns, rows, "Documents by share")


# More groups have no room in a panel; the table has them all.
_MAX_PANEL_BARS: Final = 12
# A name has two short lines beside its bar; the whole name is in the table of groups.
_MAX_BAR_NAME: Final = 30


def commonest(overall: Tally) -> str:
    """Which kinds of cues are the commonest, in words.

    >>> tally = Tally(cues_by_kind=[5, 0, 0, 9, 0, 0, 0, 0])
    >>> commonest(tally)
    'The commonest kinds: “depends on”, then “left open”'
    """
    named = [f"“{KIND[KINDS[k]].words}”" for k in _present(overall)][:2]
    if len(named) < 2:
        return f"The only kind: {named[0]}" if named else "There is no cue"
    return "The commonest kinds: {}, then {}".format(*named)


def kind_panels(groups: Mapping[str, Tally], overall: Tally) -> Html:
    """The cues of each kind per 100 sentences, by group; without groups in one panel by kind.

    `groups` come in the order of the page.
    """
    present = _present(overall)
    if len(groups) < 2:
        highest = max((_rate(overall, k) for k in present), default=0.0)
        bars = joined(_bar(_named(KINDS[k]), _rate(overall, k), highest) for k in present)
        drawing = render(_PARTS["one_panel"], {"bars": bars})
    else:
        largest = sorted(groups, key=lambda name: -groups[name].documents)[:_MAX_PANEL_BARS]
        shown = {name: tally for name, tally in groups.items() if name in largest}
        highest = max(_rate(tally, k) for tally in shown.values() for k in present or [0])
        panels = (
            render(
                _PARTS["panel"],
                {
                    "plain": KIND[KINDS[k]].words,
                    "kind": KINDS[k],
                    "meaning": KIND[KINDS[k]].meaning,
                    "bars": joined(_bars(shown, k, highest)),
                },
            )
            for k in present
        )
        drawing = render(_PARTS["panels"], {"panels": joined(panels)})
    values = {"drawing": drawing, "numbers": _numbers(groups, overall, present)}
    return render(_PARTS["kinds"], values)


def _present(overall: Tally) -> list[int]:
    """The kinds that have cues, the commonest first."""
    present = [k for k in range(len(KINDS)) if overall.cues_by_kind[k]]
    return sorted(present, key=lambda k: -overall.cues_by_kind[k])


def _bars(groups: Mapping[str, Tally], kind: int, highest: float) -> Iterator[Html]:
    for name, tally in groups.items():
        yield _bar(
            breakable(short_name(group_name(name), _MAX_BAR_NAME)), _rate(tally, kind), highest
        )


def _bar(name: Html, rate: float, highest: float) -> Html:
    width = 100 * rate / highest if highest else 0.0
    return render(_PARTS["kind_bar"], {"name": name, "width": width, "rate": rate})


def _rate(tally: Tally, kind: int) -> float:
    """Cues of a kind per 100 sentences."""
    return 100 * tally.cues_by_kind[kind] / max(tally.sentences, 1)


def _named(kind: str) -> Html:
    return render(_PARTS["kind_name"], {"plain": KIND[kind].words, "kind": kind})


def _numbers(groups: Mapping[str, Tally], overall: Tally, present: list[int]) -> Html:
    """The numbers behind the panels: a row for all documents, and one for each group."""
    columns = [Column(KIND[KINDS[k]].words, KINDS[k]) for k in present]
    tallies = {"all documents": overall}
    if len(groups) > 1:
        tallies |= {group_name(name): tally for name, tally in groups.items()}
    rows = (
        Row(
            escaped(name) if tally is overall else label(name),
            [Cell(f"{_rate(tally, k):.1f}", (round(_rate(tally, k), 1),)) for k in present],
        )
        for name, tally in tallies.items()
    )
    return figure_table("group", columns, rows, "Cues of each kind per 100 sentences")


# A browser finds a sentence by so many words at its beginning and at its end.
_WORDS_TO_FIND: Final = 5


def blockquotes(quotes: Sequence[Quote]) -> Html:
    """The sentences, each above the name of its document.

    >>> import hedging
    >>> from hedging.stats.quotes import Quotes
    >>> quotes = Quotes()
    >>> quotes.add("a <b>", hedging.detect("It may rain."), "a.html")
    >>> blockquotes(quotes.most_hedged()).count('<a href="a.html#:~:text=It%20may%20rain.">a')
    1
    """
    return render(_PARTS["quotes"], {"quotes": joined(map(_blockquote, quotes))})


def _blockquote(quote: Quote) -> Html:
    sentence = quote.sentence
    text = marked((text, cue.kind if cue else "") for text, cue in sentence.segments())
    address = f"{quote.address}#{_fragment(sentence.text)}" if quote.address else ""
    values = {"text": text, "document": label(quote.document, address)}
    return render(_PARTS["quote"], values)


def _fragment(sentence: str) -> str:
    """The end of an address that lets a browser show a sentence of a page (text fragments, WICG).

    The page needs no anchor for that; a browser that does not know it shows the page's beginning.

    >>> _fragment("It may rain, or so.")
    ':~:text=It%20may%20rain%2C%20or%20so.'
    """
    words = sentence.split()
    ends = [words]
    if len(words) > 2 * _WORDS_TO_FIND:
        ends = [words[:_WORDS_TO_FIND], words[-_WORDS_TO_FIND:]]
    # A hyphen would mean that a text stands before or after.
    texts = (percent_encoded(" ".join(end), safe="", errors="replace") for end in ends)
    return ":~:text=" + ",".join(text.replace("-", "%2D") for text in texts)
