"""Kinds of cues → how they look: a letter, colours and the style of an underline, so that nothing is said by colour alone."""

from __future__ import annotations

from typing import Final, NamedTuple


class Mark(NamedTuple):
    """The look of a kind: its letter, its colours on light and on dark ground, its underline in CSS, its colour in a terminal."""

    letter: str
    light: str
    dark: str
    line: str
    ansi: str


# In a terminal, bold is what makes a sentence hedged.
MARKS: Final[dict[str, Mark]] = {
    "epistemic": Mark("E", "#8a5a00", "#f0b84d", "solid", "1;33"),
    "doxastic": Mark("D", "#8b2f8b", "#e08fe0", "double", "1;35"),
    "investigation": Mark("I", "#00696b", "#52c7c9", "dashed", "1;36"),
    "condition": Mark("C", "#2b50a8", "#8fb1ff", "dotted", "1;34"),
    "evidential": Mark("V", "#2f6b1f", "#8ed67a", "wavy", "1;32"),
    "weasel": Mark("W", "#a32020", "#ff8f85", "solid", "1;31"),
    "approximator": Mark("A", "#5c5c5c", "#b5b5b5", "dotted", "36"),
    "booster": Mark("B", "#3a3a3a", "#dcdcdc", "double", "32"),
}


def marked(text: str, kind: str, score: float) -> str:
    """A cue in HTML that needs no style sheet and is legible on light and on dark ground.

    >>> "<sup>E</sup>" in marked("may", "epistemic", 0.98)
    True
    """
    # Half of what `import hedging` takes, if it stood above.
    from html import escape

    mark = MARKS[kind]
    style = f"background:none;color:inherit;text-decoration:underline {mark.line} currentColor .12em;text-underline-offset:.2em"
    return f'<mark style="{style}" title="{kind}, probability {score:.2f}">{escape(text)}</mark><sup>{mark.letter}</sup>'
