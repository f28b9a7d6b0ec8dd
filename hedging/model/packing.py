"""Tables of weights ↔ few bytes, for the file of a model.

The schemes of a model learn from the same texts. So most features have a weight under all schemes
or under none, and like weights under all. A file holds once where any table has a weight, then the
weights of the first table there. Of every other table it holds how much its weights differ from
those of the first, in the order of the first's weights: like differences stand together then, and
deflating makes them a third smaller.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hedging.text.characters import Codes
from hedging.text.hashing import Ints
from hedging.text.weights import Table

# Bytes of places that are unpacked at a time: their rows, 64 times as many bytes, are not kept.
_BLOCK = 1 << 13


def pack_tables(tables: Sequence[Table]) -> tuple[Codes, list[Table]]:
    """The places of all weights, a bit each, and what the file holds of each table.

    >>> first, second = np.array([[0, 5, 0, -7], [0, 6, 0, 0]], dtype=np.int8)
    >>> places, packed = pack_tables([first, second])
    >>> places.tolist(), [row.tolist() for row in packed]
    ([80], [[5, -7], [7, 1]])
    >>> unpack_table(places, packed[0], packed[1]).tolist()
    [0, 6, 0, 0, 0, 0, 0, 0]
    """
    is_place = np.logical_or.reduce([table != 0 for table in tables])
    first = tables[0][is_place]
    order = first.argsort(kind="stable")
    # Differences wrap around in 8 bits, and so do the sums that undo them.
    others = [(table[is_place] - first)[order] for table in tables[1:]]
    return np.packbits(is_place), [first, *others]


def unpack_table(places: Codes, first: Table, other: Table | None = None) -> Table:
    """The first table, or the one of which the file holds `other`.

    A table has eight weights for each byte of the places. Raises ValueError if there are more or
    fewer places than weights.
    """
    values = first
    if other is not None and len(other) == len(first):
        values = first.copy()
        values[first.argsort(kind="stable")] += other
    table = np.zeros(8 * len(places), dtype=np.int8)
    size = 0
    for begin in range(0, len(places), _BLOCK):
        rows = _rows(places[begin : begin + _BLOCK])
        own = values[size : size + len(rows)]
        size += len(rows)
        if len(own) == len(rows):
            table[8 * begin : 8 * (begin + _BLOCK)][rows] = own
    for values in (first,) if other is None else (first, other):
        if len(values) != size:
            raise ValueError(f"{len(values):,} weights, expected {size:,}, one for each place")
    return table


def _rows(places: Codes) -> Ints:
    """The rows of the bits that are set."""
    return np.unpackbits(places).view(np.bool_).nonzero()[0]
