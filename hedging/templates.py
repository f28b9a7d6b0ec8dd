"""Named columns + templates → feature ids: what training and use share in both linear models.

A template is a tuple of names; its feature is a hash of the values that these have. All templates are hashed together, as rows
of one matrix: numpy's cost is by the call, and a short text has few values in many features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from hedging.tokens import Hashes, Ints, mix

# Values that are hashed at a time, so that the matrix stays in the processor's cache.
_BLOCK = 512


class Templates:
    """Templates made ready for hashing; every one of them has a name or more.

    >>> one = np.array([1, 2], dtype=np.uint64)
    >>> ids = Templates([("word",), ("word", "next")], bits=8).ids({"word": one, "next": one + np.uint64(5)})
    >>> ids.shape, int(ids.max()) < 256
    ((2, 2), True)
    """

    def __init__(self, templates: Sequence[tuple[str, ...]], bits: int) -> None:
        self._names = sorted({name for template in templates for name in template})
        self._bits = bits
        self._size = len(templates)
        place = {name: k for k, name in enumerate(self._names)}
        # By position in the template: the templates that are so long, and the columns that stand there.
        self._steps: list[tuple[Ints, Ints]] = []
        for depth in range(max(map(len, templates))):
            long = [k for k, template in enumerate(templates) if len(template) > depth]
            self._steps.append((np.array(long), np.array([place[templates[k][depth]] for k in long])))

    def ids(self, columns: Mapping[str, Hashes]) -> npt.NDArray[np.uint32]:
        """Feature ids below 2**bits, shape (values, templates), from columns of equal length by name."""
        matrix = np.stack([columns[name] for name in self._names])
        rows = np.empty((matrix.shape[1], self._size), dtype=np.uint32)
        seeds = np.arange(1, self._size + 1, dtype=np.uint64)[:, None]
        for begin in range(0, len(rows), _BLOCK):
            part = matrix[:, begin : begin + _BLOCK]
            hashes = np.repeat(seeds, part.shape[1], axis=1)
            for templates, named in self._steps:
                hashes[templates] = mix(hashes[templates] + part[named])
            rows[begin : begin + _BLOCK] = cut(hashes, self._bits).T
        return rows


def cut(hashes: Hashes, bits: int) -> npt.NDArray[np.uint32]:
    """The first `bits` bits of each hash."""
    return (hashes >> np.uint64(64 - bits)).astype(np.uint32)
