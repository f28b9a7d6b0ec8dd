"""Sentences with cues → words with labels, for the runners that train a tagger."""

import re

TOKEN = re.compile(r"\w+|'\w+|[^\w\s]")


def labelled(text: str, cues: list[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Words of a sentence with B, I or O: at the beginning of a cue, inside it, outside cues."""
    words, labels, previous_cue = [], [], None
    for match in TOKEN.finditer(text):
        start, stop = match.span()
        numbers = (
            number
            for number, (cue_start, cue_stop) in enumerate(cues)
            if cue_start <= start and stop <= cue_stop
        )
        cue = next(numbers, None)
        words.append(match.group())
        labels.append("O" if cue is None else "I" if cue == previous_cue else "B")
        previous_cue = cue
    return words, labels
