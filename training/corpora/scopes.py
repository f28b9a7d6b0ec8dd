"""Our marks of scopes and holders, and BioScope's scopes → sentences.

Our marks are on texts that are kept elsewhere. Their files have the format of `standoff.py`, but
for the cues:

    [start, end, kind, scope, holder, source, quoted, negated]

`scope` and `source` are pairs [start, end] in code points of the document; a cue whose holder the
sentence does not name has null for its source. docs/kinds.md defines scope, holder and source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from hedging.corpora.gold import GoldCue
from hedging.corpora.markup import bioscope_sentences, flatten, speculation
from hedging.corpora.standoff import is_left_out, rows_with_texts, sentence_of
from hedging.kinds import HOLDERS, KINDS

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ScopedCue:
    """A cue with its scope and its holder; all spans are code points of the sentence.

    `scope` holds the cue. `source` is the noun phrase that names the holder, None where the
    sentence has none. `quoted` says that the cue stands inside quotation marks, `negated` that the
    cue itself is denied.
    """

    start: int
    end: int
    kind: str
    scope: Span
    holder: str
    source: Span | None
    quoted: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class ScopedSentence:
    """A sentence of a document with its cues, the part and the group as in Gold."""

    document: str
    text: str
    cues: tuple[ScopedCue, ...]
    part: str
    group: str


@dataclass(frozen=True, slots=True)
class ScopedDocument:
    """A whole text with its sentences that were read, and where each begins in it."""

    text: str
    sentences: tuple[ScopedSentence, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BioscopeSentence:
    """A sentence with scopes by BioScope's definition: `pairs` of a cue and its scope.

    `group` is the file, or what else the sentence was made from.
    """

    document: str
    text: str
    pairs: tuple[tuple[Span, Span], ...]
    group: str


def read(path: Path, folder: Path, without: Sequence[str] = ()) -> Iterator[ScopedSentence]:
    """The sentences of one file of scopes on texts below `folder`; `without` as below.

    Raises CorpusError for a text that is missing or has changed, and for a cue that is not as the
    format says.
    """
    for document in read_documents(path, folder, without):
        yield from document.sentences


def read_documents(
    path: Path, folder: Path, without: Sequence[str] = ()
) -> Iterator[ScopedDocument]:
    """The same by document, with the text around the sentences.

    The documents of the training part are left out whose corpus is in `without`, or whose name
    begins with one of its items.
    """
    for row, text in rows_with_texts(path, folder):
        if row.part == "train" and is_left_out(row, without):
            continue
        group, sentences = row.string("register", ""), []
        try:
            for start, end, marked in row["sentences"]:
                sentence = sentence_of(text, start, end)
                cues = tuple(_cue(start, len(sentence), *fields) for fields in marked)
                sentences.append(ScopedSentence(row.document, sentence, cues, row.part, group))
            starts = tuple(start for start, _, _ in row["sentences"])
        except (TypeError, ValueError) as error:
            raise row.fault(f"{row.document!r}: {error}") from error
        yield ScopedDocument(text, tuple(sentences), starts)


def _cue(
    origin: int,
    length: int,
    start: int,
    end: int,
    kind: str,
    scope: list[int],
    holder: str,
    source: list[int] | None,
    quoted: bool,
    negated: bool,
) -> ScopedCue:
    """A cue with spans of its sentence, which begins at `origin`; ValueError for a wrong field."""
    cue = ScopedCue(
        start - origin,
        end - origin,
        kind,
        (scope[0] - origin, scope[1] - origin),
        holder,
        None if source is None else (source[0] - origin, source[1] - origin),
        quoted,
        negated,
    )
    is_placed = 0 <= cue.scope[0] <= cue.start < cue.end <= cue.scope[1] <= length
    has_source = cue.source is None or 0 <= cue.source[0] < cue.source[1] <= length
    has_verdicts = isinstance(quoted, bool) and isinstance(negated, bool)
    if not (is_placed and has_source and has_verdicts and kind in KINDS and holder in HOLDERS):
        raise ValueError(
            f"cue {start}–{end} needs a kind, a scope that holds it, one of the holders "
            f"{', '.join(HOLDERS)}, a source in its sentence or null, and true or false twice; "
            f"got {[kind, scope, holder, source, quoted, negated]}"
        )
    return cue


def read_bioscope(path: Path) -> Iterator[BioscopeSentence]:
    """The sentences of one XML file that hold speculation cues, with the scopes of these.

    Every part of a cue that stands apart has the scope of the whole cue, and a scope may lie inside
    another. A cue outside its scope has none here.
    """
    for name, sentence in bioscope_sentences(path):
        cues: list[GoldCue] = []
        spans: list[GoldCue] = []
        text = flatten(sentence, _speculation_with_reference, cues)
        flatten(sentence, _scope, spans)
        scope_of = {span.kind: (span.start, span.end) for span in spans}
        pairs = tuple(
            ((cue.start, cue.end), scope_of[cue.kind])
            for cue in cues
            if cue.kind in scope_of
            and scope_of[cue.kind][0] <= cue.start
            and cue.end <= scope_of[cue.kind][1]
        )
        if pairs:
            yield BioscopeSentence(name, text, pairs, path.stem)


def _speculation_with_reference(element: ElementTree.Element) -> tuple[bool, str | None]:
    """The same, with the name of the cue's scope in the place of the kind."""
    return speculation(element)[0], element.get("ref")


def _scope(element: ElementTree.Element) -> tuple[bool, str | None]:
    """Whether an element is a scope, and its name."""
    return element.tag.lower() == "xcope", element.get("id")
