"""Outputs for pieces → marks: spans of tokens that may be cues, with kinds and probabilities.

The outputs of a scheme's columns are the log-odds of its classes (no cue, or a kind) for each
piece, and of a cue that begins there. A token has the mean of its pieces. Tokens in a row that are
more likely a cue than not are one mark, divided where a cue begins; a less likely token is a mark
of its own, which adds to the evidence of its sentence:

    token      It   may   well   rain   .
    a cue      .00  .98   .91    .08    .00
    begins     .0   .9    .2     .1     .0
    mark            [may  well] [rain]           with probabilities .98 and .08
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from hedging.encoder.network import Floats32
from hedging.kinds import KINDS
from hedging.text.hashing import Bools, Ints

# A token is taken for a cue from the first probability on, and noted from the second on.
_LIKELY, _FAINT = 0.5, 0.03

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """The output columns of a scheme: its classes, the beginning of a cue, the sentence.

    `classes` begins with no cue, and goes on with `kinds`, as indices of KINDS. `sentence` is the
    column of a sentence's log-odds, or None.
    """

    branch: str
    kinds: tuple[int, ...]
    first: int
    sentence: int | None

    @property
    def classes(self) -> slice:
        """The columns of the classes."""
        return slice(self.first, self.first + len(self.kinds) + 1)

    @property
    def begins(self) -> int:
        """The column of a beginning."""
        return self.first + len(self.kinds) + 1


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks as columns in text order: the tokens `start:end` of a `sentence`.

    `probability` says how likely the mark is a cue. `kinds` has a row for each mark: the
    probability of each of KINDS, if the mark is a cue.
    """

    start: Ints
    end: Ints
    sentence: Ints
    probability: Floats
    kinds: Floats

    @classmethod
    def joined(cls, marks: Sequence[Marks]) -> Marks:
        """The marks of several blocks of sentences, one after the other."""
        names = [field.name for field in fields(cls)]
        return cls(*(np.concatenate([getattr(own, name) for own in marks]) for name in names))

    def take(self, rows: Bools | Ints) -> Marks:
        """The chosen marks."""
        return Marks(*(getattr(self, field.name)[rows] for field in fields(self)))

    def moved(self, tokens: int | Ints, sentences: int) -> Marks:
        """The same marks, some tokens and sentences further on."""
        return replace(
            self,
            start=self.start + tokens,
            end=self.end + tokens,
            sentence=self.sentence + sentences,
        )


def token_probabilities(outputs: Floats32, token: Ints, tokens: int, columns: Columns) -> Floats:
    """Probabilities for each token: of no cue, of each kind, and in the last column of a beginning.

    `token` is the token of each piece, -1 for none; a token without a piece is no cue.
    """
    logits = outputs[:, columns.classes].astype(np.float64)
    logits -= logits.max(axis=1, keepdims=True)
    odds = np.exp(logits)
    classes = odds / odds.sum(axis=1, keepdims=True)
    begins = 1 / (1 + np.exp(-np.clip(outputs[:, columns.begins].astype(np.float64), -60, 60)))
    pieces = np.bincount(token[token >= 0], minlength=tokens)
    summed = np.zeros((tokens, classes.shape[1] + 1))
    np.add.at(summed[:, :-1], token[token >= 0], classes[token >= 0])
    # A cue begins at a token if it begins at one of its pieces.
    np.maximum.at(summed[:, -1], token[token >= 0], begins[token >= 0])
    summed[:, :-1] /= np.maximum(pieces, 1)[:, None]
    summed[pieces == 0, 0] = 1.0
    return summed


def find_marks(probabilities: Floats, sentence: Ints, columns: Columns) -> Marks:
    """The marks in tokens of the sentences `sentence`, which are in order.

    >>> columns = Columns("general", (0,), 0, None)
    >>> tokens = np.array([[1, 0, 0], [0.02, 0.98, 0.9], [0.09, 0.91, 0.2], [0.92, 0.08, 0.1]])
    >>> marks = find_marks(tokens, np.zeros(4, dtype=np.int64), columns)
    >>> marks.start.tolist(), marks.end.tolist(), marks.probability.round(2).tolist()
    ([1, 3], [3, 4], [0.98, 0.08])
    """
    probability = 1 - probabilities[:, 0]
    likely = probability >= _LIKELY
    goes_on = np.zeros(len(likely), dtype=np.bool_)
    goes_on[1:] = likely[1:] & likely[:-1] & (sentence[1:] == sentence[:-1])
    goes_on &= probabilities[:, -1] <= _LIKELY
    begins = (probability >= _FAINT) & ~goes_on
    start = begins.nonzero()[0]
    inside = (begins | goes_on).nonzero()[0]
    kinds = np.zeros((len(start), len(KINDS)))
    if not len(start):
        return Marks(start, start, start, np.zeros(0), kinds)
    first = np.flatnonzero(begins[inside])
    summed = np.add.reduceat(probabilities[inside, 1:-1], first, axis=0)
    kinds[:, columns.kinds] = summed / summed.sum(axis=1, keepdims=True)
    length = np.diff(first, append=len(inside))
    highest = np.maximum.reduceat(probability[inside], first)
    return Marks(start, start + length, sentence[start], highest, kinds)
