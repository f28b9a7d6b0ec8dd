"""Pieces of a sentence → outputs for each piece, by a network in ONNX.

A sentence is a call of its own. The network's whole numbers are scaled by what the call holds; in a
call for many sentences, a sentence would get another answer in other company. It costs little pace:
the time of a call is nearly that of its pieces.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.encoder.pieces import PieceReader, Pieces
from hedging.errors import ModelError, require

Floats32 = npt.NDArray[np.float32]

#: The most pieces of a call, without those around it; the network has learned from no longer ones.
WINDOW = 158
# Pieces that two windows of a longer sentence share at least.
_OVERLAP = 48
#: The output of a network from which a network for whole texts reads on.
FORK = "fork"


class Session:
    """A file in ONNX that answers; it begins when it is first asked."""

    def __init__(self, content: bytes) -> None:
        self._runtime = require("onnxruntime", "a model with an encoder", "encoder")
        self._content = content
        self._session: Any = None

    def __reduce__(self) -> tuple[type[Session], tuple[bytes]]:
        return Session, (self._content,)

    def run(self, output: str, inputs: dict[str, Any]) -> Floats32:
        """One output of the file; ModelError if it cannot answer."""
        try:
            if self._session is None:
                self._begin()
            (found,) = self._session.run([output], inputs, self._options)
        except Exception as error:  # onnxruntime raises a dozen types for a damaged network
            raise ModelError(
                f"the network of the model cannot answer: {error}; install the model again"
            ) from error
        return np.asarray(found)

    def _begin(self) -> None:
        options = self._runtime.SessionOptions()
        # Whoever wants more cores takes more processes, as for the light model.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # The layers of other branches are left out.
        self._options = self._runtime.RunOptions()
        self._options.only_execute_path_to_fetches = True
        self._session = self._runtime.InferenceSession(
            self._content, options, providers=["CPUExecutionProvider"]
        )


class Network:
    """A network for the pieces of sentences, by a file in ONNX."""

    def __init__(self, file: Session) -> None:
        self._file = file

    def outputs(self, pieces: Pieces, reader: PieceReader, branch: str) -> Floats32:
        """The outputs of one branch, shape (pieces, columns)."""
        parts = []
        for begin, end, first, stop in windows(len(pieces.ids)):
            output = self.window(pieces, reader, branch, begin, end)
            parts.append(output[0, 1 + first - begin : 1 + stop - begin])
        return np.concatenate(parts)

    def window(
        self, pieces: Pieces, reader: PieceReader, branch: str, begin: int, end: int
    ) -> Floats32:
        """The outputs of a branch for some pieces and what stands around them."""
        ids = np.empty((1, end - begin + 2), dtype=np.int64)
        ids[0, 0], ids[0, 1:-1], ids[0, -1] = reader.first, pieces.ids[begin:end], reader.last
        case = np.zeros_like(ids)
        case[0, 1:-1] = pieces.case[begin:end]
        return self._file.run(branch, {"ids": ids, "case": case})


class TextNetwork:
    """A network for whole texts, by a second file in ONNX that reads on from the first one's FORK.

    Its output is called `confidence`.
    """

    def __init__(self, network: Network, file: Session) -> None:
        self._network = network
        self._file = file

    def outputs(self, pieces: Pieces, reader: PieceReader) -> Floats32:
        """The outputs for a whole text, shape (columns,).

        Only the first window of a longer text is read: what it says of a text, it says there.
        """
        end = min(len(pieces.ids), WINDOW)
        states = self._network.window(pieces, reader, FORK, 0, end)
        return np.asarray(self._file.run("confidence", {"states": states})[0])


def check_outputs(outputs: Floats32, is_right: bool, of: str, columns: str) -> None:
    """Raise ModelError for outputs of another shape than is right, or that are no numbers."""
    wrong = f"an array of shape {outputs.shape}, and the config names {columns}"
    if is_right and not np.isfinite(outputs).all():
        is_right, wrong = False, "numbers that are not finite"
    if not is_right:
        raise ModelError(f"the network gives {of} {wrong}: install the model again")


def windows(length: int) -> list[tuple[int, int, int, int]]:
    """Windows over the pieces of a sentence, and the pieces that each answers for.

    A row is the window `begin:end` and its own pieces `first:stop`. Where windows overlap, each
    piece belongs to the one in which it is farther from an end.

    >>> windows(3)
    [(0, 3, 0, 3)]
    >>> windows(300)
    [(0, 158, 0, 114), (71, 229, 114, 185), (142, 300, 185, 300)]
    """
    count = max(1, -(-(length - _OVERLAP) // (WINDOW - _OVERLAP)))
    if count == 1:
        return [(0, length, 0, length)]
    begins = [k * (length - WINDOW) // (count - 1) for k in range(count)]
    inner = [(begin + WINDOW + after) // 2 for begin, after in pairwise(begins)]
    edges = [0, *inner, length]
    return [
        (begin, begin + WINDOW, first, stop)
        for begin, (first, stop) in zip(begins, pairwise(edges), strict=True)
    ]
