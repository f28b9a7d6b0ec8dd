"""The way beyond cues: steps of a round → scopes, strengths and holders, and how sure it sounds."""

from __future__ import annotations

from hedging.batch import Batch
from hedging.depth.columns import DepthColumns
from hedging.pipeline import Criteria, Steps


def read_depth(steps: Steps, batch: Batch, criteria: Criteria) -> DepthColumns | None:
    """The depth of a scored round."""
    return None
