"""Sentences with cues → words with labels, for the runners that train a tagger."""

import re

TOKEN = re.compile(r"\w+|'\w+|[^\w\s]")


def labelled(text: str, cues: list[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Words of a sentence with B, I or O: at the beginning of a cue, inside it, outside cues."""
    words, labels, before = [], [], None
    for match in TOKEN.finditer(text):
        start, stop = match.span()
        holding = (k for k, (a, b) in enumerate(cues) if a <= start and stop <= b)
        cue = next(holding, None)
        words.append(match.group())
        labels.append("O" if cue is None else "I" if cue == before else "B")
        before = cue
    return words, labels
