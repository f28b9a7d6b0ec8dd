"""Tokens + lexicon → cue candidates.

The lexicon holds every run of words that training has seen as a cue, as hashes; whether one is a cue where it stands is for
the classifier to say. A look-up costs one read of a table per token, so that only the few tokens that begin an entry are
looked at further, and only as far as some entry goes on. Noun phrases that hide their source ("some … officials")
are too varied to list: they are built from a list of openings and a list of heads, with at most `GAP` words between.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Bools, Hashes, HashIndex, Ints, mix, top_bits
from hedging.text.tokens import CLOSER, MARK, OPENER, QUOTE, STOP, Tokens, tokenize

#: Words that may stand between the opening and the head of a noun phrase.
GAP = 5
#: The longest cue, in tokens.
LONGEST = 8

_STEP = np.uint64(0x9E3779B97F4A7C15)
_OPEN = np.array([0x6F70656E], dtype=np.uint64)
_FILTER_BITS = 18
_BEYOND = np.full(LONGEST + GAP, -2)
_GOES_ON, _ENDS = np.uint8(1), np.uint8(2)

# Classes of code points that no noun phrase goes across.
_BARRIER = np.zeros(16, dtype=np.bool_)
_BARRIER[[STOP, OPENER, CLOSER, QUOTE]] = True


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
        hashes.append(fold(hashes[-1], _OPEN))
    return [int(value[0]) for value in hashes], len(ids)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries as columns sorted by hash, the heads of noun phrases, and the hashes of the runs that some entry begins with.

    `masks` has a row per entry and a column per scheme: bit k says that the entry can be of `KINDS[k]` there; 0 means that
    the entry is no candidate in that scheme. `kinds` joins the schemes.
    """

    hashes: Hashes
    lengths: npt.NDArray[np.uint8]
    openings: Bools
    masks: npt.NDArray[np.uint8]
    heads: Hashes
    prefixes: Hashes
    kinds: npt.NDArray[np.uint8] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", np.bitwise_or.reduce(self.masks, axis=1))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates as columns, by place: tokens `start` to `end` (exclusive), `entry` of the lexicon, index of the `sentence`."""

    start: Ints
    end: Ints
    entry: Ints
    sentence: Ints

    def __len__(self) -> int:
        return len(self.start)

    def take(self, keep: Bools | Ints) -> Candidates:
        return Candidates(self.start[keep], self.end[keep], self.entry[keep], self.sentence[keep])


class Finder:
    """A lexicon made ready for look-up."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        # What a run of tokens may be: the beginning of an entry, or an entry. Few of these bits are wrong, and those
        # that are cost a look-up that finds nothing.
        self._filter = np.zeros(1 << _FILTER_BITS, dtype=np.uint8)
        self._filter[top_bits(lexicon.prefixes, _FILTER_BITS)] |= _GOES_ON
        self._filter[top_bits(lexicon.hashes, _FILTER_BITS)] |= _ENDS
        self._longest = int(lexicon.lengths.max(initial=0))
        self._entries = HashIndex(lexicon.hashes)
        self._openings = HashIndex(lexicon.hashes[lexicon.openings])
        self._opening_entries = lexicon.openings.nonzero()[0]
        self._heads = HashIndex(lexicon.heads)

    def find(self, tokens: Tokens, sentence: Ints) -> Candidates:
        """Candidates of a text; `sentence` gives the index of each token's sentence."""
        ids = tokens.ids
        # Past the last token no sentence goes on.
        within = np.concatenate((sentence, _BEYOND))
        whole: list[tuple[Ints, Ints, Hashes]] = []
        begun: list[tuple[Ints, Ints, Hashes]] = []
        flags = self._filter.take(top_bits(ids, _FILTER_BITS))
        at = flags.nonzero()[0]
        flags, value = flags[at], ids[at]
        for length in range(1, max(self._longest, 1) + 1):
            likely = (flags & _ENDS).nonzero()[0]
            start = at[likely]
            whole.append((start, start + length, value[likely]))
            going = (flags & _GOES_ON).nonzero()[0]
            at, value = at[going], value[going]
            past = at + length
            begun.append((at, past, value))
            inside = within[past] == within[at]
            at = at[inside]
            if len(at) == 0:
                break
            value = fold(value[inside], ids[past[inside]])
            flags = self._filter.take(top_bits(value, _FILTER_BITS))
        start, end, value = _runs(whole)
        found, entry = self._entries.lookup(value)
        opening, past, value = _runs(begun)
        opens, which = self._openings.lookup(fold(value, _OPEN))
        opening, head = opening[opens], self._head(tokens, within, opening[opens], past[opens])
        phrase = head > 0
        start = np.concatenate((opening[phrase], start[found]))
        end = np.concatenate((head[phrase], end[found]))
        entry = np.concatenate((self._opening_entries[which[opens][phrase]], entry[found]))
        order = np.lexsort((end, start))
        start = start[order]
        return Candidates(start, end[order], entry[order], sentence[start])

    def _head(self, tokens: Tokens, within: Ints, opening: Ints, past: Ints) -> Ints:
        """One past the head of the noun phrase that begins with tokens `opening` to `past` (exclusive), or 0 for none."""
        place = past + np.arange(GAP + 1)[:, None]
        same = within[place] == within[opening]
        place = np.where(same, place, opening)
        kinds = tokens.kinds[place]
        open_ = same & ~_BARRIER[kinds]
        heads = (
            np.logical_and.accumulate(open_, axis=0)
            & (kinds <= MARK)
            & self._heads.lookup(tokens.ids[place])[0]
        )
        return np.where(heads.any(axis=0), past + heads.argmax(axis=0) + 1, 0)


def _runs(found: list[tuple[Ints, Ints, Hashes]]) -> tuple[Ints, Ints, Hashes]:
    """First token, one past the last, and hash of runs of tokens that were found by length."""
    starts, ends, values = zip(*found, strict=True)
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(values)
