"""Template file + values → HTML in which every value is escaped, and what all pages have in common.

A template file holds parts, each below a line `<!-- part: name -->`, with the placeholders of
`str.format`. A template library would be a second dependency at run time, for pages that need
nothing but placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

from hedging.errors import InputError
from hedging.kinds import KIND

_GENERATOR = b'<meta name="generator" content="hedging">'
_FOLDER = Path(__file__).parent / "templates"
_PART = re.compile(r"^<!-- part: (\w+) -->\n", re.MULTILINE)


#: Text with the kind of the cue or the marker that it is, "" for the words between.
Segment = tuple[str, str]


class Html(str):
    """Text that is HTML already, and is not escaped again."""

    __slots__ = ()


@cache
def template(file: str) -> str:
    """The content of a file among the templates."""
    return (_FOLDER / file).read_text(encoding="utf-8")


@cache
def parts(file: str) -> Mapping[str, str]:
    """The parts of a template file by name."""
    _, *names_and_parts = _PART.split(template(file))
    names, contents = names_and_parts[::2], names_and_parts[1::2]
    return {name: part.removesuffix("\n") for name, part in zip(names, contents, strict=True)}


def renderer(file: str) -> Callable[..., Html]:
    """What fills the placeholders of a part of a template file: its name, and a value for each.

    Every value is escaped that is not Html or a number.
    """

    def render(part: str, /, **values: object) -> Html:
        filled = {name: _escaped(value) for name, value in values.items()}
        return Html(parts(file)[part].format_map(filled))

    return render


_render = renderer("markup.html")


def joined(pieces: Iterable[Html]) -> Html:
    """Pieces of HTML, one after another."""
    return Html("".join(pieces))


def escaped(text: str) -> Html:
    """The text as HTML that shows it."""
    return Html(escape(text))


def _escaped(value: object) -> object:
    # A number stays one, so that a placeholder can say how many digits it has.
    return value if isinstance(value, (Html, int, float)) else escape(str(value))


def marked(segments: Iterable[Segment]) -> Html:
    """Text with the segments marked that have a kind."""
    return joined(
        _render("mark", letter=KIND[kind].letter if kind in KIND else "", kind=kind, text=text)
        if kind
        else escaped(text)
        for text, kind in segments
    )


def paragraph(text: str) -> Html:
    """A paragraph of plain text."""
    return _render("note", text=text)


def look_of(kind: str) -> dict[str, str]:
    """The words and the look of a kind, by their placeholders in parts."""
    look = KIND[kind]
    looks = ("letter", "words", "meaning", "line", "weight", "light", "dark", "middle")
    values = {name: getattr(look, name) for name in looks}
    return {"kind": kind, "examples": ", ".join(look.examples), **values}


def kind_styles() -> Html:
    """The look of each kind as a style sheet, whose classes are the letters of the kinds."""
    return Html("\n".join(_render("kind_style", **look_of(kind)) for kind in KIND))


def html_page(title: str, body: Html, *styles: str, pictures: bool = False) -> str:
    """A page with this body and the common head and style; `styles` are files of further styles.

    With `pictures`, the script of the page may draw pictures from data of its own.
    """
    style = Html("".join(map(template, ("shared.css", *styles))) + kind_styles())
    source = _render("pictures") if pictures else ""
    return str(_render("html_page", title=title, style=style, body=body, pictures=source))


def is_page(path: Path) -> bool:
    """Whether a file is a page that this library wrote."""
    with path.open("rb") as stream:
        return _GENERATOR in stream.read(500)


def link(address: str) -> str:
    """The address, if a page may link to it.

    Raises InputError for an address with a scheme other than http, https and file, since a browser
    would run "javascript:…".
    """
    # A browser drops line breaks and tabs from a scheme, so anything up to a colon is suspect.
    scheme, colon, _ = re.split(r"[/?#]", address, maxsplit=1)[0].partition(":")
    if colon and scheme.lower() not in ("http", "https", "file"):
        raise InputError(
            f"{address!r} is no address of a page: give a relative path, or an address that begins "
            "with http:, https: or file:"
        )
    return address
