"""Sentences that readers marked → how often the number that a reader counts is where we say.

    python -m benchmarks.counting --corpora PATH    writes counting.json

`hedging.readers.reader_count` says between which numbers nine in ten careful readers count the
hedged sentences of a text. Two readers read the test part of the annotated passages, ten stretches
of 300 sentences, and did not see each other's marks. Neither teaches
a model.

`agreement` is that of a model with what was decided where the two readers differ. `inside` is the
share of the texts in which the reader's number lies between the two; the passages are taken as they
are, or a register is cut into so many sentences. `own` is what `reader_count` calls OWN, by the
method of moments: the part of the squared errors that the scores of sentences do not explain.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, Final, NamedTuple

from benchmarks.command import parse_with_corpora, parser_of
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
    """A stretch of text: the scores of its sentences, and how many a reader says are hedged."""

    scores: Sequence[float]
    hedged: int

    @property
    def is_inside(self) -> bool:
        """Whether the reader's number is one that nine in ten readers would count."""
        low, high = reader_count(self.scores)
        return low <= self.hedged <= high

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
    own = defaultdict[str, list[tuple[float, bool]]](list)
    for gold, score in zip(golds, scores, strict=True):
        own[gold.group if size else gold.document].append((score, bool(gold.hedged)))
    for rows in own.values():
        for first in range(0, len(rows), size or len(rows)):
            cut = rows[first : first + (size or len(rows))]
            yield Counted([score for score, _ in cut], sum(hedged for _, hedged in cut))


def inside(counted: Sequence[Counted]) -> dict[str, Any]:
    """In how many stretches the reader's number is inside, and how wide the interval is."""
    widths = [high - low for low, high in (reader_count(each.scores) for each in counted)]
    return {
        "stretches": len(counted),
        "sentences": fmean(len(each.scores) for each in counted),
        "inside": fmean(each.is_inside for each in counted),
        "width": fmean(widths),
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
    # A moment can be negative; no variance is.
    unexplained = max(fmean(each.unexplained for each in rows[LONGEST]), 0.0)
    return {
        "agreement": counts.to_dict(),
        "own": unexplained**0.5,
        "texts": {name: inside(own) for name, own in rows.items()},
    }


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
