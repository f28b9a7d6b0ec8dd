"""Every request of the kernel for memory is refused in turn, under ASan and LSan.

    python tests/kernel/with_failing_memory.py

Needs gcc or clang with its sanitizers, on Linux. Whatever request is refused, a call gives its
answer or a MemoryError, the next call gives its answer, and no memory of the kernel is lost.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tests.kernel.with_sanitizers import INSIDE, compile_module, library, load_module  # noqa: E402

HEADER = Path(__file__).with_name("failing_memory.h")
#: The parts of a leak's report begin so.
LEAK = "leak of"


def main() -> int:
    if INSIDE in os.environ:
        return run()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        module = compile_module(folder, ["-D_GNU_SOURCE", "-include", str(HEADER)])
        log = folder / "log"
        changes = {
            INSIDE: str(module),
            "LD_PRELOAD": library("libasan.so"),
            # The objects of Python are looked through for addresses too.
            "PYTHONMALLOC": "malloc",
            "ASAN_OPTIONS": f"detect_leaks=1:allocator_may_return_null=1:log_path={log}",
            # What Python keeps to its end is no fault of the kernel.
            "LSAN_OPTIONS": "exitcode=0:max_leaks=0",
        }
        call = [sys.executable, *sys.argv]
        code = subprocess.run(call, check=False, env={**os.environ, **changes}).returncode
        said = "".join(path.read_text() for path in folder.glob("log*"))
    lost = [part for part in said.split("\n\n") if LEAK in part and "hedging/kernel/" in part]
    print("\n\n".join(lost) if code == 0 else said)
    print(f"{len(lost)} leaks of the kernel, of {said.count(LEAK)} in all")
    return code or bool(lost)


def run() -> int:
    load_module()
    module = ctypes.CDLL(os.environ[INSIDE])
    counter = ctypes.c_long.in_dll(module, "requests_until_refusal")
    for name, stride, step in steps():
        print(f"{name}: {refusals(step, counter, stride)} refusals", flush=True)
    return 0


def refusals(step: Callable[[], object], counter: ctypes.c_long, stride: int) -> int:
    """Refuse each request of a step in turn, or one of `stride`; the number of refusals."""
    expected = step()
    for number in itertools.count(1, stride):
        counter.value = number
        try:
            answer = step()
            reached = counter.value == 0
        except MemoryError:
            answer, reached = expected, True
        finally:
            counter.value = 0
        assert answer == expected, f"another answer after refusal {number}"
        if not reached:
            return number // stride
        assert step() == expected, f"another answer in the call after refusal {number}"
    raise AssertionError


def steps() -> Iterator[tuple[str, int, Callable[[], object]]]:
    """A name, the stride of its refusals, and what the kernel does, from tables to answers."""
    import numpy as np

    import hedging
    from hedging.batch import Level

    def detected(detector: hedging.Detector, texts: list[str]) -> object:
        batch = detector.detect_batch(texts)
        levels = ("document", "sentence", "cue")
        return [column.tobytes() for level in levels for column in numbers(batch, level)]

    def numbers(batch: hedging.Batch, level: Level) -> Iterator[np.ndarray]:
        return (own for own in batch.columns(level).values() if own.dtype != object)

    detector = hedging.load()
    custom = hedging.load(extra_cues={"as far as we know": "weasel"}, ignore_cues=["may"])
    small = ["It may rain, officials said, if “nobody” is 90 % sure.", "", "Perhaps. – It is cold."]
    yield "small texts", 1, lambda: detected(detector, small)
    yield "cues alone", 1, lambda: detected(hedging.load(depth="cues"), small)
    yield "own cues", 1, lambda: detected(custom, small)
    yield "loading", 1, loaded
    # Above 1 MB a text is copied in parts, and blocks are mapped by the system.
    large = ["Some experts fear that it may not last. " * 27_000]
    yield "a large text", 20, lambda: detected(detector, large)


def loaded() -> object:
    import hedging
    from hedging.detector import Detector

    detector = hedging.load(threshold=0.31)
    return type(detector) is Detector and detector.detect("It may rain.").score


if __name__ == "__main__":
    sys.exit(main())
