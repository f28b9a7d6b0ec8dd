"""Name of a document or a group → a label that fits its column, with the whole name at hand.

Names are anybody's: paths, addresses, sentences. Names in one table often differ at their ends, so
a name that is too long loses its middle, and so does a word that is too long for a phone. A label
breaks at spaces, slashes and underscores, never within a word.
"""

from __future__ import annotations

import re
from typing import Final

from hedging.pages.markup import Html, escaped, link, renderer
from hedging.wording import one_line

# A word of more characters does not fit beside the numbers on a phone of 320 pixels.
_MAX_WORD: Final = 24
_MAX_NAME: Final = 72
_BETWEEN: Final = re.compile(r"[\s/_\\-]")
_WORDS: Final = re.compile(r"[^\s/_\\-]+")


def short_name(name: str, longest: int = _MAX_NAME) -> str:
    """The name on one line, without the middle of long words and of long names.

    A long path loses its folders, since its end tells it from others.

    >>> short_name("a/b.txt"), short_name("x" * 40), short_name("The river in the north, 2", 16)
    ('a/b.txt', 'xxxxxxxxxxxxxx…xxxxxxxx', 'The river … 2')
    >>> short_name("news/2020/05/dam.txt", 12)
    '…/dam.txt'
    """
    words = _WORDS.sub(_short_word, one_line(name))
    if len(words) <= longest:
        return words
    _, slash, file = words.rpartition("/")
    if slash and len(file) + 2 <= longest:
        return f"…/{file}"
    ends = [place.start() for place in _BETWEEN.finditer(words, longest // 3, longest * 2 // 3)]
    starts = [place.end() for place in _BETWEEN.finditer(words, len(words) - longest // 3)]
    beginning = words[: ends[-1] if ends else longest // 2]
    end = words[starts[0] if starts else len(words) - longest // 3 :]
    return f"{beginning.rstrip(' .,;:…_-/')} … {end}" if end else f"{beginning}…"


def _short_word(match: re.Match[str]) -> str:
    word = match.group()
    return word if len(word) <= _MAX_WORD else f"{word[:14]}…{word[-8:]}"


_render = renderer("figures.html")
# Characters after which a line may be broken.
_BREAK: Final = re.compile(r"(?<=[/_\\])")


def breakable(text: str) -> Html:
    """The text, with a place to break after each slash and underscore."""
    return Html("<wbr>".join(map(escaped, _BREAK.split(text))))


def label(name: str, address: str = "") -> Html:
    """The short name, with the whole name behind it; a link if there is an address.

    >>> label("a_b")
    'a_<wbr>b'
    >>> label("b.txt", "b.html")
    '<a href="b.html">b.txt</a>'
    """
    short, whole = short_name(name), one_line(name)
    text = breakable(short)
    is_cut = short != whole
    if address:
        return _render(
            "cut_link" if is_cut else "link", address=link(address), text=text, whole=whole
        )
    return _render("cut", text=text, whole=whole) if is_cut else text


def group_name(name: str) -> str:
    """The name of a group; documents without a group are named too."""
    return name or "no group"
