"""Where the texts come from that the scheme `general` learns from, and what it goes without.

The recipe names sources whose terms are unclear or bar commercial use; `general` learns nothing
from them, nor from the corpora of the schemes `bioscope` and `conll2010-wikipedia`. The table of
sources needs no corpora: the annotations name the file of each text, and `seeds/sources.tsv` says
where the files came from and on what terms.

    python -m benchmarks.provenance --corpora PATH

trains the scheme `general` with all sources, and measures it and the shipped model on the test
part: provenance.json.
"""

from __future__ import annotations

import csv
import dataclasses
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.grid import Results, grid
from benchmarks.material import unseen_sentences
from benchmarks.output import write_json
from hedging.corpora.rows import read_rows
from hedging.corpora.standoff import is_left_out
from hedging.detector import Detector, load
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Metrics, measure
from hedging.evaluate.tables import figure
from hedging.options import DetectorOptions
from hedging.train.material import load_material
from hedging.train.schemes import policy_of
from hedging.train.training import fit
from training.material import SEEDS, shipped_recipe

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
    """How many sentences of each file `general` learns from; "" for our own."""
    recipe = shipped_recipe()
    counts: Counter[str] = Counter()
    for name in (*recipe.seeds, *recipe.light_seeds):
        counts[""] += sum(row.part == "train" for row in read_rows(SEEDS / name, ("text",)))
    for name in recipe.annotations:
        for row in read_rows(SEEDS / name, ("corpus", "sentences")):
            if row.part != "test" and not is_left_out(row, recipe.without):
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


def terms(results: Results) -> str:
    """What a model reaches with all sources, and without those of unclear terms."""
    parts = ("passages", "annotations", "seeds")
    head = ["learned from", "sentences"]
    head += ["passages: sentence F1 / exact cue F1", "news, web and speech", "own sentences"]
    rows = [
        [
            name,
            f"{row['sentences']:,}",
            *(f"{figure(row[p]['sentence_f1'])} / {figure(row[p]['cue_f1'])}" for p in parts),
        ]
        for name, row in results["provenance"]["figures"].items()
    ]
    return grid(head, rows)


def compare(corpora: Path) -> dict[str, Any]:
    """Figures of both models on each part of the test part, and what they learned from."""
    recipe = dataclasses.replace(shipped_recipe(), sentence_schemes=(), teacher="")
    bioscope = dataclasses.replace(policy_of("bioscope"), sharing="marked")
    everything = dataclasses.replace(recipe, without=(), schemes={"bioscope": bioscope})
    figures: dict[str, Any] = {}
    for name, used in (("all sources", everything), ("as shipped", recipe)):
        material = load_material(used, corpora, SEEDS)
        detector = load()
        if used is everything:
            detector = Detector(fit(material, everything), DetectorOptions())
        taught = [gold for gold in material.golds if gold.part == "train"]
        figures[name] = {"sentences": sum(gold.scheme == "general" for gold in taught)}
        for part, golds in unseen_sentences(material).items():
            metrics: dict[str, Metrics] = {}
            measure(golds, detector, metrics)
            measured = metrics["general"].to_dict()
            figures[name][part] = {
                "sentence_f1": measured["sentences"]["f1"],
                "cue_f1": measured["cues_exact"]["f1"],
            }
        print(name, figures[name], flush=True)
    return figures


def main(argv: Sequence[str] | None = None) -> int:
    """Train both models and measure them; see the module's text."""
    options = parse_with_corpora(parser_of(__doc__, corpora=True), argv)
    figures = compare(options.corpora)
    write_json(options.output / "provenance.json", {**environment(), "figures": figures})
    return 0


if __name__ == "__main__":
    sys.exit(main())
