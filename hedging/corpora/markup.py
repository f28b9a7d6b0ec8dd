"""BioScope and the Szeged uncertainty corpus, XML → Gold; what CoNLL-2010 shares with them.

BioScope's files hold `sentence` / `xcope` / `cue type="speculation"` elements (Vincze, Szarvas,
Farkas, Móra & Csirik 2008). The parts of a cue that stand apart ("either … or") become separate
cues here. The clinical reports contain one History part that was never annotated; it is left out.

Szeged's files hold `Sentence` / `ccue type=…` elements (Szarvas, Vincze, Farkas, Móra & Gurevych
2012). Some types contain stray blanks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, parse

from hedging.corpora.gold import Gold, GoldCue
from hedging.errors import CorpusError

#: The kinds that BioScope marks, without telling them apart.
BIOSCOPE_KINDS = frozenset({"epistemic", "doxastic", "investigation", "evidential"})
_SZEGED_TYPES = {
    "speculation_modal_probable_": "epistemic",
    "speculation_hypo_doxastic": "doxastic",
    "speculation_hypo_investigation": "investigation",
    "speculation_hypo_condition": "condition",
}
#: The kinds that Szeged marks.
SZEGED_KINDS = frozenset(_SZEGED_TYPES.values())

_NOT_ANNOTATED = ("99636934", "History")


def read_bioscope(path: Path) -> Iterator[Gold]:
    """The sentences of one XML file, in order; the case of the element names does not matter."""
    for name, sentence in bioscope_sentences(path):
        cues: list[GoldCue] = []
        text = flatten(sentence, speculation, cues)
        yield Gold(name, text, tuple(cues), bool(cues), "bioscope", BIOSCOPE_KINDS, group=path.stem)


def bioscope_sentences(path: Path) -> Iterator[tuple[str, Element]]:
    """The sentence elements of one XML file, each with the name of its document."""
    for document, name, _ in documents(path, is_biological):
        for part in document.iter("DocumentPart"):
            if (_number(document), part.get("type")) == _NOT_ANNOTATED:
                continue
            for sentence in filter(_is_sentence, part):
                yield name, sentence


def is_biological(document_type: str) -> bool:
    """Whether a document is an article or an abstract of biology, which begins with its title."""
    return document_type.startswith("Biological")


def speculation(element: Element) -> tuple[bool, str | None]:
    """Whether an element is a speculation cue; the kind is never known."""
    return element.tag.lower() in ("cue", "ccue") and element.get("type") != "negation", None


def read_szeged(path: Path) -> Iterator[Gold]:
    """The sentences of one XML file, in order."""
    for _, name, sentences in documents(path, lambda each: each != "Wikipedia_text_weasel"):
        for sentence in sentences:
            if sentence.tag != "Sentence":  # BioScope's, whose cues would not be seen
                continue
            cues: list[GoldCue] = []
            try:
                text = flatten(sentence, _szeged_kind, cues)
            except CorpusError as error:
                raise CorpusError(f"{path}: {error}") from error
            yield Gold(name, text, tuple(cues), bool(cues), "szeged", SZEGED_KINDS, group=path.stem)


def _szeged_kind(element: Element) -> tuple[bool, str | None]:
    if element.tag != "ccue":
        return False, None
    label = (element.get("type") or "").replace(" ", "")
    kind = _SZEGED_TYPES.get(label) or _SZEGED_TYPES.get(label.rstrip("_"))
    if kind is None:
        raise CorpusError(
            f"unknown ccue type {label!r}; expected one of {', '.join(_SZEGED_TYPES)}"
        )
    return True, kind


def documents(
    path: Path, has_title: Callable[[str], bool]
) -> Iterator[tuple[Element, str, list[Element]]]:
    """The `Document` elements of a file, each with its name and its sentences.

    Its name is its title, which is the first sentence if `has_title` says so of the document's
    type, else its number. Raises CorpusError for a file that is not well-formed XML.
    """
    try:
        tree = parse(path)
    except ParseError as error:
        raise CorpusError(f"{path} is not well-formed XML: {error}") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error
    for document in tree.iter("Document"):
        sentences = list(filter(_is_sentence, document.iter()))
        if sentences and has_title(document.get("type", "")):
            name = title_key("".join(sentences[0].itertext()))
        else:
            name = _number(document)
        yield document, name, sentences


def title_key(title: str) -> str:
    """A document's identity by its title, since two corpora may number one document differently."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", title).lower())[:40]


def _number(document: Element) -> str:
    return (document.findtext("DocID") or "").strip()


def _is_sentence(element: Element) -> bool:
    return element.tag.lower() == "sentence"


def flatten(
    element: Element,
    read_cue: Callable[[Element], tuple[bool, str | None]],
    cues: list[GoldCue],
    start: int = 0,
) -> str:
    """The text of an element that begins at code point `start`.

    `read_cue` says whether an element inside is a cue, and the cue's kind if the corpus tells it.
    The cues are added to `cues`, without white space at either end.
    """
    text = element.text or ""
    for child in element:
        begin = start + len(text)
        inner = flatten(child, read_cue, cues, begin)
        is_cue, kind = read_cue(child)
        bare = inner.strip()
        if is_cue and bare:
            begin += len(inner) - len(inner.lstrip())
            cues.append(GoldCue(begin, begin + len(bare), kind))
        text += inner + (child.tail or "")
    return text
