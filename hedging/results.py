"""What comes back: records for people (Cue, Sentence, Report), columns for machines (Batch).

A Batch holds any number of documents as flat arrays with offsets, document → sentence → cue, and builds a Report only when
one is asked for. Every offset counts code points in the caller's own text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from hedging.cues import KINDS
from hedging.errors import InputError


@dataclass(frozen=True, slots=True)
class Cue:
    """A hedging cue: `text` stands at code points `start` to `end` (exclusive) of the document; `score` is its probability."""

    start: int
    end: int
    text: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document with the probability that it is hedged, and whether that reaches the scheme's threshold."""

    start: int
    end: int
    text: str
    score: float
    hedged: bool
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A scored document; `model` and `scheme` name what the numbers come from.

    >>> import hedging
    >>> report = hedging.detect("Prices may fall. They rose in June.")
    >>> [(cue.text, cue.kind) for cue in report.cues]
    [('may', 'epistemic')]
    """

    text: str
    score: float
    sentences: tuple[Sentence, ...]
    model: str
    scheme: str

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues of all sentences, in text order."""
        return tuple(cue for sentence in self.sentences for cue in sentence.cues)

    def to_dict(self, id: str | None = None) -> dict[str, Any]:
        """The report as plain data for JSON; the text itself is left to its sentences."""
        return {
            "id": id,
            "model": self.model,
            "scheme": self.scheme,
            "score": round(self.score, 4),
            "sentences": [
                {
                    "start": sentence.start,
                    "end": sentence.end,
                    "text": sentence.text,
                    "score": round(sentence.score, 4),
                    "hedged": sentence.hedged,
                    "cues": [
                        {
                            "start": cue.start,
                            "end": cue.end,
                            "text": cue.text,
                            "kind": cue.kind,
                            "score": round(cue.score, 4),
                        }
                        for cue in sentence.cues
                    ],
                }
                for sentence in self.sentences
            ],
        }


Level = Literal["document", "sentence", "cue"]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Scored documents as columns.

    Sentences `sentence_offsets[i]:sentence_offsets[i + 1]` belong to document i and cues `cue_offsets[j]:cue_offsets[j + 1]`
    to sentence j. Starts and ends count code points in the document's text; kinds are indices into `hedging.KINDS`.

    >>> import hedging
    >>> batch = hedging.detect_batch(["Prices may fall.", "They rose."])
    >>> len(batch), batch[0].sentences[0].cues[0].text, batch.columns("sentence")["hedged"].tolist()
    (2, 'may', [True, False])
    """

    texts: Sequence[str]
    model: str
    scheme: str
    document_score: npt.NDArray[np.float64]
    sentence_offsets: npt.NDArray[np.int64]
    sentence_start: npt.NDArray[np.int64]
    sentence_end: npt.NDArray[np.int64]
    sentence_score: npt.NDArray[np.float64]
    sentence_hedged: npt.NDArray[np.bool_]
    cue_offsets: npt.NDArray[np.int64]
    cue_start: npt.NDArray[np.int64]
    cue_end: npt.NDArray[np.int64]
    cue_kind: npt.NDArray[np.uint8]
    cue_score: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, index: int) -> Report:
        size = len(self)
        if not -size <= index < size:
            raise IndexError(f"document {index} of a batch of {size}")
        index %= size
        text = self.texts[index]
        sentences = tuple(self._sentence(text, j) for j in range(self.sentence_offsets[index], self.sentence_offsets[index + 1]))
        return Report(text, float(self.document_score[index]), sentences, self.model, self.scheme)

    def __iter__(self) -> Iterator[Report]:
        return (self[index] for index in range(len(self)))

    def _sentence(self, text: str, j: int) -> Sentence:
        cues = []
        for k in range(self.cue_offsets[j], self.cue_offsets[j + 1]):
            a, b = int(self.cue_start[k]), int(self.cue_end[k])
            cues.append(Cue(a, b, text[a:b], KINDS[self.cue_kind[k]], float(self.cue_score[k])))
        start, end = int(self.sentence_start[j]), int(self.sentence_end[j])
        return Sentence(start, end, text[start:end], float(self.sentence_score[j]), bool(self.sentence_hedged[j]), tuple(cues))

    def columns(self, level: Level) -> dict[str, npt.NDArray[Any]]:
        """Columns of equal length, one row a document, sentence or cue; the index columns join the levels."""
        document = np.repeat(np.arange(len(self)), np.diff(self.sentence_offsets))
        sentence = np.repeat(np.arange(len(document)), np.diff(self.cue_offsets))
        if level == "document":
            return {
                "document": np.arange(len(self)),
                "score": self.document_score,
                "sentences": np.diff(self.sentence_offsets),
                "hedged": np.bincount(document[self.sentence_hedged], minlength=len(self)),
                "cues": np.bincount(document[sentence], minlength=len(self)),
            }
        if level == "sentence":
            return {
                "document": document,
                "sentence": np.arange(len(document)),
                "start": self.sentence_start,
                "end": self.sentence_end,
                "score": self.sentence_score,
                "hedged": self.sentence_hedged,
                "cues": np.diff(self.cue_offsets),
            }
        if level == "cue":
            return {
                "document": document[sentence],
                "sentence": sentence,
                "start": self.cue_start,
                "end": self.cue_end,
                "kind": np.array(KINDS)[self.cue_kind],
                "score": self.cue_score,
            }
        raise InputError(f"unknown level {level!r}; expected 'document', 'sentence' or 'cue'")
