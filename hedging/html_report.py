"""Report → one self-contained page: the text as it was, its cues marked by kind, its sentences shaded by score.

The page needs no network and runs a few lines of its own script: a legend and a slider that filter, a strip that shows where in
the text the hedging lies, a card for the cue that is pointed at or has the focus. Kinds have colours, underlines
and letters, so that nothing is said by colour alone. Whatever the text is, it is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby, pairwise
from math import ceil
from pathlib import Path

from hedging.comparison import Comparison, Entry, Tally
from hedging.cues import HEDGES, KINDS
from hedging.marks import MARKS
from hedging.results import Cue, Explanation, Reason, Report, Sentence

_PAGE = Path(__file__).parent / "page"


def page(report: Report, title: str, explanations: Iterable[Explanation] = (), *, home: str = "") -> str:
    """The page of one report; `explanations` say why a cue is one.

    `home` is the address of the index that the page belongs to, if it has one.

    >>> import hedging
    >>> "<title>A &lt;b&gt; title</title>" in page(hedging.detect("It may rain."), "A <b> title")
    True
    """
    why = {one.cue.start: one for one in explanations}
    places = sorted({reason.place for one in why.values() for reason in one.reasons})
    names = {"KINDS": {mark.letter: kind for kind, mark in MARKS.items()}, "PLACES": places}
    constants = "".join(f"const {name}={json.dumps(value)};" for name, value in names.items())
    counts = report.counts()
    hedged, total = len(report.hedged), len(report.sentences)
    parts = [
        "<header>", f'<a class="ui" href="{escape(home)}">All documents</a>' if home else "",
        "<h1>", escape(title), "</h1>",
        '<ul class="figures ui">',
        f"<li><b>{hedged / max(total, 1):.0%}</b> of {total} sentences hedged</li>",
        f"<li><b>{report.density():.1f}</b> cues that count per 100 words</li>",
        f"<li><b>{counts['booster']}</b> boosters beside {sum(counts[kind] for kind in HEDGES)} hedges</li>",
        f"<li>document score <b>{report.score:.2f}</b></li></ul>",
        '<fieldset class="ui"><legend>Kinds of cues</legend><ul class="legend">', *_legend(counts), "</ul>",
        '<label>at least <input type="range" id="least" min="0" max="1" step="0.05" value="0"> ',
        '<output id="said" for="least">0 %</output> probable</label></fieldset></header>',
        "<main><article>", *_article(report, why, places), "</article>",
        '<div id="card" class="ui" role="tooltip" hidden></div></main>',
        # It stands at the side, and for the keyboard behind the text.
        '<nav class="strip" aria-label="Where the hedging lies">', *_strip(report), "</nav>",
        f'<footer class="ui">hedging, model {escape(report.model)}, scheme {escape(report.scheme)}; '
        f"{report.words} words</footer>",
        f"<script>{constants}{(_PAGE / 'report.js').read_text(encoding='utf-8')}</script>",
    ]  # fmt: skip
    return _document(title, "".join(parts))


_GENERATOR = '<meta name="generator" content="hedging">'


def is_ours(path: Path) -> bool:
    """Whether a file is a page that was made here."""
    with path.open("rb") as stream:
        return _GENERATOR.encode() in stream.read(500)


def _document(title: str, body: str) -> str:
    style = (_PAGE / "report.css").read_text(encoding="utf-8") + "".join(
        f".{letter}{{text-decoration-style:{line};text-decoration-color:{light};color:{light}}}mark.{letter}::after{{content:'{letter}'}}"
        f"@media screen and (prefers-color-scheme:dark){{.{letter}{{text-decoration-color:{dark};color:{dark}}}}}\n"
        for letter, light, dark, line, _ in MARKS.values()
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">{_GENERATOR}'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline';"
        "script-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{style}</style></head><body>{body}</body></html>\n"
    )


def _legend(counts: Mapping[str, int]) -> Iterator[str]:
    most = max(1, *counts.values())
    for kind in KINDS:
        if counts[kind]:
            letter = MARKS[kind].letter
            yield (
                f'<li class="{letter}" style="text-decoration:none"><label><input type="checkbox" value="{kind}" checked>'
                f"<span>{letter} {kind}: {counts[kind]}</span>"
                f'<span class="bar" aria-hidden="true"><i style="width:{100 * counts[kind] / most:.0f}%"></i></span></label></li>'
            )


def _strip(report: Report) -> Iterator[str]:
    """A link for each hedged sentence, where it lies in the text."""
    size = max(len(report.text), 1)
    for number, one in enumerate(report.sentences):
        if one.hedged:
            top, height = 100 * one.start / size, 100 * (one.end - one.start) / size
            yield f'<a href="#s{number}" style="--t:{top:.2f}%;--h:{height:.2f}%;--p:{one.score:.2f}"></a>'


def _article(report: Report, why: Mapping[int, Explanation], places: Sequence[str]) -> Iterator[str]:
    """The text with its white space, in paragraphs, sentences and cues."""
    pieces: list[str] = []
    number = 0
    for text, one in report.passages():
        if one is not None:
            pieces.append(_sentence(number, one, why, places))
            number += 1
            continue
        same, *others = _BLANK_LINES.split(text)
        pieces.append(escape(same))
        for other in others:
            yield from _paragraph(pieces)
            pieces = [escape(other)]
    yield from _paragraph(pieces)


_BLANK_LINES = re.compile(r"(?:\r?\n){2,}")


def _paragraph(pieces: Sequence[str]) -> Iterator[str]:
    content = "".join(pieces)
    if content.strip():
        yield f"<p>{content}</p>"


# A sentence without a cue and below this score has no shade that could be seen, so it needs no element either.
_PLAIN = 0.05


def _sentence(number: int, one: Sentence, why: Mapping[int, Explanation], places: Sequence[str]) -> str:
    if not one.cues and one.score < _PLAIN:
        return escape(one.text)
    inside = "".join(escape(piece) if cue is None else _cue(cue, why.get(cue.start), places) for piece, cue in one.pieces())
    score = f"{one.score:.3f}".lstrip("0")
    return f'<span class="s{" h" * one.hedged}" id="s{number}" style="--p:{score}">{inside}</span>'


def _cue(cue: Cue, why: Explanation | None, places: Sequence[str]) -> str:
    """A cue as short as it can be, since an article has hundreds; the script knows what kinds and places stand for."""
    # A weight is shown in tenths, and what is none of them says nothing.
    strong = [] if why is None else [one for side in why.for_and_against() for one in side if round(10 * abs(one.weight)) > 0]
    reasons = "\n".join(_reason(one, cue, places) for one in strong)
    data = f'data-p="{cue.score:.3f}"' + (f' data-w="{escape(reasons)}"' if reasons else "")
    return f'<mark class="{MARKS[cue.kind].letter}" {data}>{escape(cue.text)}</mark>'


def _reason(reason: Reason, cue: Cue, places: Sequence[str]) -> str:
    """Number of the place, tenths of the weight, and what stands there, but for the cue itself."""
    text = reason.text
    if text and reason.start <= cue.start and cue.end <= reason.end:
        before, after = text[: cue.start - reason.start].strip(), text[len(text) - (reason.end - cue.end) :].strip()
        text = f"{before} … {after}".strip() if before or after else ""
    return f"{places.index(reason.place)}:{10 * reason.weight:.0f}:{' '.join(text.split())}"


# --- many documents -----------------------------------------------------------------------------------------------------


def index(found: Comparison, title: str = "") -> str:
    """A page that compares documents: distribution, groups, trend, and the most and the least hedged.

    >>> import hedging
    >>> entries = [Entry.of(text, hedging.detect(text), address="1.html") for text in ("It may rain.", "It rained.")]
    >>> '<a href="1.html">It may rain.</a>' in index(Comparison(entries))
    True
    """
    whole = found.whole
    most, least = found.most(), found.least()
    title = title or f"Hedging in {_number(whole.documents, 'document')}"
    bars = f'<ul class="tenths">{_tenths(found.tenths)}</ul>'
    sections = [_section("Documents by their score, the expected share of hedged sentences", bars), _periods(found)]
    if len(found.groups) > 1:
        largest = sorted(found.groups.items(), key=lambda row: -row[1].documents)[:_MOST_GROUPS]
        table = _tallies("group", sorted(largest, key=lambda row: -row[1].score))
        rest = len(found.groups) - len(largest)
        left = f" The largest {len(largest)} groups are shown, {rest:,} smaller ones are not." if rest else ""
        sections.append(_section("Groups", f"{table}<p>{_POOLED}{left}</p>"))
    if whole.documents <= len(most) + len(least):
        sections.append(_section("Documents, the most hedged first", _entries([*most, *reversed(least)])))
    else:
        sections.append(_section("Most hedged", _entries(most)))
        sections.append(_section("Least hedged", _entries(least, "The least hedged documents")))
    empty = f"; {_number(found.empty, 'document')} without a sentence left out" if found.empty else ""
    made = f"model {escape(found.source[0])}, scheme {escape(found.source[1])}" if found.source else "no document"
    body = (
        f'<header><h1>{escape(title)}</h1><ul class="figures ui"><li><b>{whole.hedged / max(whole.sentences, 1):.0%}</b> of '
        f"{_number(whole.sentences, 'sentence')} hedged</li>"
        f"<li><b>{whole.documents:,}</b> document{'s' * (whole.documents != 1)}</li>"
        f"<li>expected share <b>{whole.score:.2f}</b> {_interval(whole)}</li></ul></header>"
        f'<main class="ui index">{"".join(sections)}</main>'
        f'<footer class="ui index">hedging, {made}{empty}</footer>'
    )
    return _document(title, body)


_MOST_GROUPS = 50
_POOLED = (
    "Shares are expected shares of hedged sentences, pooled over sentences, with intervals (95 %) from the differences between "
    "documents; where these are too few, there is none, and where hedging is rare it is too short. Kinds: cues in 100 sentences."
)


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _periods(found: Comparison) -> str:
    """The trend with its numbers, and what has no part in it; nothing where no document has a date."""
    tallies, left_out = found.periods()
    if not tallies:
        return ""
    numbers = f"<details open><summary>Numbers</summary>{_tallies('period', tallies.items())}</details>"
    left = f" {_number(left_out, 'document')} without a date that is fine enough left out." if left_out else ""
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
    head = f'<th scope="col">{first}</th>' + "".join(f'<th scope="col" class="n">{name}</th>' for name in others)
    lines = "".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f'<td class="n">{cell}</td>' for cell in row[1:]) + "</tr>" for row in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(about)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _tallies(name: str, tallies: Iterable[tuple[str, Tally]]) -> str:
    """Documents counted together, with the cues of each kind that any of them has, by the hundred sentences."""
    counted = list(tallies)
    present = [k for k in range(len(KINDS)) if any(one.kinds[k] for _, one in counted)]
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
        for key, one in counted
    )
    return _table(names, rows, f"By {name}, cues of each kind in 100 sentences")


def _entries(entries: Iterable[Entry], about: str = "The most hedged documents") -> str:
    rows = (
        [
            f'<a href="{escape(one.address)}">{escape(one.name)}</a>' if one.address else escape(one.name),
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
                edge = [(x, high) for x, _, high in ends] + [(x, low) for x, low, _ in reversed(ends)]
                shapes.append(f'<polygon points="{" ".join(f"{x:.1f},{down(y):.1f}" for x, y in edge)}"/>')
        shapes.append(f'<polyline points="{" ".join(f"{across[k]:.1f},{down(tallies[k].score):.1f}" for k in run)}"/>')
    for x, name, one in zip(across, names, tallies, strict=True):
        about = escape(f"{name}: {one.score:.3f} {_interval(one)}")
        shapes.append(f'<circle cx="{x:.1f}" cy="{down(one.score):.1f}" r="3"><title>{about}</title></circle>')
    labels = [f'<text x="{_LEFT - 6}" y="{down(y):.1f}" dy=".3em" text-anchor="end">{100 * y:.0f} %</text>' for y in (0.0, top)]
    for k, anchor in {0: "start", len(names) - 1: "end" if len(names) > 1 else "start"}.items():
        labels.append(f'<text x="{across[k]:.0f}" y="{_HEIGHT - 4}" text-anchor="{anchor}">{escape(names[k])}</text>')
    about = f"Share of hedged sentences by period, {names[0]} to {names[-1]}: the numbers stand below"
    svg = f'<svg class="trend" viewBox="0 0 {_WIDTH + 4} {_HEIGHT}" role="img" aria-label="{escape(about)}">'
    inside = f"{svg}{''.join(shapes)}{''.join(labels)}</svg>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="Plot of the trend">{inside}</div>'


def _time(period: str) -> float:
    """A period's begin in years."""
    year, month, day = (*map(int, period.split("-")), 1, 1)[:3]
    return date(year, month, day).toordinal() / 365.2425
