"""The depth of a batch as columns: rows beside those of its documents, sentences and cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.kinds import DECLINED, HOLDERS, ROLES
from hedging.text.hashing import Ints

#: How sure a text that declines to answer can sound at most.
SUREST_DECLINED: Final = 0.3
#: In place of a span that is not there.
NO_SPAN: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class DepthColumns:
    """What cues make uncertain, how much, and whose doubt it is.

    A column has a row for each document, sentence or cue, as its name begins. `model` names the
    model of depth; confidences and roles that an encoder has read are of the model with the
    encoder, which the batch names. A confidence is NaN where nothing is claimed.
    `document_declined` is 0 for a text that answers, else 1 more than an index into DECLINED.
    `sentence_role` is an index into ROLES, `cue_holder` into HOLDERS. Starts and ends count code
    points in the document's text; the source of a cue is NO_SPAN where the sentence names none. The
    arrays are read-only.
    """

    model: str
    document_confidence: npt.NDArray[np.float64]
    document_declined: npt.NDArray[np.uint8]
    sentence_role: npt.NDArray[np.uint8]
    sentence_confidence: npt.NDArray[np.float64]
    cue_scope_start: npt.NDArray[np.int64]
    cue_scope_end: npt.NDArray[np.int64]
    cue_strength: npt.NDArray[np.float64]
    cue_holder: npt.NDArray[np.uint8]
    cue_source_start: npt.NDArray[np.int64]
    cue_source_end: npt.NDArray[np.int64]
    cue_quoted: npt.NDArray[np.bool_]
    cue_negated: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        for name in COLUMN_NAMES:
            getattr(self, name).setflags(write=False)

    def document(self, number: int) -> tuple[float | None, str | None]:
        """The confidence of a document, and why it declines."""
        confidence = _claimed(self.document_confidence[number : number + 1])[0]
        return confidence, _REASONS[int(self.document_declined[number])]

    def sentences(self, rows: slice) -> list[list[Any]]:
        """The columns of some sentences as Sentences have them: role and confidence."""
        role, confidence = self.sentence_role[rows].tolist(), self.sentence_confidence[rows]
        return [[ROLES[number] for number in role], _claimed(confidence)]

    def cues(self, rows: slice) -> list[list[Any]]:
        """The columns of some cues as Cues have them: scope, strength, holder, source and flags."""
        begin, end, strength, holder, first, stop, *flags = (
            getattr(self, f"cue_{name}")[rows].tolist() for name in DEPTH_NAMES["cue"]
        )
        source = [None if span[0] == NO_SPAN else span for span in zip(first, stop, strict=True)]
        holders = [HOLDERS[number] for number in holder]
        return [list(zip(begin, end, strict=True)), strength, holders, source, *flags]

    def named(self, level: str) -> dict[str, npt.NDArray[Any]]:
        """The columns of a level under the names of DEPTH_NAMES; what is not there is None.

        Arrays of objects are for many rows. For the records of an article, lists are quicker.
        """
        columns = {
            name: _for_tables(name, getattr(self, f"{level}_{name}"))
            for name in DEPTH_NAMES[level]
            if name != "depth"
        }
        if level == "document":
            columns["depth"] = repeated(self.model, len(self.document_confidence))
        return columns

    def take(self, documents: Ints, sentences: Ints, cues: Ints) -> DepthColumns:
        """The columns of the chosen documents, sentences and cues."""
        rows = {"document": documents, "sentence": sentences, "cue": cues}
        chosen = (getattr(self, name)[rows[name.partition("_")[0]]] for name in COLUMN_NAMES)
        return DepthColumns(self.model, *chosen)

    def settled(self, sentence_offsets: Ints) -> DepthColumns:
        """The columns, with confidences of at most SUREST_DECLINED for texts that decline.

        So has the sentence of such a text, if it has only one. `sentence_offsets` are those of the
        batch.
        """
        declines = (self.document_declined > 0) & (self.document_declined < len(DECLINED))
        if not declines.any():
            return self
        document, sentence = self.document_confidence.copy(), self.sentence_confidence.copy()
        alone = sentence_offsets[:-1][declines & (np.diff(sentence_offsets) == 1)]
        for values, rows in ((document, declines), (sentence, alone)):
            values[rows] = np.minimum(values[rows], SUREST_DECLINED)
        return replace(self, document_confidence=document, sentence_confidence=sentence)

    @classmethod
    def concat(cls, parts: Sequence[DepthColumns]) -> DepthColumns:
        """The columns of one or more batches in order."""
        joined: list[npt.NDArray[Any]] = [
            np.concatenate([getattr(part, name) for part in parts]) for name in COLUMN_NAMES
        ]
        return cls(parts[0].model, *joined)


#: The names of the columns.
COLUMN_NAMES: Final = tuple(field.name for field in fields(DepthColumns) if field.name != "model")
#: The names of the columns of each level, in the tables that a batch makes.
DEPTH_NAMES: Final = {
    level: (*(name[len(level) + 1 :] for name in COLUMN_NAMES if name.startswith(level)), *more)
    for level, more in (("document", ("depth",)), ("sentence", ()), ("cue", ()))
}

_REASONS: Final = (None, *DECLINED)
_LABELS = {
    name: np.array(labels, dtype=object)
    for name, labels in (("role", ROLES), ("holder", HOLDERS), ("declined", _REASONS))
}


def _for_tables(name: str, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A column with labels for indices, and with None where a number is missing."""
    if name in _LABELS:
        return np.asarray(_LABELS[name][values])
    if name != "confidence" and not name.startswith("source_"):
        return values
    objects = values.astype(object)
    objects[np.isnan(values) if name == "confidence" else values == NO_SPAN] = None
    return objects


def _claimed(confidence: npt.NDArray[np.float64]) -> list[float | None]:
    """Confidences, None where nothing is claimed: NaN alone is not equal to itself."""
    return [value if value == value else None for value in confidence.tolist()]  # noqa: PLR0124


def repeated(text: str | None, size: int) -> npt.NDArray[Any]:
    """A column of the same text, which is in memory once; nobody can write to it.

    >>> repeated("general", 2).tolist()
    ['general', 'general']
    """
    return np.broadcast_to(np.array(text, dtype=object), size)
