"""Sentences that we wrote with marked scopes, some of whose words are drawn from lists of phrases.

A line of a file of frames is a sentence. `{}` holds a scope and `<>` a cue, which belongs to the
innermost scope around it. `$name` stands for one of the phrases that the file of phrases has under
that name, and a phrase may hold names again:

    noun = pneumonia | edema                      the phrases
    No {$noun <or> $noun}.                        a frame
    No {edema <or> pneumonia}.                    what is drawn

Lines that begin with # are remarks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from hedging.corpora.rows import read_lines
from hedging.errors import CorpusError
from training.corpora.scopes import BioscopeSentence, Span

#: Phrases by name.
Phrases = dict[str, tuple[str, ...]]

_NAME = re.compile(r"\$([a-z]+)")
_MARK = re.compile(r"[{}<>]")
# How often a phrase is drawn anew that the sentence already has.
_ATTEMPTS = 20
# The longest line that phrases may make, so that phrases that hold themselves are found.
_LONGEST = 2000


def read_frames(
    frames: Path, phrases: Path, draws: int, *, seed: int = 0
) -> Iterator[BioscopeSentence]:
    """Each frame of one file, drawn so many times; a frame without names comes once.

    All sentences of a frame are one document, and its group is the name of the file. The same seed
    draws the same sentences. Raises CorpusError for a line that is not as the module's text says.
    """
    known = dict(_phrases(phrases))
    for number, line in _lines(frames):
        document = f"{frames.stem}-{number}"
        draw = random.Random(f"{seed}/{line}")
        try:
            for _ in range(draws if _NAME.search(line) else 1):
                text, pairs = marked(filled(line, known, draw))
                yield BioscopeSentence(document, text, pairs, frames.stem)
        except ValueError as error:
            raise CorpusError(f"{frames}, line {number}: {error}") from error


def filled(line: str, phrases: Phrases, draw: random.Random) -> str:
    """A line with a phrase in the place of each name, no phrase twice if the list is long enough.

    The sentence begins with a capital, and "a" before a vowel becomes "an".

    >>> filled("{a $x <or> b}", {"x": ("old $y",), "y": ("scar",)}, random.Random(0))
    '{An old scar <or> b}'
    """
    used: set[str] = set()
    while found := _NAME.search(line):
        if found[1] not in phrases:
            raise ValueError(f"${found[1]} is no name of the phrases")
        if len(line) > _LONGEST:
            raise ValueError(f"${found[1]} makes it too long: does a phrase hold itself?")
        for _ in range(_ATTEMPTS):
            phrase = draw.choice(phrases[found[1]])
            if phrase not in used:
                break
        used.add(phrase)
        line = f"{line[: found.start()]}{phrase}{line[found.end() :]}"
    line = re.sub(r"\b([Aa])(?= [<{]?[aeiou])", r"\1n", line)
    return re.sub(r"^\W*[a-z]", lambda first: first[0].upper(), line)


def marked(line: str) -> tuple[str, tuple[tuple[Span, Span], ...]]:
    """The text of a line without names, and its cues with their scopes, in the order of the cues.

    >>> marked("It {<may> be {ice <or> snow}}.")
    ('It may be ice or snow.', (((3, 6), (3, 21)), ((14, 16), (10, 21))))
    """
    text, opened, start = "", [], None
    scopes: list[tuple[int, int, list[Span]]] = []
    end = 0
    for found in _MARK.finditer(line):
        text += line[end : found.start()]
        end = found.end()
        if found[0] == "{":
            opened.append((len(text), list[Span]()))
        elif found[0] == "<" and opened and start is None:
            start = len(text)
        elif found[0] == ">" and start is not None:
            opened[-1][1].append((start, len(text)))
            start = None
        elif found[0] == "}" and opened and start is None and opened[-1][1]:
            begin, cues = opened.pop()
            scopes.append((begin, len(text), cues))
        else:
            raise ValueError(f"{found[0]!r} at character {found.start() + 1} has no partner or cue")
    if opened or start is not None or not scopes:
        raise ValueError("it needs a cue in <> inside a scope in {}, and every mark its partner")
    pairs = ((cue, (begin, stop)) for begin, stop, cues in scopes for cue in cues)
    return text + line[end:], tuple(sorted(pairs))


def _phrases(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, line in _lines(path):
        name, equals, listed = line.partition("=")
        phrases = tuple(phrase.strip() for phrase in listed.split("|"))
        if not (equals and name.strip().isalpha() and all(phrases)):
            raise CorpusError(f"{path}, line {number}: it needs a name, =, and phrases between |")
        yield name.strip(), phrases


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are neither empty nor remarks, with their numbers."""
    for number, line in enumerate(read_lines(path), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()
