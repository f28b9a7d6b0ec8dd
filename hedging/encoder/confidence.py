"""Texts → how sure each sounds, and what it does, by a network for whole texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from hedging.encoder.marks import Floats
from hedging.encoder.network import Floats32, check_outputs
from hedging.encoder.pieces import PieceReader, Pieces
from hedging.kinds import ROLES

# Texts whose pieces are held at a time, so that the memory is bounded.
_BLOCK = 256
# No wording is surer than these log-odds, whatever a network says.
_GREATEST = 8.0


class TextOutputs(Protocol):
    """Whatever answers for a whole text as a TextNetwork does."""

    def outputs(self, pieces: Pieces, reader: PieceReader) -> Floats32:
        """The outputs for a text, shape (columns,)."""


@dataclass(frozen=True, slots=True, eq=False)
class ConfidenceReader:
    """A network that reads whole texts, and its vocabulary.

    Its first output is the log-odds of the confidence; the others are those of `roles`, as indices
    of ROLES.
    """

    reader: PieceReader
    network: TextOutputs
    roles: tuple[int, ...]

    def read(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """How sure each text sounds, as log-odds, and those of each of ROLES.

        The second has the shape (texts, roles), and minus infinity for a role that the network
        does not know. Each text is read by a call of its own, so its answer does not depend on the
        other texts. Only the first window of a long text is read.
        """
        size = (1 + len(self.roles),)
        outputs = np.zeros((len(texts), *size), dtype=np.float64)
        for begin in range(0, len(texts), _BLOCK):
            for i, pieces in enumerate(self.reader.read(texts[begin : begin + _BLOCK]), begin):
                output = self.network.outputs(pieces, self.reader)
                check_outputs(output, output.shape == size, "a text", f"{size[0]} columns")
                outputs[i] = output
        evidence = np.full((len(texts), len(ROLES)), -np.inf)
        evidence[:, self.roles] = outputs[:, 1:]
        return np.clip(outputs[:, 0], -_GREATEST, _GREATEST), evidence
