"""Cues marked on texts that are kept elsewhere → Gold.

We may not copy some of the texts that we annotate. So a JSON-lines file of ours holds names of
documents and the spans of their sentences and cues, and the text comes from the corpus. Each line
is one object:

    document   the name of the document in the corpus
    corpus     the file of the corpus, below the corpora folder
    format     "bioscope" or "szeged" where the corpus holds sentences instead of texts; the text is
               then the document's sentences, each on its own line
    register   the name of a group of documents; results are also given by group
    part       "test" keeps the document's cues out of training (default: train)
    length     code points of the document, as a check
    sentences  [[start, end, [[start, end, kind], …]], …] in code points of the document; a sentence
               without cues was read, and holds no cue
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from hedging.corpora import bioscope, szeged
from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.rows import JsonRow, read_rows
from hedging.errors import CorpusError
from hedging.kinds import HEDGE_KINDS, KINDS

_SENTENCE_READERS = {"bioscope": bioscope.read, "szeged": szeged.read}


def corpora(path: Path) -> list[str]:
    """The files below the corpora folder that the annotations are about."""
    return sorted({row.string("corpus") for row in read_rows(path, ("corpus",))})


def read(path: Path, folder: Path, without: Sequence[str] = ()) -> Iterator[Gold]:
    """The sentences of one file of annotations on texts below `folder`.

    The documents of the training part are left out whose corpus is in `without`, or whose name
    begins with one of its items. Raises CorpusError for a text that is missing or has changed.
    """
    for row, text in rows_with_texts(path, folder):
        if row.part == "train" and is_left_out(row, without):
            continue
        try:
            yield from _sentences(row, text)
        except (TypeError, ValueError) as error:
            raise row.fault(f"{row.document!r}: {error}") from error


def is_left_out(row: JsonRow, without: Sequence[str]) -> bool:
    """Whether `without` has the corpus of a row, or the beginning of its document's name."""
    return row.string("corpus") in without or row.document.startswith(tuple(without))


def rows_with_texts(path: Path, folder: Path) -> Iterator[tuple[JsonRow, str]]:
    """The rows of a file of annotations, each with the text of its document.

    Raises CorpusError for a text that is missing or has changed.
    """
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for row in read_rows(path, ("document", "corpus", "length", "sentences")):
        name, corpus = row.document, row.string("corpus")
        format_name = row.string("format", "")
        if (corpus, format_name) not in texts:
            texts[corpus, format_name] = _texts(folder / corpus, format_name)
        text = texts[corpus, format_name].get(name)
        if text is None:
            raise row.fault(f"{folder / corpus} has no document {name!r}")
        if len(text) != row["length"]:
            raise row.fault(
                f"{name!r} has {len(text)} code points in {corpus}, expected {row['length']}; "
                "take the version of the corpus that was annotated"
            )
        yield row, text


def _sentences(row: JsonRow, text: str) -> Iterator[Gold]:
    group = row.string("register", "")
    for start, end, marked in row["sentences"]:
        sentence = sentence_of(text, start, end)
        cues = tuple(GoldCue(a - start, b - start, kind) for a, b, kind in marked)
        for cue in cues:
            if cue.kind not in KINDS or not 0 <= cue.start < cue.end <= end - start:
                raise ValueError(
                    f"sentence {start}–{end} has a cue of unknown kind or outside it: "
                    f"{json.dumps(marked)}"
                )
        hedged = any(cue.kind in HEDGE_KINDS for cue in cues)
        yield Gold(row.document, sentence, cues, hedged, "general", part=row.part, group=group)


def sentence_of(text: str, start: int, end: int) -> str:
    """A sentence of a text; ValueError if the text has no such place."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"sentence {start}–{end} lies outside the text of {len(text)} code points")
    return text[start:end]


def _texts(path: Path, format_name: str) -> dict[str, str]:
    if not format_name:
        return {_name(row): row.string("text") for row in read_rows(path, ("text",))}
    if format_name not in _SENTENCE_READERS:
        raise CorpusError(
            f"{path}: unknown format {format_name!r}; "
            f"expected one of {', '.join(_SENTENCE_READERS)}, or no format for JSON lines"
        )
    sentences: dict[str, list[str]] = {}
    for gold in _SENTENCE_READERS[format_name](path):
        sentences.setdefault(gold.document, []).append(gold.text)
    return {name: "\n".join(texts) for name, texts in sentences.items()}


def _name(row: JsonRow) -> str:
    """The name of a document, which may be its `id`, or the last part of its `url`."""
    if "id" in row:
        return row.string("id")
    is_named = "document" in row or "doc" in row or "url" not in row
    return row.document if is_named else row.string("url").rsplit("/", 1)[-1]
