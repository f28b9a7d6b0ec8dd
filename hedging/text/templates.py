"""Named columns + templates → feature ids: what training and use share in both linear models.

A template is a tuple of names; its feature is a hash of the values that these have. All templates are hashed together, as rows
of one matrix: numpy's cost is by the call, and a short text has few values in many features. The longest stand first, so that
those which go on to another name are always the first rows, and nothing is moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from hedging.text.hashing import Hashes, Ints, mix

# Hashes that are computed at a time, so that they stay in the processor's cache.
_BLOCK = 1 << 15


class Templates:
    """Templates made ready for hashing; every one of them has a name or more. `order` gives them by column, longest first.

    >>> one = np.array([1, 2], dtype=np.uint64)
    >>> templates = Templates([("word",), ("word", "next")], bits=8)
    >>> ids = templates.ids({"word": one, "next": one + np.uint64(5)})
    >>> ids.shape, int(ids.max()) < 256, templates.order
    ((2, 2), True, [('word', 'next'), ('word',)])
    """

    def __init__(self, templates: Sequence[tuple[str, ...]], bits: int) -> None:
        self._names = sorted({name for template in templates for name in template})
        self._shift = np.uint64(64 - bits)
        seeds = sorted(range(len(templates)), key=lambda k: -len(templates[k]))
        self.order = [templates[k] for k in seeds]
        self._seeds = np.array(seeds, dtype=np.uint64)[:, None] + np.uint64(1)
        place = {name: k for k, name in enumerate(self._names)}
        # By position in the template: the columns that stand there, for as many templates as are so long.
        self._steps = [
            np.array([place[template[depth]] for template in self.order if len(template) > depth])
            for depth in range(len(self.order[0]))
        ]

    def ids(self, columns: Mapping[str, Hashes]) -> Ints:
        """Feature ids below 2**bits, shape (values, templates) and in memory by columns, from columns of equal length by name."""
        matrix = np.array([columns[name] for name in self._names])
        rows = np.empty((len(self.order), matrix.shape[1]), dtype=np.uint64)
        width = max(1, _BLOCK // len(rows))
        for begin in range(0, rows.shape[1], width):
            part = matrix[:, begin : begin + width]
            hashes = part[self._steps[0]]
            hashes += self._seeds
            mix(hashes, out=hashes)
            for named in self._steps[1:]:
                longer = hashes[: len(named)]
                longer += part[named]
                mix(longer, out=longer)
            np.right_shift(hashes, self._shift, out=rows[:, begin : begin + width])
        return rows.view(np.int64).T
