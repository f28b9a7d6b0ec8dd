"""Columns of scored documents → Reports: what the detector answers, for machines and for people.

A Batch holds any number of documents as flat arrays with offsets, document → sentence → cue, and
builds a Report only when one is asked for. Both say how they are shown, so they stand above
`hedging.pages`, and the records that a Report consists of (`hedging.results`) below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain, pairwise, repeat
from operator import index as as_index
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, overload

import numpy as np
import numpy.typing as npt

from hedging.calibration import Calibration
from hedging.depth.columns import DEPTH_NAMES, DepthColumns, repeated
from hedging.errors import InputError
from hedging.kinds import KINDS, declines
from hedging.results import Cue, Document, Explanation, Reason, Sentence
from hedging.text.hashing import Ints
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, comparable_register

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Level = Literal["document", "sentence", "cue"]
_Record = TypeVar("_Record", Cue, Sentence, Reason, Explanation)

#: Number of the schema below; a change of a column is a new number.
SCHEMA: Final = 5
#: The columns of each level with their types. `id` is known where documents have one, as in batch
#: jobs; `document` numbers the documents, `sentence` the sentences and `cue` the cues of a
#: document. The columns of depth, those of `DEPTH_NAMES`, are null with `depth="cues"`.
COLUMNS: Final[dict[Level, dict[str, str]]] = {
    "document": {
        "document": "int64",
        "id": "string",
        "score": "float64",
        "sentences": "int64",
        "hedged_sentences": "int64",
        "cues": "int64",
        **{f"{kind}_cues": "int64" for kind in KINDS},
        "model": "string",
        "scheme": "string",
        "hedge_kinds": "string",
        "threshold": "float64",
        "confidence": "float64",
        "declined": "string",
        "depth": "string",
    },
    "sentence": {
        "document": "int64",
        "id": "string",
        "sentence": "int64",
        "start": "int64",
        "end": "int64",
        "text": "string",
        "score": "float64",
        "hedged": "bool",
        "cues": "int64",
        "role": "string",
        "confidence": "float64",
    },
    "cue": {
        "document": "int64",
        "id": "string",
        "sentence": "int64",
        "cue": "int64",
        "start": "int64",
        "end": "int64",
        "text": "string",
        "kind": "string",
        "score": "float64",
        "scope_start": "int64",
        "scope_end": "int64",
        "strength": "float64",
        "holder": "string",
        "source_start": "int64",
        "source_end": "int64",
        "quoted": "bool",
        "negated": "bool",
    },
}
#: The columns of documents that are there only where a calibration is loaded, behind the others.
CALIBRATED_COLUMNS: Final = {"chance": "float64", "calibration": "string"}

_KIND_NAMES = np.array(KINDS, dtype=object)


def columns_of(level: Level, calibration: object) -> dict[str, str]:
    """The columns of a level with their types, under options with this calibration or None."""
    is_calibrated = calibration is not None and level == "document"
    return COLUMNS[level] | (CALIBRATED_COLUMNS if is_calibrated else {})


class Report(Document):
    """A scored document.

    `score` is the expected share of hedged sentences. `model`, `scheme`, `hedge_kinds` (the kinds
    that make a sentence hedged) and `threshold` (from which on it counts as hedged) say where the
    numbers come from; `hedging.load` takes each of them, and the name of a shipped model.

    `confidence` is how sure the text sounds of what it claims, from 0 to 1, None where it claims
    nothing; it is meant for a short text with one message, such as an answer. `declined` is why a
    short text does not answer, or only in part (one of `hedging.DECLINED`), None where it answers;
    what declines altogether has a confidence of .3 at most. `depth` names the model of
    what goes beyond cues and sentences; with `depth="cues"` all three are None. Where `model` has
    an encoder that reads how sure a text sounds, confidences and roles are those of `model`.

    `chance` is how often an answer that sounds so sure is right, by the calibration with the name
    `calibration`; None without one, and where the text claims nothing.

    >>> import hedging
    >>> report = hedging.detect("Prices may fall. They rose.")
    >>> report
    Report('Prices may fall. They rose.', score=0..., 2 sentences, 1 cue, model='en-light-...')
    >>> [(cue.text, cue.kind) for cue in report.cues]
    [('may', 'epistemic')]
    """

    __slots__ = ()

    def to_html(
        self,
        title: str = "",
        explanations: Iterable[Explanation] = (),
        *,
        register: str = DEFAULT_REGISTER,
        second: Document | None = None,
    ) -> str:
        """One self-contained HTML page: what the text leaves open, where, and the marked text.

        Without a `title`, the first line of the text is the headline if it looks like one.
        `explanations` (from `Detector.explain` on the same text) add to each cue what speaks for it
        and against it. A text of at least 10 sentences is compared with what is usual in a
        `register`, one of `hedging.yardstick.REGISTER_NAMES`; without one, a reader of the page may
        choose, and with "none" there is no choice. `second` is the report of the same text by
        another model, made with the same options: the page then says about which sentences that
        model differs. Raises InputError for one that does not fit.

        >>> import hedging
        >>> page = hedging.detect("It may rain.").to_html(title="Weather")
        >>> "<title>Weather</title>" in page
        True
        """

        from hedging.pages.article import report_page

        return report_page(self, title, explanations, register=register, second=second)

    def plot(
        self, ax: Axes | None = None, *, title: str = "", register: str = DEFAULT_REGISTER
    ) -> Axes:
        """Draw a barcode of the sentences, each as high as its score, and the cues by kind below.

        Draws on the matplotlib axes `ax`, or on new ones, and returns them. A text of at least 10
        sentences is compared with what is usual in a `register`, if one of
        `hedging.yardstick.REGISTER_NAMES` is named. Needs the extra `plot`: without matplotlib,
        raises MissingExtraError.
        """

        from hedging.pages.plot import plot_report

        return plot_report(self, ax, title, register=register)

    def _repr_html_(self) -> str:
        """The report in a notebook: a summary, and the text with its cues marked."""
        from hedging.pages.notebook import report_html

        return report_html(self)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Batch(Sequence[Report]):
    """Scored documents: a sequence of Reports, held as columns.

    Sentences `sentence_offsets[i]:sentence_offsets[i + 1]` belong to document i, and cues
    `cue_offsets[j]:cue_offsets[j + 1]` to sentence j. Starts and ends count code points in the
    document's text; kinds are indices into `hedging.KINDS`. `depth` has the columns of what goes
    beyond cues, None with `depth="cues"`. `calibration` makes `document_chance` of confidences. A
    slice is a Batch. The arrays are read-only.

    >>> import hedging
    >>> batch = hedging.detect_batch(["Prices may fall.", "They rose."])
    >>> batch
    Batch(2 documents, 2 sentences, 1 cue, model='en-light-...')
    >>> batch[0].cues[0].text, len(batch[:1]), batch.columns("sentence")["hedged"].tolist()
    ('may', 1, [True, False])
    """

    texts: Sequence[str]
    model: str
    scheme: str
    hedge_kinds: tuple[str, ...]
    threshold: float
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
    depth: DepthColumns | None = None
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        # A Report is made from the arrays whenever it is asked for: nobody may change them.
        for name in (*_OFFSETS, *_LEVELS):
            getattr(self, name).setflags(write=False)

    def __repr__(self) -> str:
        return (
            f"Batch({counted(len(self), 'document')}, "
            f"{counted(len(self.sentence_score), 'sentence')}, "
            f"{counted(len(self.cue_score), 'cue')}, model={self.model!r})"
        )

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Report: ...

    @overload
    def __getitem__(self, index: slice) -> Batch: ...

    def __getitem__(self, index: int | slice) -> Report | Batch:
        size = len(self)
        if isinstance(index, slice):
            return self._take(np.arange(size)[index])
        number = as_index(index)
        if not -size <= number < size:
            raise IndexError(f"document {number} of a batch of {size}")
        return self._report(number % size)

    def __iter__(self) -> Iterator[Report]:
        return (self[number] for number in range(len(self)))

    def _report(self, number: int) -> Report:
        # Whole columns become lists, which is as quick as one number.
        text, depth = self.texts[number], self.depth
        first, stop = self.sentence_offsets[number : number + 2].tolist()
        rows, edges = slice(first, stop), self.cue_offsets[first : stop + 1].tolist()
        cues = self._cues(text, slice(edges[0], edges[-1]))
        if edges[0]:
            edges = [edge - edges[0] for edge in edges]
        own = self._lists("sentence", rows, text)
        own["cues"] = [cues[a:b] if a < b else () for a, b in pairwise(edges)]
        sentences = records(Sentence, own, () if depth is None else depth.sentences(rows))
        confidence, declined = (None, None) if depth is None else depth.document(number)
        calibration = self.calibration
        return Report(
            text,
            float(self.document_score[number]),
            sentences,
            self.model,
            self.scheme,
            self.hedge_kinds,
            self.threshold,
            confidence,
            declined,
            None if depth is None else depth.model,
            None if calibration is None or declines(declined) else calibration.chance(confidence),
            None if calibration is None else calibration.name,
        )

    def _cues(self, text: str, rows: slice) -> tuple[Cue, ...]:
        if rows.start == rows.stop:
            return ()
        own = self._lists("cue", rows, text)
        own["kind"] = [KINDS[kind] for kind in own["kind"]]
        return records(Cue, own, () if self.depth is None else self.depth.cues(rows))

    def _lists(self, level: Level, rows: slice, text: str) -> dict[str, list[Any]]:
        """The columns of some sentences or cues of a text, under the names of the records."""
        lists = {name: getattr(self, own)[rows].tolist() for name, own in _OF_LEVEL[level].items()}
        lists["text"] = [text[a:b] for a, b in zip(lists["start"], lists["end"], strict=True)]
        return lists

    def _take(self, documents: Ints) -> Batch:
        sentences, sentence_offsets = _rows_of(self.sentence_offsets, documents)
        cues, cue_offsets = _rows_of(self.cue_offsets, sentences)
        rows = {"document": documents, "sentence": sentences, "cue": cues}
        columns: dict[str, Any] = {n: getattr(self, n)[rows[own]] for n, own in _LEVELS.items()}
        return replace(
            self,
            texts=[self.texts[number] for number in documents.tolist()],
            sentence_offsets=sentence_offsets,
            cue_offsets=cue_offsets,
            depth=self.depth and self.depth.take(documents, sentences, cues),
            **columns,
        )

    @property
    def source(self) -> tuple[str, str, tuple[str, ...], float, str | None]:
        """Where the scores come from: model, scheme, hedge kinds, threshold and model of depth."""
        depth = None if self.depth is None else self.depth.model
        return self.model, self.scheme, self.hedge_kinds, self.threshold, depth

    @property
    def document_chance(self) -> npt.NDArray[np.float64] | None:
        """The chance of each document to be right; NaN where it claims nothing.

        None without a calibration.
        """
        if self.calibration is None:
            return None
        return self.columns("document")["chance"].astype(np.float64)

    @classmethod
    def concat(cls, batches: Sequence[Batch]) -> Batch:
        """One batch of one or more batches of the same detector, in order.

        Raises InputError without a batch, and for batches whose scores cannot be compared.
        """
        if not batches:
            raise InputError("expected one batch or more, got none")
        first = batches[0]
        if len(batches) == 1:
            return first
        for batch in batches:
            if batch.source != first.source:
                raise InputError(
                    f"batches of different origin cannot be joined: {first.source}, {batch.source}"
                )
            if batch.calibration != first.calibration:
                names = [each.calibration and each.calibration.name for each in (first, batch)]
                raise InputError(f"batches of different calibrations cannot be joined: {names}")

        columns: dict[str, Any] = {
            name: np.concatenate([getattr(batch, name) for batch in batches]) for name in _LEVELS
        }
        for name in _OFFSETS:
            lengths = np.concatenate([np.diff(getattr(batch, name)) for batch in batches])
            columns[name] = np.concatenate((np.zeros(1, dtype=np.int64), lengths.cumsum()))
        depths = [batch.depth for batch in batches if batch.depth is not None]
        return replace(
            first,
            texts=list(chain.from_iterable(batch.texts for batch in batches)),
            depth=DepthColumns.concat(depths) if depths else None,
            **columns,
        )

    def columns(self, level: Level) -> dict[str, npt.NDArray[Any]]:
        """Columns of equal length, a row for each document, sentence or cue.

        The names, their order and their types are those of `hedging.batch.columns_of`, without
        `id`. `document` is the index in this batch; `sentence` and `cue` count within their
        document. Raises InputError for an unknown level.

        >>> import hedging
        >>> batch = hedging.detect_batch(["It rained.", "It may rain. It could snow."])
        >>> cues = batch.columns("cue")
        >>> cues["document"].tolist(), cues["sentence"].tolist(), cues["text"].tolist()
        ([1, 1], [0, 1], ['may', 'could'])
        """
        made: dict[str, Callable[[], dict[str, npt.NDArray[Any]]]] = {
            "document": self._document_columns,
            "sentence": self._sentence_columns,
            "cue": self._cue_columns,
        }
        if level not in made:
            raise InputError(f"unknown level {level!r}; expected {', '.join(map(repr, COLUMNS))}")
        depth = self.depth and self.depth.named(level)
        columns = {name: getattr(self, own) for name, own in _OF_LEVEL[level].items()}
        columns |= made[level]()
        none = repeated(None, len(columns["document"]))
        columns |= depth or dict.fromkeys(DEPTH_NAMES[level], none)
        if self.calibration is not None and level == "document":
            chance_of = self.calibration.chance
            rows = zip(columns["confidence"].tolist(), columns["declined"].tolist(), strict=True)
            chances = [None if declines(reason) else chance_of(sure) for sure, reason in rows]
            columns["chance"] = np.array(chances, dtype=object)
            columns["calibration"] = repeated(self.calibration.name, len(self))
        names = columns_of(level, self.calibration)
        return {name: columns[name] for name in names if name != "id"}

    def _document_columns(self) -> dict[str, npt.NDArray[Any]]:
        size, kinds = len(self), len(KINDS)
        cues = np.diff(self.cue_offsets[self.sentence_offsets])
        # A cell for each pair of document and kind, so that one pass counts them all.
        cells = np.repeat(np.arange(size) * kinds, cues) + self.cue_kind
        counts = np.bincount(cells, minlength=size * kinds).reshape(size, kinds)
        hedged = np.zeros(len(self.sentence_hedged) + 1, dtype=np.int64)
        self.sentence_hedged.cumsum(out=hedged[1:])
        return {
            "document": np.arange(size),
            "sentences": np.diff(self.sentence_offsets),
            "hedged_sentences": np.diff(hedged[self.sentence_offsets]),
            "cues": cues,
            **{f"{kind}_cues": counts[:, k] for k, kind in enumerate(KINDS)},
            "model": repeated(self.model, size),
            "scheme": repeated(self.scheme, size),
            "hedge_kinds": repeated(",".join(self.hedge_kinds), size),
            "threshold": np.broadcast_to(np.float64(self.threshold), size),
        }

    def _sentence_columns(self) -> dict[str, npt.NDArray[Any]]:
        document, _ = self._owners()
        return {
            "document": document,
            "sentence": np.arange(len(document)) - self.sentence_offsets[document],
            "text": self._texts(document, self.sentence_start, self.sentence_end),
            "cues": np.diff(self.cue_offsets),
        }

    def _cue_columns(self) -> dict[str, npt.NDArray[Any]]:
        _, document = self._owners()
        sentence = np.repeat(np.arange(len(self.sentence_score)), np.diff(self.cue_offsets))
        first_sentence = self.sentence_offsets[document]
        return {
            "document": document,
            "sentence": sentence - first_sentence,
            "cue": np.arange(len(document)) - self.cue_offsets[first_sentence],
            "text": self._texts(document, self.cue_start, self.cue_end),
            "kind": _KIND_NAMES[self.cue_kind],
        }

    def _owners(self) -> tuple[Ints, Ints]:
        document = np.repeat(np.arange(len(self)), np.diff(self.sentence_offsets))
        return document, np.repeat(document, np.diff(self.cue_offsets))

    def _texts(self, document: Ints, start: Ints, end: Ints) -> npt.NDArray[Any]:
        spans = zip(document.tolist(), start.tolist(), end.tolist(), strict=True)
        texts = np.empty(len(document), dtype=object)
        texts[:] = [self.texts[number][a:b] for number, a, b in spans]
        return texts

    def plot(
        self, ax: Axes | None = None, *, title: str = "", register: str = DEFAULT_REGISTER
    ) -> Axes:
        """Draw how many documents leave how much open, with the share of all sentences.

        Draws on the matplotlib axes `ax`, or on new ones, and returns them. What is usual in a
        `register` lies behind the bars, if one of `hedging.yardstick.REGISTER_NAMES` is named.
        Needs the extra `plot`: without matplotlib, raises MissingExtraError.
        """

        from hedging.pages.plot import plot_documents

        usual = comparable_register(register, self.scheme, self.hedge_kinds)
        columns = self.columns("document")
        hedged, sizes = columns["hedged_sentences"], columns["sentences"]
        return plot_documents(hedged, sizes, ax, title, register=usual, model=self.model)

    def _repr_html_(self) -> str:
        """The batch in a notebook: a summary and the first documents."""
        from hedging.pages.notebook import documents_html

        return documents_html(self.texts, self.columns("document"))


# The columns that are no offsets, with their levels; those of each level by their names in COLUMNS.
_OFFSETS: Final = ("sentence_offsets", "cue_offsets")
_LEVELS: Final = {
    field.name: level
    for field in fields(Batch)
    for level in COLUMNS
    if field.name.startswith(f"{level}_") and field.name not in _OFFSETS
}
_OF_LEVEL: Final = {
    level: {name: f"{level}_{name}" for name in names if f"{level}_{name}" in _LEVELS}
    for level, names in COLUMNS.items()
}


def _rows_of(offsets: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """The rows of the chosen groups, and their new offsets.

    Group g has the rows offsets[g]:offsets[g + 1].

    >>> rows, new = _rows_of(np.array([0, 2, 2, 5]), np.array([2, 0]))
    >>> rows.tolist(), new.tolist()
    ([2, 3, 4, 0, 1], [0, 3, 5])
    """
    first = offsets[groups]
    lengths = offsets[groups + 1] - first
    stops = np.concatenate((np.zeros(1, dtype=np.int64), lengths.cumsum()))
    rows = np.arange(stops[-1]) + np.repeat(first - stops[:-1], lengths)
    return rows, stops


def records(
    record: type[_Record], own: Mapping[str, Sequence[Any]], beyond: Iterable[list[Any]] = ()
) -> tuple[_Record, ...]:
    """Frozen records from columns: those of `own` by name, those `beyond` in the order of fields.

    Fields without a column are None. `__init__` of a frozen dataclass sets each field of each
    record by `object.__setattr__`, which would be a tenth of the time of a short article. Here
    `map` fills a field in all records.

    >>> own = {"start": [3], "end": [6], "text": ["may"], "kind": ["epistemic"], "score": [0.98]}
    >>> records(Cue, own)[0].text
    'may'
    """
    size = len(next(iter(own.values())))
    made = tuple(map(object.__new__, repeat(record, size)))
    further = chain(beyond, repeat(repeat(None)))
    for name, set_field in _SETTERS[record].items():
        # `any` sees None each time, and goes on.
        any(map(set_field, made, own[name] if name in own else next(further)))
    return made


# The setter of each field of a record, in the order of the fields.
_SETTERS: Final[dict[type, dict[str, Callable[[Any, Any], None]]]] = {
    record: {field.name: getattr(record, field.name).__set__ for field in fields(record)}
    for record in (Cue, Sentence, Reason, Explanation)
}
