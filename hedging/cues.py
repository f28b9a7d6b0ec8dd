"""Tokens + lexicon → cue candidates.

The lexicon holds every run of words that training has seen as a cue, as hashes; whether one is a cue where it stands is for
the classifier to say. A look-up costs one read of a table per token, so that only the few tokens that begin an entry are
looked at further, and only as far as some entry goes on. Noun phrases that hide their source ("some … officials")
are too varied to list: they are built from a list of openings and a list of heads, with at most `GAP` words between.
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
_FILTER_BITS = 18
_GOES_ON, _ENDS = np.uint8(1), np.uint8(2)


def fold(hashes: Hashes, ids: Hashes) -> Hashes:
    """Hash of a run of tokens that is one token longer."""
    return mix(hashes * _STEP + ids)


def run_hashes(cue: str) -> tuple[list[int], int]:
    """Hashes of a cue's beginnings, then of the whole, and its number of tokens; a trailing "..." marks an opening.

    >>> [(len(hashes), tokens) for hashes, tokens in map(run_hashes, ["does not necessarily", "may", "some ..."])]
    [(3, 3), (1, 1), (2, 1)]
    """
    words = cue.removesuffix("...").strip()
    ids = tokenize(words).ids
    if len(ids) == 0:
        raise ValueError(f"a cue needs at least one word, got {cue!r}")
    hashes = [ids[:1]]
    for k in range(1, len(ids)):
        hashes.append(fold(hashes[-1], ids[k : k + 1]))
    if words != cue.strip():
        hashes.append(fold(hashes[-1], np.array([_OPEN])))
    return [int(value[0]) for value in hashes], len(ids)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries as columns sorted by hash, the heads of noun phrases, and the hashes of the runs that some entry begins with.

    `masks` has a row per entry and a column per scheme: bit k says that the entry can be of `KINDS[k]` there; 0 means that
    the entry is no candidate in that scheme.
    """

    hashes: Hashes
    lengths: npt.NDArray[np.uint8]
    openings: npt.NDArray[np.bool_]
    masks: npt.NDArray[np.uint8]
    heads: Hashes
    prefixes: Hashes


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
        # What a run of tokens may be: the beginning of an entry, or an entry. Few of these bits are wrong, and those
        # that are cost a look-up that finds nothing.
        self._filter = np.zeros(1 << _FILTER_BITS, dtype=np.uint8)
        self._filter[self._slot(lexicon.prefixes)] |= _GOES_ON
        self._filter[self._slot(lexicon.hashes)] |= _ENDS
        self._longest = int(lexicon.lengths.max(initial=0))
        self._openings = lexicon.hashes[lexicon.openings]
        self._opening_entries = np.flatnonzero(lexicon.openings)

    @staticmethod
    def _slot(hashes: Hashes) -> Ints:
        return (hashes >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)

    def find(self, tokens: Tokens, sentence: Ints) -> Candidates:
        """Candidates of a text; `sentence` gives the index of each token's sentence."""
        ids = tokens.ids
        n = len(ids)
        none = np.zeros(0, dtype=np.int64)
        starts, ends, entries = [none], [none], [none]
        at = np.arange(n)
        value = ids
        for length in range(1, self._longest + 1):
            if length > 1:
                inside = at + length - 1 < n
                at, value = at[inside], value[inside]
                same = sentence[at + length - 1] == sentence[at]
                at, value = at[same], value[same]
                value = fold(value, ids[at + length - 1])
            flags = self._filter[self._slot(value)]
            likely = np.flatnonzero(flags & _ENDS)
            found, entry = _search(self.lexicon.hashes, value[likely])
            starts.append(at[likely[found]])
            ends.append(at[likely[found]] + length)
            entries.append(entry[found])
            going = np.flatnonzero(flags & _GOES_ON)
            at, value = at[going], value[going]
            if len(self._openings) and len(at):
                found, opening = _search(self._openings, fold(value, np.full(len(value), _OPEN)))
                which = self._opening_entries[opening[found]]
                start, end, which = self._phrases(tokens, sentence, at[found], at[found] + length, which)
                starts.append(start)
                ends.append(end)
                entries.append(which)
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
