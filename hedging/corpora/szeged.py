"""Szeged uncertainty corpus, XML → Gold.

The files hold `Document` / `Sentence` / `ccue type=…` elements (Szarvas, Vincze, Farkas, Móra &
Gurevych 2012). Some types contain stray blanks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.markup import document_name, documents, flatten
from hedging.errors import CorpusError

_TYPES = {
    "speculation_modal_probable_": "epistemic",
    "speculation_hypo_doxastic": "doxastic",
    "speculation_hypo_investigation": "investigation",
    "speculation_hypo_condition": "condition",
}
#: The kinds that Szeged marks.
KINDS = frozenset(_TYPES.values())


def read(path: Path) -> Iterator[Gold]:
    """The sentences of one XML file, in order."""
    for document in documents(path):
        sentences = list(document.iter("Sentence"))
        has_title = document.get("type") != "Wikipedia_text_weasel"
        name = document_name(document, sentences if has_title else [])
        for sentence in sentences:
            cues: list[GoldCue] = []
            try:
                text = flatten(sentence, _kind, cues)
            except CorpusError as error:
                raise CorpusError(f"{path}: {error}") from error
            yield Gold(name, text, tuple(cues), bool(cues), "szeged", KINDS, group=path.stem)


def _kind(element: ElementTree.Element) -> tuple[bool, str | None]:
    if element.tag != "ccue":
        return False, None
    label = (element.get("type") or "").replace(" ", "")
    kind = _TYPES.get(label) or _TYPES.get(label.rstrip("_"))
    if kind is None:
        raise CorpusError(f"unknown ccue type {label!r}; expected one of {', '.join(_TYPES)}")
    return True, kind
