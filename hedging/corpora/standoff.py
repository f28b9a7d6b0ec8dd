"""Cues marked on texts that stand elsewhere → Gold.

Annotations of texts that we may not copy: a JSON-lines file of ours names the document, and says where its sentences and cues
lie; the text itself comes from the corpus. One object a line, with

    document   the document's name in the corpus
    corpus     the corpus's file, below the corpora folder
    format     "bioscope" or "szeged" where the corpus holds sentences, not texts: the text is then a document's sentences,
               each on a line of its own
    register   any name; results are also given by it
    part       "test" for documents whose cues training must not see
    length     code points of the document, as a check
    sentences  [[start, end, [[start, end, kind], …]], …] in code points of the document; a sentence without cues was read and
               holds none
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hedging.corpora import bioscope, szeged
from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.jsonlines import rows
from hedging.errors import CorpusError
from hedging.kinds import HEDGE_KINDS, KINDS

_SENTENCES = {"bioscope": bioscope.read, "szeged": szeged.read}


def corpora(path: Path) -> list[str]:
    """Files below the corpora folder that the annotations are about."""
    return sorted({row["corpus"] for row in rows(path, ("corpus",))})


def read(path: Path, folder: Path) -> Iterator[Gold]:
    """Sentences of one file of annotations on texts below `folder`; a text that is missing or has changed is a CorpusError."""
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows(path, ("document", "corpus", "length", "sentences")):
        name, corpus, form = row["document"], row["corpus"], row.get("format", "")
        if (corpus, form) not in texts:
            texts[corpus, form] = _texts(folder / corpus, form)
        text = texts[corpus, form].get(name)
        if text is None:
            raise CorpusError(f"{path}: {folder / corpus} has no document {name!r}")
        if len(text) != row["length"]:
            raise CorpusError(
                f"{path}: {name!r} has {len(text)} code points in {corpus}, expected {row['length']}: another version?"
            )
        try:
            yield from _sentences(row, text)
        except (TypeError, ValueError) as error:
            raise CorpusError(f"{path}: {name!r}: {error}") from error


def _sentences(row: dict[str, Any], text: str) -> Iterator[Gold]:
    part = row.get("part", "train")
    if part not in ("train", "test"):
        raise ValueError(f"expected part train or test, got {part!r}")
    for start, end, marked in row["sentences"]:
        if not 0 <= start < end <= len(text):
            raise ValueError(
                f"sentence {start}–{end} lies outside the text of {len(text)} code points"
            )
        cues = tuple(GoldCue(a - start, b - start, kind) for a, b, kind in marked)
        if any(
            cue.kind not in KINDS or not 0 <= cue.start < cue.end <= end - start for cue in cues
        ):
            raise ValueError(
                f"sentence {start}–{end}: a cue of unknown kind or outside it: {json.dumps(marked)}"
            )
        hedged = any(cue.kind in HEDGE_KINDS for cue in cues)
        yield Gold(
            row["document"],
            text[start:end],
            cues,
            hedged,
            "general",
            part=part,
            group=row.get("register", ""),
        )


def _texts(path: Path, form: str) -> dict[str, str]:
    """Texts of a corpus by document."""
    if not form:
        return {_name(row): row["text"] for row in rows(path, ("text",))}
    if form not in _SENTENCES:
        raise CorpusError(
            f"{path}: unknown format {form!r}; expected one of {', '.join(_SENTENCES)}, or none for JSON lines"
        )
    found: dict[str, list[str]] = {}
    for gold in _SENTENCES[form](path):
        found.setdefault(gold.document, []).append(gold.text)
    return {name: "\n".join(lines) for name, lines in found.items()}


def _name(row: dict[str, Any]) -> str:
    """A document's name: its id, or the last part of its address."""
    return str(row["doc"]) if "doc" in row else str(row.get("url", "")).rsplit("/", 1)[-1]
