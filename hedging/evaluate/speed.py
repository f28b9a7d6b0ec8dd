"""Detector + texts → how fast: what `hedging bench` prints, and the pieces that the benchmark suite is made of.

Times are wall-clock. Other programs share most machines, so a pace is the best of several runs, and figures of two programs can
only be compared when they were taken in one run. Latencies are all kept: the worst of them are what they are asked for.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from hedging.detector import Detector

#: The percentiles that are reported of the latencies.
PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Pace:
    """What was scored, and in how many seconds."""

    documents: int
    sentences: int
    megabytes: float  # of UTF-8
    seconds: float

    @property
    def sentences_per_second(self) -> float:
        return self.sentences / self.seconds

    @property
    def megabytes_per_second(self) -> float:
        return self.megabytes / self.seconds


def pace(detector: Detector, texts: Sequence[str], *, repeats: int = 5) -> Pace:
    """How fast texts are scored as one batch, the best of several times.

    >>> import hedging
    >>> found = pace(hedging.load(), ["It may rain. It rained."] * 100, repeats=2)
    >>> found.documents, found.sentences, found.seconds > 0
    (100, 200, True)
    """
    sentences = len(detector.detect_batch(texts).sentence_score)
    seconds = best(lambda: detector.detect_batch(texts), repeats)
    return Pace(
        len(texts),
        sentences,
        sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6,
        seconds,
    )


def best(call: Callable[[], object], repeats: int) -> float:
    """Seconds that a call takes, the best of several times."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def latencies(
    detector: Detector, texts: Sequence[str], *, repeats: int = 3
) -> npt.NDArray[np.float64]:
    """Seconds that each text takes when it is scored alone, warm, with its Report made; shape (texts, repeats)."""
    for text in texts[:20]:
        detector.detect(text)
    seconds = np.zeros((len(texts), repeats))
    for repeat in range(repeats):
        for number, text in enumerate(texts):
            start = time.perf_counter()
            detector.detect(text)
            seconds[number, repeat] = time.perf_counter() - start
    return seconds


def startup(code: str, *, repeats: int = 5) -> float:
    """Seconds that a new interpreter takes for some code beyond what it takes for nothing, the median of several times.

    >>> startup("import json", repeats=1) < 10
    True
    """

    def run(what: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", what], check=True)
        return time.perf_counter() - start

    return median(run(code) - run("pass") for _ in range(repeats))


def cold_load(*, repeats: int = 5) -> float:
    """Seconds that `hedging.load` takes in a new interpreter whose modules are imported, the median of several times."""
    code = "import time, hedging.detector as d; t = time.perf_counter(); d.load(); print(time.perf_counter() - t)"
    found = (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        for _ in range(repeats)
    )
    return median(float(one.stdout) for one in found)


def peak_memory() -> float | None:
    """The most memory that this process has held, in megabytes (10**6 bytes); None where the system does not say."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux counts in `ru_maxrss` what the parent held when it started the process, but not here.
        found = re.search(
            r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii", errors="replace")
        )
        if found:
            return int(found[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
