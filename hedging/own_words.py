"""A caller's own words → cues beside those of the model; and cues that are silenced, by word or by kind.

Own words need no training, and so know nothing of context: wherever they stand they are a cue of their kind, with one probability
for all. Where they overlap a cue of the model's, they win.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from hedging.cues import KINDS, Candidates, Finder, Lexicon, run_hashes
from hedging.errors import InputError
from hedging.hashes import Bools, Index, Ints
from hedging.tokens import Tokens, tokenize

# What stands before the name of a kind that is silenced as a whole.
_KIND = "kind:"

# The longest cue of a caller's own, in tokens.
_LONGEST = 50

#: Probability that a caller's own word is a cue where it stands.
PROBABILITY = 0.95


class OwnWords:
    """Own cues by kind, and what is silenced of a model's; `finder` is the model's. A word that does not fit is an InputError."""

    def __init__(self, finder: Finder, extra_cues: Mapping[str, str], ignore: Iterable[str]) -> None:
        rows = [(_hashed(cue, opening=False), cue, kind) for cue, kind in _checked(extra_cues).items()]
        rows.sort(key=lambda row: row[0].whole)
        for (first, one, _), (second, other, _) in pairwise(rows):
            if first.whole == second.whole:
                raise InputError(f"extra cues {one!r} and {other!r} are the same words")
        self.kinds = np.array([KINDS.index(kind) for _, _, kind in rows], dtype=np.uint8)
        self._finder = _finder([hashed for hashed, _, _ in rows])
        self._silent: Bools = np.zeros(len(finder.lexicon.hashes), dtype=np.bool_)
        known = Index(finder.lexicon.hashes)
        phrases = []
        for cue in ignore:
            hashed = _hashed(cue, opening=True)
            entry, place = known.find(np.array([hashed.whole], dtype=np.uint64))
            self._silent[place[entry]] = True
            # What the model makes of an opening and a head is no entry of its lexicon, and is silenced as these words.
            tokens = tokenize(cue)
            found = finder.find(tokens, np.zeros(len(tokens), dtype=np.int64))
            phrase = ((found.start == 0) & (found.end == len(tokens))).any()
            if phrase:
                phrases.append(hashed)
            if not (entry[0] or phrase):
                raise InputError(
                    f"cannot ignore {cue!r}: the model finds no such cue; name it as it is found ('said to'), or phrases by "
                    "their opening ('some ...')"
                )
        self._phrases = _finder(sorted({one.whole: one for one in phrases}.values())) if phrases else None

    def find(self, tokens: Tokens, sentence: Ints) -> Candidates:
        """The own cues of a text; `sentence` gives the index of each token's sentence, and -1 for none."""
        found = self._finder.find(tokens, sentence)
        return found.take(found.sentence >= 0)

    def silences(self, tokens: Tokens, sentence: Ints, found: Candidates) -> Bools:
        """Which of the model's candidates are silenced."""
        silent = self._silent[found.entry]
        if self._phrases is not None:
            same = self._phrases.find(tokens, sentence)
            size = len(tokens) + 1
            silent = silent | np.isin(found.start * size + found.end, same.start * size + same.end)
        return silent


class _Hashed(NamedTuple):
    """Words as the finder knows them: the hash of the whole, those of its beginnings, and its number of tokens."""

    whole: int
    beginnings: list[int]
    length: int


def _finder(words: Sequence[_Hashed]) -> Finder:
    """A finder of these words, which are in the order of their hashes."""
    return Finder(
        Lexicon(
            np.array([one.whole for one in words], dtype=np.uint64),
            np.array([one.length for one in words], dtype=np.uint8),
            np.zeros(len(words), dtype=np.bool_),
            np.ones((len(words), 1), dtype=np.uint8),
            np.zeros(0, dtype=np.uint64),
            np.unique(np.array([number for one in words for number in one.beginnings], dtype=np.uint64)),
        )
    )


def silenced(ignore: Iterable[str]) -> tuple[list[str], list[str]]:
    """The cues and the kinds among what is to be ignored, where "kind:booster" stands for all boosters.

    >>> silenced(["may", "kind:booster"])
    (['may'], ['booster'])
    """
    if isinstance(ignore, str):
        raise InputError(f"expected cues to ignore, got the str {ignore!r}: write ignore=[{ignore!r}]")
    cues: list[str] = []
    kinds: list[str] = []
    for one in ignore:
        if isinstance(one, str) and one.startswith(_KIND):
            kinds.append(one.removeprefix(_KIND))
            if kinds[-1] not in KINDS:
                raise InputError(f"cannot ignore the unknown kind {kinds[-1]!r}; known kinds are {', '.join(KINDS)}")
        else:
            cues.append(one)
    return cues, kinds


def _checked(extra_cues: Mapping[str, str]) -> Mapping[str, str]:
    if not isinstance(extra_cues, Mapping):
        raise InputError(
            f"expected extra cues with their kinds, such as {{'murky': 'epistemic'}}, got {type(extra_cues).__name__}"
        )
    for cue, kind in extra_cues.items():
        if kind not in KINDS:
            raise InputError(f"extra cue {cue!r} has the unknown kind {kind!r}; known kinds are {', '.join(KINDS)}")
    return extra_cues


def _hashed(cue: str, *, opening: bool) -> _Hashed:
    if not isinstance(cue, str) or not cue.removesuffix("...").strip() or (cue.endswith("...") and not opening):
        raise InputError(f"expected a cue of one word or more, got {cue!r}")
    try:
        (*beginnings, whole), length = run_hashes(cue)
    except ValueError as error:
        raise InputError(f"expected a cue of one word or more, got {cue!r}") from error
    if length > _LONGEST:
        raise InputError(f"expected a cue of at most {_LONGEST} words, got one of {length}: {cue[:40]!r}…")
    return _Hashed(whole, beginnings, length)
