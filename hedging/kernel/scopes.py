"""Weights of scopes → the flat file that the compiled core reads.

It has a magic word, the fingerprint of the templates, whether the definition has kinds, all in 64
bytes, and then the tables, whose sizes are known. `scopes_open` in scopes.c reads and checks it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hedging.depth.scopes import ScopeWeights
from hedging.kernel.fingerprints import SCOPES
from hedging.kernel.tables import Parts

MAGIC: Final = b"HEDGSCOP"

_HEADER = 64


def flat_parts(tables: ScopeWeights) -> Parts:
    """The weights of a definition as the core reads them, in parts."""
    numbers = np.array([SCOPES, tables.has_kinds], dtype="<u8").tobytes()
    weights = (tables.tags, tables.begin.table, tables.stop.table)
    candidates = (tables.begin.is_candidate, tables.stop.is_candidate)
    head = (MAGIC + numbers).ljust(_HEADER, b"\0")
    return [
        head,
        *(np.ascontiguousarray(table, np.int8) for table in weights),
        *(np.ascontiguousarray(flags, np.bool_) for flags in candidates),
    ]
