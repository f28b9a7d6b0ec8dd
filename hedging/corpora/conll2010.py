"""CoNLL-2010 Wikipedia training set as JSON lines → Gold.

One object a sentence: `doc`, `text`, `label` (1 uncertain, 0 certain, null unknown), `conll_cues` (a list of objects with
`start` and `end`, or null where only the sentence has a label). Sentences without a label are left out: unknown is not
negative. The cues are weasels, often whole phrases (Farkas, Vincze, Móra, Csirik & Szarvas 2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.jsonlines import rows

SCHEME = "conll2010-wikipedia"


def read(path: Path) -> Iterator[Gold]:
    """Labelled sentences of one file, in order."""
    for row in rows(path, ("doc", "text", "label")):
        if row["label"] is None:
            continue
        marked = row.get("conll_cues")
        cues = None if marked is None else tuple(GoldCue(cue["start"], cue["end"], None) for cue in marked)
        yield Gold(row["doc"], row["text"], cues, bool(row["label"]), SCHEME, group=path.stem)
