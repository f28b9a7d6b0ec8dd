"""The parts of depth that the compiled kernel takes over, where it is built and wanted.

The pure way is the reference for each part, and gives the same bits.
"""

from __future__ import annotations

from hedging.depth import sources
from hedging.depth.cued import CuedSentences
from hedging.depth.model import DepthModel
from hedging.depth.sources import Sources
from hedging.kernel.sources import compiled_sources
from hedging.text.hashing import Bools


def find_sources(
    cued: CuedSentences, quoted_rows: Bools, model: DepthModel, *, pure: bool
) -> Sources:
    """The sources of all cues; `quoted_rows` says which rows stand inside a quotation."""
    compiled = compiled_sources(model, pure=pure)
    if compiled is None:
        return sources.find_sources(cued, quoted_rows, model.sources)
    return compiled.find(cued, quoted_rows)
