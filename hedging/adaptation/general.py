"""Sentences of general text, with marked cues, that ship with the library.

They are our own sentences (`seeds/examples.jsonl`): those of its test part, on which an adapted
model must stay as good as it was, and some of its training part, which an adapted model rehearses.
`python -m training.general_sentences` writes the file.
"""

from __future__ import annotations

import bz2
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from hedging.corpora.gold import Gold
from hedging.corpora.marked import line_of, read_sentences

#: The file; its first line says how many of its sentences are rehearsed, and the others follow.
PATH = Path(__file__).with_name("general.txt.bz2")
_HEAD = "# rehearsed: "


@lru_cache(maxsize=1)
def general_sentences() -> tuple[tuple[Gold, ...], tuple[Gold, ...]]:
    """The sentences to rehearse, and those to test on.

    >>> rehearsed, tested = general_sentences()
    >>> len(rehearsed), len(tested)
    (1500, 1795)
    """
    head, *lines = bz2.decompress(PATH.read_bytes()).decode("utf-8").splitlines()
    golds = list(read_sentences(lines, PATH))
    rehearsed = int(head.removeprefix(_HEAD))
    return tuple(golds[:rehearsed]), tuple(golds[rehearsed:])


def packed(rehearsed: Sequence[Gold], tested: Sequence[Gold]) -> bytes:
    """The content of the file for some sentences."""
    lines = [f"{_HEAD}{len(rehearsed)}"]
    document = None
    for gold in (*rehearsed, *tested):
        if gold.document != document:
            document = gold.document
            lines.append(f"# document: {document}")
        lines.append(line_of(gold))
    return bz2.compress("\n".join(lines).encode())
