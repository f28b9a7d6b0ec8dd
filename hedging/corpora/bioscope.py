"""BioScope, XML → Gold.

The files hold `sentence` / `xcope` / `cue type="speculation"` elements (Vincze, Szarvas, Farkas,
Móra & Csirik 2008). The parts of a cue that stand apart ("either … or") become separate cues here.
The clinical reports contain one History part that was never annotated; it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.markup import document_name, documents, flatten

#: The kinds that BioScope marks, without telling them apart.
KINDS = frozenset({"epistemic", "doxastic", "investigation", "evidential"})

_NOT_ANNOTATED = ("99636934", "History")


def read(path: Path) -> Iterator[Gold]:
    """The sentences of one XML file, in order; the case of the element names does not matter."""
    for name, sentence in sentences(path):
        cues: list[GoldCue] = []
        text = flatten(sentence, speculation, cues)
        yield Gold(name, text, tuple(cues), bool(cues), "bioscope", KINDS, group=path.stem)


def sentences(path: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    """The sentence elements of one XML file, each with the name of its document."""
    for document in documents(path):
        number = (document.findtext("DocID") or "").strip()
        has_title = document.get("type", "").startswith("Biological")
        elements = [element for element in document.iter() if element.tag.lower() == "sentence"]
        name = document_name(document, elements if has_title else [])
        for part in document.iter("DocumentPart"):
            if (number, part.get("type")) == _NOT_ANNOTATED:
                continue
            for sentence in part:
                if sentence.tag.lower() == "sentence":
                    yield name, sentence


def speculation(element: ElementTree.Element) -> tuple[bool, str | None]:
    """Whether an element is a speculation cue; the kind is never known."""
    return element.tag.lower() in ("cue", "ccue") and element.get("type") != "negation", None
