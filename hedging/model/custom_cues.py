"""The caller's extra cues, and the model's cues that the caller ignores.

Extra cues need no training, and so they know nothing of context: wherever they stand they are a cue
of their kind, with one probability for all. Where they overlap a cue of the model, they win.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.model.lexicon import MASK, Candidates, Finder, Lexicon, run_hashes
from hedging.text.hashing import Bools, HashIndex, Ints
from hedging.text.tokens import Tokens, tokenize

#: Probability that an extra cue is a cue where it stands.
PROBABILITY = 0.95

#: The longest extra cue, in tokens.
LONGEST = 50


class CustomCues:
    """The caller's extra cues, and the cues of the model that they ignore.

    `finder` finds the cues of the model; with `any_words`, an encoder finds cues of other words
    too, and these can be ignored as well. Raises InputError for an extra cue without a word or
    with too many, for two extra cues that are the same words, and for an ignored cue that the
    model never finds.
    """

    def __init__(
        self,
        finder: Finder,
        extra_cues: Mapping[str, str],
        ignore_cues: Iterable[str],
        *,
        any_words: bool = False,
    ) -> None:
        rows = [(_hash_cue(cue, opening=False), cue, kind) for cue, kind in extra_cues.items()]
        rows.sort(key=lambda row: row[0].number)
        for (first, first_cue, _), (second, second_cue, _) in pairwise(rows):
            if first.number == second.number:
                raise InputError(
                    f"extra cues {first_cue!r} and {second_cue!r} are the same words: keep one"
                )
        self.kinds = np.array([KINDS.index(kind) for _, _, kind in rows], dtype=np.uint8)
        self._model_finder = finder
        self.finder = _finder_of([hashed for hashed, _, _ in rows])
        self._ignored_entries: Bools = np.zeros(len(finder.lexicon.hashes), dtype=np.bool_)
        entries = HashIndex(finder.lexicon.hashes)
        phrases: dict[int, _CueHashes] = {}
        for cue in ignore_cues:
            hashed = _hash_cue(cue, opening=True)
            is_entry, entry = entries.lookup(np.array([hashed.number], dtype=np.uint64))
            self._ignored_entries[entry[is_entry]] = True
            # A noun phrase that the model builds from an opening and a head is no entry of its
            # lexicon; it is ignored by its words.
            is_phrase = _is_candidate(cue, finder) or (any_words and not cue.endswith("..."))
            if is_phrase:
                phrases[hashed.number] = hashed
            if not (is_entry[0] or is_phrase):
                raise InputError(
                    f"cannot ignore {cue!r}: the model has no such cue; write a cue as results "
                    "show it ('said to'), or the opening of noun phrases ('some ...')"
                )
        by_number = [phrases[number] for number in sorted(phrases)]
        self._phrases = _finder_of(by_number) if phrases else None
        #: The hashes of all that is ignored, openings and whole cues, for the compiled kernel.
        self.ignored = np.union1d(
            finder.lexicon.hashes[self._ignored_entries], np.array(list(phrases), dtype=np.uint64)
        )
        #: Whether the caller ignores a cue of the model.
        self.ignores_any = self._phrases is not None or bool(self._ignored_entries.any())

    def find(self, tokens: Tokens, token_sentence: Ints) -> Candidates:
        """The extra cues in a text; `token_sentence` is each token's sentence, or -1."""
        candidates = self.finder.find(tokens, token_sentence)
        return candidates.take(candidates.sentence >= 0)

    def ignores(
        self,
        tokens: Tokens,
        token_sentence: Ints,
        spans: tuple[Ints, Ints],
        candidates: Candidates | None = None,
    ) -> Bools:
        """Which spans of tokens are cues that the caller ignores.

        `candidates` are those of the model, where they have been found.
        """
        if not self.ignores_any:
            return np.zeros(len(spans[0]), dtype=np.bool_)
        if candidates is None:
            candidates = self._model_finder.find(tokens, token_sentence)
        # A phrase that an ignored opening builds may be an entry of the lexicon too.
        ignored = [candidates.take(self._ignored_entries[candidates.entry])]
        if self._phrases is not None:
            ignored.append(self._phrases.find(tokens, token_sentence))
        # A span as a single number, so that spans can be compared as a set.
        size = len(tokens) + 1
        numbers = np.concatenate([found.start * size + found.end for found in ignored])
        return np.isin(spans[0] * size + spans[1], numbers)


class _CueHashes(NamedTuple):
    """A cue as the finder knows it: its hash, the hashes of its beginnings, its tokens."""

    number: int
    beginnings: list[int]
    length: int


def _hash_cue(cue: str, *, opening: bool) -> _CueHashes:
    """The hashes of a cue; `opening` allows a trailing "..."."""
    if not cue.removesuffix("...").strip() or (cue.endswith("...") and not opening):
        raise InputError(f"expected a cue of at least one word, got {cue!r}")
    try:
        (*beginnings, number), length = run_hashes(cue, exact=True)
    except ValueError as error:
        raise InputError(f"expected a cue of at least one word, got {cue!r}") from error
    if length > LONGEST:
        raise InputError(
            f"expected a cue of at most {LONGEST} words, got {length} words: {cue[:40]!r}…"
        )
    return _CueHashes(number, beginnings, length)


def _is_candidate(cue: str, finder: Finder) -> bool:
    tokens = tokenize(cue)
    candidates = finder.find(tokens, np.zeros(len(tokens), dtype=np.int64))
    return bool(((candidates.start == 0) & (candidates.end == len(tokens))).any())


def _finder_of(cues: Sequence[_CueHashes]) -> Finder:
    """A finder of cues, which must be sorted by their hashes."""
    beginnings = [number for cue in cues for number in cue.beginnings]
    return Finder(
        Lexicon(
            hashes=np.array([cue.number for cue in cues], dtype=np.uint64),
            lengths=np.array([cue.length for cue in cues], dtype=np.uint8),
            openings=np.zeros(len(cues), dtype=np.bool_),
            masks=np.ones((len(cues), 1), dtype=MASK),
            heads=np.zeros(0, dtype=np.uint64),
            prefixes=np.unique(np.array(beginnings, dtype=np.uint64)),
        ),
        exact=True,
    )
