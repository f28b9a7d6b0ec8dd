"""Sentences with their cues → the scope of each cue, by the compiled core.

The weights of a definition are handed over when they are first needed, as a flat file: a magic
word, the fingerprint of the templates, whether the definition has kinds, all in 64 bytes, and then
the tables, whose sizes are known. `scopes_open` in scopes.c reads and checks it.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any, Final

import numpy as np

from hedging.depth.cued import CuedSentences
from hedging.depth.scopes import ScopeWeights
from hedging.extension import extension, taken
from hedging.kernel.depth_schema import FINGERPRINT
from hedging.kernel.tables import Parts
from hedging.text.hashing import Ints

MAGIC: Final = b"HEDGSCOP"

_HEADER = 64
# The columns that the core reads, the wide ones first, with the type of each.
_COLUMNS: Final[tuple[tuple[str, np.dtype[Any]], ...]] = (
    *((name, np.dtype("<u8")) for name in ("ids", "classes", "words")),
    *((name, np.dtype("<i8")) for name in ("stop", "sentence", "start", "end")),
    *((name, np.dtype(np.uint8)) for name in ("initial", "kind")),
)


def flat_parts(tables: ScopeWeights) -> Parts:
    """The weights of a definition as the core reads them, in parts."""
    numbers = np.array([FINGERPRINT, tables.has_kinds], dtype="<u8").tobytes()
    weights = (tables.tags, tables.begin.table, tables.stop.table)
    candidates = (tables.begin.is_candidate, tables.stop.is_candidate)
    head = (MAGIC + numbers).ljust(_HEADER, b"\0")
    return [
        head,
        *(np.ascontiguousarray(table, np.int8) for table in weights),
        *(np.ascontiguousarray(flags, np.bool_) for flags in candidates),
    ]


def flat_columns(cued: CuedSentences) -> bytes:
    """The columns of sentences with their cues as the core reads them, one behind the other."""
    return b"".join(np.ascontiguousarray(getattr(cued, name), own).data for name, own in _COLUMNS)


class CompiledScopes:
    """The compiled core with the weights of a definition."""

    def __init__(self, module: ModuleType, tables: ScopeWeights) -> None:
        self._module = module
        #: The weights as the core has them.
        self.tables = module.open_scopes(flat_parts(tables))

    def find_scopes(self, cued: CuedSentences) -> tuple[Ints, Ints]:
        """The first row and the stop of each cue's scope, as `hedging.depth.scopes` finds them."""
        sizes = len(cued.ids), len(cued.stop), len(cued.start)
        ends = self._module.find_scopes(self.tables, flat_columns(cued), *sizes)
        begin, stop = np.frombuffer(ends, dtype=np.int64).reshape(2, -1)
        return begin, stop


def compiled_scopes(tables: ScopeWeights, *, pure: bool) -> CompiledScopes | None:
    """The core with the weights of a definition; None where pure Python is to answer."""
    module = extension(pure=pure)
    return None if module is None else _compiled_scopes(module, tables)


@lru_cache(maxsize=4)
def _compiled_scopes(module: ModuleType, tables: ScopeWeights) -> CompiledScopes | None:
    return taken("the weights of scopes", lambda: CompiledScopes(module, tables))
