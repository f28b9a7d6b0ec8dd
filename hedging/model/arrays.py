"""Arrays ↔ the content of an npz file, with a format for each array.

A file may come from anybody, and its hash comes from the same hand. So every array is checked for
its type, its shape and the range of its values before anything is built from it. Whatever does not
fit is a ValueError, which the reader of the folder makes a ModelError.

numpy reads and writes the file. The wheel holds 5 MB at most, and a general compressor does not see
where the zeros stand or that hashes rise. So a file holds

- of a table of weights, in which most are 0, a bit for each place, which says whether a weight
  stands there, and the weights;
- of a table that mostly follows from another one, since both learned from the same texts, which
  weight usually stands beside each weight of the other, and by how much the table differs;
- of the hashes of listed words the steps between them, the lowest bytes of all first.

On every machine the numbers of a written file begin with their lowest byte. Those of a file that is
read may begin with either.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.text.characters import Codes
from hedging.text.hashing import SHORT_BITS, Hashes, short_hashes
from hedging.text.weights import Table

Array = npt.NDArray[Any]

#: More bytes than any array of a model has: a made-up size must not fill the memory.
MAX_ARRAY_BYTES = 1 << 26


class ArrayFormat(NamedTuple):
    """How an array must look.

    `shape` has a number for a fixed length, and a name for a length that all arrays with that name
    share. `least` and `greatest` bound the values. `rising` says that each value is greater than
    the value before, and `short` that only the first bits of hashes count, so that the others are
    0. `beside` names a table of the same shape from which this one mostly follows. `optional` says
    that a file may lack the array.
    """

    dtype: str
    shape: tuple[int | str, ...]
    least: int = 0
    greatest: int = (1 << 64) - 1
    rising: bool = False
    short: bool = False
    beside: str = ""
    optional: bool = False

    @property
    def is_table(self) -> bool:
        """Whether it is a table of weights, of a fixed size."""
        return self.dtype == "int8" and all(isinstance(length, int) for length in self.shape)


Formats = Mapping[str, ArrayFormat]


def table_format(*shape: int, beside: str = "", optional: bool = False) -> ArrayFormat:
    """The format of a table of 8-bit weights."""
    return ArrayFormat("int8", shape, -128, 127, beside=beside, optional=optional)


def listed_hashes(length: str) -> ArrayFormat:
    """The format of the hashes of listed words, of which the first bits are enough."""
    return ArrayFormat("uint64", (length,), rising=True, short=True)


# What a file holds of a table beside another: the usual weights; where the other has a weight, by
# how much the table differs from the usual one; and its weights elsewhere.
_USUAL, _INSIDE, _OUTSIDE = ".usual", ".inside", ".outside"
_PLACES, _WEIGHTS = ".places", ".weights"


def write_arrays(
    arrays: Mapping[str, Array], formats: Formats, known: Mapping[str, Array] | None = None
) -> bytes:
    """The content of a file with the arrays, which must have the formats.

    The same arrays give the same bytes. `known` are tables beside which some stand, and which the
    file does not hold.

    >>> formats = {"t": table_format(4, 2), "n": ArrayFormat("uint8", ("words",))}
    >>> table = np.array([[0, 5], [0, 0], [-7, 0], [0, 0]], dtype=np.int8)
    >>> content = write_arrays({"t": table, "n": np.arange(3, dtype=np.uint8)}, formats)
    >>> {name: array.tolist() for name, array in open_arrays(content).items()}
    {'t.places': [72], 't.weights': [5, -7], 'n': [0, 1, 2]}
    >>> read_arrays(open_arrays(content), formats)["t"].tolist()
    [[0, 5], [0, 0], [-7, 0], [0, 0]]
    """
    held: dict[str, Array] = {}
    lengths: dict[str, int] = {}
    everything = {**(known or {}), **arrays}
    for name, array in arrays.items():
        form = formats[name]
        own: Array = short_hashes(array) if form.short else array
        own = _checked(own.astype(own.dtype.newbyteorder("<"), copy=False), name, form, lengths)
        if not form.is_table:
            held[name] = _steps(own) if form.short else own
        elif form.beside:
            held |= _held_beside(name, own.ravel(), everything[form.beside].ravel())
        else:
            held |= _held(name, own.ravel())
    content = io.BytesIO()
    np.savez(content, **held)  # type: ignore[arg-type]  # numpy's stubs expect allow_pickle among them
    return content.getvalue()


def open_arrays(content: bytes) -> Mapping[str, Array]:
    """What a file holds, by names; an array is read whenever it is asked for."""
    held = np.load(io.BytesIO(content), allow_pickle=False)
    if not isinstance(held, np.lib.npyio.NpzFile):
        raise ValueError("it is not a zip file of arrays")
    for member in held.zip.infolist() if held.zip else ():
        if member.file_size > MAX_ARRAY_BYTES:
            raise ValueError(f"{member.filename} has {member.file_size:,} bytes, too many")
    return held


def read_arrays(
    held: Mapping[str, Array],
    formats: Formats,
    known: Mapping[str, Array] | None = None,
    **lengths: int,
) -> dict[str, Array]:
    """The checked arrays of a file; ValueError says how an array differs from its format.

    `known` is as in `write_arrays`; `lengths` are the lengths that names in shapes stand for.
    """
    arrays: dict[str, Array] = {}
    for name, form in formats.items():
        if form.optional and not any(key in held for key in held_names(name, form)):
            continue
        if not form.is_table:
            own = _hashes(held[name], name) if form.short else held[name]
            arrays[name] = _checked(own, name, form, lengths).astype(form.dtype, copy=False)
            continue
        shape = tuple(map(int, form.shape))
        if form.beside:
            first = {**(known or {}), **arrays}[form.beside]
            table = _table_beside(held, name, first.ravel())
        else:
            table = _table(held, name, math.prod(shape))
        arrays[name] = table.reshape(shape)
    return arrays


def held_names(name: str, form: ArrayFormat) -> tuple[str, ...]:
    """The names of what a file holds of an array."""
    if not form.is_table:
        return (name,)
    if not form.beside:
        return name + _PLACES, name + _WEIGHTS
    parts = (name + part + own for part in (_INSIDE, _OUTSIDE) for own in (_PLACES, _WEIGHTS))
    return name + _USUAL, *parts


def usual_weights(first: Table, other: Table) -> Table:
    """The weight that the other table most often has beside each of the 256 of the first.

    They are in the order of their bits as numbers: 0 to 127, then -128 to -1. Of two that are as
    frequent, it is the one that comes first in this order.
    """
    pairs = first.view(np.uint8).astype(np.int64) << 8 | other.view(np.uint8)
    counts = np.bincount(pairs, minlength=1 << 16).reshape(256, 256)
    return np.asarray(counts.argmax(axis=1).astype(np.uint8).view(np.int8))


def _steps(hashes: Hashes) -> Codes:
    """The steps between rising short hashes by their bytes, the lowest first."""
    steps = np.diff(hashes >> np.uint64(64 - SHORT_BITS), prepend=np.uint64(0)).astype("<u8")
    return np.ascontiguousarray(steps.view(np.uint8).reshape(-1, 8).T[: SHORT_BITS // 8])


def _hashes(steps: Codes, name: str) -> Hashes:
    _checked(steps, name, ArrayFormat("uint8", (SHORT_BITS // 8, "hashes")), {})
    whole = np.zeros((steps.shape[1], 8), dtype=np.uint8)
    whole[:, : len(steps)] = steps.T
    hashes = np.cumsum(whole.view("<u8").reshape(-1), dtype=np.uint64)
    return np.asarray(hashes << np.uint64(64 - SHORT_BITS))


def _held(name: str, table: Table) -> dict[str, Array]:
    return {name + _PLACES: np.packbits(table != 0), name + _WEIGHTS: table[table != 0]}


def _held_beside(name: str, table: Table, first: Table) -> dict[str, Array]:
    is_inside = first != 0
    inside = table[is_inside]
    usual = usual_weights(first[is_inside], inside)
    return {
        name + _USUAL: usual,
        **_held(name + _INSIDE, inside - usual[first[is_inside].view(np.uint8)]),
        **_held(name + _OUTSIDE, table * ~is_inside),
    }


def _table_beside(held: Mapping[str, Array], name: str, first: Table) -> Table:
    usual = _checked(held[name + _USUAL], name + _USUAL, table_format(256), {})
    places = np.flatnonzero(first)
    inside = _table(held, name + _INSIDE, len(places))
    inside += usual[first[places].view(np.uint8)]  # wraps around in 8 bits, as the differences do
    table = _table(held, name + _OUTSIDE, len(first))
    table[places] = inside
    return table


def _table(held: Mapping[str, Array], name: str, size: int) -> Table:
    """The flat table that a file holds; ValueError unless there is a weight for each place."""
    places = held[name + _PLACES]
    _checked(places, name + _PLACES, ArrayFormat("uint8", (-(-size // 8),)), {})
    form = ArrayFormat("int8", ("weights",), -128, 127)
    weights = _checked(held[name + _WEIGHTS], name + _WEIGHTS, form, {})
    rows = np.unpackbits(places).view(np.bool_).nonzero()[0]
    if len(rows) != len(weights):
        raise ValueError(
            f"{name} has {len(weights):,} weights, expected {len(rows):,}, one for each place"
        )
    if len(rows) and rows[-1] >= size:
        raise ValueError(
            f"{name} has a weight at place {size:,} or later, expected {size:,} places"
        )
    table = np.zeros(size, dtype=np.int8)
    table[rows] = weights
    return table


def _checked(array: Array, name: str, form: ArrayFormat, lengths: dict[str, int]) -> Array:
    """The array; ValueError says how it differs from its format.

    `lengths` are the lengths that names in shapes stand for; those of new names are added.
    """
    fits = array.dtype.newbyteorder("=") == form.dtype and array.ndim == len(form.shape)
    if fits:
        for wanted, length in zip(form.shape, array.shape, strict=True):
            expected = wanted if isinstance(wanted, int) else lengths.setdefault(wanted, length)
            fits = fits and length == expected
    if not fits:
        shape = tuple(lengths.get(str(wanted), wanted) for wanted in form.shape)
        raise ValueError(
            f"{name} is {array.dtype} of shape {array.shape}, "
            f"expected {form.dtype} of shape {shape}"
        )
    # Where every number of a type will do, a look at all of them would tell nothing.
    bounds = None if array.dtype == np.bool_ else np.iinfo(array.dtype)
    is_bounded = bounds is None or form.least > bounds.min or form.greatest < bounds.max
    if array.size and is_bounded:
        least, greatest = int(array.min()), int(array.max())
        if least < form.least or greatest > form.greatest:
            raise ValueError(
                f"{name} has values from {least} to {greatest}, expected "
                f"{form.least} to {form.greatest}"
            )
    if form.rising and not bool((array[1:] > array[:-1]).all()):
        raise ValueError(f"{name} is not in rising order")
    return array
