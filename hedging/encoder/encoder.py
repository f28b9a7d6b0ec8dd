"""Sentences of a layout → marks: the reader of pieces, the network, and where its outputs lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from hedging.encoder.confidence import ConfidenceReader
from hedging.encoder.marks import Columns, Floats, Marks, find_marks, token_probabilities
from hedging.encoder.network import Floats32, check_outputs
from hedging.encoder.pieces import PieceReader, Pieces
from hedging.text.hashing import Ints

# Sentences whose outputs are held at a time, so that the memory is bounded.
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class EncodedScheme:
    """How the outputs of an encoder become answers under one scheme.

    The log-odds of a sentence are `slope` times those of its evidence, plus `sentence_slope` times
    the output for the whole sentence, plus `intercept`. Cues are shown from `cue_threshold` on, and
    sentences are hedged from `threshold` on. `band` is where the light model is unsure: the encoder
    reads the sentences with a score or a candidate inside it, or all of them if it is None.
    `cue_weights` are those of the light model's log-odds of a cue and of the encoder's, and what is
    added; without them the encoder answers alone.
    """

    columns: Columns
    slope: float
    intercept: float
    sentence_slope: float
    cue_threshold: float
    threshold: float
    cue_weights: tuple[float, ...] = ()
    band: tuple[float, float] | None = None


#: Where each sentence begins, in code points, its first token, and the stop after its last.
Bounds = tuple[Ints, Ints, Ints]


class Outputs(Protocol):
    """Whatever answers for the pieces of a sentence as a Network does."""

    def outputs(self, pieces: Pieces, reader: PieceReader, branch: str) -> Floats32:
        """The outputs of one branch, shape (pieces, columns)."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """A network, and the vocabulary that it was trained with.

    `confidence` reads whole texts; it is None for a network without a branch for them.
    """

    reader: PieceReader
    network: Outputs
    confidence: ConfidenceReader | None = None

    def read(
        self, texts: Sequence[str], bounds: Bounds, token_start: Ints, columns: Columns
    ) -> tuple[Marks, Floats]:
        """The marks of some sentences, and the output for each whole sentence.

        `texts` has the text of each sentence; token k begins at the code point `token_start[k]`.
        The output is 0 where the scheme has none.
        """
        marks: list[Marks] = []
        outputs: list[Floats] = []
        # One block for no sentences too.
        for begin in range(0, max(len(texts), 1), _BLOCK):
            rows = slice(begin, begin + _BLOCK)
            start, first, stop = bounds[0][rows], bounds[1][rows], bounds[2][rows]
            block = texts[rows], (start, first, stop), token_start, columns
            own, whole = self._read_block(*block)
            marks.append(own.moved(0, begin))
            outputs.append(whole)
        return Marks.joined(marks), np.concatenate(outputs)

    def _read_block(
        self, texts: Sequence[str], bounds: Bounds, token_start: Ints, columns: Columns
    ) -> tuple[Marks, Floats]:
        start, first, stop = bounds
        whole = np.zeros(len(texts))
        if not texts:
            return find_marks(np.zeros((0, len(columns.kinds) + 2)), first, columns), whole
        # The tokens of the sentences one after the other, and where those of each begin.
        lengths = stop - first
        origin = lengths.cumsum() - lengths
        last = max(columns.begins, columns.sentence or 0)
        rows: list[Ints] = []
        outputs: list[Floats32] = []
        for i, pieces in enumerate(self.reader.read(texts)):
            output = self.network.outputs(pieces, self.reader, columns.branch)
            is_right = output.ndim == 2 and len(output) == len(pieces.ids)
            is_right = is_right and output.shape[1] > last
            of = f"{columns.branch} for {len(pieces.ids)} pieces"
            check_outputs(output, is_right, of, f"its columns up to {last}")
            outputs.append(output)
            token = token_start.searchsorted(pieces.start + start[i], side="right") - 1
            inside = (token >= first[i]) & (token < stop[i])
            rows.append(np.where(inside, token - first[i] + origin[i], -1))
            if columns.sentence is not None and len(output):
                whole[i] = output[:, columns.sentence].mean()
        probabilities = token_probabilities(
            np.concatenate(outputs), np.concatenate(rows), int(lengths.sum()), columns
        )
        sentence = np.repeat(np.arange(len(texts)), lengths)
        marks = find_marks(probabilities, sentence, columns)
        return marks.moved((first - origin)[marks.sentence], 0), whole
