"""Texts → how sure each sounds, what it does and why it declines, by a network for whole texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from hedging.encoder.marks import Floats
from hedging.encoder.network import Floats32, check_outputs
from hedging.encoder.pieces import PieceReader, Pieces
from hedging.kinds import DECLINED, ROLES

# Texts whose pieces are held at a time, so that the memory is bounded.
_BLOCK = 256
# No wording is surer than these log-odds, whatever a network says.
_GREATEST = 8.0


class TextOutputs(Protocol):
    """Whatever answers for a whole text as a TextNetwork does."""

    def outputs(self, pieces: Pieces, reader: PieceReader) -> Floats32:
        """The outputs for a text, shape (columns,)."""


class Readings(NamedTuple):
    """How sure each text sounds, as log-odds, and the evidence of what it does.

    `roles` has the shape (texts, roles), in the order of ROLES. `declined` has a column for texts
    that answer, and then one for each of DECLINED. What the network does not know has minus
    infinity.
    """

    log_odds: Floats
    roles: Floats
    declined: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ConfidenceReader:
    """A network that reads whole texts, and its vocabulary.

    Its first output is the log-odds of the confidence. The next ones are those of `roles`, as
    indices of ROLES. If there are reasons to decline, as indices of DECLINED, then the last ones
    are that of answering and those of `declined`.
    """

    reader: PieceReader
    network: TextOutputs
    roles: tuple[int, ...]
    declined: tuple[int, ...] = ()

    def read(self, texts: Sequence[str]) -> Readings:
        """Read some texts.

        Each text is read by a call of its own, so its answer does not depend on the other texts.
        Only the first window of a long text is read.
        """
        answers = 1 + len(self.roles)
        size = (answers + len(self.declined) + bool(self.declined),)
        outputs = np.zeros((len(texts), *size), dtype=np.float64)
        for begin in range(0, len(texts), _BLOCK):
            for i, pieces in enumerate(self.reader.read(texts[begin : begin + _BLOCK]), begin):
                output = self.network.outputs(pieces, self.reader)
                check_outputs(output, output.shape == size, "a text", f"{size[0]} columns")
                outputs[i] = output
        roles = np.full((len(texts), len(ROLES)), -np.inf)
        roles[:, self.roles] = outputs[:, 1:answers]
        declined = np.full((len(texts), 1 + len(DECLINED)), -np.inf)
        columns = [0, *(1 + reason for reason in self.declined)] if self.declined else []
        declined[:, columns] = outputs[:, answers:]
        return Readings(np.clip(outputs[:, 0], -_GREATEST, _GREATEST), roles, declined)
