"""BioScope, XML → Gold, or cues with their scopes.

The files hold `sentence` / `xcope` / `cue type="speculation"` elements (Vincze, Szarvas, Farkas,
Móra & Csirik 2008). The parts of a cue that stand apart ("either … or") become separate cues here.
The clinical reports contain one History part that was never annotated; it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from hedging.corpora.gold import Gold, GoldCue, title_key
from hedging.corpora.markup import documents, flatten

#: The kinds that BioScope marks, without telling them apart.
KINDS = frozenset({"epistemic", "doxastic", "investigation", "evidential"})

Span = tuple[int, int]

_NOT_ANNOTATED = ("99636934", "History")


@dataclass(frozen=True, slots=True)
class Scopes:
    """A sentence of a document: `pairs` of a cue and its scope, and the file as its `group`."""

    document: str
    text: str
    pairs: tuple[tuple[Span, Span], ...]
    group: str


def read(path: Path) -> Iterator[Gold]:
    """The sentences of one XML file, in order; the case of the element names does not matter."""
    for name, sentence in _sentences(path):
        cues: list[GoldCue] = []
        text = flatten(sentence, speculation, cues)
        yield Gold(name, text, tuple(cues), bool(cues), "bioscope", KINDS, group=path.stem)


def read_scopes(path: Path) -> Iterator[Scopes]:
    """The sentences of one XML file that hold speculation cues, with the scopes of these.

    Every part of a cue that stands apart has the scope of the whole cue, and a scope may lie inside
    another. A cue outside its scope has none here.
    """
    for name, sentence in _sentences(path):
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
            yield Scopes(name, text, pairs, path.stem)


def _sentences(path: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    """The sentence elements of one XML file, each with the name of its document."""
    for document in documents(path):
        number = (document.findtext("DocID") or "").strip()
        name = number
        sentences = [element for element in document.iter() if element.tag.lower() == "sentence"]
        if document.get("type", "").startswith("Biological") and sentences:
            name = title_key("".join(sentences[0].itertext()))
        for part in document.iter("DocumentPart"):
            if (number, part.get("type")) == _NOT_ANNOTATED:
                continue
            for sentence in part:
                if sentence.tag.lower() == "sentence":
                    yield name, sentence


def speculation(element: ElementTree.Element) -> tuple[bool, str | None]:
    """Whether an element is a speculation cue; the kind is never known."""
    return element.tag.lower() in ("cue", "ccue") and element.get("type") != "negation", None


def _speculation_with_reference(element: ElementTree.Element) -> tuple[bool, str | None]:
    """The same, with the name of the cue's scope in the place of the kind."""
    return speculation(element)[0], element.get("ref")


def _scope(element: ElementTree.Element) -> tuple[bool, str | None]:
    """Whether an element is a scope, and its name."""
    return element.tag.lower() == "xcope", element.get("id")
