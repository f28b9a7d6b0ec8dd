"""The parts of the way beyond cues that the compiled kernel has, each in one call.

Each function has the name of its part and gives its answer, by the kernel or, where that was not
built or is not wanted, by the arrays, which are the reference.
"""

from __future__ import annotations

from hedging.depth import scopes, sources
from hedging.depth.cued import CuedSentences
from hedging.depth.model import DepthModel
from hedging.depth.scopes import ScopeWeights
from hedging.depth.sources import Sources
from hedging.kernel.scopes import compiled_scopes
from hedging.kernel.sources import compiled_sources
from hedging.text.hashing import Bools, Ints


def find_scopes(cued: CuedSentences, tables: ScopeWeights, *, pure: bool) -> tuple[Ints, Ints]:
    """The first row and the stop of each cue's scope; the cue lies inside."""
    compiled = compiled_scopes(tables, pure=pure)
    return scopes.find_scopes(cued, tables) if compiled is None else compiled.find_scopes(cued)


def find_sources(
    cued: CuedSentences, quoted_rows: Bools, model: DepthModel, *, pure: bool
) -> Sources:
    """The sources of all cues; `quoted_rows` says which rows stand inside a quotation."""
    compiled = compiled_sources(model, pure=pure)
    if compiled is None:
        return sources.find_sources(cued, quoted_rows, model.sources)
    return compiled.find(cued, quoted_rows)
