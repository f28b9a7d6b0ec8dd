"""Named columns + templates → feature ids: what training and scoring share in both linear models.

A template is a tuple of names, and its feature is a hash of the values that these names have: from
the template's number on, each name's value is added and the sum is mixed. All templates are hashed
together, as the rows of one matrix, since numpy's cost is by the call and a short text has few
values in many features. The longest templates stand first, so that the templates with a further
name are always the first rows, and a step changes a slice of the matrix in place:

    row   template          seed   1st name   2nd name   3rd name
    0     cue, L1, R1          3   + cue      + L1       + R1
    1     cue, L1              2   + cue      + L1
    2     cue                  1   + cue
          rows of the step         0:3        0:2        0:1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Ints, mix

#: Whole numbers that features join, by the names that templates have for them.
Columns = Mapping[str, npt.NDArray[Any]]

# Hashes that are computed at a time, so that they stay in the processor's cache.
_BLOCK = 1 << 15


def templates_of(listed: str) -> tuple[tuple[str, ...], ...]:
    """The templates of a list, in which a semicolon parts templates, and a star the names of each.

    >>> templates_of("cue; cue * L1 suffix")
    (('cue',), ('cue', 'L1 suffix'))
    """
    return tuple(
        tuple(name.strip() for name in template.split("*")) for template in listed.split(";")
    )


class Templates:
    """Templates made ready for hashing.

    `order` lists them by column, the longest first; `seeds` are their numbers plus one.

    Each template needs at least one name.

    >>> word = np.array([1, 2], dtype=np.uint64)
    >>> templates = Templates([("word",), ("word", "next")], bits=8)
    >>> ids = templates.ids({"word": word, "next": word + np.uint64(5)})
    >>> ids.shape, int(ids.max()) < 256, templates.order
    ((2, 2), True, [('word', 'next'), ('word',)])
    """

    def __init__(self, templates: Sequence[tuple[str, ...]], bits: int) -> None:
        self._names = sorted({name for template in templates for name in template})
        self._shift = np.uint64(64 - bits)
        numbers = sorted(range(len(templates)), key=lambda k: -len(templates[k]))
        self.order = [templates[k] for k in numbers]
        self.seeds = np.array(numbers, dtype=np.uint64)[:, None] + np.uint64(1)
        row = {name: k for k, name in enumerate(self._names)}
        # For each step, the input rows that it adds: one for each template that is long enough.
        self._steps = [
            np.array([row[template[depth]] for template in self.order if len(template) > depth])
            for depth in range(len(self.order[0]))
        ]

    def ids(self, columns: Columns) -> Ints:
        """Feature ids below 2**bits, shape (values, templates), laid out in memory by columns.

        `columns` has a column for each name, all of one length; further names are passed over.
        """
        inputs = np.array([columns[name] for name in self._names], dtype=np.uint64)
        feature_ids = np.empty((len(self.order), inputs.shape[1]), dtype=np.uint64)
        width = max(1, _BLOCK // len(feature_ids))
        for begin in range(0, feature_ids.shape[1], width):
            block = inputs[:, begin : begin + width]
            hashes = block[self._steps[0]]
            hashes += self.seeds
            mix(hashes, out=hashes)
            for rows in self._steps[1:]:
                longer = hashes[: len(rows)]
                longer += block[rows]
                mix(longer, out=longer)
            np.right_shift(hashes, self._shift, out=feature_ids[:, begin : begin + width])
        return feature_ids.view(np.int64).T
