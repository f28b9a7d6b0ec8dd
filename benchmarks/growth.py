"""How time grows with the length of a text and the size of a batch, and texts that are hard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice, pairwise

import numpy as np

import hedging
from benchmarks.material import repeated
from hedging.evaluate.speed import best, pace

HARD_SIZE = 1_000_000

#: Texts that a careless program is slow on, by their number of characters.
HARD: dict[str, Callable[[int], str]] = {
    "one endless sentence": lambda n: repeated("the wind rose and the boats came in, ", n),
    "only full stops": lambda n: "." * n,
    "only candidates": lambda n: repeated("may ", n),
    "candidates that overlap": lambda n: repeated("it is not clear that some of the many ", n),
    "a chain of candidates": lambda n: repeated("if not sure ", n),
    "only emoji": lambda n: "\N{SLIGHTLY SMILING FACE}" * n,
    "no space": lambda n: "a" * n,
    "a line a letter": lambda n: repeated("a\n", n),
    "only quotation marks": lambda n: repeated('" ', n),
    "only reference numbers": lambda n: repeated("[17] ", n),
    "20,000 different characters": lambda n: "".join(
        islice(cycle(map(chr, range(0x4E00, 0x4E00 + 20_000))), n)
    ),
}


def text_length(
    detector: hedging.Detector, text: str, max_length: int = 10_000_000
) -> list[dict[str, float]]:
    """Milliseconds of one document of growing length, and their ratio to a tenth of the length.

    A length and its tenth are measured in turns, because the speed of a machine changes.
    """
    lengths = [1000]
    while lengths[-1] < max_length:
        lengths.append(10 * lengths[-1])
    documents = {n: repeated(text, n) for n in lengths}
    times = dict.fromkeys(lengths, float("inf"))
    ratios = dict.fromkeys(lengths, float("nan"))
    for small, large in pairwise(lengths):
        turns = [
            [_seconds(detector, documents[n], 300_000 // n) for n in (small, large)]
            for _ in range(7)
        ]
        ratios[large] = float(np.median([turn[1] / turn[0] for turn in turns]))
        for n, seconds in zip((small, large), zip(*turns, strict=True), strict=True):
            times[n] = min(times[n], *seconds)
    return [{"characters": n, "ms": 1000 * times[n], "times_a_tenth": ratios[n]} for n in lengths]


def _seconds(detector: hedging.Detector, document: str, repeats: int) -> float:
    return best(lambda: detector.detect_batch([document]), max(1, repeats))


def batch_size(detector: hedging.Detector, articles: list[str]) -> list[dict[str, float]]:
    """Sentences a second in batches of growing size."""
    rows = []
    for size in (1, 3, 10, 30, 100, 300, 1000, 3000):
        texts = list(islice(cycle(articles), size))
        measured = pace(detector, texts, repeats=max(5, 300 // size))
        rows.append({"articles": size, "sentences_per_second": measured["sentences_per_second"]})
    return rows


def hard_texts(detector: hedging.Detector, size: int = HARD_SIZE) -> dict[str, dict[str, float]]:
    """Milliseconds of each hard text, and their ratio to a tenth of the text."""
    rows = {}
    for name, make in HARD.items():
        text = make(size)
        seconds, of_a_tenth = (
            _seconds(detector, text, 3),
            _seconds(detector, text[: size // 10], 5),
        )
        rows[name] = {"ms": 1000 * seconds, "times_a_tenth": seconds / of_a_tenth}
    return rows
