"""Labelled text → sentences with the truth about them (Gold), with one reader per corpus format.

Other rooms use `READERS`, `gold.Gold`, `boundaries.Passage` and `jsonlines`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hedging.corpora import bioscope, conll2010, jsonlines, szeged
from hedging.corpora.gold import Gold

#: The reader of each format; a recipe names formats.
READERS: dict[str, Callable[[Path], Iterator[Gold]]] = {
    "szeged": szeged.read,
    "bioscope": bioscope.read,
    "conll2010": conll2010.read,
    "jsonlines": jsonlines.read,
}
