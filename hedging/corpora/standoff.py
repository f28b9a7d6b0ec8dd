"""Cues marked on texts that are kept elsewhere → Gold.

We may not copy some of the texts that we annotate. So a JSON-lines file of ours names the document
and the places of its sentences and cues, and the text itself comes from the corpus. Each line is
one object:

    document   the document's name in the corpus
    corpus     the corpus's file, below the corpora folder
    format     "bioscope" or "szeged" where the corpus holds sentences instead of texts; the text is
               then the document's sentences, each on its own line
    register   any name; results are also given by register
    part       "test" keeps the document's cues out of training (default: train)
    length     code points of the document, as a check
    sentences  [[start, end, [[start, end, kind], …]], …] in code points of the document; a sentence
               without cues was read, and holds no cue
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from hedging.corpora import bioscope, szeged
from hedging.corpora.gold import PARTS, Gold, GoldCue
from hedging.corpora.jsonlines import Row, rows
from hedging.errors import CorpusError
from hedging.kinds import HEDGE_KINDS, KINDS

_SENTENCE_READERS = {"bioscope": bioscope.read, "szeged": szeged.read}


def corpora(path: Path) -> list[str]:
    """The files below the corpora folder that the annotations are about."""
    return sorted({row.string("corpus") for row in rows(path, ("corpus",))})


def read(path: Path, folder: Path) -> Iterator[Gold]:
    """The sentences of one file of annotations on texts below `folder`.

    Raises CorpusError for a text that is missing or has changed.
    """
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows(path, ("document", "corpus", "length", "sentences")):
        name, corpus, form = row.string("document"), row.string("corpus"), row.string("format", "")
        if (corpus, form) not in texts:
            texts[corpus, form] = _texts(folder / corpus, form)
        text = texts[corpus, form].get(name)
        if text is None:
            raise row.fault(f"{folder / corpus} has no document {name!r}")
        if len(text) != row["length"]:
            raise row.fault(
                f"{name!r} has {len(text)} code points in {corpus}, expected {row['length']}; "
                "take the version of the corpus that was annotated"
            )
        try:
            yield from _sentences(row, text)
        except (TypeError, ValueError) as error:
            raise row.fault(f"{name!r}: {error}") from error


def _sentences(row: Row, text: str) -> Iterator[Gold]:
    part, register = row.string("part", "train"), row.string("register", "")
    if part not in PARTS:
        raise ValueError(f"expected part {' or '.join(PARTS)}, got {part!r}")
    for start, end, marked in row["sentences"]:
        if not 0 <= start < end <= len(text):
            raise ValueError(
                f"sentence {start}–{end} lies outside the text of {len(text)} code points"
            )
        cues = tuple(GoldCue(a - start, b - start, kind) for a, b, kind in marked)
        for cue in cues:
            if cue.kind not in KINDS or not 0 <= cue.start < cue.end <= end - start:
                raise ValueError(
                    f"sentence {start}–{end} has a cue of unknown kind or outside it: "
                    f"{json.dumps(marked)}"
                )
        hedged = any(cue.kind in HEDGE_KINDS for cue in cues)
        yield Gold(
            row.string("document"),
            text[start:end],
            cues,
            hedged,
            "general",
            part=part,
            group=register,
        )


def _texts(path: Path, form: str) -> dict[str, str]:
    """The texts of a corpus by document."""
    if not form:
        return {_name(row): row.string("text") for row in rows(path, ("text",))}
    if form not in _SENTENCE_READERS:
        raise CorpusError(
            f"{path}: unknown format {form!r}; expected one of {', '.join(_SENTENCE_READERS)}, "
            "or no format for JSON lines"
        )
    sentences: dict[str, list[str]] = {}
    for gold in _SENTENCE_READERS[form](path):
        sentences.setdefault(gold.document, []).append(gold.text)
    return {name: "\n".join(texts) for name, texts in sentences.items()}


def _name(row: Row) -> str:
    """A document's name: its `doc`, or the last part of its `url`."""
    return str(row["doc"]) if "doc" in row else str(row.get("url", "")).rsplit("/", 1)[-1]
