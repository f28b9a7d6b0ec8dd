"""Report → one self-contained HTML page, as a graphics desk would make it.

The headline comes first, then one number and one sentence that says whether it is much, then the
barcode that shows where the text leaves something open, then the text with its marks beside their
legend. The page needs no network. It can be read without its script, which filters, goes through
the hedged sentences, explains a cue, and saves. The markup is in `templates/`, and every text is
escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from hedging.display.article import Article, article_of
from hedging.display.legend import legend_of
from hedging.display.markup import Html, parts, render, template
from hedging.display.strip import strip_of
from hedging.display.yardstick_figure import beside, yardstick_of
from hedging.errors import InputError
from hedging.kinds import KIND
from hedging.results import Document, Explanation
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, Register, chosen_register

_PARTS = parts("page.html")
_GENERATOR = b'<meta name="generator" content="hedging">'
_SCRIPTS = ("page.js", "card.js", "save.js")
_COMMENT_OR_INDENT = re.compile(r"^(?://.*\n| +)", re.MULTILINE)
_NAMELESS = "A text without a title"


def report_page(
    report: Document,
    title: str = "",
    explanations: Iterable[Explanation] = (),
    *,
    name: str = "",
    home: str = "",
    register: str = DEFAULT_REGISTER,
) -> str:
    """The page of a report.

    The headline is the `title` or, without one, the first line of the text if it looks like a
    headline, or else the `name`, such as that of a file. `explanations` add to each cue the
    evidence for it and against it. `home` is the address of the index that the page belongs to; the
    page links to it. `register` names the texts that the report is compared with, "none" for no
    comparison. Raises InputError for an unknown register, and for a `home` that a browser would run
    as a script.

    >>> import hedging
    >>> page = report_page(hedging.detect("It may rain."), "A <b> title")
    >>> "<title>A &lt;b&gt; title</title>" in page
    True
    """
    chosen = chosen_register(register)
    article = article_of(report, explanations, title)
    heading = title or article.title or name or _NAMELESS
    values = {
        "home": render(_PARTS["home"], {"address": link(home)}) if home else "",
        "heading": _heading(article, heading),
        "lead": _lead(report, chosen),
        "yardstick": yardstick_of(report, chosen),
        "strip": strip_of(report),
        "legend": legend_of(report),
        "save": _PARTS["save"] if report.sentences else "",
        "article": article.body,
        "name": f"{name}: " if name and name != heading else "",
        "model": report.model,
        "scheme": report.scheme,
        "threshold": report.threshold,
        "depth": _beyond_cues(report),
        "words": counted(report.word_count, "word"),
        "kinds": _kinds(report),
        "places": _constant(article.places),
        "scores": _constant([round(sentence.score, 3) for sentence in report.sentences]),
        "script": Html("".join(_bare(template(file)) for file in _SCRIPTS)),
    }
    values["save"] = Html(values["save"])
    return html_page(heading, render(_PARTS["page"], values), "report.css", pictures=True)


def html_page(title: str, body: Html, *styles: str, pictures: bool = False) -> str:
    """A page with this body and the common head and style; `styles` are files of further styles.

    With `pictures`, the script of the page may draw pictures from data of its own.
    """
    page_parts = parts("html_page.html")
    kind_styles = (
        render(
            page_parts["kind_style"],
            {
                "letter": kind.letter,
                "line": kind.line,
                "weight": kind.weight,
                "light": kind.light,
                "dark": kind.dark,
            },
        )
        for kind in KIND.values()
    )
    style = Html("".join(map(template, ("shared.css", *styles))) + "\n".join(kind_styles))
    values = {
        "title": title,
        "style": style,
        "body": body,
        "pictures": page_parts["pictures"] if pictures else "",
    }
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


def _heading(article: Article, heading: str) -> Html:
    """The headline; if it is one of the text, its cues are marked."""
    if article.headline:
        return render(_PARTS["own_headline"], {"content": article.headline})
    return render(_PARTS["headline"], {"text": heading})


def _lead(report: Document, register: Register | None) -> Html:
    """The one number, and what it means in a sentence."""
    total, hedged = len(report.sentences), len(report.hedged_sentences)
    if not total:
        return render(_PARTS["nothing"], {})
    values = {
        "share": hedged / total,
        "hedged": hedged,
        "sentences": counted(total, "sentence"),
        "verb": "leaves" if hedged == 1 else "leave",
        "beside": beside(report, register),
    }
    return render(_PARTS["lead"], values)


def _beyond_cues(report: Document) -> Html:
    """Which model says what goes beyond cues, where it is another one."""
    if report.depth in (None, report.model):
        return Html("")
    return render(_PARTS["beyond_cues"], {"name": report.depth})


def _kinds(report: Document) -> Html:
    """What the script knows of each kind: its names, its meaning, and whether it counts."""
    kinds = {
        kind.letter: [kind.name, kind.words, kind.meaning, kind.name in report.hedge_kinds]
        for kind in KIND.values()
    }
    return _constant(kinds)


def _constant(value: object) -> Html:
    """The value as a constant of the script, which no text in it can end."""
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Html(compact.replace("<", "\\u003c"))


def _bare(script: str) -> str:
    """A script without its comments and indents, which would be a tenth of a page."""
    return _COMMENT_OR_INDENT.sub("", script)
