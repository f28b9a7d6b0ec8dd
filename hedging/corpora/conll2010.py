"""CoNLL-2010 shared task, in the three forms it goes about in → Gold (Farkas, Vincze, Móra, Csirik & Szarvas 2010).

**XML** (`.xml`): the task's own files, training or evaluation. `Document` elements whose `type` begins with "Biological" or
"Wikipedia" say the scheme; in them `sentence` elements with `certainty="uncertain"` or "certain", and in those `ccue` elements
or `cue` elements but those of type "negation". Where a sentence has no `certainty`, a cue makes it uncertain.

**JSON lines** (`.jsonl`): one object a sentence: `doc`, `text`, `label` (1 uncertain, 0 certain, null unknown), `conll_cues` (a
list of objects with `start` and `end` in code points, or null where only the sentence has a label), and optionally `scheme`
("bioscope" for the biological set). Sentences without a label are left out: unknown is not negative.

**Token TSV** (`.tsv`): a token and its tag a line, with a tab between; B begins a cue, I goes on with it (anything may follow
after a hyphen), O is none; a blank line ends a sentence. Between sentences, a line `# doc = NAME` names the document of what
follows, `# scheme = bioscope` its scheme. Tokens are joined by a blank, and a sentence with a cue is uncertain.

Cues of the Wikipedia set are weasels, often whole phrases; those of the biological set follow BioScope.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hedging.corpora import bioscope
from hedging.corpora.gold import Gold, GoldCue, title_key
from hedging.corpora.jsonlines import lines, rows
from hedging.corpora.markup import documents, flatten
from hedging.errors import CorpusError
from hedging.kinds import KINDS

SCHEME = "conll2010-wikipedia"


def read(path: Path) -> Iterator[Gold]:
    """Labelled sentences of one file, in order; the form goes by the file's ending."""
    forms = {".xml": _xml, ".jsonl": _jsonl, ".tsv": _tsv}
    if path.suffix not in forms:
        raise CorpusError(
            f"{path}: expected a file that ends in {', '.join(forms)}, got {path.suffix or 'no ending'!r}"
        )
    yield from forms[path.suffix](path)


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
    for row in rows(path, ("doc", "text", "label")):
        if row["label"] is None:
            continue
        marked = row.get("conll_cues")
        cues = (
            None
            if marked is None
            else tuple(GoldCue(cue["start"], cue["end"], None) for cue in marked)
        )
        yield _gold(
            row["doc"], row["text"], cues, bool(row["label"]), row.get("scheme", SCHEME), path.stem
        )


def _xml(path: Path) -> Iterator[Gold]:
    for document in documents(path):
        kind = document.get("type", "")
        if not kind.startswith(("Biological", "Wikipedia")):
            raise CorpusError(
                f"{path}: expected a Document of type Biological… or Wikipedia…, got {kind!r}"
            )
        biological = kind.startswith("Biological")
        sentences = [element for element in document.iter() if element.tag.lower() == "sentence"]
        name = (document.findtext("DocID") or "").strip()
        if biological and sentences:
            name = title_key("".join(sentences[0].itertext()))
        for sentence in sentences:
            cues: list[GoldCue] = []
            text = flatten(sentence, bioscope.speculation, cues)
            hedged = sentence.get("certainty", "uncertain" if cues else "certain") == "uncertain"
            yield _gold(
                name, text, tuple(cues), hedged, "bioscope" if biological else SCHEME, path.stem
            )


def _tsv(path: Path) -> Iterator[Gold]:
    settings = {"doc": path.stem, "scheme": SCHEME}
    tokens: list[tuple[str, str]] = []
    for number, line in enumerate([*lines(path), "\n"], 1):
        if not tokens and line.startswith("# ") and " = " in line:
            name, value = line[2:].strip().split(" = ", 1)
            if name not in settings or (name == "scheme" and value not in (SCHEME, "bioscope")):
                raise CorpusError(
                    f"{path}:{number}: expected # doc = NAME or # scheme = bioscope, got {line.strip()!r}"
                )
            settings[name] = value
        elif line.strip():
            token, tab, tag = line.rstrip("\r\n").rpartition("\t")
            if not tab or tag[:1] not in ("B", "I", "O"):
                raise CorpusError(
                    f"{path}:{number}: expected a token, a tab and a tag B, I or O, got {line[:60]!r}"
                )
            tokens.append((token, tag[:1]))
        elif tokens:
            yield _tagged(tokens, settings, path.stem)
            tokens = []


def _tagged(tokens: list[tuple[str, str]], settings: dict[str, str], group: str) -> Gold:
    text, before = "", "O"
    cues: list[list[int]] = []
    for token, tag in tokens:
        start = len(text) + bool(text)
        text = f"{text} {token}" if text else token
        if tag == "B" or (tag == "I" and before == "O"):
            cues.append([start, len(text)])
        elif tag == "I":
            cues[-1][1] = len(text)
        before = tag
    marked = tuple(GoldCue(start, end, None) for start, end in cues)
    return _gold(settings["doc"], text, marked, bool(marked), settings["scheme"], group)
