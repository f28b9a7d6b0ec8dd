"""Pure Python and the compiled kernel on the same texts, measured in turns, with equal results.

    python -m benchmarks.kernel [--corpora PATH]

The speed of a machine changes from minute to minute, so the two ways take turns, and what counts is
the ratio of their times. It needs the compiled kernel (`pip install -e .` with a C compiler) and,
for the roof, the extra `bench`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

import numpy as np

import hedging
from benchmarks.command import parser_of
from benchmarks.material import news, repeated
from benchmarks.output import rounded, write_json
from benchmarks.roofline import roofline
from hedging.batch import Batch
from hedging.detector import Detector, forced_detector
from hedging.evaluate.environment import environment
from hedging.extension import extension

#: A batch of news of this length, cut into articles of about `ARTICLE` characters.
CHARACTERS, ARTICLE = 1 << 18, 3_000
SENTENCE = "It is unclear how widely the report was shared."
# Turns of each measure; a quick run takes a tenth.
TURNS = 60
# Texts whose time must grow with their length, from a length to its tenfold.
GROWING = {
    "news": "",
    "only candidates": "may ",
    "a chain of candidates": "if not sure ",
    "only full stops": ".",
    "no space": "a",
}
LENGTHS = (100_000, 1_000_000)

Call = Callable[[], object]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = parser_of(__doc__, corpora=True, quick="fewer turns")
    options = parser.parse_args(argv)
    if extension() is None:
        raise SystemExit("there is no compiled kernel here: pip install -e . with a C compiler")
    turns = TURNS // 10 if options.quick else TURNS
    row = measure_all(news(options.corpora), turns)
    for name, ms in row["ways"].items():
        print(
            f"{name:<36}{ms['pure_ms']:>9.2f} ms pure{ms['compiled_ms']:>9.2f} ms compiled", end=""
        )
        print(f"{ms['ratio']:>7.2f} times as fast")
    print(f"everything on: {row['everything_on']:.0%} of the pace of cues alone")
    for name, us in row["latency"].items():
        for way, figures in us.items():
            print(f"{name}, {way}: median {figures['p50']:.0f} µs, 99 % {figures['p99']:.0f} µs")
    for name, times in row["growth"].items():
        print(f"ten times {name}: {times:.1f} times the time")
    roof = row["roofline"]
    for name, ms in roof["parts_ms"].items():
        print(f"{name}: {ms:.2f} ms")
    print(f"together {roof['share']:.0%} of the {roof['whole_ms']:.2f} ms of the kernel's way")
    print(f"two threads: {row['two_threads']:.2f} times the pace of one")
    write_json(options.output / "kernel.json", rounded(row))
    return 0


def measure_all(text: str, turns: int) -> dict[str, Any]:
    """Times of both ways, in a batch and for single texts, and how they grow."""
    whole = repeated(text, CHARACTERS)
    articles = [whole[begin : begin + ARTICLE] for begin in range(0, CHARACTERS, ARTICLE)]
    both = {
        way: forced_detector(hedging.load(depth="cues"), pure=way == "pure")
        for way in ("pure", "compiled")
    }
    check_equal(*(detector.detect_batch(articles) for detector in both.values()))
    row: dict[str, Any] = environment() | {"characters": CHARACTERS}
    row["ways"] = {
        name: in_turns(call(both["pure"], articles), call(both["compiled"], articles), turns)
        for name, call in WAYS.items()
    }
    row["everything_on"] = everything_on(both["compiled"], articles, turns)
    singles = {"one sentence": SENTENCE, "an article of 3 kB": articles[0]}
    row["latency"] = {
        name + beside: latencies(both, single, 20 * turns, depth)
        for depth, beside in (("cues", ""), ("all", " with everything on"))
        for name, single in singles.items()
    }
    row["growth"] = {
        name: growth(both["compiled"], motif or text, max(3, turns // 6))
        for name, motif in GROWING.items()
    }
    row["roofline"] = roofline(both["compiled"], articles, turns)
    row["two_threads"] = two_threads(both["compiled"], articles * 40, max(3, turns // 6))
    return row


def check_equal(first: Batch, second: Batch) -> None:
    """Stop if two batches differ in a bit."""
    for name in (field.name for field in fields(Batch)):
        left, right = getattr(first, name), getattr(second, name)
        if isinstance(left, np.ndarray) and not np.array_equal(left, right):
            raise SystemExit(f"the kernel's {name} differs from that of pure Python")


def cues_only(detector: Detector, texts: list[str]) -> Call:
    return lambda: detector.detect_batch(texts)


def with_depth(detector: Detector, texts: list[str]) -> Call:
    return lambda: detector.detect_batch(texts, depth="all")


#: What is measured in a batch.
WAYS: dict[str, Callable[[Detector, list[str]], Call]] = {
    "cues and sentences": cues_only,
    "with all that goes beyond cues": with_depth,
}


def in_turns(pure: Call, compiled_call: Call, turns: int) -> dict[str, float]:
    """Milliseconds of both calls, the best of their turns, and the ratio."""
    times = [(seconds(pure), seconds(compiled_call)) for _ in range(turns)]
    pure_ms, compiled_ms = (1000 * min(column) for column in zip(*times, strict=True))
    return {"pure_ms": pure_ms, "compiled_ms": compiled_ms, "ratio": pure_ms / compiled_ms}


def seconds(call: Call, clock: Callable[[], float] = time.thread_time) -> float:
    """Processor time of a call, or the time by another clock."""
    begin = clock()
    call()
    return clock() - begin


def everything_on(detector: Detector, texts: list[str], turns: int) -> float:
    """The pace with all that goes beyond cues, as a share of that of cues alone."""
    cues, everything = cues_only(detector, texts), with_depth(detector, texts)
    times = [(seconds(cues), seconds(everything)) for _ in range(turns)]
    return min(alone for alone, _ in times) / min(both for _, both in times)


def latencies(
    both: dict[str, Detector], text: str, turns: int, depth: str
) -> dict[str, dict[str, float]]:
    """Percentiles of the microseconds of one text, in turns."""
    times: dict[str, list[float]] = {way: [] for way in both}
    for _ in range(turns):
        for way, detector in both.items():
            call = partial(detector.detect, text, depth=depth)
            times[way].append(1e6 * seconds(call, time.perf_counter))
    return {
        way: {f"p{share}": float(np.percentile(own, share)) for share in (50, 99)}
        for way, own in times.items()
    }


def growth(detector: Detector, motif: str, turns: int) -> float:
    """How many times the time of a text a text of ten times its length takes."""
    small, large = (repeated(motif, length) for length in LENGTHS)
    pairs = [
        [seconds(partial(detector.detect, text)) for text in (small, large)] for _ in range(turns)
    ]
    return float(np.median([after / before for before, after in pairs]))


def two_threads(detector: Detector, texts: list[str], turns: int) -> float:
    """How many times the pace of one thread two threads have."""
    times = [
        [
            seconds(partial(detector.detect_batch, texts, threads=n), time.perf_counter)
            for n in (1, 2)
        ]
        for _ in range(turns)
    ]
    return float(np.median([one / two for one, two in times]))


if __name__ == "__main__":
    sys.exit(main())
