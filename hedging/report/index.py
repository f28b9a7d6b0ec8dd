"""Comparison → one self-contained page: distribution, trend, groups, the most and the least hedged documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby, pairwise
from math import ceil

from hedging.display.page import document
from hedging.kinds import KINDS
from hedging.report.comparison import Comparison, Entry, Tally
from hedging.wording import counted


def index(found: Comparison, title: str = "") -> str:
    """A page that compares documents: distribution, groups, trend, and the most and the least hedged.

    >>> import hedging
    >>> entries = [Entry.of(text, hedging.detect(text), address="1.html") for text in ("It may rain.", "It rained.")]
    >>> '<a href="1.html">It may rain.</a>' in index(Comparison(entries))
    True
    """
    whole = found.whole
    most, least = found.most(), found.least()
    title = title or f"Hedging in {counted(whole.documents, 'document')}"
    bars = f'<ul class="tenths">{_tenths(found.tenths)}</ul>'
    sections = [
        _section("Documents by their score, the expected share of hedged sentences", bars),
        _periods(found),
    ]
    if len(found.groups) > 1:
        largest = sorted(found.groups.items(), key=lambda row: -row[1].documents)[:_MOST_GROUPS]
        table = _tallies("group", sorted(largest, key=lambda row: -row[1].score))
        rest = len(found.groups) - len(largest)
        left = (
            f" The largest {len(largest)} groups are shown, {rest:,} smaller ones are not."
            if rest
            else ""
        )
        sections.append(_section("Groups", f"{table}<p>{_POOLED}{left}</p>"))
    if whole.documents <= len(most) + len(least):
        sections.append(
            _section("Documents, the most hedged first", _entries([*most, *reversed(least)]))
        )
    else:
        sections.append(_section("Most hedged", _entries(most)))
        sections.append(_section("Least hedged", _entries(least, "The least hedged documents")))
    empty = (
        f"; {counted(found.empty, 'document')} without a sentence left out" if found.empty else ""
    )
    made = (
        f"model {escape(found.source[0])}, scheme {escape(found.source[1])}"
        if found.source
        else "no document"
    )
    body = (
        f'<header><h1>{escape(title)}</h1><ul class="figures ui"><li><b>{whole.hedged / max(whole.sentences, 1):.0%}</b> of '
        f"{counted(whole.sentences, 'sentence')} hedged</li>"
        f"<li><b>{whole.documents:,}</b> document{'s' * (whole.documents != 1)}</li>"
        f"<li>expected share <b>{whole.score:.2f}</b> {_interval(whole)}</li></ul></header>"
        f'<main class="ui index">{"".join(sections)}</main>'
        f'<footer class="ui index">hedging, {made}{empty}</footer>'
    )
    return document(title, body)


_MOST_GROUPS = 50
_POOLED = (
    "Shares are expected shares of hedged sentences, pooled over sentences, with intervals (95 %) from the differences between "
    "documents; where these are too few, there is none, and where hedging is rare it is too short. Kinds: cues in 100 sentences."
)


def _periods(found: Comparison) -> str:
    """The trend with its numbers, and what has no part in it; nothing where no document has a date."""
    tallies, left_out = found.periods()
    if not tallies:
        return ""
    numbers = (
        f"<details open><summary>Numbers</summary>{_tallies('period', tallies.items())}</details>"
    )
    left = (
        f" {counted(left_out, 'document')} without a date that is fine enough left out."
        if left_out
        else ""
    )
    return _section("Trend", f"{_trend(tallies)}{numbers}<p>{_POOLED}{left}</p>")


def _section(name: str, content: str) -> str:
    return f"<section><h2>{name}</h2>{content}</section>"


def _tenths(tenths: Sequence[int]) -> str:
    most = max(1, *tenths)
    return "".join(
        f'<li><span>{10 * k}–{10 * k + 10} %: {number:,}</span><span class="bar" aria-hidden="true">'
        f'<i style="width:{100 * number / most:.0f}%"></i></span></li>'
        for k, number in enumerate(tenths)
    )


def _interval(tally: Tally) -> str:
    return "" if tally.interval is None else "({:.2f}–{:.2f})".format(*tally.interval)


def _table(names: Iterable[str], rows: Iterable[Sequence[str]], about: str) -> str:
    """A table whose first column is of text and whose others are of numbers; it scrolls where it is too wide."""
    first, *others = names
    head = f'<th scope="col">{first}</th>' + "".join(
        f'<th scope="col" class="n">{name}</th>' for name in others
    )
    lines = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f'<td class="n">{cell}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(about)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _tallies(name: str, tallies: Iterable[tuple[str, Tally]]) -> str:
    """Documents counted together, with the cues of each kind that any of them has, by the hundred sentences."""
    listed = list(tallies)
    present = [k for k in range(len(KINDS)) if any(one.kinds[k] for _, one in listed)]
    names = [name, "documents", "sentences", "share", "interval", *(KINDS[k] for k in present)]
    rows = (
        [
            escape(key or "(none)"),
            f"{one.documents:,}",
            f"{one.sentences:,}",
            f"{one.score:.3f}",
            _interval(one).strip("()") or "–",
            *(f"{100 * one.kinds[k] / max(one.sentences, 1):.1f}" for k in present),
        ]
        for key, one in listed
    )
    return _table(names, rows, f"By {name}, cues of each kind in 100 sentences")


def _entries(entries: Iterable[Entry], about: str = "The most hedged documents") -> str:
    rows = (
        [
            f'<a href="{escape(one.address)}">{escape(one.name)}</a>'
            if one.address
            else escape(one.name),
            f"{one.score:.2f}",
            f"{one.hedged} of {one.sentences}",
            f"{sum(one.kinds):,}",
        ]
        for one in entries
    )
    return _table(("document", "score", "hedged sentences", "cues"), rows, about)


# Size of the plot of a trend, and the room for its labels.
_WIDTH, _HEIGHT, _LEFT, _BELOW = 640, 200, 44, 24
# The line is broken where so many usual steps lie between two periods.
_GAP = 3.5


def _trend(periods: Mapping[str, Tally]) -> str:
    """A line through the periods, each at its time, with a band of the intervals, from 0 to a round number above it."""
    tallies, names = list(periods.values()), list(periods)
    bands = [one.interval for one in tallies]
    highest = max(band[1] if band else one.score for band, one in zip(bands, tallies, strict=True))
    top = min(1.0, max(0.1, ceil(10 * highest) / 10))
    times = [_time(name) for name in names]
    length = (times[-1] - times[0]) or 1.0
    across = [_LEFT + (time - times[0]) / length * (_WIDTH - _LEFT) for time in times]

    def down(value: float) -> float:
        return (1 - value / top) * (_HEIGHT - _BELOW - 10) + 5

    steps = [b - a for a, b in pairwise(times)]
    usual = sorted(steps)[len(steps) // 2] if steps else 1.0
    breaks = [0, *(k + 1 for k, step in enumerate(steps) if step > _GAP * usual), len(times)]
    shapes = []
    for begin, stop in pairwise(breaks):
        run = range(begin, stop)
        # The band is broken where there is no interval.
        for known, part in groupby(run, key=lambda k: bands[k] is not None):
            ends = [(across[k], *(bands[k] or (0.0, 0.0))) for k in part]
            if known:
                edge = [(x, high) for x, _, high in ends] + [
                    (x, low) for x, low, _ in reversed(ends)
                ]
                shapes.append(
                    f'<polygon points="{" ".join(f"{x:.1f},{down(y):.1f}" for x, y in edge)}"/>'
                )
        shapes.append(
            f'<polyline points="{" ".join(f"{across[k]:.1f},{down(tallies[k].score):.1f}" for k in run)}"/>'
        )
    for x, name, one in zip(across, names, tallies, strict=True):
        about = escape(f"{name}: {one.score:.3f} {_interval(one)}")
        shapes.append(
            f'<circle cx="{x:.1f}" cy="{down(one.score):.1f}" r="3"><title>{about}</title></circle>'
        )
    labels = [
        f'<text x="{_LEFT - 6}" y="{down(y):.1f}" dy=".3em" text-anchor="end">{100 * y:.0f} %</text>'
        for y in (0.0, top)
    ]
    for k, anchor in {0: "start", len(names) - 1: "end" if len(names) > 1 else "start"}.items():
        labels.append(
            f'<text x="{across[k]:.0f}" y="{_HEIGHT - 4}" text-anchor="{anchor}">{escape(names[k])}</text>'
        )
    about = (
        f"Share of hedged sentences by period, {names[0]} to {names[-1]}: the numbers stand below"
    )
    svg = f'<svg class="trend" viewBox="0 0 {_WIDTH + 4} {_HEIGHT}" role="img" aria-label="{escape(about)}">'
    inside = f"{svg}{''.join(shapes)}{''.join(labels)}</svg>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="Plot of the trend">{inside}</div>'


def _time(period: str) -> float:
    """A period's begin in years."""
    year, month, day = (*map(int, period.split("-")), 1, 1)[:3]
    return date(year, month, day).toordinal() / 365.2425
