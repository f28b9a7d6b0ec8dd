"""The models of depth: what reads scopes, sources, confidences and roles."""

from __future__ import annotations

from typing import NamedTuple

from hedging.depth.confidence import ConfidenceModel
from hedging.depth.roles import ClaimModel
from hedging.depth.scopes import ScopeWeights
from hedging.depth.sources import SourceWeights


class DepthModel(NamedTuple):
    """All weights of depth.

    `scopes` follow our own definition of a scope, `bioscope_scopes` that of BioScope.
    """

    name: str
    scopes: ScopeWeights
    bioscope_scopes: ScopeWeights
    sources: SourceWeights
    confidence: ConfidenceModel
    claims: ClaimModel

    def scopes_under(self, scheme: str) -> ScopeWeights:
        """The weights of the scopes that go with the cues of a scheme."""
        return self.bioscope_scopes if scheme == "bioscope" else self.scopes
