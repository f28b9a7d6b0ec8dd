"""Content of an npz file → its arrays, each unpacked when it is first asked for.

numpy reads an archive in small pieces through zipfile; that and the import of zipfile are a good
part of the time to a first answer. A file of weights needs little of what a zip file can be: its
content is in memory, its hash has been checked, and its arrays are plain numbers. So each member is
unpacked in one step, and the array is a view of the result, which nobody can change. Whatever does
not fit is a ValueError, which the reader of the folder makes a ModelError.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

#: More bytes than any array of a model has: a made-up size must not fill the memory.
MAX_ARRAY_BYTES = 1 << 26

# The records of a zip file: a signature, then the fields that are read (`x` skips a byte).
_END, _END_FIELDS = b"PK\5\6", struct.Struct("<4x6xHII")
_ROW, _ROW_FIELDS = b"PK\1\2", struct.Struct("<4x4xHH4x4xIIHHH8xI")
_MEMBER, _MEMBER_FIELDS = b"PK\3\4", struct.Struct("<4x22xHH")
# The end record is followed by a comment of at most so many bytes.
_LONGEST_END = 22 + (1 << 16)
_ENCRYPTED, _STORED, _DEFLATED = 1, 0, 8

# The beginning of an npy file whose header is shorter than 64 kB, as those of numbers are.
_MAGIC, _LENGTH = b"\x93NUMPY\1\0", struct.Struct("<8xH")
# The header of an array as numpy writes it: the type, whether the array lies in memory by its
# columns, and its shape.
_HEADER = "{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}"
# Kinds of types that are numbers or flags; an array of others may hold anything.
_KINDS = "biufc"


class _Member(NamedTuple):
    """A file of the archive: where its record begins, how it is packed, its sizes in bytes."""

    begin: int
    flags: int
    method: int
    packed_size: int
    size: int


class Arrays(Mapping[str, npt.NDArray[Any]]):
    """The arrays of an npz file by their names; an array is unpacked whenever it is asked for.

    Those of the names in `kept` are unpacked once.
    """

    def __init__(self, content: bytes, kept: Collection[str] = ()) -> None:
        self._content, self._names = content, frozenset(kept)
        self._kept: dict[str, npt.NDArray[Any]] = {}
        self._members = dict(_members(content))
        for name, member in self._members.items():
            if member.size > MAX_ARRAY_BYTES:
                raise ValueError(f"{name} has {member.size:,} bytes, too many")

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        array = self._kept.get(name)
        if array is None:
            array = _array_of(_unpacked(self._content, name, self._members[name]), name)
            if name in self._names:
                self._kept[name] = array
        return array

    def __contains__(self, name: object) -> bool:
        return name in self._members  # a Mapping would unpack the array to see

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def _members(content: bytes) -> Iterator[tuple[str, _Member]]:
    """The members that the directory at the end of a zip file lists, by the names of arrays."""
    end = content.rfind(_END, max(0, len(content) - _LONGEST_END))
    if end < 0:
        raise ValueError("it is not a zip file")
    count, _, place = _END_FIELDS.unpack_from(content, end)
    for _ in range(count):
        if content[place : place + 4] != _ROW:
            raise ValueError("the directory of the zip file is damaged")
        flags, method, packed_size, size, *lengths, begin = _ROW_FIELDS.unpack_from(content, place)
        place += _ROW_FIELDS.size
        name = content[place : place + lengths[0]].decode("utf-8")
        yield name.removesuffix(".npy"), _Member(begin, flags, method, packed_size, size)
        place += sum(lengths)


def _unpacked(content: bytes, name: str, member: _Member) -> bytes | memoryview:
    """The bytes of a member; those of one that is not packed stay where they are."""
    if member.flags & _ENCRYPTED:
        raise ValueError(f"{name} is encrypted")
    if member.method not in (_STORED, _DEFLATED):
        raise ValueError(f"{name}: that compression method is not supported")
    if content[member.begin : member.begin + 4] != _MEMBER:
        raise ValueError(f"{name} is not where the directory of the zip file says")
    lengths = _MEMBER_FIELDS.unpack_from(content, member.begin)
    begin = member.begin + _MEMBER_FIELDS.size + sum(lengths)
    data: bytes | memoryview = memoryview(content)[begin : begin + member.packed_size]
    if member.method == _DEFLATED:
        # Never more than the size that has been checked, whatever the packed bytes hold.
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, member.size + 1)
    if len(data) != member.size:
        raise ValueError(f"{name} has not the {member.size:,} bytes that the zip file says")
    return data


def _array_of(data: bytes | memoryview, name: str) -> npt.NDArray[Any]:
    """The array of an npy file, in the order of memory in which it was written."""
    if bytes(data[: len(_MAGIC)]) != _MAGIC:
        raise ValueError(f"{name} is not an array of numbers")
    begin = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    dtype, by_columns, shape = _read_header(bytes(data[_LENGTH.size : begin]), name)
    count = math.prod(shape)
    if len(data) - begin != count * dtype.itemsize:
        raise ValueError(f"{name} has not the numbers that its shape, {shape}, needs")
    array = np.frombuffer(data, dtype, count, begin)
    return array.reshape(shape[::-1]).T if by_columns else array.reshape(shape)


def _read_header(header: bytes, name: str) -> tuple[np.dtype[Any], bool, tuple[int, ...]]:
    """The type, whether the array lies by its columns, and the shape.

    >>> _read_header(b"{'descr': '<u2', 'fortran_order': False, 'shape': (3, 4), }  \\n", "x")
    (dtype('uint16'), False, (3, 4))
    """
    text = header.decode("latin-1").rstrip()
    try:
        # Whatever the text is: it must be what numpy writes for what is read here.
        descr, order, numbers = text.split("'")[3], text.split()[3][:-1], text.split("(")[1]
        shape = tuple(int(number) for number in numbers.split(")")[0].split(",") if number.strip())
        dtype = np.dtype(descr)
        fits = dtype.kind in _KINDS and descr == dtype.str and order in ("True", "False")
    except (ValueError, TypeError, IndexError, SyntaxError):
        fits = False
    if not fits or text != _HEADER.format(descr, order, shape):
        raise ValueError(f"{name} is not an array of numbers")
    return dtype, order == "True", shape
