"""What comes back: records for people (Cue, Sentence, Report), columns for machines (Batch).

A Batch holds any number of documents as flat arrays with offsets, document → sentence → cue, and builds a Report only when
one is asked for. Every offset counts code points in the caller's own text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from hedging import plots
from hedging.cues import KINDS, known_kinds
from hedging.errors import InputError
from hedging.marks import marked


def _rounded(record: Cue | Reason) -> dict[str, Any]:
    """A record's fields as plain data, with four decimals."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(record).items()}


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

    def pieces(self) -> Iterator[tuple[str, Cue | None]]:
        """The sentence's text in pieces, each with the cue that it is, or None.

        >>> import hedging
        >>> [piece for piece, _ in hedging.detect("It may rain.").sentences[0].pieces()]
        ['It ', 'may', ' rain.']
        """
        place = 0
        for cue in self.cues:
            if cue.start - self.start > place:
                yield self.text[place : cue.start - self.start], None
            yield cue.text, cue
            place = cue.end - self.start
        if place < len(self.text):
            yield self.text[place:], None


@dataclass(frozen=True, slots=True)
class Report:
    """A scored document; `model` and `scheme` name what the numbers come from, `kinds` are those that make a sentence hedged.

    Where the kinds were chosen, they stand in the name of the scheme too: "general:epistemic,weasel".

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
    kinds: tuple[str, ...]

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues of all sentences, in text order."""
        return tuple(cue for sentence in self.sentences for cue in sentence.cues)

    @property
    def hedged(self) -> tuple[Sentence, ...]:
        """The hedged sentences, in text order."""
        return tuple(sentence for sentence in self.sentences if sentence.hedged)

    @property
    def words(self) -> int:
        """Number of words: runs of anything but white space."""
        return len(self.text.split())

    def passages(self) -> Iterator[tuple[str, Sentence | None]]:
        """The whole text in order: the sentences, and what stands between them, which belongs to none.

        >>> import hedging
        >>> [(text, sentence is not None) for text, sentence in hedging.detect(" One. Two.").passages()]
        [(' ', False), ('One.', True), (' ', False), ('Two.', True)]
        """
        place = 0
        for one in self.sentences:
            if one.start > place:
                yield self.text[place : one.start], None
            yield one.text, one
            place = one.end
        if place < len(self.text):
            yield self.text[place:], None

    def counts(self) -> dict[str, int]:
        """Number of cues of each kind, of every one of `hedging.KINDS`, in their order."""
        found = Counter(cue.kind for cue in self.cues)
        return {kind: found[kind] for kind in KINDS}

    def density(self, kinds: Iterable[str] | None = None) -> float:
        """Cues per 100 words, of the kinds that count or of others; 0 without a word. An unknown kind is an InputError.

        >>> import hedging
        >>> hedging.detect("Prices may fall, they said on Monday at noon today.").density()
        10.0
        """
        counts = self.counts()
        return 100 * sum(counts[kind] for kind in (self.kinds if kinds is None else known_kinds(kinds))) / max(self.words, 1)

    def plot(self, ax: Any = None) -> Any:
        """Bars along the text, a sentence each, as high as it is likely to be hedged, with the cues below by kind.

        Draws on the matplotlib axes `ax`, or on new ones, and returns them. Needs `pip install 'hedging[plot]'`.
        """
        sentences, cues = self.sentences, self.cues
        return plots.along(
            np.array([(one.start, one.end) for one in sentences], dtype=np.int64).reshape(-1, 2),
            np.array([one.score for one in sentences]),
            np.array([one.hedged for one in sentences], dtype=np.bool_),
            {kind: [cue.start for cue in cues if cue.kind == kind] for kind in KINDS},
            ax,
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the text with its cues marked, and a line that sums it up; of a long one, the beginning."""
        from html import escape

        parts: list[str] = []
        shown = 0
        for text, one in self.passages():
            if one is None:
                parts.append(escape(text))
            elif shown < _SENTENCES:
                inside = "".join(
                    escape(piece) if cue is None else marked(piece, cue.kind, cue.score) for piece, cue in one.pieces()
                )
                parts.append(f'<span title="hedged: {one.score:.2f}">{inside}</span>')
                shown += 1
            else:
                parts.append(f"… {len(self.sentences) - shown:,} more")
                break
        share = len(self.hedged) / max(len(self.sentences), 1)
        return (
            f"<div><b>{share:.0%}</b> of {len(self.sentences):,} sentences hedged, document score {self.score:.2f}, "
            f"{self.density():.1f} cues that count per 100 words</div>"
            f'<div style="white-space:pre-wrap;max-width:50em;line-height:1.7">{"".join(parts)}</div>'
        )

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
                    "cues": [_rounded(cue) for cue in sentence.cues],
                }
                for sentence in self.sentences
            ],
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """What a place in the sentence says for a cue (`weight` above 0) or against it, in log-odds.

    `place` says which: "cue" for the words themselves, "before" and "after" for their neighbours, and so on; `text` stands there,
    from code point `start` to `end`, and is empty where the sentence has nothing.
    """

    place: str
    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why words are a cue, or are none; not why of this kind. The logistic of `base` and all reasons' weights is `cue.score`.

    `shown` says whether a report has the cue; what it has not was looked at and found unlikely. Reasons come with the greatest
    weight first.
    """

    cue: Cue
    shown: bool
    base: float
    reasons: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain data for JSON."""
        return {
            **_rounded(self.cue),
            "shown": self.shown,
            "base": round(self.base, 4),
            "reasons": [_rounded(reason) for reason in self.reasons],
        }

    def for_and_against(self, most: int = 3) -> tuple[list[Reason], list[Reason]]:
        """The strongest reasons for the cue and against it, at most so many of each."""
        pro = [reason for reason in self.reasons if reason.weight > 0]
        contra = [reason for reason in self.reasons if reason.weight < 0]
        return pro[:most], contra[:most]


Level = Literal["document", "sentence", "cue"]
# In a notebook: the sentences of a report that are shown, the documents of a batch, and the characters of each.
_SENTENCES = 200
_SHOWN = 10
_BEGINNING = 80


def counted(number: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(1, "document"), counted(2000, "document")
    ('1 document', '2,000 documents')
    """
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _beginning(text: str) -> str:
    start = " ".join(text[: 2 * _BEGINNING].split())
    return start if len(start) <= _BEGINNING else f"{start[:_BEGINNING]}…"


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
    kinds: tuple[str, ...]
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
        return Report(text, float(self.document_score[index]), sentences, self.model, self.scheme, self.kinds)

    def __iter__(self) -> Iterator[Report]:
        return (self[index] for index in range(len(self)))

    def _sentence(self, text: str, j: int) -> Sentence:
        cues = []
        for k in range(self.cue_offsets[j], self.cue_offsets[j + 1]):
            a, b = int(self.cue_start[k]), int(self.cue_end[k])
            cues.append(Cue(a, b, text[a:b], KINDS[self.cue_kind[k]], float(self.cue_score[k])))
        start, end = int(self.sentence_start[j]), int(self.sentence_end[j])
        return Sentence(start, end, text[start:end], float(self.sentence_score[j]), bool(self.sentence_hedged[j]), tuple(cues))

    def plot(self, ax: Any = None) -> Any:
        """How the documents' scores are distributed.

        Draws on the matplotlib axes `ax`, or on new ones, and returns them. Needs `pip install 'hedging[plot]'`.
        """
        return plots.distribution(self.document_score, ax)

    def _repr_html_(self) -> str:
        """What a notebook shows: a line that sums the batch up, and its first documents."""
        from html import escape

        found = self.columns("document")
        columns = ("score", "hedged", "sentences", "cues")
        rows = "".join(
            f"<tr><th>{k}</th><td>{found['score'][k]:.2f}</td>{''.join(f'<td>{found[name][k]:,}</td>' for name in columns[1:])}"
            f'<td style="text-align:left">{escape(_beginning(self.texts[k]))}</td></tr>'
            for k in range(min(len(self), _SHOWN))
        )
        names = "".join(f"<th>{name}</th>" for name in ("", *columns, "text"))
        sentences = len(self.sentence_score)
        share = int(self.sentence_hedged.sum()) / max(sentences, 1)
        rest = f"<div>… and {len(self) - _SHOWN:,} more</div>" if len(self) > _SHOWN else ""
        return (
            f"<div>{counted(len(self), 'document')}, <b>{share:.0%}</b> of {sentences:,} sentences hedged</div>"
            f"<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>{rest}"
        )

    def columns(self, level: Level) -> dict[str, npt.NDArray[Any]]:
        """Columns of equal length, one row a document, sentence or cue; the index columns join the levels.

        Of a document, `sentences`, `hedged` and `cues` are numbers, and so are `epistemic_cues` and so on, its cues by kind.
        """
        document = np.repeat(np.arange(len(self)), np.diff(self.sentence_offsets))
        sentence = np.repeat(np.arange(len(document)), np.diff(self.cue_offsets))
        if level == "document":
            places = document[sentence] * len(KINDS) + self.cue_kind
            kinds = np.bincount(places, minlength=len(self) * len(KINDS)).reshape(-1, len(KINDS))
            return {
                "document": np.arange(len(self)),
                "score": self.document_score,
                "sentences": np.diff(self.sentence_offsets),
                "hedged": np.bincount(document[self.sentence_hedged], minlength=len(self)),
                "cues": kinds.sum(axis=1),
                **{f"{kind}_cues": kinds[:, k] for k, kind in enumerate(KINDS)},
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
