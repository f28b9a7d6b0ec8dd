"""Name of a document or a group → a label that fits its column, with the whole name at hand.

Names are anybody's: paths, addresses, sentences. A label breaks at spaces, slashes and underscores,
never within a word; a word that is too long for a phone loses its middle.
"""

from __future__ import annotations

import re
from typing import Final

from hedging.display.markup import Html, escaped, parts, render
from hedging.display.page import link
from hedging.wording import one_line

_PARTS = parts("figures.html")
# A word of more characters does not fit beside the numbers on a phone of 320 pixels.
_MAX_WORD: Final = 24
_MAX_NAME: Final = 72
# Characters after which a line may be broken.
_BREAK: Final = re.compile(r"(?<=[/_\\])")
_WORDS: Final = re.compile(r"[^\s/_\\-]+")

#: The label of documents that are in no group.
NO_GROUP: Final = "no group"


def short_name(name: str, longest: int = _MAX_NAME) -> str:
    """The name on one line, without the middle of long words and the end of long names.

    A long path loses its folders, since its end tells it from others.

    >>> short_name("a/b.txt"), short_name("x" * 40), short_name("It may rain. " * 9, 12)
    ('a/b.txt', 'xxxxxxxxxxxxxx…xxxxxxxx', 'It may rain…')
    >>> short_name("news/2020/05/dam.txt", 12)
    '…/dam.txt'
    """
    words = _WORDS.sub(_short_word, one_line(name))
    if len(words) <= longest:
        return words
    _, slash, file = words.rpartition("/")
    if slash and len(file) + 2 <= longest:
        return f"…/{file}"
    beginning, blank, _ = words[:longest].rpartition(" ")
    # A name without a blank near the limit is cut where the limit is.
    cut = beginning if blank and len(beginning) > longest // 2 else words[: longest - 1]
    return f"{cut.rstrip(' .,;:…')}…"


def label(name: str, address: str = "") -> Html:
    """The short name, with the whole name behind it; a link if there is an address.

    >>> label("a_b")
    'a_<wbr>b'
    >>> label("b.txt", "b.html")
    '<a href="b.html">b.txt</a>'
    """
    short, whole = short_name(name), one_line(name)
    text = Html("<wbr>".join(escaped(piece) for piece in _BREAK.split(short)))
    is_cut = short != whole
    if address:
        values = {"address": link(address), "text": text, "whole": whole}
        return render(_PARTS["cut_link" if is_cut else "link"], values)
    return render(_PARTS["cut"], {"text": text, "whole": whole}) if is_cut else text


def group_name(name: str) -> str:
    """The name of a group; documents without a group are named too."""
    return name or NO_GROUP


def _short_word(match: re.Match[str]) -> str:
    word = match.group()
    return word if len(word) <= _MAX_WORD else f"{word[:14]}…{word[-8:]}"
