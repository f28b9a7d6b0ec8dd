"""Tokens + lexicon → cue candidates.

The lexicon holds, as hashes, every run of words that training has seen as a cue; the classifier
decides whether a run is a cue where it stands. Noun phrases that hide their source ("some …
officials") are too varied to list: they are built from a list of openings, a list of heads and a
list of verbs of speech and belief. A phrase goes from its opening to the first head, with at most
`GAP` words between. Without a head, it goes to the word before the verb, if there is one ("[some in
the trade] have said"). Numbers are too many to list as well: written in digits, any of them stands
for all others, so that "60 % sure" is found where training has seen "85 % sure".

`Finder.find` walks a trie of hashed runs from all tokens at once. Round n looks at the runs of n
tokens. A filter of 2**18 bytes says of nearly every run what it may be: E, an entry, or B, the
beginning of a longer entry. Only the runs with a B go on to the next round:

    token     It   does   not   necessarily   mean   so     entries: not, does not necessarily
    round 1   -    B      E     -             -      -      "does" goes on, "not" may be an entry
    round 2        B                                        "does not" goes on
    round 3        E                                        the three words may be an entry

    entries   "not", "does not necessarily": a look-up refutes what the filter got wrong

Runs with a B may also be the opening of a noun phrase. Then `Finder._stop_of_phrase` looks at the
next tokens, again for all openings at once, with a row for each step:

    opening   [some]                  step 0   senior      no barrier     no head
                                      step 1   European    no barrier     no head
                                      step 2   officials   no barrier     head     → ends here
                                      step 3   said        no barrier     no head

`find_candidates` in tests/plain.py finds the same with loops over tokens and entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from hedging.text.characters import CLOSER, DIGIT, MARK, OPENER, QUOTE, STOP, Codes, class_set
from hedging.text.hashing import GOLDEN, Bools, Hashes, HashIndex, Ints, mix, short_hashes, top_bits
from hedging.text.tokens import Tokens, tokenize

#: Words that may stand between the opening and the head of a noun phrase.
GAP = 5
#: The longest cue, in tokens.
LONGEST = 8
#: The type of masks, which have a bit for each kind.
MASK = np.dtype(np.uint16)
Masks = npt.NDArray[np.uint16]
_AnyMasks = npt.NDArray[np.unsignedinteger[Any]]

_GOLDEN = np.uint64(GOLDEN)
#: Stands for the "..." of an opening ("open" in ASCII).
OPEN = np.array([0x6F70656E], dtype=np.uint64)
#: Stands for any token that begins with a digit ("numb" in ASCII).
ANY_NUMBER = np.array([0x6E756D62], dtype=np.uint64)
#: Mark a verb that ends a noun phrase ("verb"), and a word that may stand before it ("aux").
VERB = np.array([0x76657262], dtype=np.uint64)
BEFORE_VERB = np.array([0x617578], dtype=np.uint64)
#: log2 of the size of the filter, and its flags.
FILTER_BITS = 18
BEGINS_ENTRY, IS_ENTRY = np.uint8(1), np.uint8(2)
# Tokens that are searched at a time, so that the runs stay in the cache however long the text.
_BLOCK = 1 << 16
# The sentences of tokens after the last: no sentence has this index.
_NO_SENTENCE = np.full(LONGEST + GAP, -2)
# No noun phrase goes across these.
_BARRIER = class_set(STOP, OPENER, CLOSER, QUOTE)


def extend_hashes(hashes: Hashes, ids: Hashes) -> Hashes:
    """Hashes of runs of tokens that go on with one more token."""
    return mix(hashes * _GOLDEN + ids)


def entry_ids(tokens: Tokens) -> Hashes:
    """The ids of tokens as entries have them: one for all numbers.

    >>> np.unique(entry_ids(tokenize("60 85.5"))).size, np.unique(tokenize("60 85.5").ids).size
    (2, 4)
    """
    return np.where(tokens.initial_class == DIGIT, ANY_NUMBER, tokens.ids)


def run_hashes(cue: str, *, exact: bool = False) -> tuple[list[int], int]:
    """Hashes of a cue's beginnings and then of the cue, and its number of tokens.

    A trailing "..." marks the opening of a noun phrase. With `exact`, a number stands for itself
    alone. ValueError for a cue without a word.
    """
    words = cue.removesuffix("...").strip()
    tokens = tokenize(words)
    ids = tokens.ids if exact else entry_ids(tokens)
    if len(ids) == 0:
        raise ValueError(f"expected a cue of at least one word, got {cue!r}")
    is_opening = words != cue.strip()
    return prefix_hashes(np.concatenate((ids, OPEN)) if is_opening else ids), len(ids)


def head_hash(head: str) -> int:
    """The hash of "... officials", "... [say]" or "... [have] [say]" among the heads of a Lexicon.

    A verb of speech or belief stands in brackets. Of two words in brackets, the first may stand
    before any such verb. ValueError for anything else.
    """
    words = head.removeprefix("...").split()
    bracketed = [word for word in words if word[:1] == "[" and word[-1:] == "]"]
    ids = tokenize(words[0].strip("[]") if words else "").ids
    if len(ids) != 1 or (len(words), len(bracketed)) not in {(1, 0), (1, 1), (2, 2)}:
        raise ValueError(f"expected ... and a word, or one or two words in brackets, got {head!r}")
    if bracketed:
        ids = extend_hashes(ids, VERB if len(words) == 1 else BEFORE_VERB)
    return int(ids[0])


def prefix_hashes(ids: Hashes) -> list[int]:
    """Hashes of the first token of a run, of its first two tokens, and so on to the whole run."""
    hashes = [ids[:1]]
    for k in range(1, len(ids)):
        hashes.append(extend_hashes(hashes[-1], ids[k : k + 1]))
    return [int(value[0]) for value in hashes]


@dataclass(slots=True, eq=False)
class Lexicon:
    """Entries as columns sorted by hash, what ends noun phrases, and the beginnings of entries.

    `lengths` are in tokens, `openings` says which entries open a noun phrase, and `heads` what ends
    one (`head_hash`). `masks` has a row for each entry and a column for each scheme: bit k says
    that the entry can be of `KINDS[k]` there; 0 means that the entry is no candidate in that
    scheme. `prefixes` are the short hashes of all runs of tokens that some entry begins with.
    `kinds` are those that features name: they join the schemes, or are the `fixed_kinds`. A kind
    that an entry gets after the training must not change the features that the weights were trained
    on.
    """

    hashes: Hashes
    lengths: npt.NDArray[np.uint8]
    openings: Bools
    masks: _AnyMasks
    heads: Hashes
    prefixes: Hashes
    fixed_kinds: _AnyMasks | None = None
    kinds: Masks = field(init=False)

    def __post_init__(self) -> None:
        self.prefixes = short_hashes(self.prefixes)
        self.masks = self.masks.astype(MASK, copy=False)
        if self.fixed_kinds is None:
            self.kinds = np.bitwise_or.reduce(self.masks, axis=1)
        else:
            self.kinds = self.fixed_kinds = self.fixed_kinds.astype(MASK, copy=False)


@dataclass(slots=True, eq=False)
class Candidates:
    """Candidates as columns, in text order.

    A candidate has the tokens `start:end`, an `entry` of the lexicon, and the index of a
    `sentence`.
    """

    start: Ints
    end: Ints
    entry: Ints
    sentence: Ints

    def __len__(self) -> int:
        return len(self.start)

    def take(self, rows: Bools | Ints) -> Candidates:
        """The chosen candidates."""
        return Candidates(self.start[rows], self.end[rows], self.entry[rows], self.sentence[rows])

    def before(self, rows: slice | Ints) -> tuple[Ints, Bools]:
        """The nearest candidate before each of `rows`, and whether it is in the same sentence."""
        return self._in_sentence(self.start.searchsorted(self.start[rows]) - 1, rows)

    def after(self, rows: slice | Ints) -> tuple[Ints, Bools]:
        """The nearest candidate after each of `rows`, and whether it is in the same sentence."""
        return self._in_sentence(self.start.searchsorted(self.end[rows]), rows)

    def _in_sentence(self, nearest: Ints, rows: slice | Ints) -> tuple[Ints, Bools]:
        exists = (nearest >= 0) & (nearest < len(self))
        nearest = np.where(exists, nearest, 0)
        exists &= self.sentence[nearest] == self.sentence[rows]
        return nearest, exists


class Finder:
    """A lexicon made ready for look-up; with `exact`, its numbers stand for themselves alone."""

    def __init__(self, lexicon: Lexicon, *, exact: bool = False) -> None:
        self.lexicon, self._exact = lexicon, exact
        # What a run may be, by the first bits of its hash. Few of these flags are wrong,
        # and a wrong flag only costs a look-up that finds nothing.
        self.filter = np.zeros(1 << FILTER_BITS, dtype=np.uint8)
        self.filter[top_bits(lexicon.prefixes, FILTER_BITS)] |= BEGINS_ENTRY
        self.filter[top_bits(lexicon.hashes, FILTER_BITS)] |= IS_ENTRY
        self._longest = int(lexicon.lengths.max(initial=1))
        self._entries = HashIndex(lexicon.hashes)
        self._openings = HashIndex(lexicon.hashes[lexicon.openings])
        self._opening_entries = lexicon.openings.nonzero()[0]
        self._heads = HashIndex(lexicon.heads)

    def find(self, tokens: Tokens, token_sentence: Ints) -> Candidates:
        """Candidates of a text; `token_sentence` is the sentence of each token.

        No candidate goes beyond its sentence. Tokens outside all sentences count as sentence -1.
        """
        begins = range(0, max(len(tokens), 1), _BLOCK)
        ids = tokens.ids if self._exact else entry_ids(tokens)
        found = [
            self._find_from(begin, ids, tokens.initial_class, token_sentence) for begin in begins
        ]
        start, end, entry = found[0] if len(found) == 1 else _joined(found)
        return Candidates(start, end, entry, token_sentence[start])

    def _find_from(
        self, begin: int, all_ids: Hashes, initial_class: Codes, token_sentence: Ints
    ) -> tuple[Ints, Ints, Ints]:
        # No candidate is longer than what is seen of the next block.
        seen = slice(begin, begin + _BLOCK + self._longest + GAP + 1)
        ids, classes = all_ids[seen], initial_class[seen]
        padded = np.concatenate((token_sentence[seen], _NO_SENTENCE))
        runs, beginnings = self._walk(ids, padded)
        start, end, value = runs
        is_entry, entry = self._entries.lookup(value)
        first, stop, value = beginnings
        opens, opening = self._openings.lookup(extend_hashes(value, OPEN))
        first = first[opens]
        phrase_stop = self._stop_of_phrase(ids, classes, padded, first, stop[opens])
        has_end = phrase_stop > 0
        start = np.concatenate((first[has_end], start[is_entry]))
        end = np.concatenate((phrase_stop[has_end], end[is_entry]))
        entry = np.concatenate((self._opening_entries[opening[opens][has_end]], entry[is_entry]))
        order = np.lexsort((end, start))
        start, end = start[order], end[order]
        start += begin
        end += begin
        return start, end, entry[order]

    def _walk(self, ids: Hashes, padded: Ints) -> tuple[_Runs, _Runs]:
        """The runs that may be entries, and the runs that longer entries may begin with.

        `padded` is the sentence of each token, then no sentence for a few tokens more. The runs
        start in the first block of the tokens.
        """
        entries: list[_Runs] = []
        beginnings: list[_Runs] = []
        flags = self.filter.take(top_bits(ids[:_BLOCK], FILTER_BITS))
        first = flags.nonzero()[0]
        flags, value = flags[first], ids[first]
        for length in range(1, self._longest + 1):
            rows = (flags & IS_ENTRY).nonzero()[0]
            start = first[rows]
            entries.append((start, start + length, value[rows]))
            rows = (flags & BEGINS_ENTRY).nonzero()[0]
            first, value = first[rows], value[rows]
            stop = first + length
            beginnings.append((first, stop, value))
            goes_on = padded[stop] == padded[first]
            first = first[goes_on]
            if len(first) == 0:
                break
            value = extend_hashes(value[goes_on], ids[stop[goes_on]])
            flags = self.filter.take(top_bits(value, FILTER_BITS))
        return _joined(entries), _joined(beginnings)

    def _stop_of_phrase(
        self, ids: Hashes, initial_class: Codes, padded: Ints, first: Ints, stop: Ints
    ) -> Ints:
        """The stop of each noun phrase, or 0 where neither a head nor a verb ends it.

        The openings are the tokens `first:stop`.
        """
        position = stop + np.arange(GAP + 1)[:, None]
        inside = padded[position] == padded[first]
        position = np.where(inside, position, first)
        classes, near = initial_class[position], ids[position]
        reached = np.logical_and.accumulate(inside & ~_BARRIER[classes], axis=0)
        reached &= classes <= MARK
        is_head = reached & self._heads.lookup(near)[0]
        steps = np.where(is_head.any(axis=0), is_head.argmax(axis=0) + 1, 0)
        rows = (steps == 0).nonzero()[0]
        if len(rows):
            steps[rows] = self._steps_to_verb(near[:, rows], reached[:, rows])
        return np.where(steps > 0, stop + steps, 0)

    def _steps_to_verb(self, ids: Hashes, reached: Bools) -> Ints:
        """The number of tokens before the verb, or before "have" and the like; 0 without a verb.

        `ids` has a row for each step after the opening; `reached` says which of them are words.
        """
        ends = reached & self._heads.lookup(extend_hashes(ids, VERB))[0]
        passes = reached & self._heads.lookup(extend_hashes(ids, BEFORE_VERB))[0]
        for step in range(GAP - 1, -1, -1):
            ends[step] |= passes[step] & ends[step + 1]
        ends[1:] &= reached[:-1]
        return np.asarray(ends.argmax(axis=0))


_Column = TypeVar("_Column", Ints, Hashes)
#: First tokens, stops and hashes of runs of tokens.
_Runs = tuple[Ints, Ints, Hashes]


def _joined(
    rounds: Sequence[tuple[Ints, Ints, _Column]],
) -> tuple[Ints, Ints, _Column]:
    first, stop, value = zip(*rounds, strict=True)
    return np.concatenate(first), np.concatenate(stop), np.concatenate(value)
