"""Cues in their sentences → the scope of each: the run of rows that the cue makes uncertain.

A scope begins and stops at a boundary between two words. The boundaries of the sentence up to the
cue are candidates for its beginning, those from the end of the cue on for its stop. A linear model
scores each candidate, and the best one wins:

    The  talks  [appear]  to  have  stalled  ,  she  said  .
    b    b      b
                        s   s     s        s  s    s     s  s

Most boundaries are none at which a scope begins or stops (behind an article, say), so a table of
the tags around a boundary says where to look. The edges of the cue are always candidates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hedging.depth.cued import CuedSentences
from hedging.depth.scope_features import (
    BEGIN_TEMPLATES,
    STOP_TEMPLATES,
    Columns,
    columns_of,
    feature_ids,
)
from hedging.text.hashing import Bools, Ints
from hedging.text.weights import Table

#: Boundaries on each side of a cue that are candidates.
REACH = 100

# Cues whose candidates are scored at a time, so that their columns stay in the cache.
_BLOCK = 2048
# Bits that hold every distance up to REACH.
_DISTANCE_BITS = REACH.bit_length()


class EndWeights(NamedTuple):
    """One end of a scope: weights, shape (2**BITS,), and where to look.

    `is_candidate`, shape (PAIRS,), says it by the tags around a boundary.
    """

    table: Table
    is_candidate: Bools


class ScopeWeights(NamedTuple):
    """One definition of a scope: tables of tags, of beginnings and of stops.

    `has_kinds` says whether the definition tells kinds of cues apart; BioScope's does not. Two are
    equal only if they are the same object, which the compiled kernel keeps its tables by.
    """

    tags: Table
    begin: EndWeights
    stop: EndWeights
    has_kinds: bool = True

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def find_scopes(cued: CuedSentences, tables: ScopeWeights) -> tuple[Ints, Ints]:
    """The first row and the stop of each cue's scope; the cue lies inside."""
    kind = cued.kind if tables.has_kinds else np.zeros_like(cued.kind)
    columns = columns_of(cued, kind, tables.tags)
    begin = cued.start - _best(columns, tables.begin, backwards=True)
    stop = cued.end + _best(columns, tables.stop, backwards=False)
    return begin, stop


def _best(columns: Columns, weights: EndWeights, *, backwards: bool) -> Ints:
    """The distance of the best boundary from each cue; of equal ones, the nearest."""
    result = np.zeros_like(columns.start)
    templates = BEGIN_TEMPLATES if backwards else STOP_TEMPLATES
    for first in range(0, len(result), _BLOCK):
        block = np.arange(first, min(first + _BLOCK, len(result)))
        pairs = candidates(columns, block, weights.is_candidate, backwards=backwards)
        # The sum of so few weights of 8 bits fits into 16 bits.
        blocks = [
            weights.table.take(ids).sum(axis=0, dtype=np.int16)
            for ids in feature_ids(columns, templates, pairs)
        ]
        sums = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
        # The distance stands in the lower bits, so that one maximum tells both.
        _, edge, place = pairs
        distance = np.abs(place - edge)
        scores = (sums.astype(np.int64) << _DISTANCE_BITS) + (REACH - distance)
        best = np.maximum.reduceat(scores, (distance == 0).nonzero()[0])
        result[block] = REACH - (best & ((1 << _DISTANCE_BITS) - 1))
    return result


def candidates(
    columns: Columns, cues: Ints, is_candidate: Bools, *, backwards: bool
) -> tuple[Ints, Ints, Ints]:
    """The candidates of some cues, from the nearest on: cue, its edge on that side, boundary."""
    edge = (columns.start if backwards else columns.end)[cues]
    is_place = is_candidate.take(columns.pair)
    is_foreign = ~is_place[edge]
    is_place[edge] = True
    places = is_place.nonzero()[0]
    nearest = places.searchsorted(edge)
    if backwards:
        farthest = places.searchsorted(np.maximum(edge - REACH, columns.first[cues]))
    else:
        last = np.minimum(edge + REACH, columns.stop[cues])
        farthest = places.searchsorted(last, side="right") - 1
    sizes = np.abs(farthest - nearest) + 1
    step = np.arange(sizes.sum()) - np.repeat(sizes.cumsum() - sizes, sizes)
    row = np.repeat(nearest, sizes) + (-step if backwards else step)
    cue, place = np.repeat(cues, sizes), places.take(row)
    edge = np.repeat(edge, sizes)
    if is_foreign.any():
        # The edge of another cue need not be a candidate.
        kept = is_candidate.take(columns.pair.take(place)) | (step == 0)
        cue, edge, place = cue[kept], edge[kept], place[kept]
    return cue, edge, place
