"""Name of a document or a group → a label that fits its column, with the whole name at hand.

A label breaks at spaces, slashes and underscores, never within a word.
"""

from __future__ import annotations

import re
from typing import Final

from hedging.display.markup import Html, escaped, parts, render
from hedging.display.page import link
from hedging.display.short_names import short_name
from hedging.wording import one_line

_PARTS = parts("figures.html")
# Characters after which a line may be broken.
_BREAK: Final = re.compile(r"(?<=[/_\\])")

#: The label of documents that are in no group.
NO_GROUP: Final = "no group"


def breakable(text: str) -> Html:
    """The text, with a place to break after each slash and underscore.

    >>> breakable("a_b & c")
    'a_<wbr>b &amp; c'
    """
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
        values = {"address": link(address), "text": text, "whole": whole}
        return render(_PARTS["cut_link" if is_cut else "link"], values)
    return render(_PARTS["cut"], {"text": text, "whole": whole}) if is_cut else text


def group_name(name: str) -> str:
    """The name of a group; documents without a group are named too."""
    return name or NO_GROUP
