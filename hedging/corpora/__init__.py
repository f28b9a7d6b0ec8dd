"""Labelled text → labelled sentences (`gold.Gold`), with a reader for each corpus format.

Other rooms use `READERS`, `labelled.read_labelled` for the files that people label, `marked` to
write such files, the readers `jsonlines`, `standoff` and `boundaries` with its `Passage`, the
kinds of two schemes in `markup`, and `rows.read_rows` and `rows.read_lines` for other files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hedging.corpora import conll2010, jsonlines, markup
from hedging.corpora.gold import Gold

#: The reader of each format; a recipe names formats.
READERS: dict[str, Callable[[Path], Iterator[Gold]]] = {
    "szeged": markup.read_szeged,
    "bioscope": markup.read_bioscope,
    "conll2010": conll2010.read,
    "jsonlines": jsonlines.read,
}
