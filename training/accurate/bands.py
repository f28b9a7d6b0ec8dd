"""Bands of cascades, and outputs that are kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from hedging.encoder.encoder import Outputs
from hedging.encoder.pieces import PieceReader

#: The bands that are tried, as log-odds from the middle, the narrowest first.
WIDTHS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)


class RememberedOutputs:
    """A network that keeps its outputs, for sentences that are read several times."""

    def __init__(self, network: Outputs) -> None:
        self._network = network
        self._outputs: dict[tuple[bytes, bytes, str], Any] = {}

    def outputs(self, pieces: Any, reader: PieceReader, branch: str) -> Any:
        """The outputs of one branch for the pieces of a sentence."""
        key = pieces.ids.tobytes(), pieces.case.tobytes(), branch
        if key not in self._outputs:
            self._outputs[key] = self._network.outputs(pieces, reader, branch)
        return self._outputs[key]


def band_of(width: float) -> tuple[float, float]:
    """The probabilities at so many log-odds from the middle, with four decimals.

    >>> band_of(2.0)
    (0.1192, 0.8808)
    """
    high = round(float(1 / (1 + np.exp(-width))), 4)
    return round(1 - high, 4), high
