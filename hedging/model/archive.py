"""Arrays → the content of an npz file, each packed in the way that makes it smallest.

The weights of a table hardly ever repeat a run of others, but some are far more frequent than
others. Looking for runs costs more than it saves there, so that a table is smaller if deflating
only gives frequent bytes short codes. Neither zipfile nor numpy can be told to do that. The content
is a usual zip file all the same, which numpy reads too.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

# The records of a zip file: of a member, of its row in the directory, and of the end.
_MEMBER, _ROW, _END = (
    struct.Struct("<4s5H3I2H"),
    struct.Struct("<4s6H3I5H2I"),
    struct.Struct("<4s4H2IH"),
)
# The version of the format that deflated members need, and the first day that it can name.
_VERSION, _FIRST_DAY = 20, (1 << 5) | 1
_STORED, _DEFLATED = 0, 8
# The flag of a member whose name has characters beyond ASCII, in UTF-8.
_UTF_8 = 1 << 11
_MOST_MEMORY = 9
# Looking for runs, and giving short codes alone.
_STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY)


def npz_content(
    arrays: Mapping[str, npt.NDArray[Any]], stored: Collection[str] = (), *, level: int = 9
) -> bytes:
    """The content of an npz file; the same arrays give the same bytes.

    `stored` names arrays that stay as they are, so that they are read fastest. `level` is that of
    the compression, up to 9, the smallest and slowest.

    >>> content = npz_content({"one": np.arange(3), "two": np.zeros(999)}, ["one"])
    >>> np.load(io.BytesIO(content))["one"].tolist(), len(content) < 999
    ([0, 1, 2], True)
    """
    content, directory = bytearray(), bytearray()
    for name, array in arrays.items():
        file = io.BytesIO()
        np.lib.format.write_array(file, array, allow_pickle=False)
        plain, path = file.getvalue(), f"{name}.npy".encode()
        flags = 0 if name.isascii() else _UTF_8
        method, data = _STORED, plain
        if name not in stored:
            method, data = (
                _DEFLATED,
                min((_deflated(plain, level, s) for s in _STRATEGIES), key=len),
            )
        facts = (
            flags,
            method,
            0,
            _FIRST_DAY,
            zlib.crc32(plain),
            len(data),
            len(plain),
            len(path),
            0,
        )
        begin = len(content)
        content += _MEMBER.pack(b"PK\3\4", _VERSION, *facts) + path + data
        versions = (_VERSION, _VERSION)
        directory += _ROW.pack(b"PK\1\2", *versions, *facts, 0, 0, 0, 0, begin) + path
    counts = (len(arrays), len(arrays))
    end = _END.pack(b"PK\5\6", 0, 0, *counts, len(directory), len(content), 0)
    return bytes(content + directory + end)


def _deflated(data: bytes, level: int, strategy: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, _MOST_MEMORY, strategy)
    return packer.compress(data) + packer.flush()
