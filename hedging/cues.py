"""Tokens + lexicon → cue candidates.

The lexicon holds every run of words that training has seen as a cue, as hashes; whether one is a cue where it stands is for
the classifier to say. A look-up costs one read of a bit table per token, so that only the few tokens that begin an entry are
looked at further. Noun phrases that hide their source ("some … officials") are too varied to list: they are built from a list
of openings and a list of heads, with at most `GAP` words between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hedging.tokens import CLOSER, MARK, OPENER, QUOTE, STOP, Hashes, Ints, Tokens, mix, tokenize

#: The kinds of cues, in the order in which a Batch numbers them.
KINDS: Final = (
    "epistemic",
    "doxastic",
    "investigation",
    "condition",
    "evidential",
    "weasel",
    "approximator",
    "booster",
)
#: The kinds that make a sentence hedged, unless the caller says otherwise.
HEDGES: Final = KINDS[:6]

#: Words that may stand between the opening and the head of a noun phrase.
GAP = 5
#: The longest cue, in tokens.
LONGEST = 8

_STEP = np.uint64(0x9E3779B97F4A7C15)
_OPEN = np.uint64(0x6F70656E)
_FILTER_BITS = 16


def fold(hashes: Hashes, ids: Hashes) -> Hashes:
    """Hash of a run of tokens that is one token longer."""
    return mix(hashes * _STEP + ids)


def run_hash(cue: str) -> tuple[int, int]:
    """Hash and number of tokens of a cue as written in a list; a trailing "..." marks an opening.

    >>> run_hash("does not necessarily")[1], run_hash("some ...")[1]
    (3, 1)
    """
    words = cue.removesuffix("...").strip()
    ids = tokenize(words).ids
    if len(ids) == 0:
        raise ValueError(f"a cue needs at least one word, got {cue!r}")
    value = ids[:1]
    for k in range(1, len(ids)):
        value = fold(value, ids[k : k + 1])
    if words != cue.strip():
        value = fold(value, np.array([_OPEN]))
    return int(value[0]), len(ids)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries as columns sorted by hash, and the heads of noun phrases.

    `masks` has a row per entry and a column per scheme: bit k says that the entry can be of `KINDS[k]` there; 0 means that
    the entry is no candidate in that scheme.
    """

    hashes: Hashes
    lengths: npt.NDArray[np.uint8]
    openings: npt.NDArray[np.bool_]
    masks: npt.NDArray[np.uint8]
    heads: Hashes
    firsts: Hashes


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates as columns, by place: tokens `start` to `end` (exclusive), `entry` of the lexicon, index of the `sentence`."""

    start: Ints
    end: Ints
    entry: Ints
    sentence: Ints

    def __len__(self) -> int:
        return len(self.start)

    def take(self, keep: npt.NDArray[np.bool_] | Ints) -> Candidates:
        return Candidates(self.start[keep], self.end[keep], self.entry[keep], self.sentence[keep])


class Finder:
    """A lexicon made ready for look-up."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._filter = np.zeros(1 << _FILTER_BITS, dtype=np.bool_)
        self._filter[self._slot(lexicon.firsts)] = True
        self._lengths = [int(n) for n in np.unique(lexicon.lengths)]
        self._has_openings = bool(lexicon.openings.any()) and len(lexicon.heads) > 0

    @staticmethod
    def _slot(ids: Hashes) -> Ints:
        return (ids >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)

    def find(self, tokens: Tokens, sentence: Ints) -> Candidates:
        """Candidates of a text; `sentence` gives the index of each token's sentence."""
        hashes = self.lexicon.hashes
        ids = tokens.ids
        n = len(ids)
        at = np.flatnonzero(self._filter[self._slot(ids)])
        starts, ends, entries = [], [], []
        value = ids[at]
        for length in range(1, max(self._lengths, default=0) + 1):
            if length > 1:
                inside = at + length - 1 < n
                at, value = at[inside], value[inside]
                same = sentence[at + length - 1] == sentence[at]
                at, value = at[same], value[same]
                value = fold(value, ids[at + length - 1])
            if len(at) == 0:
                break
            found, entry = _search(hashes, value)
            starts.append(at[found])
            ends.append(at[found] + length)
            entries.append(entry[found])
            if self._has_openings:
                found, entry = _search(hashes, fold(value, np.full(len(value), _OPEN)))
                start, end, which = self._phrases(tokens, sentence, at[found], at[found] + length, entry[found])
                starts.append(start)
                ends.append(end)
                entries.append(which)
        if not starts:
            none = np.zeros(0, dtype=np.int64)
            return Candidates(none, none, none, none)
        start, end, which = np.concatenate(starts), np.concatenate(ends), np.concatenate(entries)
        order = np.lexsort((end, start))
        start = start[order]
        return Candidates(start, end[order], which[order], sentence[start])

    def _phrases(self, tokens: Tokens, sentence: Ints, start: Ints, end: Ints, entry: Ints) -> tuple[Ints, Ints, Ints]:
        """Noun phrases from an opening that ends before token `end` to the nearest head."""
        n = len(tokens)
        head = np.zeros(len(start), dtype=np.int64)
        alive = np.ones(len(start), dtype=np.bool_)
        kinds = tokens.kinds
        for gap in range(GAP + 1):
            place = np.minimum(end + gap, n - 1)
            alive &= (end + gap < n) & (sentence[place] == sentence[start]) & (head == 0)
            kind = kinds[place]
            alive &= ~((kind == STOP) | (kind == OPENER) | (kind == CLOSER) | (kind == QUOTE))
            known, _ = _search(self.lexicon.heads, tokens.ids[place])
            head = np.where(alive & known & (kind <= MARK), place + 1, head)
        found = head > 0
        return start[found], head[found], entry[found]


def _search(known: Hashes, values: Hashes) -> tuple[npt.NDArray[np.bool_], Ints]:
    if len(known) == 0:
        return np.zeros(len(values), dtype=np.bool_), np.zeros(len(values), dtype=np.int64)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return known[place] == values, place
