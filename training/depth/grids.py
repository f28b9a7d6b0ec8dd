"""The grids of the tables of a depth model: see `hedging.text.weights.on_grid`.

The steps of sources and of holders are those with which weights that had not seen a fifth of the
training documents lost nothing on this fifth. Those of scopes, roles and runs are as coarse as the
room of the wheel asks for; `benchmarks/research.md` says what they cost.
"""

from __future__ import annotations

from collections.abc import Mapping

#: The steps of the tables by their paths, in steps of the 8 bits of a weight; others stay as they
#: are.
STEPS: Mapping[str, int] = {
    "scopes.tags": 6,
    "scopes.begin.table": 4,
    "scopes.stop.table": 4,
    "bioscope_scopes.begin.table": 4,
    "bioscope_scopes.stop.table": 4,
    "sources.phrases.begin.table": 6,
    "sources.phrases.end.table": 6,
    "sources.phrases.pair.table": 6,
    "sources.phrases.none.table": 6,
    "sources.writer.table": 4,
    "sources.holder.table": 4,
    "sources.negated.table": 4,
    "confidence.signals.table": 4,
    "confidence.runs": 12,
    "claims.weights": 4,
    "declined.weights": 4,
}
