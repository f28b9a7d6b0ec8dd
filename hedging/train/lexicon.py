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
    entry_ids,
    head_hash,
    prefix_hashes,
    run_hashes,
)
from hedging.text.hashing import Bools, Hashes, Ints
from hedging.train.examples import UNKNOWN, Examples, Labels
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
    # The length of each entry, whether it opens a noun phrase, and the hashes that it begins with.
    entries: dict[int, tuple[int, bool, list[int]]] = {}
    marks, listed, heads = [], [], []
    ids = entry_ids(examples.tokens)
    for sentence, start, stop, kind in examples.marked.tolist():
        scheme = int(examples.scheme[sentence])
        if use[sentence] and stop - start <= examples.policies[scheme].longest_cue:
            *beginnings, entry_hash = prefix_hashes(ids[start:stop])
            entries.setdefault(entry_hash, (stop - start, False, beginnings))
            marks.append((entry_hash, scheme, 0 if kind == UNKNOWN else 1 << kind))
    for cue, kind_name in cue_list:
        if cue.startswith("..."):
            heads.append(head_hash(cue))
            continue
        (*beginnings, entry_hash), length = run_hashes(cue)
        if length <= LONGEST:
            entries.setdefault(entry_hash, (length, cue.endswith("..."), beginnings))
            listed.append((entry_hash, kind_mask([kind_name])))
    hashes = sorted(entries)
    row = {entry_hash: number for number, entry_hash in enumerate(hashes)}
    columns = [entries[entry_hash] for entry_hash in hashes]
    counts = np.zeros((len(hashes), len(examples.policies)), dtype=np.int64)
    kinds, general = np.zeros_like(counts), np.zeros(len(hashes), dtype=np.int64)
    for entry_hash, scheme, bit in marks:
        counts[row[entry_hash], scheme] += 1
        kinds[row[entry_hash], scheme] |= bit
    for entry_hash, bit in listed:
        general[row[entry_hash]] |= bit
    lexicon = Lexicon(
        hashes=np.array(hashes, dtype=np.uint64),
        lengths=np.array([length for length, _, _ in columns], dtype=np.uint8),
        openings=np.array([opening for _, opening, _ in columns], dtype=np.bool_),
        masks=_masks(examples.policies, general, kinds, counts).astype(MASK),
        heads=sorted_hashes(heads),
        prefixes=sorted_hashes(prefix for _, _, beginnings in columns for prefix in beginnings),
    )
    return lexicon, counts


def _masks(policies: Sequence[SchemePolicy], listed: Ints, kinds: Ints, counts: Ints) -> Ints:
    """The kinds that each entry can have under each scheme, as bits.

    `listed` are its kinds by the cue list, `kinds` those of its cues in each scheme, and `counts`
    says how many these are.
    """
    general, own = listed, kinds.copy()
    for column, policy in enumerate(policies):
        if policy.name == GENERAL:
            general = general | kinds[:, column]
        elif policy.single_kind is None:
            general = np.where(general, general, kinds[:, column])
        else:
            single = kind_mask([policy.single_kind])
            own[:, column] = np.where(counts[:, column], single, 0)
            is_often = counts[:, column] >= policy.least_marks
            general = np.where(general, general, np.where(is_often, single, 0))
    for column, policy in enumerate(policies):
        borrowed, mask = general & kind_mask(policy.annotated_kinds), own[:, column]
        if policy.name == GENERAL:
            own[:, column] = general
        elif policy.single_kind is None:
            own[:, column] = np.where(mask, mask, borrowed)
        elif policy.keeps_general:
            own[:, column] = borrowed | mask
        else:
            own[:, column] = np.where(borrowed, borrowed, mask)
    return own


def rarely_marked(lexicon: Lexicon, candidates: Candidates, labels: Labels) -> Bools:
    """Entries that a scheme holds at least 10 times and marks in less than 0.5 % of these places.

    The result has the shape (entries, schemes).
    """
    shape = lexicon.masks.shape
    cell = (candidates.entry * shape[1] + labels.scheme)[labels.known]
    total = np.bincount(cell, minlength=lexicon.masks.size)
    marked = np.bincount(cell, weights=labels.cue[labels.known], minlength=lexicon.masks.size)
    rare: Bools = ((total >= _OFTEN) & (marked < _RARELY * total)).reshape(shape)
    return rare


def sorted_hashes(hashes: Iterable[int | np.uint64]) -> Hashes:
    """Distinct hashes in order."""
    return np.unique(np.array(list(hashes), dtype=np.uint64))
