"""The compiled core and numpy with other weights of depth than the released ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import starmap
from unittest.mock import patch

import hedging
from hedging.depth.files import shipped_depth
from hedging.engine import compiled, pipeline
from hedging.engine.depth import read_depth
from hedging.extension import extension
from hedging.kernel import depth_tables, tables
from hedging.kernel.bridge import CompiledScheme

CORE = extension()


@cache
def model_in_core():
    criteria = hedging.load().criteria
    return CORE.open(
        "model", tables.flat_file("model", tables.model_sections(criteria.model, criteria.scheme))
    )


def opened_depth(**changed):
    """The files of the released depth in the core, some of them changed."""
    model = shipped_depth()
    files = {
        "depth": depth_tables.depth_file(model),
        "scopes": depth_tables.scopes_file(model.scopes),
        "sources": depth_tables.sources_file(model.sources),
    }
    return CORE.join(model_in_core(), *starmap(CORE.open, (files | changed).items()))


class OtherDepth:
    """The light model with other weights of depth, through the core and through numpy."""

    def __init__(self, model, scheme="general"):
        self.model, self.criteria = model, hedging.load(scheme=scheme).criteria
        self.compiled = CompiledScheme(CORE, self.criteria.model, self.criteria.scheme)

    def batches(self, texts, spans=None):
        """The answers of the core, and those of numpy."""
        replaced = {"return_value": self.model}
        with (
            patch("hedging.depth.files.depth_beside", **replaced),
            patch("hedging.engine.depth.depth_beside", **replaced),
            patch("hedging.engine.compiled.compiled_scheme", return_value=self.compiled),
        ):
            found = compiled.score_batch(texts, spans, self.criteria, texts, "all")
            steps = pipeline.run_steps(texts, spans, self.criteria)
            batch = pipeline.to_batch(texts, steps, self.criteria)
            return found, replace(batch, depth=read_depth(steps, batch, self.criteria))
