"""Marked cues + the cue list → the lexicon, with the kinds that each entry can have in each scheme.

A cue of one scheme is a candidate in the others too, since they may only have missed it; an entry
that a scheme holds often and hardly ever marks is taken out of that scheme again (`rarely_marked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from hedging.model.lexicon import (
    LONGEST,
    MASK,
    Candidates,
    Lexicon,
    head_hash,
    prefix_hashes,
    run_hashes,
)
from hedging.text.hashing import Bools, Hashes, Ints
from hedging.train.examples import Examples, Labels
from hedging.train.schemes import GENERAL, SchemePolicy, kind_mask

# An entry that a scheme holds at least _OFTEN times and marks less often than _RARELY is no
# candidate in that scheme.
_OFTEN, _RARELY = 10, 0.005


def compile_lexicon(
    examples: Examples, use: Bools, cue_list: Sequence[tuple[str, str]]
) -> tuple[Lexicon, Ints]:
    """A lexicon of the listed cues and of the cues marked in the sentences of `use`.

    Also returns how often each scheme marks each entry, shape (entries, schemes).
    """
    schemes = len(examples.policies)
    entries: dict[int, _Entry] = {}
    for sentence, start, stop, kind in examples.marked.tolist():
        scheme = int(examples.scheme[sentence])
        if not use[sentence] or stop - start > examples.policies[scheme].longest_cue:
            continue
        *beginnings, entry_hash = prefix_hashes(examples.tokens.ids[start:stop])
        entry = entries.setdefault(entry_hash, _Entry(stop - start, False, beginnings, schemes))
        entry.counts[scheme] += 1
        if kind >= 0:
            entry.kinds[scheme] |= 1 << kind
    heads = []
    for cue, kind_name in cue_list:
        if cue.startswith("..."):
            heads.append(head_hash(cue))
            continue
        (*beginnings, entry_hash), length = run_hashes(cue)
        if length <= LONGEST:
            opening = cue.endswith("...")
            entry = entries.setdefault(entry_hash, _Entry(length, opening, beginnings, schemes))
            entry.listed_kinds |= kind_mask([kind_name])
    hashes = sorted(entries)
    ordered = [entries[entry_hash] for entry_hash in hashes]
    masks = [entry.masks(examples.policies) for entry in ordered]
    counts = [entry.counts for entry in ordered]
    lexicon = Lexicon(
        hashes=np.array(hashes, dtype=np.uint64),
        lengths=np.array([entry.length for entry in ordered], dtype=np.uint8),
        openings=np.array([entry.opening for entry in ordered], dtype=np.bool_),
        masks=np.array(masks, dtype=MASK).reshape(-1, schemes),
        heads=sorted_hashes(heads),
        prefixes=sorted_hashes(prefix for entry in ordered for prefix in entry.beginnings),
    )
    return lexicon, np.array(counts, dtype=np.int64).reshape(-1, schemes)


def rarely_marked(lexicon: Lexicon, candidates: Candidates, labels: Labels, scheme: Ints) -> Bools:
    """Entries that a scheme holds at least 10 times and marks in less than 0.5 % of these places.

    `scheme` is the scheme of each candidate. The result has the shape (entries, schemes).
    """
    shape = lexicon.masks.shape
    cell = candidates.entry[labels.known] * shape[1] + scheme[labels.known]
    total = np.bincount(cell, minlength=lexicon.masks.size)
    marked = np.bincount(cell, weights=labels.cue[labels.known], minlength=lexicon.masks.size)
    rare: Bools = ((total >= _OFTEN) & (marked < _RARELY * total)).reshape(shape)
    return rare


def sorted_hashes(hashes: Iterable[int | np.uint64]) -> Hashes:
    """Distinct hashes in order."""
    return np.unique(np.array(list(hashes), dtype=np.uint64))


class _Entry:
    """A cue while the lexicon is compiled.

    `beginnings` are the hashes of the runs that it begins with. `kinds` and `counts` have a place
    for each scheme: the kinds that its cues have there, as bits, and how many they are.
    """

    def __init__(self, length: int, opening: bool, beginnings: list[int], schemes: int) -> None:
        self.length, self.opening, self.beginnings = length, opening, beginnings
        self.listed_kinds = 0
        self.kinds = [0] * schemes
        self.counts = [0] * schemes

    def masks(self, policies: Sequence[SchemePolicy]) -> list[int]:
        """The kinds that the entry can have under each scheme."""
        general = self._general_mask(policies)
        return [self._mask(column, policy, general) for column, policy in enumerate(policies)]

    def _general_mask(self, policies: Sequence[SchemePolicy]) -> int:
        """Its kinds by the cue list and the general scheme, else by the first scheme with kinds."""
        mask = self.listed_kinds
        for policy, kinds, count in zip(policies, self.kinds, self.counts, strict=True):
            if policy.name == GENERAL:
                mask |= kinds
            elif mask:
                break
            elif policy.single_kind is None:
                mask = kinds
            elif count >= policy.least_marks:
                mask = kind_mask([policy.single_kind])
        return mask

    def _mask(self, column: int, policy: SchemePolicy, general: int) -> int:
        if policy.name == GENERAL:
            return general
        borrowed = general & kind_mask(policy.annotated_kinds)
        if policy.single_kind is None:
            return self.kinds[column] or borrowed
        single = kind_mask([policy.single_kind]) if self.counts[column] else 0
        return borrowed | single if policy.keeps_general else borrowed or single
