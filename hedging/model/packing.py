"""Arrays ↔ what the file of a model holds of them, in few bytes.

Tables of weights and lists of hashes take nearly all the room, and each kind has a way of its own.

- Of a table of 8-bit weights, in which most are 0, a file holds where it has a weight, a bit for
  each place, and the weights that are there.
- Of hashes in rising order it holds by how much each is greater than the one before, the lowest
  bytes of all first, then the next bytes, and so on: the highest bytes are nearly all 0. Where only
  the first bits of hashes count, it holds no others.
- The schemes of a model learn from the same texts, so that most features have a weight under all
  schemes or under none. Their places are held once. A feature that only the texts of the first
  scheme have gets all its weights from these texts, so that its weight under another scheme follows
  from the one under the first. So of another table a file holds which weight it usually has beside
  each weight of the first, and by how much it differs elsewhere. Two definitions of the same thing,
  of which one starts from what the other has learned, are held in the same way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.extension import extension
from hedging.model.format import ArrayFormat, read_array
from hedging.text.characters import Codes
from hedging.text.hashing import Hashes
from hedging.text.weights import Table

# What is added to the name of a table for what a file holds of it.
_PLACES, _WEIGHTS = ".places", ".weights"
_HASH_BITS, _HASH_BYTES = 64, 8
# Bytes of places that are unpacked at a time: their rows, 64 times as many bytes, are not kept.
_BLOCK = 1 << 13


class OtherTable(NamedTuple):
    """What a file holds of the table of a scheme that is not the first.

    `usual` is the weight beside each of the 256 weights of the first table, by its bits as a number
    from 0 to 255. `changed` says with a bit for each place where the weight is another one, and
    `changes` says by how much.
    """

    usual: Table
    changed: Codes
    changes: Table


# What a file holds of a table beside another.
_OTHER = {
    "usual": ArrayFormat("int8", (256,), -128, 127),
    "changed": ArrayFormat("uint8", ("bytes of places",)),
    "changes": ArrayFormat("int8", ("changes",), -128, 127),
}


def held_arrays(name: str, form: ArrayFormat) -> dict[str, ArrayFormat]:
    """What a file holds of an array with a format, by names.

    >>> list(held_arrays("kinds", ArrayFormat("int8", (16, 8), -128, 127)))
    ['kinds.places', 'kinds.weights']
    >>> held_arrays("words", ArrayFormat("uint64", ("words",), rising=True))["words"].shape
    (8, 'words')
    """
    if form.beside:
        return {f"{name}.{part}": own for part, own in _OTHER.items()}
    if _is_table(form):
        size = -(-math.prod(_shape(form)) // 8)
        weights = ArrayFormat("int8", (f"weights of {name}",), form.least, form.greatest)
        return {name + _PLACES: ArrayFormat("uint8", (size,)), name + _WEIGHTS: weights}
    if form.rising:
        return {name: ArrayFormat("uint8", (form.bits // 8, *form.shape))}
    return {name: form}


def pack(name: str, array: npt.NDArray[Any], form: ArrayFormat) -> dict[str, npt.NDArray[Any]]:
    """What a file holds of an array, by names.

    >>> form = ArrayFormat("int8", (4, 2), -128, 127)
    >>> packed = pack("t", np.array([[0, 5], [0, 0], [-7, 0], [0, 0]], dtype=np.int8), form)
    >>> {name: held.tolist() for name, held in packed.items()}
    {'t.places': [72], 't.weights': [5, -7]}
    >>> unpack(packed, "t", form, {}).tolist()
    [[0, 5], [0, 0], [-7, 0], [0, 0]]
    """
    if _is_table(form):
        flat = array.ravel()
        return {name + _PLACES: np.packbits(flat != 0), name + _WEIGHTS: flat[flat != 0]}
    if form.rising:
        return {name: pack_hashes(array, form.bits)}
    return {name: array}


def pack_pair(
    first: tuple[str, npt.NDArray[Any]], other: tuple[str, npt.NDArray[Any]]
) -> dict[str, npt.NDArray[Any]]:
    """What a file holds of a table and of another one beside it, both with their names.

    >>> tables = np.array([[0, 5, 5, 0, 0, -7, 0, 0], [0, 6, 6, 0, 1, -8, 0, 0]], dtype=np.int8)
    >>> packed = pack_pair(("a", tables[0]), ("b", tables[1]))
    >>> {name: held.tolist() for name, held in packed.items() if name != "b.usual"}
    {'a.places': [108], 'a.weights': [5, 5, 0, -7], 'b.changed': [0], 'b.changes': []}
    >>> unpack(packed, "b", ArrayFormat("int8", (8,), -128, 127, beside="a"), {}).tolist()
    [0, 6, 6, 0, 1, -8, 0, 0]
    """
    name, own = other[0], first[0]
    places, weights, (changes,) = pack_tables([first[1].ravel(), other[1].ravel()])
    held = {f"{name}.{part}": array for part, array in changes._asdict().items()}
    return {own + _PLACES: places, own + _WEIGHTS: weights, **held}


def unpack(
    arrays: Mapping[str, npt.NDArray[Any]],
    name: str,
    form: ArrayFormat,
    lengths: dict[str, int],
) -> npt.NDArray[Any]:
    """The array of that name, checked; ValueError says how it differs from its format.

    `lengths` are those of `read_array`.
    """
    if form.rising:
        return _read_hashes(arrays, name, form, lengths)
    if form.beside:
        if f"{name}.usual" in arrays:
            return _read_beside(arrays, name, form)
        form = form._replace(beside="")  # held alone
    held = [read_array(arrays, key, own, lengths) for key, own in held_arrays(name, form).items()]
    if _is_table(form):
        places, weights = held
        return _spread(weights, places, math.prod(_shape(form)), name).reshape(_shape(form))
    return held[0]


def _read_beside(
    arrays: Mapping[str, npt.NDArray[Any]], name: str, form: ArrayFormat
) -> npt.NDArray[Any]:
    """A table that is held beside another."""
    first = held_arrays(form.beside, form._replace(beside=""))
    places, weights = (read_array(arrays, key, own, {}) for key, own in first.items())
    held = held_arrays(name, form)
    other = OtherTable(*(read_array(arrays, key, own, {}) for key, own in held.items()))
    table = unpack_table(places, weights, other)
    size = math.prod(_shape(form))
    if table[size:].any():
        raise ValueError(
            f"{name} has a weight at place {size:,} or later, expected {size:,} places"
        )
    return table[:size].reshape(_shape(form))


def _read_hashes(
    arrays: Mapping[str, npt.NDArray[Any]],
    name: str,
    form: ArrayFormat,
    lengths: dict[str, int],
) -> Hashes:
    """Rising hashes, of which a file may hold more bits than count."""
    planes = arrays[name]
    if planes.ndim != 2 or len(planes) != _HASH_BYTES:
        (held,) = held_arrays(name, form).values()
        planes = read_array(arrays, name, held, {})
    elif planes.dtype != np.uint8:
        raise ValueError(f"{name} is {planes.dtype}, expected uint8")
    hashes = unpack_hashes(planes)
    if form.bits < 8 * len(planes):
        hashes &= ~np.uint64(0) << np.uint64(_HASH_BITS - form.bits)
    return read_array({name: hashes}, name, form, lengths)


def pack_hashes(hashes: Hashes, bits: int = _HASH_BITS) -> Codes:
    """The differences of rising hashes by their bytes, the lowest first: shape (bits / 8, hashes).

    Only so many of the first `bits` of each are held. Raises ValueError for two hashes that would
    then be the same.

    >>> pack_hashes(np.array([5, 261, 262], dtype=np.uint64))[:2].tolist()
    [[5, 0, 1], [0, 1, 0]]
    """
    kept = hashes >> np.uint64(_HASH_BITS - bits)
    if bool((kept[1:] <= kept[:-1]).any()):
        raise ValueError(f"expected hashes that differ in their first {bits} bits, in rising order")
    steps = np.diff(kept, prepend=np.uint64(0)).astype("<u8")
    planes = steps.view(np.uint8).reshape(-1, _HASH_BYTES).T
    return np.ascontiguousarray(planes[: bits // 8])


def unpack_hashes(planes: Codes) -> Hashes:
    """The hashes of their differences.

    >>> unpack_hashes(pack_hashes(np.array([5, 261, 262], dtype=np.uint64))).tolist()
    [5, 261, 262]
    """
    steps = np.zeros((planes.shape[1], _HASH_BYTES), dtype=np.uint8)
    for place, plane in enumerate(planes, _HASH_BYTES - len(planes)):
        steps[:, place] = plane
    return np.cumsum(steps.view("<u8").reshape(-1), dtype=np.uint64)


def pack_tables(tables: Sequence[Table]) -> tuple[Codes, Table, list[OtherTable]]:
    """The places of all weights, a bit each, the first table there, and the other tables.

    >>> first, second = np.array([[0, 5, 5, 0, 5, -7], [0, 6, 6, 0, 4, -8]], dtype=np.int8)
    >>> places, weights, (other,) = pack_tables([first, second])
    >>> places.tolist(), weights.tolist()
    ([108], [5, 5, 5, -7])
    >>> int(other.usual[5]), other.changed.tolist(), other.changes.tolist()
    (6, [32], [-2])
    >>> unpack_table(places, weights, other).tolist()
    [0, 6, 6, 0, 4, -8, 0, 0]
    """
    is_place = np.logical_or.reduce([table != 0 for table in tables])
    first = tables[0][is_place]
    others = []
    for table in tables[1:]:
        values = table[is_place]
        usual = usual_weights(first, values)
        # Differences wrap around in 8 bits, and so do the sums that undo them.
        changes = values - usual[_bytes_of(first)]
        changed = changes != 0
        others.append(OtherTable(usual, np.packbits(changed), changes[changed]))
    return np.packbits(is_place), first, others


def usual_weights(first: Table, other: Table) -> Table:
    """The weight that the other table most often has beside each of the 256 of the first.

    They are in the order of their bits as numbers: 0 to 127, then -128 to -1. Of two that are as
    frequent, it is the one that comes first in this order.

    >>> usual = usual_weights(*np.array([[1, 1, 1, -1], [3, 3, 4, -4]], dtype=np.int8))
    >>> usual[1].item(), usual[-1].item(), usual[2].item()
    (3, -4, 0)
    """
    pairs = _bytes_of(first).astype(np.int64) << 8 | _bytes_of(other)
    counts = np.bincount(pairs, minlength=1 << 16).reshape(256, 256)
    return np.asarray(counts.argmax(axis=1).astype(np.uint8).view(np.int8))


def unpack_table(places: Codes, first: Table, other: OtherTable | None = None) -> Table:
    """The first table, or another one.

    A table has eight weights for each byte of the places. Raises ValueError if there are not as
    many weights as places.
    """
    values = first
    if other is not None:
        values = other.usual[_bytes_of(first)]
        values += _spread(other.changes, other.changed, len(first), "another table")
    return _spread(values, places, 8 * len(places), "the first table")


def _is_table(form: ArrayFormat) -> bool:
    """Whether an array is a table of weights, of a fixed size."""
    return form.dtype == "int8" and all(isinstance(length, int) for length in form.shape)


def _shape(form: ArrayFormat) -> tuple[int, ...]:
    """The shape of a table."""
    return tuple(map(int, form.shape))


def _bytes_of(weights: Table) -> Codes:
    """Weights as numbers from 0 to 255."""
    return weights.view(np.uint8)


def _spread(weights: Table, places: Codes, size: int, name: str) -> Table:
    """A table of that size with the weights at the places whose bits are set, and 0 elsewhere.

    ValueError unless there is a weight for each place, and each place is inside.
    """
    if len(places) != -(-size // 8):
        raise ValueError(f"{name} has {8 * len(places):,} places, expected {size:,}")
    module = extension()
    whole = None if module is None else module.spread_weights(places, weights)
    table = (
        _spread_in_blocks(weights, places, name) if whole is None else np.frombuffer(whole, np.int8)
    )
    if places[-1:].any() and len(table) > size and (last := _last_place(places)) >= size:
        raise ValueError(f"{name} has a weight at place {last:,}, expected {size:,} places")
    return table[:size]


def _last_place(places: Codes) -> int:
    """The last place of a table whose last byte of places has one."""
    return int(8 * len(places) - 8 + np.unpackbits(places[-1:]).nonzero()[0][-1])


def _spread_in_blocks(weights: Table, places: Codes, name: str) -> Table:
    """The table of all places; ValueError unless there is a weight for each of them."""
    table = np.zeros(8 * len(places), dtype=np.int8)
    size = 0
    for begin in range(0, len(places), _BLOCK):
        rows = np.unpackbits(places[begin : begin + _BLOCK]).view(np.bool_).nonzero()[0]
        own = weights[size : size + len(rows)]
        size += len(rows)
        if len(own) == len(rows):
            table[8 * begin : 8 * (begin + _BLOCK)][rows] = own
    if len(weights) != size:
        raise ValueError(
            f"{name} has {len(weights):,} weights, expected {size:,}, one for each place"
        )
    return table
