"""Sentences with cues → words with labels, for the runners that train a tagger."""

import re

TOKEN = re.compile(r"\w+|'\w+|[^\w\s]")


def labelled(text: str, cues: list[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Words of a sentence with B, I or O: the beginning of a cue, its inside, and what is outside."""
    words, labels, before = [], [], None
    for match in TOKEN.finditer(text):
        cue = next(
            (
                k
                for k, (start, end) in enumerate(cues)
                if start <= match.start() and match.end() <= end
            ),
            None,
        )
        words.append(match.group())
        labels.append("O" if cue is None else "I" if cue == before else "B")
        before = cue
    return words, labels
