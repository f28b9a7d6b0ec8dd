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
    """

    columns: Columns
    slope: float
    intercept: float
    sentence_slope: float
    cue_threshold: float
    threshold: float
    band: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Spans:
    """Sentences and their tokens, in code points of one text.

    Sentence i begins at `start[i]` and has the tokens `first[i]:stop[i]`; token k begins at
    `token_start[k]`.
    """

    start: Ints
    first: Ints
    stop: Ints
    token_start: Ints


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

    def read(self, texts: Sequence[str], spans: Spans, columns: Columns) -> tuple[Marks, Floats]:
        """The marks of some sentences, and the output for each whole sentence.

        `texts` has the text of each sentence. The output is 0 where the scheme has none.
        """
        marks: list[Marks] = []
        outputs: list[Floats] = []
        # One block for no sentences too.
        for begin in range(0, max(len(texts), 1), _BLOCK):
            rows = slice(begin, begin + _BLOCK)
            block = Spans(
                spans.start[rows],
                spans.first[rows],
                spans.stop[rows],
                spans.token_start,
            )
            own, whole = self._read_block(texts[rows], block, columns)
            marks.append(own.moved(0, begin))
            outputs.append(whole)
        return Marks.joined(marks), np.concatenate(outputs)

    def _read_block(
        self, texts: Sequence[str], spans: Spans, columns: Columns
    ) -> tuple[Marks, Floats]:
        whole = np.zeros(len(texts))
        if not texts:
            return find_marks(np.zeros((0, len(columns.kinds) + 2)), spans.first, columns), whole
        # The tokens of the sentences one after the other, and where those of each begin.
        lengths = spans.stop - spans.first
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
            token = spans.token_start.searchsorted(pieces.start + spans.start[i], side="right") - 1
            inside = (token >= spans.first[i]) & (token < spans.stop[i])
            rows.append(np.where(inside, token - spans.first[i] + origin[i], -1))
            if columns.sentence is not None and len(output):
                whole[i] = output[:, columns.sentence].mean()
        probabilities = token_probabilities(
            np.concatenate(outputs), np.concatenate(rows), int(lengths.sum()), columns
        )
        sentence = np.repeat(np.arange(len(texts)), lengths)
        marks = find_marks(probabilities, sentence, columns)
        return marks.moved((spans.first - origin)[marks.sentence], 0), whole
