"""XML sentences with cue elements → plain text and cue spans, for the corpora in that form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from hedging.corpora.gold import GoldCue, title_key
from hedging.errors import CorpusError

#: An element inside a sentence → whether it is a cue, and the cue's kind if the corpus tells it.
CueReader = Callable[[ElementTree.Element], tuple[bool, str | None]]


def documents(path: Path) -> Iterator[ElementTree.Element]:
    """The `Document` elements of a file; CorpusError for a file that is not well-formed XML."""
    try:
        tree = ElementTree.parse(path)
    except ElementTree.ParseError as error:
        raise CorpusError(f"{path} is not well-formed XML: {error}") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error
    return tree.iter("Document")


def document_name(document: ElementTree.Element, sentences: Sequence[ElementTree.Element]) -> str:
    """The name of a document: its title, the first of the sentences, else its number."""
    if sentences:
        return title_key("".join(sentences[0].itertext()))
    return (document.findtext("DocID") or "").strip()


def flatten(
    element: ElementTree.Element, read_cue: CueReader, cues: list[GoldCue], start: int = 0
) -> str:
    """The text of an element that begins at code point `start`.

    Its cues are added to `cues`, without white space at either end.
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
