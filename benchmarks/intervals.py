"""Simulated documents → how often 95 % intervals of a sentence F1 hold the truth.

    python -m benchmarks.intervals

draws documents whose F1 is known, measures a sample of them as `hedging evaluate` does, and counts
the samples whose interval holds that F1: intervals.json. Documents differ in their length, in how
many of their sentences are hedged, and in how well a detector knows their words. Beside it stands a
plain bootstrap, whose percentiles lie where those of the draws do.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.command import parser_of
from benchmarks.grid import Results, grid, percent
from benchmarks.output import rounded, write_json
from hedging.evaluate.environment import environment
from hedging.stats.bootstrap import Ratios, intervals_of, redrawn_sums

#: How many documents a sample has.
DOCUMENTS = (5, 7, 10, 20, 50, 100)
_SAMPLES, _QUICK_SAMPLES = 4000, 200
# So many documents stand for all.
_ALL = 2_000_000


def draw(random: np.random.Generator, documents: int) -> Ratios:
    """The sentence F1 of documents of 10 to 40 sentences: a quarter is hedged, and 85 % are found.

    Of the other sentences, a detector calls 4 % hedged. All three shares differ by document.
    """
    sentences = random.integers(10, 41, documents)
    hedged = random.binomial(sentences, random.beta(2, 6, documents))
    found = random.binomial(hedged, random.beta(17, 3, documents))
    invented = random.binomial(sentences - hedged, random.beta(1, 24, documents))
    halves = (hedged + found + invented) / 2
    return Ratios(found[:, None].astype(np.float64), halves[:, None])


def plain_interval(figures: Ratios) -> tuple[float, float]:
    """The percentiles of a bootstrap as they are."""
    tops, bottoms = redrawn_sums(np.hstack(figures)).T
    is_some = bottoms > 0
    low, high = np.quantile(tops[is_some] / bottoms[is_some], (0.025, 0.975)).tolist()
    return low, high


def simulate(documents: int, samples: int, truth: float) -> dict[str, Any]:
    """The share of the intervals that hold the truth, and how many samples have an interval."""
    random = np.random.default_rng(documents)
    ours, plain = [], []
    for _ in range(samples):
        figures = draw(random, documents)
        (interval,) = intervals_of(figures)
        if interval is not None:
            ours.append(interval[0] <= truth <= interval[1])
            low, high = plain_interval(figures)
            plain.append(low <= truth <= high)
    return {
        "with_interval": len(ours) / samples,
        "held": float(np.mean(ours)),
        "held_by_plain": float(np.mean(plain)),
    }


def table(results: Results) -> str:
    """How often intervals hold the truth, by the number of documents."""
    head = ["documents", "samples with an interval", "it holds the truth", "a plain bootstrap does"]
    rows = [
        [size, *(percent(row[name]) for name in ("with_interval", "held", "held_by_plain"))]
        for size, row in results["intervals"]["documents"].items()
    ]
    return grid(head, rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Simulate and write; see the module's text."""
    parser = parser_of(__doc__, quick="fewer samples")
    options = parser.parse_args(argv)
    samples = _QUICK_SAMPLES if options.quick else _SAMPLES
    (truth,) = draw(np.random.default_rng(0), _ALL).values()
    measured = {}
    for size in DOCUMENTS:
        measured[str(size)] = row = simulate(size, samples, truth or 0.0)
        print(f"{size:>4} documents: {row['held']:.1%} of the intervals hold the truth", flush=True)
    result = {**environment(), "samples": samples, "f1": truth, "documents": measured}
    write_json(options.output / "intervals.json", rounded(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
