"""The exponent of the time of every entry, and what the largest inputs take.

    python -m tests.exponents [--parts PART …] [--only NAME …]

`tests/growth.py` says what is measured and how. Each entry is measured on texts of 100 kB up to
the largest size, and on every motif up to the size of `--motifs`; then come a long page, pairs of
texts, and labels to adapt to. Each has a process of its own, and its figures are written when they
are there, so that a run may stop and `--only` go on.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import islice
from statistics import median
from typing import Any, NamedTuple

import hedging
from benchmarks.command import parser_of
from benchmarks.grid import Results
from benchmarks.output import cpu, rounded, write_json
from hedging.corpora.gold import Gold
from hedging.corpora.labelled import read_labelled
from hedging.evaluate.environment import environment
from hedging.evaluate.speed import peak_memory
from hedging.results import STRONGEST
from tests.growth import MOTIFS, PAIRS, SLOW, STEPS, TEXTS, growth, repeated
from training.material import SEEDS

NAME = "exponents"
_PARTS = ("texts", "motifs", "large")
_SMALLEST = 100_000
_ROWS = 20_000


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; see the module's text."""
    parser = parser_of(__doc__)
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=_PARTS)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="some entries or large inputs")
    parser.add_argument("--largest", type=int, default=10_000_000, help="of a text")
    parser.add_argument("--motifs", type=int, default=1_000_000, help="the largest of a motif")
    options = parser.parse_args(argv)
    results = Results(options.output)
    row: dict[str, Any] = results[NAME] if results.has(NAME) else {}
    row |= environment() | {"cpu": cpu()}
    texts, motifs = list(TEXTS.values()), MOTIFS
    tasks: list[tuple[str, str, Callable[[], dict[str, Any]]]] = [
        *(("texts", name, partial(exponents, name, texts, options.largest)) for name in STEPS),
        *(
            ("motifs", name, partial(exponents, name, motifs, options.motifs))
            for name in STEPS
            if name not in SLOW
        ),
        *(("large", name, partial(large, name)) for name in LARGE),
    ]
    for part, name, task in tasks:
        if part not in options.parts or (options.only and name not in options.only):
            continue
        figures = alone(task)
        row.setdefault(part, {})[name] = figures
        print(f"{part}, {name}: {figures}", flush=True)
        write_json(options.output / f"{NAME}.json", rounded(row))
    return 0


def exponents(name: str, motifs: Sequence[str], largest: int) -> dict[str, Any]:
    """The median and the steepest of the exponents of an entry; what takes no time has none."""
    sizes = [size for k in range(10) if (size := _SMALLEST * 10**k) <= largest]
    run, given = STEPS[name]
    own = {}
    for motif in motifs:
        arguments = lru_cache(lambda size, motif=motif: given(repeated(motif, size)))
        exponent = growth(run, arguments, sizes)
        if exponent:
            own[motif] = exponent
    if not own:
        return {"largest": sizes[-1], "measured": 0}
    steepest = max(own, key=lambda motif: own[motif])
    return {
        "largest": sizes[-1],
        "measured": len(own),
        "median": median(own.values()),
        "steepest": own[steepest],
        "at": steepest,
    }


class Large(NamedTuple):
    """An input (`make`), what is done with it (`run`), and the most it may take."""

    make: Callable[[], Any]
    run: Callable[[Any], object]
    seconds: float
    megabytes: float


def large(name: str) -> dict[str, float | None]:
    """Processor seconds and memory that a large input takes; it is made before."""
    given = LARGE[name].make()
    begin = time.process_time()
    LARGE[name].run(given)
    return {"seconds": time.process_time() - begin, "megabytes": peak_memory()}


def _page(text: str) -> str:
    """What `hedging report` does with a text."""
    return hedging.detect(text).to_html("", hedging.load().explain(text, limit=STRONGEST))


def _compare(texts: Sequence[str]) -> hedging.Drift:
    return hedging.compare(*texts)


def _pair(name: str) -> list[str]:
    rows = 1_000_000 // (len(PAIRS[name](1000)[0]) // 1000)
    return [text[:1_000_000] for text in PAIRS[name](rows)]


def _labels() -> list[Gold]:
    return list(islice(read_labelled(SEEDS / "examples.jsonl"), _ROWS))


#: Large inputs by name.
LARGE = {
    "a page of 62,500 cues in one sentence": Large(
        partial(repeated, "It may rise up; ", 1_000_000), _page, 3, 600
    ),
    # Short rows have the most claims, 123,000, and each is weighed by its features.
    **{
        f"compare, {name}": Large(partial(_pair, name), _compare, 8 if "short" in name else 5, 500)
        for name in PAIRS
    },
    f"adapt to {_ROWS:,} labelled sentences": Large(_labels, hedging.adapt, 60, 1000),
}


def alone(task: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The figures of a task in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(task)


if __name__ == "__main__":
    sys.exit(main())
