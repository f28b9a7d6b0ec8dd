"""Sentences that readers marked → how often the number that a reader counts is where we say.

    python -m benchmarks.counting --corpora PATH    writes counting.json

`hedging.readers.reader_count` says between which numbers nine in ten careful readers count the
hedged sentences of a text. Two readers read the test part of the annotated passages, 300 sentences
of each of ten registers, and did not see each other's marks. No model learns from them.

`agreement` is that of a model with what was decided where the two readers differ. `inside` is the
share of the texts in which the reader's number lies between the two; the passages are taken as they
are, or a register is cut into so many sentences. `own` is what `reader_count` calls OWN, by the
method of moments: the part of the squared errors that the scores of sentences do not explain. A
register is judged by what the nine others have of their own, so that no figure judges itself.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, Final, NamedTuple

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.grid import Results, grid, percent
from benchmarks.output import rounded, write_json
from benchmarks.readers import READINGS
from hedging.corpora import standoff
from hedging.corpora.gold import Gold
from hedging.detector import Detector, load
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Counts, score_golds
from hedging.readers import reader_count
from hedging.released import MODEL_ROLES
from training.material import SEEDS

#: The two readings of the passages, and what a third reader decided where they differ.
READERS: Final = ("first", "second")
DECIDED: Final = "decided"
#: How the passages are cut, by name: into documents, or into so many sentences of a register.
LONGEST: Final = "a register"
SIZES: Final[Mapping[str, int | None]] = {
    "short passages": None,
    "50 sentences": 50,
    "100 sentences": 100,
    LONGEST: 300,
}


class Counted(NamedTuple):
    """Sentences of a register: their scores, and how many of them a reader says are hedged."""

    register: str
    scores: Sequence[float]
    hedged: int

    @property
    def unexplained(self) -> float:
        """The squared error for each squared sentence that the scores do not explain."""
        error = self.hedged - sum(self.scores)
        variance = sum(score * (1 - score) for score in self.scores)
        return (error**2 - variance) / len(self.scores) ** 2


def stretches(
    golds: Sequence[Gold], scores: Sequence[float], size: int | None = None
) -> Iterator[Counted]:
    """The documents, or the registers cut into stretches of so many sentences."""
    own = defaultdict[tuple[str, str], list[tuple[float, bool]]](list)
    for gold, score in zip(golds, scores, strict=True):
        own[gold.group, "" if size else gold.document].append((score, bool(gold.hedged)))
    for (register, _), rows in own.items():
        for first in range(0, len(rows), size or len(rows)):
            cut = rows[first : first + (size or len(rows))]
            yield Counted(register, [score for score, _ in cut], sum(hedged for _, hedged in cut))


def own_of(counted: Iterable[Counted]) -> float:
    """What readers and texts have of their own in these stretches, in sentences per sentence."""
    # A moment can be negative; no variance is.
    return math.sqrt(max(fmean(each.unexplained for each in counted), 0.0))


def inside(counted: Sequence[Counted], own: Mapping[str, float]) -> dict[str, Any]:
    """In how many stretches the reader's number is inside, and how wide the interval is.

    `own` is what to take for a register as what readers and texts have of their own.
    """
    ends = [reader_count(each.scores, own[each.register]) for each in counted]
    return {
        "stretches": len(counted),
        "sentences": fmean(len(each.scores) for each in counted),
        "inside": fmean(
            low <= each.hedged <= high for each, (low, high) in zip(counted, ends, strict=True)
        ),
        "width": fmean(high - low for low, high in ends),
    }


def measure(golds: Mapping[str, Sequence[Gold]], detector: Detector) -> dict[str, Any]:
    """The figures of a model on the readings of these names."""
    answers = {
        name: [report.sentences[0] for report in score_golds(own, detector)]
        for name, own in golds.items()
    }

    def cut(name: str, size: int | None = None) -> list[Counted]:
        return list(stretches(golds[name], [each.score for each in answers[name]], size))

    both = [
        (bool(g.hedged), a.hedged) for g, a in zip(golds[DECIDED], answers[DECIDED], strict=True)
    ]
    hits = sum(true and found for true, found in both)
    counts = Counts(hits, sum(found for _, found in both), sum(true for true, _ in both))
    rows = {
        name: [each for reader in READERS for each in cut(reader, size)]
        for name, size in SIZES.items()
    }
    longest = rows[LONGEST]
    own = {
        register: own_of(each for each in longest if each.register != register)
        for register in {each.register for each in longest}
    }
    return {
        "agreement": counts.to_dict(),
        "own": own_of(longest),
        "texts": {name: inside(counted, own) for name, counted in rows.items()},
    }


def table(results: Results) -> str:
    """How often a reader's number is inside, and how wide the interval is, by model."""
    models = results["counting"]["models"]
    head = ["a text of", "texts × readers", *(f"{name}: inside" for name in models)]
    head += [f"{name}: width" for name in models]
    rows = []
    for name, size in SIZES.items():
        own = [figures["texts"][name] for figures in models.values()]
        length = f"{size} sentences" if size else f"{own[0]['sentences']:.0f} sentences or so"
        shown = [percent(each["inside"]) for each in own]
        shown += [f"{each['width']:.1f}" for each in own]
        rows.append([length, f"{own[0]['stretches']:,}", *shown])
    return grid(head, rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and write; see the module's text."""
    options = parse_with_corpora(parser_of(__doc__, corpora=True), argv)
    files = {DECIDED: SEEDS / "passages.jsonl"}
    files |= {name: READINGS / f"{name}.jsonl" for name in READERS}
    golds = {
        name: [gold for gold in standoff.read(path, options.corpora) if gold.part == "test"]
        for name, path in files.items()
    }
    figures = {}
    for model in MODEL_ROLES:
        figures[model] = rounded(measure(golds, load(model, depth="cues")))
        print(f"{model}: {figures[model]}", flush=True)
    write_json(options.output / "counting.json", {**environment(), "models": figures})
    return 0


if __name__ == "__main__":
    sys.exit(main())
