"""Files of running text → the beginnings of their documents, in random order."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from hedging.corpora.rows import read_rows


def beginnings(files: Iterable[Path], characters: int) -> Iterator[tuple[str, str]]:
    """Names and beginnings of documents, in the same random order at every call.

    What is cut to so many characters ends with a whole paragraph, if there is one.
    """
    rows = [row for path in files for row in read_rows(path, ("id", "text"))]
    random.Random(0).shuffle(rows)
    for row in rows:
        text = row.string("text")
        if len(text) > characters:
            text = text[:characters].rpartition("\n\n")[0] or text[:characters]
        yield row.string("id"), text
