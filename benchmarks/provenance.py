"""The files of the seeds → a table of the sources that the scheme `general` learns from.

It needs no corpora: the annotations name the file of each text, and `seeds/sources.tsv` says where
the files came from and on what terms.
"""

from __future__ import annotations

import csv
from collections import Counter

from benchmarks.grid import Results, grid
from benchmarks.material import SEEDS, shipped_recipe
from hedging.corpora.rows import read_rows

#: Corpora that the annotations are about and that `sources.tsv` does not list.
CORPORA = {
    "bioscope": ("BioScope", "free for research; a third-party card says CC BY 2.0"),
    "szeged-uncertainty": ("Szeged uncertainty corpus", "CC BY-SA, no version given"),
    "ud-english": (
        "UD English GUM and EWT",
        "GUM by genre, CC BY to CC BY-NC-SA; EWT CC BY-SA 4.0",
    ),
    "wikinews": ("Wikinews 2019–2020", "CC BY 2.5"),
    "conll2010-wiki": ("CoNLL-2010, Wikipedia", "text CC BY-SA; labels not stated"),
}


def sentences_by_file() -> Counter[str]:
    """How many sentences of the training part are annotated in each file; "" for our own."""
    recipe = shipped_recipe()
    counts: Counter[str] = Counter()
    for name in recipe.seeds:
        counts[""] += sum(row.part == "train" for row in read_rows(SEEDS / name, ("text",)))
    for name in recipe.annotations:
        for row in read_rows(SEEDS / name, ("corpus", "sentences")):
            if row.part == "train":
                counts[row.string("corpus").removeprefix("../unlabelled/")] += len(row["sentences"])
    return counts


def sources(_: Results) -> str:
    """Each source with its terms and its share of the sentences, the largest first."""
    path = SEEDS / "sources.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        listed = {row["file"]: row for row in csv.DictReader(lines, delimiter="\t")}
    totals: Counter[tuple[str, str, str]] = Counter()
    for name, count in sentences_by_file().items():
        folder = name.partition("/")[0]
        if not name:
            totals["our own sentences", "", "Apache-2.0"] += count
        elif name in listed:
            row = listed[name]
            place = f"{row['repository']} at {row['commit']}"
            totals[name.removesuffix(".jsonl"), place, row["terms"]] += count
        else:
            title, terms = CORPORA[folder]
            totals[title, "see above", terms] += count
    everything = totals.total()
    rows = [
        [name, place, terms, f"{count:,}", f"{count / everything:.1%}"]
        for (name, place, terms), count in totals.most_common()
    ]
    return grid(["source", "from", "terms, as its files state them", "sentences", "share"], rows)
