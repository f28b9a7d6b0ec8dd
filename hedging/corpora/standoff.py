"""Cues marked on texts that stand elsewhere → Gold.

Annotations of texts that we may not copy: a JSON-lines file of ours names the document, and says where its sentences and cues
lie; the text itself comes from the corpus. One object a line, with

    document   the document's name in the corpus
    corpus     the corpus's file, below the corpora folder
    register   any name; results are also given by it
    part       "test" for documents that training must not see
    length     code points of the document, as a check
    sentences  [[start, end, [[start, end, kind], …]], …] in code points of the document; a sentence without cues was read and
               holds none
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.jsonlines import rows
from hedging.cues import HEDGES, KINDS
from hedging.errors import CorpusError

_NAMES = ("doc", "url")


def corpora(path: Path) -> list[str]:
    """Files below the corpora folder that the annotations are about."""
    return sorted({row["corpus"] for row in rows(path, ("corpus",))})


def read(path: Path, folder: Path) -> Iterator[Gold]:
    """Sentences of one file of annotations on texts below `folder`; a text that is missing or has changed is a CorpusError."""
    texts: dict[str, dict[str, str]] = {}
    for row in rows(path, ("document", "corpus", "length", "sentences")):
        name, corpus = row["document"], row["corpus"]
        if corpus not in texts:
            texts[corpus] = {_name(one): one["text"] for one in rows(folder / corpus, ("text",))}
        text = texts[corpus].get(name)
        if text is None:
            raise CorpusError(f"{path}: {folder / corpus} has no document {name!r}")
        if len(text) != row["length"]:
            raise CorpusError(
                f"{path}: {name!r} has {len(text)} code points in {corpus}, expected {row['length']}: another version?"
            )
        for start, end, marked in row["sentences"]:
            cues = tuple(GoldCue(a - start, b - start, kind) for a, b, kind in marked)
            if any(cue.kind not in KINDS or not 0 <= cue.start < cue.end <= end - start for cue in cues):
                raise CorpusError(
                    f"{path}: {name!r}, sentence {start}–{end}: a cue of unknown kind or outside it: {json.dumps(marked)}"
                )
            hedged = any(cue.kind in HEDGES for cue in cues)
            yield Gold(
                name, text[start:end], cues, hedged, "general", part=row.get("part", "train"), group=row.get("register", "")
            )


def _name(row: dict[str, Any]) -> str:
    """A document's name: its id or the last part of its address."""
    found = next((str(row[field]) for field in _NAMES if field in row), "")
    return found.rsplit("/", 1)[-1]
