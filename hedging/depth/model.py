"""The models of depth: what reads scopes, sources, confidences and roles."""

from __future__ import annotations

from dataclasses import dataclass

from hedging.depth.claims import ClaimModel
from hedging.depth.confidence import ConfidenceModel
from hedging.depth.scopes import ScopeWeights
from hedging.depth.sources import SourceWeights

# The scheme whose scopes are those of BioScope.
_BIOSCOPE = "bioscope"


@dataclass(frozen=True, slots=True, eq=False)
class DepthModel:
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
        return self.bioscope_scopes if scheme == _BIOSCOPE else self.scopes
