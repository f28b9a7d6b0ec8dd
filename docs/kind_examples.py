"""The page of kinds in Markdown → its example sentences, and their marks on the site.

The items below the heading of a kind are its examples, with the cues in bold: so the page reads
well as it stands. `tests/project/test_kinds_page.py` compares the bold words with what the model
finds, and the site shows them as the pages of reports do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from hedging.kinds import KIND, Kind


def heading(kind: Kind) -> str:
    """The heading of a kind: the words of a reader, then the field's name.

    >>> heading(KIND["weasel"])
    'Source not named (weasel)'
    """
    return f"{kind.words.capitalize()} ({kind.name})"


_KIND_BY_HEADING: Final = {heading(kind): kind.name for kind in KIND.values()}
_HEADINGS: Final = "|".join(map(re.escape, _KIND_BY_HEADING))
_SECTION: Final = re.compile(rf"^## ({_HEADINGS})$(?:\n(?!## ).*)*", re.MULTILINE)
_ITEM: Final = re.compile(r"^- (.+(?:\n {2}.+)*)", re.MULTILINE)
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")


class Example(NamedTuple):
    """A text with the spans of its cues, all of one kind."""

    kind: str
    text: str
    cues: tuple[tuple[int, int], ...]


def examples(page: str) -> Iterator[Example]:
    r"""The examples of a page, in its order.

    >>> for example in examples("## Blurred (approximator)\n- **About** ten came.\n- Ten came."):
    ...     print(*example)
    approximator About ten came. ((0, 5),)
    approximator Ten came. ()
    """
    for section in _SECTION.finditer(page):
        for item in _ITEM.finditer(section[0]):
            yield _example(_KIND_BY_HEADING[section[1]], " ".join(item[1].split()))


def _example(kind: str, item: str) -> Example:
    """Plain text and bold text take turns."""
    text, cues = "", []
    for number, part in enumerate(_BOLD.split(item)):
        if number % 2:
            cues.append((len(text), len(text) + len(part)))
        text += part
    return Example(kind, text, tuple(cues))


def with_marks(page: str) -> str:
    r"""The page with the cues of its examples as marks, with the classes of the pages of reports.

    >>> print(with_marks("## Asserted (booster)\n**Not** here.\n\n- It **certainly** is."))
    ## Asserted (booster)
    **Not** here.
    <BLANKLINE>
    - It <mark class="cue B">certainly</mark> is.
    """

    def marked(section: re.Match[str]) -> str:
        letter = KIND[_KIND_BY_HEADING[section[1]]].letter
        mark = rf'<mark class="cue {letter}">\1</mark>'
        return _ITEM.sub(lambda item: _BOLD.sub(mark, item[0]), section[0])

    return _SECTION.sub(marked, page)
