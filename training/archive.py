"""Content of an npz file → the same arrays in fewer bytes, each packed in the way that is smallest.

The weights of a table hardly ever repeat a run of others, but some are far more frequent than
others. Looking for runs costs more than it saves there, so that a table is smaller if deflating
only gives frequent bytes short codes. Neither zipfile nor numpy can be told to do that. The content
is a usual npz file all the same. Of the schemes of research this saves a tenth; files that the
first answer of a process waits for stay as they are, since unpacking them takes time.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import Final

import numpy as np

from hedging.model.arrays import open_arrays

# The records of a zip file: of a member, of its row in the directory, and of the end.
_MEMBER, _ROW, _END = (
    struct.Struct("<4s5H3I2H"),
    struct.Struct("<4s6H3I5H2I"),
    struct.Struct("<4s4H2IH"),
)
# The version of the format that deflated members need, and the first day that it can name.
_VERSION, _FIRST_DAY = 20, (1 << 5) | 1
_DEFLATED, _MOST_MEMORY = 8, 9
# Looking for runs, and giving short codes alone.
_STRATEGIES: Final = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY)


def smallest(content: bytes) -> bytes:
    """The content of an npz file whose names are ASCII, packed; the same content gives the same.

    >>> plain = io.BytesIO()
    >>> np.savez(plain, one=np.arange(3), two=np.zeros(999))
    >>> packed = smallest(plain.getvalue())
    >>> np.load(io.BytesIO(packed))["one"].tolist(), len(packed) < 999
    ([0, 1, 2], True)
    """
    packed, directory, count = bytearray(), bytearray(), 0
    for name, array in open_arrays(content).items():
        file = io.BytesIO()
        np.lib.format.write_array(file, array, allow_pickle=False)
        plain, path = file.getvalue(), f"{name}.npy".encode("ascii")
        data = min((_deflated(plain, strategy) for strategy in _STRATEGIES), key=len)
        sizes = (zlib.crc32(plain), len(data), len(plain), len(path), 0)
        facts = (0, _DEFLATED, 0, _FIRST_DAY, *sizes)
        row = _ROW.pack(b"PK\1\2", _VERSION, _VERSION, *facts, 0, 0, 0, 0, len(packed))
        directory += row + path
        packed += _MEMBER.pack(b"PK\3\4", _VERSION, *facts) + path + data
        count += 1
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(packed), 0)
    return bytes(packed + directory + end)


def _deflated(data: bytes, strategy: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, _MOST_MEMORY, strategy)
    return packer.compress(data) + packer.flush()
