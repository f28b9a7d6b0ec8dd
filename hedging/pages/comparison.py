"""Comparison → one self-contained page: documents, groups, kinds, trend, quotes, and their tables.

Every figure says in a line above it what it shows, and stands on one axis with what is usual in a
register. The figures are HTML at percents of the width; the script of the page only sorts tables
and saves figures, so that nothing is missing without it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final
from urllib.parse import quote as percent_encoded

from hedging.kinds import KIND, KINDS
from hedging.pages.differences import MAX_NAME, difference_figures, heading_of, said_openly
from hedging.pages.figures import (
    TALLY_COLUMNS,
    Axis,
    Cell,
    Column,
    Row,
    digits_for,
    figure_table,
    interval_text,
    tally_cells,
)
from hedging.pages.labels import breakable, group_name, label, short_name
from hedging.pages.markup import (
    Html,
    escaped,
    html_page,
    joined,
    look_of,
    marked,
    paragraph,
    renderer,
    template,
)
from hedging.pages.trend import span, trend_figure
from hedging.pages.words import (
    HAS_INTERVAL,
    NO_INTERVAL,
    agreement_words,
    pool_summary,
    usual_words,
)
from hedging.readers import READER_POINTS
from hedging.stats.compared import ComparedDocuments
from hedging.stats.difference import Difference
from hedging.stats.groups import choice_note, pooled_differences
from hedging.stats.quotes import MAX_LENGTH, MAX_OF_DOCUMENT, Quote
from hedging.stats.tally import Entry, Tally
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, Register, obstacle

_render = renderer("comparison.html")
_MAX_GROUPS: Final = 50
# With more groups their rows have no room for a strip of documents.
_MAX_STRIPS: Final = 15
# With more differences than those of four groups by four measures, the figures have to be enough.
_MAX_SENTENCES: Final = 24
# With more differences than those of twenty groups, only those of the main measure are drawn.
_MAX_DRAWN: Final = 76
_NOTHING: Final = Html()

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
    """A page that compares documents; without `differences`, up to four groups by their shares.

    Raises InputError for an unknown register, and for the address of an entry that a browser would
    run as a script.
    """
    overall = comparison.overall
    title = title or f"Hedging in {counted(overall.documents, 'document')}"
    omitted = comparison.without_sentences
    usual = comparison.comparable_register(register)
    compared = differences or pooled_differences(comparison.groups)
    left_out = f"; {counted(omitted, 'document')} without a sentence left out" if omitted else ""
    body = _render(
        "page",
        skip=_render("skip") if overall.documents else "",
        title=title,
        lead=_lead(comparison, compared, usual),
        sections=joined(_sections(comparison, compared, usual)),
        source=comparison.source or "no document",
        left_out=left_out,
        script=Html(template("comparison.js")),
    )
    return html_page(title, body, "sections.css", "comparison.css", pictures=True)


def _lead(
    comparison: ComparedDocuments, compared: Sequence[Difference], usual: Register | None
) -> Html:
    """The number of the page, the sentence that it belongs to, the ends of groups, who declines."""
    overall = comparison.overall
    if not overall.documents:
        return _render("nothing")
    text = pool_summary(overall, usual, comparison.source.model if comparison.source else "")
    named = sorted(
        ((tally.share, name) for name, tally in comparison.groups.items() if name),
        key=lambda row: row[0],
    )
    ends = ""
    if len(named) > 1:
        most, least = (
            f"{short_name(name, MAX_NAME)} ({score:.0%})" for score, name in (named[-1], named[0])
        )
        ends = f"Most is left open in {most}, least in {least}."
        shares = [each for each in compared if each.measure == "share"]
        if shares and not any(each.is_seen for each in shares):
            ends += " No difference of the groups can be seen."
    if overall.declining:
        verb = "declines" if overall.declining == 1 else "decline"
        ends += (
            f" {overall.declining:,} of {counted(overall.documents, 'document')} {verb} to answer."
        )
    return _render("lead", number=f"{overall.share:.0%}", text=f"{text}.", groups=ends.strip())


def _sections(
    comparison: ComparedDocuments, compared: Sequence[Difference], usual: Register | None
) -> Iterator[Html]:
    if not comparison.overall.documents:
        return
    by_size = sorted(comparison.groups.items(), key=lambda row: -row[1].documents)
    groups = dict(sorted(by_size[:_MAX_GROUPS], key=lambda row: -row[1].share))
    listed = [*comparison.most_hedged(), *comparison.least_hedged()]
    axis = Axis.over(
        comparison.percents,
        groups.values() if len(groups) > 1 else (comparison.overall,),
        usual,
        listed=max(entry.share for entry in listed),
    )
    figure, note = _overview(comparison, axis)
    half = _middle_half(comparison.percents)
    heading = "Where the document lies" if comparison.overall.documents == 1 else "Where they lie"
    yield _part(
        "Documents",
        _where(half) if half else heading,
        joined([_key(usual, _dots_of([comparison.overall])), figure]),
        about="Documents by their share of sentences that leave something open",
        note=note,
    )
    if len(groups) > 1:
        yield _groups(comparison, groups, axis)
        if compared:
            yield _differences(compared)
    yield _part(
        "Kinds of cues",
        _commonest(comparison.overall),
        _kind_panels(comparison, groups),
        about="Marks of each kind in 100 sentences, all on one scale; a sentence may hold several",
    )
    tallies, left_out = comparison.periods()
    if tallies:
        note = f"{counted(left_out, 'document')} without a usable date left out." * bool(left_out)
        has_intervals = any(tally.interval for tally in tallies.values())
        key = _key(usual, "ribbon" if has_intervals else "alone")
        figure = joined([key, trend_figure(tallies, usual)])
        about = "Share of sentences that leave something open, over time"
        yield _part("Trend", span(tallies), figure, about=about, note=note)
    yield from _quotes(comparison)
    yield from _documents(comparison, axis)
    more = paragraph(_NO_SENTENCES) if comparison.quotes is None else Html()
    yield _render("reading", error=_error(comparison), more=more)


def _error(comparison: ComparedDocuments) -> Html:
    """How wrong the model may be, where that is known."""
    source = comparison.source
    if source is None or obstacle(source.scheme, comparison.hedge_kinds):
        return Html()
    agreed = agreement_words(source.model)
    return _render("error", agreement=agreed, points=READER_POINTS) if agreed else Html()


def _part(
    name: str,
    heading: str,
    content: Html,
    *,
    about: str = "",
    note: str = "",
    anchor: Html = _NOTHING,
) -> Html:
    return _render(
        "part",
        name=name,
        anchor=anchor,
        heading=heading,
        about=_render("about", text=about) if about else "",
        content=content,
        note=_render("note", text=note) if note else "",
    )


# What a mark means in the key of a figure, by its look.
_MARKS: Final = {"": HAS_INTERVAL, "ribbon": HAS_INTERVAL, "alone": "share", "open": NO_INTERVAL}


def _dots_of(tallies: Iterable[Tally]) -> str:
    """The look of the marks of tallies: only what is drawn is promised."""
    return "" if any(tally.interval for tally in tallies) else "open"


def _key(usual: Register | None, look: str = "") -> Html:
    bands = Html()
    if usual is not None:
        half, most = usual_words(usual)
        bands = _render("key_bands", half=half, most=most)
    return _render("key", mark=_MARKS[look], look=look, bands=bands)


def _groups(comparison: ComparedDocuments, groups: dict[str, Tally], axis: Axis) -> Html:
    digits = digits_for(groups.values())
    has_strips = len(groups) <= _MAX_STRIPS
    strips = {name: axis.columns(comparison.group_percents[name]) for name in groups}
    # One bar means as many documents in each row.
    full = max(max(columns.values()) for columns in strips.values())
    rows = []
    for name, tally in groups.items():
        marks = [axis.strip(strips[name], full)] if has_strips else []
        marks.append(axis.dot(tally.share, tally.interval))
        rows.append(Row(label(group_name(name)), tally_cells(tally, digits), axis.track(marks)))
    notes = []
    if has_strips:
        each = "a bar is one document" if full == 1 else f"a full bar is {full:,} documents"
        notes.append(f"The strips show the documents of the groups; {each}.")
    look = _dots_of(groups.values())
    if not look and not all(tally.interval for tally in groups.values()):
        notes.append("An open dot has too few documents for an interval.")
    if smaller := len(comparison.groups) - len(groups):
        notes.append(
            f"The largest {len(groups)} groups are shown, "
            f"{counted(smaller, 'smaller group')} left out."
        )
    table = figure_table("group", TALLY_COLUMNS, rows, "Groups", axis)
    shares = [tally.share for tally in groups.values()]
    return _part(
        "Groups",
        f"{counted(len(groups), 'group')} from {min(shares):.0%} to {max(shares):.0%}",
        joined([_key(axis.register, look), table]),
        about="Share of sentences that leave something open, by group",
        note=" ".join(notes),
    )


def _differences(differences: Sequence[Difference]) -> Html:
    is_paired = differences[0].pairs is not None
    notes = [_DIFFERENCES, _PAIRED if is_paired else "", choice_note(differences)]
    if len(differences) > _MAX_DRAWN:
        notes.append("The other measures are in the tables of hedging report --tables.")
    main, *others = difference_figures(differences, main_only=len(differences) > _MAX_DRAWN)
    sentences = differences if len(differences) <= _MAX_SENTENCES else ()
    content = joined([*others, *(paragraph(str(each)) for each in sentences)])
    folded = "Other measures, and in full sentences" if others else "In full sentences"
    more = _render("more", summary=folded, content=content) if content else Html()
    said = [_render("said", text=text) for text in said_openly(differences)]
    openly = _render("all_said", items=joined(said)) if said else Html()
    return _part(
        "Differences",
        heading_of(differences),
        joined([openly, main, more]),
        note=" ".join(filter(None, notes)),
    )


def _quotes(comparison: ComparedDocuments) -> Iterator[Html]:
    if comparison.quotes is None:
        return
    note = (
        f"At most {MAX_OF_DOCUMENT} sentences of a document are quoted, and none of more than "
        f"{MAX_LENGTH} characters."
    )
    if most := comparison.quotes.most_hedged():
        yield _part("Sentences", "What leaves most open", _blockquotes(most), note=note)
    if surest := comparison.quotes.surest():
        about = "Sentences without a hedge, in which a word asserts their certainty"
        yield _part("Sentences", "What is said most surely", _blockquotes(surest), about=about)


def _documents(comparison: ComparedDocuments, axis: Axis) -> Iterator[Html]:
    most, least = comparison.most_hedged(), comparison.least_hedged()
    fewest = comparison.listed_from
    note = f"Documents of fewer than {fewest} sentences are left aside." if fewest > 1 else ""
    lists = [("The most hedged documents", most), ("The least hedged documents", least)]
    if comparison.overall.documents <= len(most) + len(least):
        lists = [("Documents, the most hedged first", [*most, *least[::-1]])]
    anchor = _render("documents_anchor")
    for heading, entries in lists:
        rows = (_entry_row(entry, axis) for entry in entries)
        table = figure_table("document", _ENTRY_COLUMNS, rows, heading, axis)
        content = joined([_key(axis.register, "alone"), table])
        yield _part("Documents", heading, content, note=note, anchor=anchor)
        anchor = _NOTHING


_ENTRY_COLUMNS: Final = (
    Column("share", "share"),
    Column("hedged", "hedged_sentences;sentences"),
    Column("cues", "cues"),
)


def _entry_row(entry: Entry, axis: Axis) -> Row:
    hedged, sentences, cues = entry.hedged_sentences, entry.sentences, sum(entry.cues_by_kind)
    cells = [
        Cell(f"{entry.share:.0%}", (entry.share,)),
        Cell(f"{hedged:,} of {sentences:,}", (hedged, sentences)),
        Cell(f"{cues:,}", (cues,)),
    ]
    dot = axis.dot(entry.share, (entry.share, entry.share))
    return Row(label(entry.name, entry.address), cells, axis.track([dot]))


# As many documents are drawn as dots; more are drawn as bars.
_MAX_DOTS: Final = 400
# Height of the highest bar and of a dot in pixels, and the most dots that stand in a column.
_HEIGHT: Final = 120
_DOT: Final = 6
_MOST_IN_COLUMN: Final = 24
# Fewer documents have no middle half.
_MIN_HALF: Final = 4


def _overview(comparison: ComparedDocuments, axis: Axis) -> tuple[Html, str]:
    """The documents by their shares above the pooled share with its interval, and a note."""
    overall = comparison.overall
    digits = digits_for([overall])
    is_left = axis.place(overall.share) < 50
    low, high = overall.interval or (overall.share, overall.share)
    percents = axis.columns(dict(enumerate(comparison.percents)))
    # As many columns as have room for a dot on a phone.
    width = 2 if axis.end > 50 else 1
    columns = {
        axis.place((k + (width - 1) / 2) / 100): sum(percents[k + i] for i in range(width))
        for k in range(0, axis.end + 1, width)
    }
    beyond = sum(comparison.percents[axis.end + 1 :])
    highest = max(columns.values())
    is_dots = overall.documents <= _MAX_DOTS and highest <= _MOST_IN_COLUMN
    height = highest * _DOT + 2 if is_dots else _HEIGHT
    shapes = _dots(columns, height) if is_dots else _bars(columns, axis.place(width / 100))
    figure = _render(
        "overview",
        bands=axis.bands(),
        plot=axis.track([]),
        height=height,
        shapes=joined(shapes),
        label=f"{counted(overall.documents, 'document')} by share; the numbers stand below",
        pooled=axis.track([axis.dot(overall.share, overall.interval)]),
        share=f"{overall.share:.{digits}%}",
        interval=f"({interval})" if (interval := interval_text(overall, digits)) else "",
        left=axis.place(high if is_left else low),
        side="after" if is_left else "before",
        scale=axis.scale(),
        numbers=_tenths(comparison.histogram),
    )
    bars = f"The bars count documents; the highest is {counted(highest, 'document')}."
    note = "Each small dot is a document." if is_dots else bars
    if beyond:
        note += f" At the right end: {counted(beyond, 'document')} above {axis.end}%."
    return figure, note


def _middle_half(percents: Sequence[int]) -> tuple[int, int] | None:
    """The lower and the upper quartile of the documents in percent; None for fewer than four.

    A quartile between two documents is their mean.
    """
    below = list(accumulate(percents))
    if below[-1] < _MIN_HALF:
        return None
    low, high = (
        round((bisect_left(below, place) + bisect_right(below, place)) / 2)
        for place in (below[-1] / 4, 3 * below[-1] / 4)
    )
    return low, high


def _where(half: tuple[int, int]) -> str:
    low, high = half
    if low == high:
        return f"At least half of the documents lie at {low}%"
    return f"Half of the documents lie between {low}% and {high}%"


def _dots(columns: Mapping[float, int], height: float) -> Iterator[Html]:
    for place, count in columns.items():
        for level in range(count):
            yield _render("document", x=place, y=height - _DOT * (level + 0.5))


def _bars(columns: Mapping[float, int], width: float) -> Iterator[Html]:
    highest = max(columns.values())
    for place, count in columns.items():
        if count:
            size = max(1.0, _HEIGHT * count / highest)
            box = {"x": place - width / 2, "y": _HEIGHT - size, "width": width, "height": size}
            yield _render("documents", title=counted(count, "document"), **box)


def _tenths(histogram: Sequence[int]) -> Html:
    rows = (
        Row(
            escaped(f"{10 * tenth} to {10 * tenth + 10}%"),
            [Cell(f"{count:,}", (count,))],
            csv=f"{tenth / 10}",
        )
        for tenth, count in enumerate(histogram)
    )
    return figure_table("share from", [TALLY_COLUMNS[2]], rows, "Documents by share")


# More groups have no room in a panel; the table has them all.
_MAX_PANEL_BARS: Final = 12
# What is said of a kind that does not make a sentence hedged.
_ASIDE: Final = "; marked, but not counted"
# A name has two short lines beside its bar; the whole name is in the table of groups.
_MAX_BAR_NAME: Final = 30


def _commonest(overall: Tally) -> str:
    named = [f"“{KIND[KINDS[k]].words}”" for k in _present(overall)][:2]
    if len(named) < 2:
        return f"The only kind: {named[0]}" if named else "There is no cue"
    return "The commonest kinds: {}, then {}".format(*named)


def _kind_panels(comparison: ComparedDocuments, groups: Mapping[str, Tally]) -> Html:
    """The cues of each kind per 100 sentences, by group; without groups in one panel by kind.

    `groups` come in the order of the page.
    """
    overall = comparison.overall
    present = _present(overall)
    looks = {
        k: {**look_of(KINDS[k]), "aside": "" if KINDS[k] in comparison.hedge_kinds else _ASIDE}
        for k in present
    }
    columns = [Column(KIND[KINDS[k]].words, KINDS[k]) for k in present]
    rows = [_rates_row(escaped("all documents"), overall, present)]
    if len(groups) < 2:
        highest = max((_rate(overall, k) for k in present), default=0.0)
        bars = (_bar(_render("kind_name", **looks[k]), overall, k, highest) for k in present)
        drawing = _render("one_panel", bars=joined(bars))
    else:
        largest = sorted(groups, key=lambda name: -groups[name].documents)[:_MAX_PANEL_BARS]
        shown = {name: tally for name, tally in groups.items() if name in largest}
        highest = max(_rate(tally, k) for tally in shown.values() for k in present or [0])
        panels = (_panel(shown, k, highest, looks[k]) for k in present)
        drawing = _render("panels", panels=joined(panels))
        rows += [
            _rates_row(label(group_name(name)), tally, present) for name, tally in groups.items()
        ]
    numbers = figure_table("group", columns, rows, "Cues of each kind per 100 sentences")
    return _render("kinds", drawing=drawing, numbers=numbers)


def _present(overall: Tally) -> list[int]:
    """The kinds that have cues, the commonest first."""
    present = [k for k in range(len(KINDS)) if overall.cues_by_kind[k]]
    return sorted(present, key=lambda k: -overall.cues_by_kind[k])


def _panel(groups: Mapping[str, Tally], kind: int, highest: float, look: Mapping[str, str]) -> Html:
    bars = (
        _bar(breakable(short_name(group_name(name), _MAX_BAR_NAME)), tally, kind, highest)
        for name, tally in groups.items()
    )
    return _render("panel", **look, bars=joined(bars))


def _bar(name: Html, tally: Tally, kind: int, highest: float) -> Html:
    rate = _rate(tally, kind)
    return _render("kind_bar", name=name, width=100 * rate / (highest or 1.0), rate=rate)


def _rate(tally: Tally, kind: int) -> float:
    """Cues of a kind per 100 sentences."""
    return 100 * tally.cues_by_kind[kind] / max(tally.sentences, 1)


def _rates_row(name: Html, tally: Tally, kinds: Sequence[int]) -> Row:
    rates = [_rate(tally, kind) for kind in kinds]
    return Row(name, [Cell(f"{rate:.1f}", (round(rate, 1),)) for rate in rates])


# A browser finds a sentence by so many words at its beginning and at its end.
_WORDS_TO_FIND: Final = 5


def _blockquotes(quotes: Sequence[Quote]) -> Html:
    return _render("quotes", quotes=joined(map(_blockquote, quotes)))


def _blockquote(quote: Quote) -> Html:
    sentence = quote.sentence
    text = marked((text, cue.kind if cue else "") for text, cue in sentence.segments())
    address = f"{quote.address}#{_fragment(sentence.text)}" if quote.address else ""
    return _render("quote", text=text, document=label(quote.document, address))


def _fragment(sentence: str) -> str:
    """The end of an address that lets a browser show a sentence of a page (text fragments, WICG).

    The page needs no anchor for that; a browser that does not know it shows the page's beginning.
    """
    words = sentence.split()
    ends = [words]
    if len(words) > 2 * _WORDS_TO_FIND:
        ends = [words[:_WORDS_TO_FIND], words[-_WORDS_TO_FIND:]]
    # A hyphen would mean that a text stands before or after.
    texts = (percent_encoded(" ".join(end), safe="", errors="replace") for end in ends)
    return ":~:text=" + ",".join(text.replace("-", "%2D") for text in texts)
