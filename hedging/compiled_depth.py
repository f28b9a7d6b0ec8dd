"""The parts of the way beyond cues that the compiled kernel has, each in one call.

Each function has the name of its part and gives its answer, by the kernel or, where that was not
built or is not wanted, by the arrays, which are the reference.
"""

from __future__ import annotations

from hedging.depth import scopes
from hedging.depth.cued import CuedSentences
from hedging.depth.scopes import ScopeWeights
from hedging.kernel.scopes import compiled_scopes
from hedging.text.hashing import Ints


def find_scopes(cued: CuedSentences, tables: ScopeWeights, *, pure: bool) -> tuple[Ints, Ints]:
    """The first row and the stop of each cue's scope; the cue lies inside."""
    compiled = compiled_scopes(tables, pure=pure)
    return scopes.find_scopes(cued, tables) if compiled is None else compiled.find_scopes(cued)
