"""Detector + texts → how fast it is, for `hedging bench` and the benchmark suite.

Times are wall-clock times. Other programs share most machines, so a pace is the best of several
runs, and the figures of two programs can only be compared if they were taken in one run. All
latencies are kept, because people ask for the worst of them.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.detector import Detector
from hedging.errors import InputError
from hedging.extension import kernel_name, shown_kernel
from hedging.options import DEFAULT_MODEL
from hedging.released import released_name
from hedging.wording import counted, one_line

#: The percentiles of the latencies that are reported.
PERCENTILES = (50, 95, 99)
# How many of the slowest documents are named.
_SLOWEST = 10


def pace(detector: Detector, texts: Sequence[str], *, repeats: int = 5) -> dict[str, float]:
    """How much is scored as one batch, and how fast, the best of several runs.

    A megabyte is 10**6 bytes of UTF-8.
    """
    sentences = len(detector.detect_batch(texts).sentence_score)
    seconds = best(lambda: detector.detect_batch(texts), repeats)
    megabytes = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    return {
        "documents": len(texts),
        "sentences": sentences,
        "megabytes": megabytes,
        "seconds": seconds,
        "sentences_per_second": sentences / seconds,
        "megabytes_per_second": megabytes / seconds,
    }


def best(call: Callable[[], object], repeats: int) -> float:
    """Seconds that a call takes, the best of several runs."""
    return min(_seconds(call) for _ in range(repeats))


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def latencies(
    detector: Detector, texts: Sequence[str], *, repeats: int = 3
) -> npt.NDArray[np.float64]:
    """Seconds that `detect` takes for each text alone, warm; shape (texts, repeats)."""
    for text in texts[:20]:
        detector.detect(text)
    calls = [partial(detector.detect, text) for text in texts]
    return np.array([[_seconds(call) for call in calls] for _ in range(repeats)]).T


def slowest(seconds: npt.NDArray[np.float64]) -> list[tuple[int, float]]:
    """The rows of `latencies` that take longest, with the median of each."""
    typical = np.median(seconds, axis=1)
    return [(int(row), float(typical[row])) for row in np.argsort(-typical)[:_SLOWEST]]


def startup(code: str, *, repeats: int = 5) -> float:
    """Seconds that a new interpreter takes for some code, the median of several runs.

    The time that it takes for no code is taken off.
    """
    return median(
        _seconds(lambda: _run_python(code)) - _seconds(lambda: _run_python("pass"))
        for _ in range(repeats)
    )


def cold_load(model: str = DEFAULT_MODEL, *, repeats: int = 5) -> float:
    """Seconds that `hedging.load` takes in a new interpreter, the median of several runs."""
    code = (
        "import time, hedging.detector as d; t = time.perf_counter(); "
        f"d.load({model!r}); print(time.perf_counter() - t)"
    )
    return median(float(_run_python(code)) for _ in range(repeats))


def _run_python(code: str) -> str:
    """Run code in a new interpreter with the same import path; return its output."""
    # By itself `python -c` imports from the working folder first, so that a file numpy.py in a
    # folder of texts would run. The option -P prevents that from Python 3.11 on, this line always.
    home = str(Path(__file__).resolve().parents[2])
    path = [home, *(entry for entry in sys.path if entry not in ("", home))]
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {path!r}; {code}"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def peak_memory() -> float | None:
    """The most memory that this process has held, in 10**6 bytes; None where nobody can say."""
    status = Path("/proc/self/status")
    if status.exists():
        # `ru_maxrss` also counts the memory that the parent held when it started the process.
        text = status.read_text(encoding="ascii", errors="replace")
        match = re.search(r"VmHWM:\s*(\d+) kB", text)
        if match:
            return int(match[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure_speed(
    detector: Detector, documents: Mapping[str, str], *, repeats: int = 5
) -> dict[str, Any]:
    """Every figure of `hedging bench`, as plain data for JSON; times are in seconds.

    `documents` maps ids to texts. Raises InputError if there are no documents.
    """
    if not documents:
        raise InputError("nothing to score: no file could be read, or all lines are empty")
    ids, texts = list(documents), list(documents.values())
    batch = pace(detector, texts, repeats=repeats)
    seconds = latencies(detector, texts, repeats=repeats)
    model = released_name(detector.options.model)
    load_and_detect = f"import hedging; hedging.load({model!r}).detect('It may rain.')"
    return {
        "model": model,
        "scheme": detector.scheme.name,
        "kernel": kernel_name(),
        **batch,
        "latency": {f"p{p}": float(np.percentile(seconds, p)) for p in PERCENTILES},
        "slowest": [
            {"id": ids[row], "characters": len(texts[row]), "seconds": typical}
            for row, typical in slowest(seconds)
        ],
        "import": startup("import hedging"),
        "cold_load": cold_load(model),
        "first_answer": startup(load_and_detect),
        "peak_memory_megabytes": peak_memory(),
    }


def speed_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures of `measure_speed` as lines for people."""
    documents = counted(figures["documents"], "document")
    sentences = counted(figures["sentences"], "sentence")
    model, scheme = one_line(figures["model"]), figures["scheme"]
    kernel, megabytes = shown_kernel(figures["kernel"]), figures["megabytes"]
    latency = (f"{name} {1000 * value:.2f} ms" for name, value in figures["latency"].items())
    pace_in_sentences = f"{figures['sentences_per_second']:,.0f} sentences a second"
    pace_in_megabytes = f"{figures['megabytes_per_second']:.2f} MB/s"
    first_answer = f"{1000 * figures['first_answer']:.0f} ms in a new interpreter"
    yield f"{documents}, {sentences}, {megabytes:.3f} MB; model {model}, scheme {scheme}, {kernel}"
    yield f"in one batch   {pace_in_sentences}, {pace_in_megabytes}"
    yield f"one by one     {', '.join(latency)}"
    yield f"import         {1000 * figures['import']:.0f} ms"
    yield f"load the model {1000 * figures['cold_load']:.0f} ms"
    yield f"first answer   {first_answer}, import and load included"
    if figures["peak_memory_megabytes"] is not None:
        yield f"memory         {figures['peak_memory_megabytes']:.0f} MB at most"
    yield "slowest:"
    for row in figures["slowest"]:
        milliseconds, characters = 1000 * row["seconds"], row["characters"]
        yield f"  {milliseconds:8.2f} ms  {characters:>9,} characters  {one_line(row['id'])}"
