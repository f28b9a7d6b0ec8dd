"""Report → one self-contained HTML page: its text, cues marked by kind, sentences shaded by score.

The page needs no network and runs a few lines of its own script. A legend and a slider filter the
cues, a strip shows where the hedged sentences are, and a card explains the cue that is pointed at
or has the focus. Each kind has a colour, an underline and a letter, so that nothing is said by
colour alone. The markup is in `templates/`, and every text is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hedging.display.markup import Html, escaped, joined, parts, render, template
from hedging.errors import InputError
from hedging.kinds import KIND, KINDS
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, chosen_register, compared, obstacle

if TYPE_CHECKING:
    from hedging.results import Cue, Explanation, Reason, Report, Sentence

_PARTS = parts("page.html")
_GENERATOR = b'<meta name="generator" content="hedging">'
# A repeated group would take memory for each line.
_BLANK_LINES = re.compile(r"\r?\n[\r\n]*\n")
_LINE_END = re.compile(r"\r\n?")
# A sentence without a cue and below this score has no shade that could be seen, so it gets no
# element.
_VISIBLE = 0.05


def report_page(
    report: Report,
    title: str = "",
    explanations: Iterable[Explanation] = (),
    *,
    home: str = "",
    register: str = DEFAULT_REGISTER,
) -> str:
    """The page of a report.

    `explanations` add to each cue the evidence for it and against it. `home` is the address of the
    index that the page belongs to; the page links to it. `register` names the texts that the report
    is compared with, "none" for no comparison. Raises InputError for an unknown register, and for a
    `home` that a browser would run as a script.

    >>> import hedging
    >>> page = report_page(hedging.detect("It may rain."), "A <b> title")
    >>> "<title>A &lt;b&gt; title</title>" in page
    True
    """
    by_start = {explanation.candidate.start: explanation for explanation in explanations}
    all_reasons = [explanation.reasons for explanation in by_start.values()]
    places = sorted({reason.place for reasons in all_reasons for reason in reasons})
    values = {
        **_figures(report),
        "title": title,
        "deck": _deck(report, register),
        "home": render(_PARTS["home"], {"address": link(home)}) if home else "",
        "legend": joined(_legend(report.kind_counts())),
        "article": joined(_article(report, by_start, places)),
        "strip": joined(_strip(report)),
        "kinds": _json({kind.letter: name for name, kind in KIND.items()}),
        "places": _json(places),
        "script": Html(template("report.js")),
    }
    return html_page(title, render(_PARTS["page"], values), "report.css")


def html_page(title: str, body: Html, *styles: str) -> str:
    """A page with this body and the common head and style; `styles` are files of further styles."""
    page_parts = parts("html_page.html")
    kind_styles = (
        render(
            page_parts["kind_style"],
            {"letter": kind.letter, "line": kind.line, "light": kind.light, "dark": kind.dark},
        )
        for kind in KIND.values()
    )
    style = Html("".join(map(template, ("shared.css", *styles))) + "\n".join(kind_styles))
    values = {"title": title, "style": style, "body": body}
    return str(render(page_parts["html_page"], values))


def is_page(path: Path) -> bool:
    """Whether a file is a page that this library wrote."""
    with path.open("rb") as stream:
        return _GENERATOR in stream.read(500)


def link(address: str) -> str:
    """The address, if a page may link to it.

    Raises InputError for an address with a scheme other than http, https and file, since a browser
    would run "javascript:…".

    >>> link("pages/index.html")
    'pages/index.html'
    """
    # A browser drops line breaks and tabs from a scheme, so anything up to a colon is suspect.
    scheme, colon, _ = re.split(r"[/?#]", address, maxsplit=1)[0].partition(":")
    if colon and scheme.lower() not in ("http", "https", "file"):
        raise InputError(
            f"{address!r} is no address of a page: give a relative path, or an address that begins "
            "with http:, https: or file:"
        )
    return address


def _deck(report: Report, register: str) -> Html:
    """One sentence on the whole text, with what is usual in a register."""
    chosen = chosen_register(register)
    total, hedged = len(report.sentences), len(report.hedged_sentences)
    if not total:
        return Html()
    verb = "leaves" if hedged == 1 else "leave"
    text = f"{hedged} of {counted(total, 'sentence')} {verb} something open"
    if chosen and not obstacle(report.scheme, report.hedge_kinds, total):
        text += f"; {compared(report.score, chosen, report.model)}"
    return render(_PARTS["deck"], {"text": text})


def _figures(report: Report) -> dict[str, object]:
    """The numbers above the text and the origin of the scores below it."""
    counts = report.kind_counts()
    total = len(report.sentences)
    return {
        "share": len(report.hedged_sentences) / max(total, 1),
        "sentences": counted(total, "sentence"),
        "score": report.score,
        "density": report.density(),
        "boosters": counted(counts["booster"], "booster"),
        "hedges": counted(sum(counts[kind] for kind in report.hedge_kinds), "hedging cue"),
        "model": report.model,
        "scheme": report.scheme,
        "threshold": report.threshold,
        "depth": render(_PARTS["depth_model"], {"name": report.depth}) if report.depth else "",
        "words": counted(report.word_count, "word"),
    }


def _json(value: object) -> Html:
    """The value as a constant of the script, which no text in it can end."""
    return Html(json.dumps(value).replace("<", "\\u003c"))


def _legend(counts: Mapping[str, int]) -> Iterator[Html]:
    """A line for each kind in the text, with a bar as long as its share of the commonest kind."""
    highest = max(1, *counts.values())
    for kind in KINDS:
        if counts[kind]:
            values = {
                "letter": KIND[kind].letter,
                "kind": kind,
                "count": counts[kind],
                "percent": 100 * counts[kind] / highest,
            }
            yield render(_PARTS["legend_item"], values)


def _strip(report: Report) -> Iterator[Html]:
    """A link for each hedged sentence, at its place in the text."""
    size = max(len(report.text), 1)
    for number, sentence in enumerate(report.sentences):
        if sentence.hedged:
            values = {
                "number": number,
                "top": 100 * sentence.start / size,
                "height": 100 * (sentence.end - sentence.start) / size,
                "score": sentence.score,
            }
            yield render(_PARTS["strip_link"], values)


def _article(
    report: Report, by_start: Mapping[int, Explanation], places: Sequence[str]
) -> Iterator[Html]:
    """The text with its white space, as paragraphs of sentences."""
    pieces: list[Html] = []
    number = 0
    for text, sentence in report.segments():
        if sentence is not None:
            pieces.append(_sentence(number, sentence, by_start, places))
            number += 1
            continue
        rest_of_paragraph, *new_paragraphs = _BLANK_LINES.split(text)
        pieces.append(escaped(rest_of_paragraph))
        for beginning in new_paragraphs:
            yield from _paragraph(pieces)
            pieces = [escaped(beginning)]
    yield from _paragraph(pieces)


def _paragraph(pieces: Sequence[Html]) -> Iterator[Html]:
    content = joined(pieces)
    if content.strip():
        yield render(_PARTS["paragraph"], {"content": content})


def _sentence(
    number: int,
    sentence: Sentence,
    by_start: Mapping[int, Explanation],
    places: Sequence[str],
) -> Html:
    if not sentence.cues and sentence.score < _VISIBLE:
        return escaped(sentence.text)
    content = joined(
        escaped(text) if cue is None else _cue(cue, sentence, by_start.get(cue.start), places)
        for text, cue in sentence.segments()
    )
    values = {
        "classes": "s h" if sentence.hedged else "s",
        "number": number,
        "score": f"{sentence.score:.3f}".lstrip("0"),
        "content": content,
    }
    return render(_PARTS["sentence"], values)


def _cue(
    cue: Cue, sentence: Sentence, explanation: Explanation | None, places: Sequence[str]
) -> Html:
    """A cue, as short as it can be, since an article has hundreds.

    The script knows the kind of a letter and the name of a place.
    """
    values: dict[str, object] = {
        "letter": KIND[cue.kind].letter,
        "score": cue.score,
        "depth": _depth(cue, sentence),
        "text": cue.text,
    }
    reasons = [] if explanation is None else _strong_reasons(explanation)
    if not reasons:
        return render(_PARTS["cue"], values)
    values["reasons"] = "\n".join(_reason(reason, cue, places) for reason in reasons)
    return render(_PARTS["explained_cue"], values)


def _depth(cue: Cue, sentence: Sentence) -> Html:
    """The depth of a cue as the script reads it: spans are offsets in the sentence."""
    if cue.scope is None or cue.strength is None:
        return Html()
    spans = [cue.scope] if cue.source is None else [cue.scope, cue.source]
    scope, *source = (
        " ".join(str(_script_length(sentence.text[: offset - sentence.start])) for offset in span)
        for span in spans
    )
    flags = f"{cue.quoted:d} {cue.negated:d}"
    numbers = " ".join([scope, f"{100 * cue.strength:.0f} {cue.holder} {flags}", *source])
    return render(_PARTS["cue_depth"], {"numbers": numbers})


def _script_length(text: str) -> int:
    """The length of a text as the script of a page counts it.

    A script counts UTF-16 units. A browser drops NUL and makes a line feed of other line ends.

    >>> _script_length("a\\r\\nb"), _script_length("🙂")
    (3, 2)
    """
    shown = _LINE_END.sub("\n", text).replace("\0", "")
    return len(shown.encode("utf-16-le", "surrogatepass")) // 2


def _strong_reasons(explanation: Explanation) -> list[Reason]:
    """The strongest reasons for and against; a weight that rounds to 0.0 is left out."""
    supporting, opposing = explanation.for_and_against()
    return [reason for reason in (*supporting, *opposing) if round(10 * abs(reason.weight)) > 0]


def _reason(reason: Reason, cue: Cue, places: Sequence[str]) -> str:
    """The number of the place, tenths of the weight, and the text there without the cue itself."""
    text = reason.text
    if text and reason.start <= cue.start and cue.end <= reason.end:
        before = text[: cue.start - reason.start].strip()
        after = text[len(text) - (reason.end - cue.end) :].strip()
        text = f"{before} … {after}".strip() if before or after else ""
    return f"{places.index(reason.place)}:{10 * reason.weight:.0f}:{' '.join(text.split())}"
