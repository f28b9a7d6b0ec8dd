"""CoNLL-2010 shared task (Farkas, Vincze, Móra, Csirik & Szarvas 2010), two formats → Gold.

**XML** (`.xml`): the task's own files, for training or evaluation. A `Document` whose `type` begins
with "Biological" or "Wikipedia" tells the scheme. It holds `sentence` elements with
`certainty="uncertain"` or "certain". In them, a `ccue` element is a cue, and so is a `cue` element
unless its type is "negation". A sentence without `certainty` is uncertain if it holds a cue.

**JSON lines** (`.jsonl`): an object for each sentence with `doc`, `text`, `label` (1 uncertain,
0 certain, null unknown), `conll_cues` (a list of objects with `start` and `end` in code points, or
null where only the sentence has a label), and optionally `scheme` ("bioscope" for the biological
set). A sentence without a label is left out: unknown is not negative.

Cues of the Wikipedia set are weasels, often long phrases; cues of the biological set follow
BioScope.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hedging.corpora import bioscope
from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.markup import document_name, documents, flatten
from hedging.corpora.rows import read_rows
from hedging.errors import CorpusError
from hedging.kinds import KINDS

SCHEME = "conll2010-wikipedia"


def read(path: Path) -> Iterator[Gold]:
    """The labelled sentences of one file, in order; the file's ending tells the format."""
    readers = {".xml": _xml, ".jsonl": _jsonl}
    if path.suffix not in readers:
        raise CorpusError(
            f"{path}: expected a file that ends in {', '.join(readers)}, "
            f"got {path.suffix or 'no ending'!r}"
        )
    yield from readers[path.suffix](path)


def _gold(
    document: str,
    text: str,
    cues: tuple[GoldCue, ...] | None,
    hedged: bool,
    scheme: str,
    group: str,
) -> Gold:
    kinds = bioscope.KINDS if scheme == "bioscope" else frozenset(KINDS)
    return Gold(document, text, cues, hedged, scheme, kinds, group=group)


def _jsonl(path: Path) -> Iterator[Gold]:
    for row in read_rows(path, ("text", "label")):
        label, text = row["label"], row.string("text")
        if label is None:
            continue
        if label not in (0, 1):
            raise row.fault(f"expected label 1, 0 or null, got {label!r}")
        cues = None
        if row.get("conll_cues") is not None:
            cues = tuple(GoldCue(*cue.span(text), None) for cue in row.objects("conll_cues"))
        scheme = row.string("scheme", SCHEME)
        yield _gold(row.document, text, cues, bool(label), scheme, path.stem)


def _xml(path: Path) -> Iterator[Gold]:
    for document in documents(path):
        document_type = document.get("type", "")
        if not document_type.startswith(("Biological", "Wikipedia")):
            raise CorpusError(
                f"{path}: expected a Document of type Biological… or Wikipedia…, "
                f"got {document_type!r}"
            )
        is_biological = document_type.startswith("Biological")
        scheme = "bioscope" if is_biological else SCHEME
        sentences = [element for element in document.iter() if element.tag.lower() == "sentence"]
        name = document_name(document, sentences if is_biological else [])
        for sentence in sentences:
            cues: list[GoldCue] = []
            text = flatten(sentence, bioscope.speculation, cues)
            hedged = sentence.get("certainty", "uncertain" if cues else "certain") == "uncertain"
            yield _gold(name, text, tuple(cues), hedged, scheme, path.stem)
