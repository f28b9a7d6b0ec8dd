"""Cue weights of a model → the same weights on coarser grids, which a file holds in fewer bytes.

A feature that only the texts of one scheme have gets its weights from these texts alone, under
every scheme. So under another scheme its weight follows from the one under the first, but for
rounding. What a file has to hold of the other schemes are the features of their own texts, and
there the low bits of a weight are noise (`on_grid`). The weights of the first scheme stay as they
are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from hedging.model.arrays import usual_weights
from hedging.model.features import BITS
from hedging.model.model import Scheme
from hedging.text.hashing import Bools, Ints
from hedging.text.weights import GREATEST, Table, multiples
from hedging.train.schemes import SchemePolicy


def coarser_schemes(
    schemes: Mapping[str, Scheme],
    policies: Sequence[SchemePolicy],
    feature_ids: Ints,
    scheme: Ints,
) -> dict[str, Scheme]:
    """The schemes with the cue weights on the grids of their policies.

    `feature_ids` has a row for each candidate that the weights learned from, `scheme` the column of
    its scheme.
    """
    first, *others = schemes.values()
    coarser = {first.name: first}
    for own, policy in zip(others, policies[1:], strict=True):
        coarser[own.name] = own
        if policy.cue_step > 1:
            seen = np.zeros(1 << BITS, dtype=np.bool_)
            seen[feature_ids[scheme == own.column]] = True
            weights = own.cue_weights
            table = near_first(first.cue_weights.table, weights.table, seen, policy.cue_step)
            coarser[own.name] = own._replace(cue_weights=weights._replace(table=table))
    return coarser


def near_first(first: Table, other: Table, seen: Bools, step: int) -> Table:
    """The cue weights of a scheme, near those that they usually are beside those of the first.

    They differ by multiples of a step, and only those of features that were `seen` in the texts of
    the scheme.

    >>> first, other = np.array([[6, 6, 6, 6, -9], [3, 3, 8, 7, -5]], dtype=np.int8)
    >>> near_first(first, other, np.array([False, False, True, False, True]), 4).tolist()
    [3, 3, 7, 3, -5]
    """
    is_place = (first != 0) | (other != 0)
    of_place = first[is_place]
    usual = usual_weights(of_place, other[is_place])[of_place.view(np.uint8)].astype(np.int16)
    change = multiples(other[is_place] - usual, step)
    values = np.where(seen[is_place], usual + change, usual)
    table = np.zeros_like(other)
    table[is_place] = values.clip(-GREATEST, GREATEST)
    return table
