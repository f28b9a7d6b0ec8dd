"""XML with cues inside sentences → plain text and marked spans, for the corpora that come in that form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from hedging.corpora.gold import GoldCue
from hedging.errors import CorpusError

#: An element inside a sentence → whether it is a cue, and of which kind.
Reading = Callable[[ElementTree.Element], tuple[bool, str | None]]


def documents(path: Path) -> Iterator[ElementTree.Element]:
    """`Document` elements of a file; a file that is no XML is a CorpusError."""
    try:
        tree = ElementTree.parse(path)
    except ElementTree.ParseError as error:
        raise CorpusError(f"{path} is not well-formed XML: {error}") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error
    return tree.iter("Document")


def flatten(
    element: ElementTree.Element, read: Reading, cues: list[GoldCue], start: int = 0
) -> str:
    """Text of an element that begins at code point `start`; the cues in it are added to `cues` without outer blanks."""
    text = element.text or ""
    for child in element:
        begin = start + len(text)
        inner = flatten(child, read, cues, begin)
        marked, kind = read(child)
        bare = inner.strip()
        if marked and bare:
            begin += len(inner) - len(inner.lstrip())
            cues.append(GoldCue(begin, begin + len(bare), kind))
        text += inner + (child.tail or "")
    return text
