"""A caller's own words → cues beside those of the model; and cues that are silenced, by word or by kind.

Own words need no training, and so know nothing of context: wherever they stand they are a cue of their kind, with one probability
for all. Where they overlap a cue of the model's, they win.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np

from hedging.cues import KINDS, Candidates, Finder, Lexicon, run_hashes
from hedging.errors import InputError
from hedging.hashes import Bools, Index, Ints
from hedging.tokens import Tokens

# What stands before the name of a kind that is silenced as a whole.
_KIND = "kind:"

#: Probability that a caller's own word is a cue where it stands.
PROBABILITY = 0.95


class OwnWords:
    """Own cues by kind, and which entries of a model's lexicon are silenced; a word that does not fit is an InputError."""

    def __init__(self, lexicon: Lexicon, extra_cues: Mapping[str, str], ignore: Iterable[str]) -> None:
        rows = [(*_hashed(cue, opening=False), cue, kind) for cue, kind in _checked(extra_cues).items()]
        rows.sort(key=lambda row: row[1])
        for first, second in pairwise(rows):
            if first[1] == second[1]:
                raise InputError(f"extra cues {first[3]!r} and {second[3]!r} are the same words")
        self.kinds = np.array([KINDS.index(row[4]) for row in rows], dtype=np.uint8)
        self._finder = Finder(
            Lexicon(
                np.array([row[1] for row in rows], dtype=np.uint64),
                np.array([row[2] for row in rows], dtype=np.uint8),
                np.zeros(len(rows), dtype=np.bool_),
                np.ones((len(rows), 1), dtype=np.uint8),
                np.zeros(0, dtype=np.uint64),
                np.unique(np.array([number for row in rows for number in row[0]], dtype=np.uint64)),
            )
        )
        self.silent: Bools = np.zeros(len(lexicon.hashes), dtype=np.bool_)
        known = Index(lexicon.hashes)
        for cue in ignore:
            found, place = known.find(np.array([_hashed(cue, opening=True)[1]], dtype=np.uint64))
            if not found[0]:
                raise InputError(
                    f"cannot ignore {cue!r}: the model has no such cue; a noun phrase is named by its opening, 'some ...'"
                )
            self.silent[place[0]] = True

    def find(self, tokens: Tokens, sentence: Ints) -> Candidates:
        """The own cues of a text; `sentence` gives the index of each token's sentence, and -1 for none."""
        found = self._finder.find(tokens, sentence)
        return found.take(found.sentence >= 0)


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


def _hashed(cue: str, *, opening: bool) -> tuple[list[int], int, int]:
    """Hashes of a cue's beginnings, of the whole, and its number of tokens."""
    if not isinstance(cue, str) or not cue.removesuffix("...").strip() or (cue.endswith("...") and not opening):
        raise InputError(f"expected a cue of one word or more, got {cue!r}")
    (*beginnings, whole), length = run_hashes(cue)
    return beginnings, whole, length
