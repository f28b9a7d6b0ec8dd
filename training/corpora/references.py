"""Sentences of abstracts → the same sentences as full papers have them, with references.

An abstract refers to nothing, but in a full paper every second statement ends in a reference, and
BioScope lets a scope end before it. What explains a word in parentheses is inside:

    This {may be due to shear} [12, 14].
    The cells {may divide} (see Figure 3), but they do not move.
    It {may be the T-cell receptor (TCR)}.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterable, Iterator

from training.corpora.scopes import BioscopeSentence, Span

# Where a clause goes on or ends.
_BREAK = re.compile(r" ?(?=[,;:.](?: |$))")
# How often something is put before the last full stop, and before another break.
_LAST, _OTHER = 0.9, 0.15
# How much of it explains a word.
_EXPLAINS = 0.25
_WORDS = ("see ", "see ", "reviewed in ", "for details, see ", "cf. ", "compare ")
_REMARKS = ("data not shown", "unpublished data", "not shown", "see Methods", "see below")
_NAMES = ("Baker", "Chen", "Eriksson", "Gruber", "Ito", "Keller", "Moreau", "Novak", "Smith")


def with_references(
    sentences: Iterable[BioscopeSentence], group: str, *, seed: int = 0
) -> Iterator[BioscopeSentence]:
    """Each sentence with references behind some of its clauses, if it has room for one.

    The references are drawn; the same seed draws the same. `group` is that of the new sentences.
    """
    for sentence in sentences:
        draw = random.Random(f"{seed}/{sentence.text}")
        text, pairs = sentence.text, sentence.pairs
        for place in reversed([found.start() for found in _BREAK.finditer(text)]):
            is_last = not re.search(r"\w", text[place:])
            if draw.random() < (_LAST if is_last else _OTHER):
                is_inside = draw.random() < _EXPLAINS
                added = f" {_explanation(draw) if is_inside else _reference(draw)}"
                text = text[:place] + added + text[place:]
                pairs = tuple(
                    (_moved(cue, place, len(added)), _moved(scope, place, len(added), is_inside))
                    for cue, scope in pairs
                )
        if text != sentence.text:
            yield dataclasses.replace(sentence, text=text, pairs=pairs, group=group)


def _moved(span: Span, place: int, length: int, is_inside: bool = False) -> Span:
    """A span after something of that length was put in at a place.

    `is_inside` says whether it belongs to a span that ended there.

    >>> _moved((0, 5), 5, 3), _moved((0, 6), 5, 3), _moved((5, 6), 5, 3)
    ((0, 5), (0, 9), (8, 9))
    """
    start, end = span
    is_longer = end > place or (is_inside and end == place)
    return start + length * (start >= place), end + length * is_longer


def _explanation(draw: random.Random) -> str:
    """An abbreviation, an amount or an example, in parentheses."""
    short = "".join(draw.choices("ABCDEFGIKLMNPRSTX", k=draw.randint(2, 4)))
    short += draw.choice(("", "", f"-{draw.randint(1, 9)}", "s", " alpha"))
    amount = f"{draw.randint(1, 99)} {draw.choice(('ng/ml', 'h', 'mM', 'kDa', 'bp', '%'))}"
    return (
        f"({draw.choice((short, short, amount, f'P < 0.0{draw.randint(1, 5)}', f'e.g. {short}'))})"
    )


def _reference(draw: random.Random) -> str:
    """A reference to a paper, a figure, a table, or to what is not shown."""
    kind = draw.random()
    if kind < 0.4:
        return _numbers(draw)
    if kind < 0.5:
        return f"({draw.choice(_WORDS)}{_numbers(draw)})"
    if kind < 0.6:
        return f"({draw.choice(_NAMES)} et al., {draw.randint(1980, 2005)})"
    if kind < 0.7:
        return f"({draw.choice(_REMARKS)})"
    word = draw.choice(("Figure ", "Figure ", "Fig. ", "Table ", "Figures 1 and "))
    number = f"{draw.randint(1, 8)}{draw.choice(('', '', 'A', 'B', 'C'))}"
    return f"({draw.choice(('', '', 'see '))}{word}{number})"


def _numbers(draw: random.Random) -> str:
    """Numbers of papers."""
    numbers = sorted(draw.sample(range(1, 80), draw.choice((1, 1, 1, 2, 2, 3))))
    return f"[{', '.join(str(number) for number in numbers)}]"
