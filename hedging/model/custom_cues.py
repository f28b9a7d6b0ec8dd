"""The caller's own cues beside those of the model, and the model's cues that the caller ignores.

Extra cues need no training, and so know nothing of context: wherever they stand they are a cue of
their kind, with one probability for all. Where they overlap a cue of the model, they win.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.model.lexicon import Candidates, Finder, Lexicon, run_hashes
from hedging.text.hashing import Bools, HashIndex, Ints
from hedging.text.tokens import Tokens, tokenize

# The longest extra cue, in tokens.
_LONGEST = 50

#: Probability that an extra cue is a cue where it stands.
PROBABILITY = 0.95


class CustomCues:
    """The caller's extra cues, and the cues of the model that they ignore.

    `finder` is the model's. Raises InputError for an extra cue that is not one word or more, for two
    that are the same words, and for an ignored cue that the model never finds.
    """

    def __init__(
        self, finder: Finder, extra_cues: Mapping[str, str], ignore_cues: Iterable[str]
    ) -> None:
        rows = [(_hashed(cue, opening=False), cue, kind) for cue, kind in extra_cues.items()]
        rows.sort(key=lambda row: row[0].whole)
        for (first, cue, _), (second, other_cue, _) in pairwise(rows):
            if first.whole == second.whole:
                raise InputError(f"extra cues {cue!r} and {other_cue!r} are the same words")
        self.kinds = np.array([KINDS.index(kind) for _, _, kind in rows], dtype=np.uint8)
        self._finder = _finder_of([hashed for hashed, _, _ in rows])
        self._ignored_entries: Bools = np.zeros(len(finder.lexicon.hashes), dtype=np.bool_)
        entries = HashIndex(finder.lexicon.hashes)
        phrases = []
        for cue in ignore_cues:
            hashed = _hashed(cue, opening=True)
            known, entry = entries.lookup(np.array([hashed.whole], dtype=np.uint64))
            self._ignored_entries[entry[known]] = True
            # A noun phrase that the model builds from an opening and a head is no entry of its
            # lexicon; it is ignored by its words.
            tokens = tokenize(cue)
            found = finder.find(tokens, np.zeros(len(tokens), dtype=np.int64))
            is_phrase = ((found.start == 0) & (found.end == len(tokens))).any()
            if is_phrase:
                phrases.append(hashed)
            if not (known[0] or is_phrase):
                raise InputError(
                    f"cannot ignore {cue!r}: the model finds no such cue; name it as it is found "
                    "('said to'), or phrases by their opening ('some ...')"
                )
        by_hash = sorted({hashed.whole: hashed for hashed in phrases}.values())
        self._phrases = _finder_of(by_hash) if phrases else None

    def find(self, tokens: Tokens, token_sentence: Ints) -> Candidates:
        """The extra cues of a text; `token_sentence` is each token's sentence, -1 for none."""
        found = self._finder.find(tokens, token_sentence)
        return found.take(found.sentence >= 0)

    def ignores(self, tokens: Tokens, token_sentence: Ints, candidates: Candidates) -> Bools:
        """Which of the model's candidates the caller ignores."""
        ignored = self._ignored_entries[candidates.entry]
        if self._phrases is not None:
            phrases = self._phrases.find(tokens, token_sentence)
            # A span as one number, so that spans can be compared as a set.
            size = len(tokens) + 1
            spans = candidates.start * size + candidates.end
            ignored = ignored | np.isin(spans, phrases.start * size + phrases.end)
        return ignored


class _Hashed(NamedTuple):
    """Words as the finder knows them: hash of the whole, hashes of its beginnings, its tokens."""

    whole: int
    beginnings: list[int]
    length: int


def _finder_of(cues: Sequence[_Hashed]) -> Finder:
    """A finder of cues, which must be sorted by their hashes."""
    beginnings = [number for cue in cues for number in cue.beginnings]
    return Finder(
        Lexicon(
            hashes=np.array([cue.whole for cue in cues], dtype=np.uint64),
            lengths=np.array([cue.length for cue in cues], dtype=np.uint8),
            openings=np.zeros(len(cues), dtype=np.bool_),
            masks=np.ones((len(cues), 1), dtype=np.uint8),
            heads=np.zeros(0, dtype=np.uint64),
            prefixes=np.unique(np.array(beginnings, dtype=np.uint64)),
        )
    )


def _hashed(cue: str, *, opening: bool) -> _Hashed:
    """The hashes of a cue; `opening` allows a trailing "..."."""
    if not cue.removesuffix("...").strip() or (cue.endswith("...") and not opening):
        raise InputError(f"expected a cue of one word or more, got {cue!r}")
    try:
        (*beginnings, whole), length = run_hashes(cue)
    except ValueError as error:
        raise InputError(f"expected a cue of one word or more, got {cue!r}") from error
    if length > _LONGEST:
        raise InputError(
            f"expected a cue of at most {_LONGEST} words, got one of {length}: {cue[:40]!r}…"
        )
    return _Hashed(whole, beginnings, length)
