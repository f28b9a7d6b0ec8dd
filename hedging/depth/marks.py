"""A sentence with the marks of its layout → its words, as an encoder that learned from prose reads.

What a list, a quotation or a table sets before a sentence says nothing of how sure the writer is:

    - **Rust** may have eaten it.      Rust may have eaten it.
    > 2. It was 1874.                  It was 1874.
    | Cause | It may be rust. |        It may be rust.
"""

from __future__ import annotations

import re

from hedging.text.markup import EMPHASIS

# Marks of items, headings, quotations and rows, with white space behind each.
_LEADING = re.compile(r"\s*(?:(?:[-*+•>|]|#{1,6}|\d{1,3}[.)])\s+)+")
# What closes a row, and what parts its cells.
_TRAILING = re.compile(r"\s*\|\s*$")
_EDGE = re.compile(r"\s\|\s+")


def without_marks(sentence: str, cue: int | None = None) -> str:
    r"""The sentence without the marks of its layout; `cue` is where its first cue begins.

    The last cell of a row of a table is what it says; the others name the row and are left out,
    unless a cue stands in them. A sentence without letters and digits stays as it is.

    >>> without_marks("1. The **harbour** opened in 1874.")
    'The harbour opened in 1874.'
    >>> without_marks("| Date | probably 1874 |", cue=9)
    'probably 1874'
    >>> without_marks("| Likely | The harbour opened. |", cue=2)
    'Likely | The harbour opened.'
    """
    begin = leading.end() if (leading := _LEADING.match(sentence)) else 0
    row = _TRAILING.sub("", sentence) if "|" in sentence else sentence
    edges = (edge.end() for edge in _EDGE.finditer(row, begin))
    begin = max((edge for edge in edges if cue is None or edge <= cue), default=begin)
    words = row[begin:].replace(EMPHASIS, "").strip()
    return words if any(map(str.isalnum, words)) else sentence
