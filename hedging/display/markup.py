"""Template file + values → HTML in which every value is escaped.

A template file holds parts, each below a line `<!-- part: name -->`, with the placeholders of
`str.format`. A template library would be a second dependency at run time, for pages that need
nothing but placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

_FOLDER = Path(__file__).parent / "templates"
_PART = re.compile(r"^<!-- part: (\w+) -->\n", re.MULTILINE)


class Html(str):
    """Text that is HTML already; `render` does not escape it again."""

    __slots__ = ()


@cache
def template(file: str) -> str:
    """The content of a file among the templates."""
    return (_FOLDER / file).read_text(encoding="utf-8")


@cache
def parts(file: str) -> Mapping[str, str]:
    """The parts of a template file by name.

    >>> sorted(parts("html_page.html"))
    ['html_page', 'kind_style', 'pictures']
    """
    _, *names_and_parts = _PART.split(template(file))
    names, contents = names_and_parts[::2], names_and_parts[1::2]
    return {name: part.removesuffix("\n") for name, part in zip(names, contents, strict=True)}


def render(part: str, values: Mapping[str, object]) -> Html:
    """The part with its placeholders filled; every value is escaped that is not Html or a number.

    >>> render("<li>{name}: {share:.0%}</li>", {"name": "<b>", "share": 0.25})
    '<li>&lt;b&gt;: 25%</li>'
    """
    return Html(part.format_map({name: _escaped(value) for name, value in values.items()}))


def joined(pieces: Iterable[Html]) -> Html:
    """Pieces of HTML, one after another."""
    return Html("".join(pieces))


def escaped(text: str) -> Html:
    """The text as HTML that shows it.

    >>> escaped("a < b")
    'a &lt; b'
    """
    return Html(escape(text))


def _escaped(value: object) -> object:
    # A number stays one, so that a placeholder can say how many digits it has.
    return value if isinstance(value, (Html, int, float)) else escape(str(value))
