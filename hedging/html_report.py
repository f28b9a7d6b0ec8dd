"""Report → one self-contained page: the text as it was, its cues marked by kind, its sentences shaded by score.

The page needs no network and runs a few lines of its own script: a legend and a slider that filter, a strip that shows where in
the text the hedging lies, a card for the cue that is pointed at or has the focus. Kinds differ in colour and in the style of
their underline, and have letters, so that nothing is said by colour alone. Whatever the text is, it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from hedging.cues import HEDGES, KINDS
from hedging.marks import MARKS
from hedging.results import Cue, Report, Sentence

_PAGE = Path(__file__).parent / "page"


def page(report: Report, title: str, kinds: Sequence[str] = HEDGES) -> str:
    """The page of one report; `kinds` are those that make a sentence hedged.

    >>> import hedging
    >>> "<title>A &lt;b&gt; title</title>" in page(hedging.detect("It may rain."), "A <b> title")
    True
    """
    counts = report.counts()
    hedged, total = len(report.hedged), len(report.sentences)
    parts = [
        "<header><h1>", escape(title), "</h1>",
        '<ul class="figures ui">',
        f"<li><b>{hedged / max(total, 1):.0%}</b> of {total} sentences hedged</li>",
        f"<li><b>{report.density(kinds):.1f}</b> cues per 100 words</li>",
        f"<li><b>{counts['booster']}</b> boosters beside {sum(counts[kind] for kind in kinds)} hedges</li>",
        f"<li>document score <b>{report.score:.2f}</b></li></ul>",
        '<fieldset class="ui"><legend>Kinds of cues</legend><ul class="legend">', *_legend(counts), "</ul>",
        '<label>at least <input type="range" id="least" min="0" max="1" step="0.05" value="0"> ',
        '<output id="said" for="least">0 %</output> probable</label></fieldset></header>',
        '<nav class="strip" aria-label="Where the hedging lies">', *_strip(report), "</nav>",
        "<main><article>", *_article(report), "</article>",
        '<div id="card" class="ui" role="tooltip" hidden></div></main>',
        f'<footer class="ui">hedging, model {escape(report.model)}, scheme {escape(report.scheme)}; '
        f"{report.words} words</footer>",
        f"<script>{(_PAGE / 'report.js').read_text(encoding='utf-8')}</script>",
    ]  # fmt: skip
    return _document(title, "".join(parts))


def _document(title: str, body: str) -> str:
    style = (_PAGE / "report.css").read_text(encoding="utf-8") + "".join(
        f".k-{kind}{{text-decoration-style:{line};text-decoration-color:{light};color:{light}}}.c.k-{kind}::after{{content:'{letter}'}}"
        f"@media(prefers-color-scheme:dark){{.k-{kind}{{text-decoration-color:{dark};color:{dark}}}}}\n"
        for kind, (letter, light, dark, line, _) in MARKS.items()
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline';"
        "script-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{style}</style></head><body>{body}</body></html>\n"
    )


def _legend(counts: Mapping[str, int]) -> Iterator[str]:
    most = max(1, *counts.values())
    for kind in KINDS:
        if counts[kind]:
            yield (
                f'<li class="k-{kind}" style="text-decoration:none"><label><input type="checkbox" value="{kind}" checked>'
                f"<span>{MARKS[kind][0]} {kind}: {counts[kind]}</span>"
                f'<span class="bar" aria-hidden="true"><i style="width:{100 * counts[kind] / most:.0f}%"></i></span></label></li>'
            )


def _strip(report: Report) -> Iterator[str]:
    """A link for each hedged sentence, where it lies in the text."""
    size = max(len(report.text), 1)
    for number, one in enumerate(report.sentences):
        if one.hedged:
            top, height = 100 * one.start / size, 100 * (one.end - one.start) / size
            label = escape(" ".join(one.text.split())[:60], quote=True)
            style = f"--t:{top:.2f}%;--h:{height:.2f}%;--p:{one.score:.2f}"
            yield f'<a href="#s{number}" style="{style}" aria-label="{label}"></a>'


def _article(report: Report) -> Iterator[str]:
    """The text with its white space, in paragraphs, sentences and cues."""
    place = 0
    pieces: list[str] = []
    for number, one in enumerate(report.sentences):
        between = report.text[place : one.start]
        if pieces and "\n\n" in between.replace("\r\n", "\n"):
            yield f"<p>{''.join(pieces)}</p>"
            pieces = []
        elif between:
            pieces.append(escape(between))
        pieces.append(_sentence(number, one))
        place = one.end
    if pieces:
        yield f"<p>{''.join(pieces)}</p>"


# A sentence without a cue and below this score has no shade that could be seen, so it needs no element either.
_PLAIN = 0.05


def _sentence(number: int, one: Sentence) -> str:
    if not one.cues and one.score < _PLAIN:
        return escape(one.text)
    inside = "".join(escape(piece) if cue is None else _cue(cue) for piece, cue in one.pieces())
    return (
        f'<span class="s" id="s{number}" data-p="{one.score:.3f}" data-h="{int(one.hedged)}" style="--p:{one.score:.2f}">'
        f"{inside}</span>"
    )


def _cue(cue: Cue) -> str:
    return f'<mark class="c k-{cue.kind}" tabindex="0" data-k="{cue.kind}" data-p="{cue.score:.3f}">{escape(cue.text)}</mark>'


def index(reports: Iterable[tuple[str, str, Report]], title: str = "Hedging", kinds: Sequence[str] = HEDGES) -> str:
    """A page that compares reports, each with a name and the address of its own page.

    >>> import hedging
    >>> page = index([("a", "a.html", hedging.detect("It may rain.")), ("b", "b.html", hedging.detect("It rained."))])
    >>> page.index("a.html") < page.index("b.html")
    True
    """
    rows = sorted(reports, key=lambda row: -row[2].score)
    scores = sorted(report.score for _, _, report in rows)
    bins = {low: sum(1 for _ in group) for low, group in groupby(scores, key=lambda score: min(int(score * 10), 9))}
    most = max(bins.values(), default=1)
    bars = "".join(
        f'<li class="row"><span>{10 * k}–{10 * k + 10} %: {bins.get(k, 0)}</span><span class="bar" aria-hidden="true">'
        f'<i style="width:{100 * bins.get(k, 0) / most:.0f}%"></i></span></li>'
        for k in range(10)
    )
    lines = "".join(
        f'<tr><td><a href="{escape(address, quote=True)}">{escape(name)}</a></td><td class="n">{report.score:.2f}</td>'
        f'<td class="n">{len(report.hedged)} of {len(report.sentences)}</td>'
        f'<td class="n">{sum(cue.kind in kinds for cue in report.cues)}</td></tr>'
        for name, address, report in rows
    )
    head = "<th>article</th>" + "".join(f'<th class="n">{name}</th>' for name in ("score", "hedged sentences", "cues"))
    body = (
        f'<header><h1>{escape(title)}</h1><fieldset class="ui"><legend>Articles by their share of hedged sentences</legend>'
        f'<ul class="legend">{bars}</ul></fieldset></header>'
        f'<main class="ui"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></main>'
    )
    return _document(title, body)
