"""Candidates in context → sums of the weights of their features, as whole numbers.

What is done with a sum (a bias, a scale, an exponential) is the same whichever way it was added up,
and a sum of whole numbers has no last bit to lose. So the compiled kernel and numpy part here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.kinds import KINDS
from hedging.model.features import cue_contexts, cue_features, kind_features
from hedging.model.lexicon import Candidates, Masks
from hedging.model.model import Model, Scheme
from hedging.text.characters import Codes
from hedging.text.hashing import Hashes, Ints, mix
from hedging.text.tokens import Tokens

# Candidates whose features are computed at a time, so that the matrix stays in the cache and the
# memory is bounded however long the document.
_BLOCK = 1 << 12

# The bits of each mask, one for each kind.
_BITS_OF_MASK = np.arange(1 << len(KINDS))[:, None] >> np.arange(len(KINDS)) & 1
# The first kind of each mask, and whether it has others.
_FIRST_KIND = _BITS_OF_MASK.argmax(axis=1).astype(np.uint8)
_HAS_CHOICE = _BITS_OF_MASK.sum(axis=1) > 1
# What is added to the sums of the kinds of each mask: minus infinity for those that it has not.
_BOUNDS = np.where(_BITS_OF_MASK > 0, 0.0, -np.inf)

Sums = npt.NDArray[np.int32]


class CandidateSums(NamedTuple):
    """`cue` has a sum for each candidate, `choice` a row of a sum for each kind.

    Only the candidates that can be of several kinds have a row in `choice`.
    """

    cue: Sums
    choice: Sums


def blocks(size: int) -> list[slice]:
    """Slices of at most a block that together cover `size` rows."""
    return [slice(begin, begin + _BLOCK) for begin in range(0, size, _BLOCK)]


def sum_candidates(
    tokens: Tokens, bounds: tuple[Ints, Ints], candidates: Candidates, model: Model, scheme: Scheme
) -> CandidateSums:
    """Sum the weights of candidates under a scheme, which must know them all.

    `bounds` are the first token of every sentence and the stop after its last.
    """
    choice = _HAS_CHOICE.take(model.lexicon.masks[candidates.entry, scheme.column])
    cue_sums = np.empty(len(candidates), dtype=np.int32)
    kind_sums = []
    for block in blocks(len(candidates)):
        contexts = cue_contexts(
            tokens, candidates, model.lexicon, model.word_classes, bounds, block
        )
        first, equal = _distinct(contexts)
        ids = cue_features(contexts[:, first])
        cue_sums[block] = scheme.cue_weights.sums(ids)[equal]
        undecided = choice[block][first].nonzero()[0]
        if len(undecided):
            sums = model.kind_weights.sums(kind_features(ids[undecided], scheme.column))
            if isinstance(equal, slice):
                kind_sums.append(sums)
            else:
                row = np.zeros(len(ids), dtype=np.int64)
                row[undecided] = np.arange(len(undecided))
                kind_sums.append(sums[row[equal[choice[block]]]])
    no_sums = np.empty((0, len(KINDS)), dtype=np.int32)
    return CandidateSums(cue_sums, np.concatenate(kind_sums) if kind_sums else no_sums)


def _distinct(contexts: Hashes) -> tuple[slice | Ints, slice | Ints]:
    """The first of each set of equal columns, and the number of the set of each column.

    A text that repeats itself has few different contexts. Elsewhere this would cost more than it
    saves: a block that is not full, or where half of the columns differ, is taken as it is.
    """
    everything = slice(None)
    if contexts.shape[1] < _BLOCK:
        return everything, everything
    keys = np.einsum("ij,i->j", contexts, mix(np.arange(1, len(contexts) + 1, dtype=np.uint64)))
    in_order = np.sort(keys)
    if 2 * np.count_nonzero(in_order[1:] != in_order[:-1]) >= len(keys):
        return everything, everything
    _, first, equal = np.unique(keys, return_index=True, return_inverse=True)
    # Columns that differ can have the same key.
    if (contexts.take(first[equal], axis=1) != contexts).any():
        return everything, everything
    return first, equal


def choose_kinds(masks: Masks, sums: Sums) -> Codes:
    """The likeliest kind of each candidate.

    Bit k of a mask says that the candidate can be of kind k; `sums` has a row for each candidate
    that can be of several.
    """
    row = masks.astype(np.int64)  # numpy looks up other numbers at several times the cost
    kind: Codes = _FIRST_KIND[row]
    choices = _HAS_CHOICE[row].nonzero()[0] if len(sums) else ()
    for begin in range(0, len(choices), _BLOCK):
        rows = choices[begin : begin + _BLOCK]
        # A kind that is not allowed may have any sum.
        kind[rows] = (sums[begin : begin + _BLOCK] + _BOUNDS.take(row[rows], 0)).argmax(1)
    return kind
