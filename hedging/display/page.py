"""Report → one self-contained page: the text as it was, its cues marked by kind, its sentences shaded by score.

The page needs no network and runs a few lines of its own script: a legend and a slider that filter, a strip that shows where in
the text the hedging lies, a card for the cue that is pointed at or has the focus. Kinds have colours, underlines and letters, so
that nothing is said by colour alone. Whatever the text is, it is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from hedging.kinds import HEDGE_KINDS, KIND, KINDS

if TYPE_CHECKING:
    from hedging.results import Cue, Explanation, Reason, Report, Sentence

_PAGE = Path(__file__).parent / "templates"


def report_page(
    report: Report, title: str = "", explanations: Iterable[Explanation] = (), *, home: str = ""
) -> str:
    """The page of one report; `explanations` say why a cue is one.

    `home` is the address of the index that the page belongs to, if it has one.

    >>> import hedging
    >>> "<title>A &lt;b&gt; title</title>" in report_page(hedging.detect("It may rain."), "A <b> title")
    True
    """
    why = {one.candidate.start: one for one in explanations}
    places = sorted({reason.place for one in why.values() for reason in one.reasons})
    names = {"KINDS": {kind.letter: name for name, kind in KIND.items()}, "PLACES": places}
    constants = "".join(f"const {name}={json.dumps(value)};" for name, value in names.items())
    counts = report.kind_counts()
    hedged, total = len(report.hedged_sentences), len(report.sentences)
    parts = [
        "<header>", f'<a class="ui" href="{escape(home)}">All documents</a>' if home else "",
        "<h1>", escape(title), "</h1>",
        '<ul class="figures ui">',
        f"<li><b>{hedged / max(total, 1):.0%}</b> of {total} sentences hedged</li>",
        f"<li><b>{report.density():.1f}</b> cues that count per 100 words</li>",
        f"<li><b>{counts['booster']}</b> boosters beside {sum(counts[kind] for kind in HEDGE_KINDS)} hedges</li>",
        f"<li>document score <b>{report.score:.2f}</b></li></ul>",
        '<fieldset class="ui"><legend>Kinds of cues</legend><ul class="legend">', *_legend(counts), "</ul>",
        '<label>at least <input type="range" id="least" min="0" max="1" step="0.05" value="0"> ',
        '<output id="said" for="least">0 %</output> probable</label></fieldset></header>',
        "<main><article>", *_article(report, why, places), "</article>",
        '<div id="card" class="ui" role="tooltip" hidden></div></main>',
        # It stands at the side, and for the keyboard behind the text.
        '<nav class="strip" aria-label="Where the hedging lies">', *_strip(report), "</nav>",
        f'<footer class="ui">hedging, model {escape(report.model)}, scheme {escape(report.scheme)}; '
        f"{report.word_count} words</footer>",
        f"<script>{constants}{(_PAGE / 'report.js').read_text(encoding='utf-8')}</script>",
    ]  # fmt: skip
    return document(title, "".join(parts))


_GENERATOR = '<meta name="generator" content="hedging">'


def is_ours(path: Path) -> bool:
    """Whether a file is a page that was made here."""
    with path.open("rb") as stream:
        return _GENERATOR.encode() in stream.read(500)


def document(title: str, body: str) -> str:
    """A page in the look of all of ours, of a body in HTML."""
    style = (_PAGE / "report.css").read_text(encoding="utf-8") + "".join(
        f".{letter}{{text-decoration-style:{line};text-decoration-color:{light};color:{light}}}mark.{letter}::after{{content:'{letter}'}}"
        f"@media screen and (prefers-color-scheme:dark){{.{letter}{{text-decoration-color:{dark};color:{dark}}}}}\n"
        for letter, light, dark, line in (
            (kind.letter, kind.light, kind.dark, kind.line) for kind in KIND.values()
        )
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
            letter = KIND[kind].letter
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


def _article(
    report: Report, why: Mapping[int, Explanation], places: Sequence[str]
) -> Iterator[str]:
    """The text with its white space, in paragraphs, sentences and cues."""
    pieces: list[str] = []
    number = 0
    for text, one in report.segments():
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


def _sentence(
    number: int, one: Sentence, why: Mapping[int, Explanation], places: Sequence[str]
) -> str:
    if not one.cues and one.score < _PLAIN:
        return escape(one.text)
    inside = "".join(
        escape(piece) if cue is None else _cue(cue, why.get(cue.start), places)
        for piece, cue in one.segments()
    )
    score = f"{one.score:.3f}".lstrip("0")
    return f'<span class="s{" h" * one.hedged}" id="s{number}" style="--p:{score}">{inside}</span>'


def _cue(cue: Cue, why: Explanation | None, places: Sequence[str]) -> str:
    """A cue as short as it can be, since an article has hundreds; the script knows what kinds and places stand for."""
    # A weight is shown in tenths, and what is none of them says nothing.
    strong = (
        []
        if why is None
        else [
            one for side in why.for_and_against() for one in side if round(10 * abs(one.weight)) > 0
        ]
    )
    reasons = "\n".join(_reason(one, cue, places) for one in strong)
    data = f'data-p="{cue.score:.3f}"' + (f' data-w="{escape(reasons)}"' if reasons else "")
    return f'<mark class="{KIND[cue.kind].letter}" {data}>{escape(cue.text)}</mark>'


def _reason(reason: Reason, cue: Cue, places: Sequence[str]) -> str:
    """Number of the place, tenths of the weight, and what stands there, but for the cue itself."""
    text = reason.text
    if text and reason.start <= cue.start and cue.end <= reason.end:
        before, after = (
            text[: cue.start - reason.start].strip(),
            text[len(text) - (reason.end - cue.end) :].strip(),
        )
        text = f"{before} … {after}".strip() if before or after else ""
    return f"{places.index(reason.place)}:{10 * reason.weight:.0f}:{' '.join(text.split())}"
