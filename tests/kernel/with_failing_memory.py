"""Every request of the kernel for memory is refused in turn, under ASan and LSan.

    python tests/kernel/with_failing_memory.py [--only STEP] [--sources FOLDER]

Needs gcc or clang with its sanitizers, on Linux. Whatever request is refused, a call gives its
answer or a MemoryError, the next call gives its answer, and no memory of the kernel is lost.
"""

from __future__ import annotations

import argparse
import ctypes
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tests.kernel.with_sanitizers import (  # noqa: E402
    INSIDE,
    KERNEL,
    finished,
    load_module,
    under_sanitizers,
)

HEADER = Path(__file__).with_name("failing_memory.h")
# The name of the step that is of Python's memory.
PYTHON = "memory of Python"
FLAGS = ["-include", str(HEADER)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=Path, default=KERNEL, help="a folder with another kernel")
    parser.add_argument("--only", help="the name of a step")
    options = parser.parse_args()
    if INSIDE in os.environ:
        return finished(run(options.only))
    return under_sanitizers(FLAGS, options.sources)


def run(only: str | None = None) -> int:
    load_module()
    module = ctypes.CDLL(os.environ[INSIDE])
    counter = ctypes.c_long.in_dll(module, "requests_until_refusal")
    for name, stride, step in steps():
        if only not in (None, name):
            continue
        print(f"{name}: {refusals(step, counter, stride)} refusals", flush=True)
    if only in (None, PYTHON):
        print(f"{PYTHON}: {refusals_of_python()} refusals", flush=True)
    return 0


def calls() -> list[Callable[[], object]]:
    """What the kernel is called with, without what Python keeps from one call to the next."""
    from hedging.kernel.tables import characters_file
    from tests.kernel.test_kernel_calls import CORE, numbers, opened_parts, sections_of

    sections, file = sections_of("model")
    # Made before, since numpy makes other errors of refused memory.
    model, plain = file(sections), characters_file({0})
    parts, seen = opened_parts(), CORE.open("characters", plain)
    joined = CORE.join(*parts)
    one, two = numbers(0, 12), numbers(0, 1)
    return [
        lambda: CORE.open("model", model),
        lambda: CORE.join(*parts),
        lambda: CORE.score(parts[0], seen, ["It may rain. " * 9], None, None),
        lambda: CORE.score(joined, seen, ["It may rain."], one, two),
        lambda: CORE.answer(CORE.score(joined, seen, ["It may."], None, None)[2], b"", b""),
        lambda: CORE.open("characters", plain),
        # The last one is copied in parts, which takes its time.
        lambda: CORE.score(parts[0], seen, ["It may rain. " * 81_000], None, None),
    ]


def refusals_of_python() -> int:
    """Refuse the memory that the kernel asks Python for, where this Python can be made to."""
    try:
        from _testcapi import remove_mem_hooks, set_nomemory
    except ImportError:
        return 0
    count = 0
    for call, number in itertools.product(calls(), range(40)):
        set_nomemory(number, number + 1)
        try:
            call()
        except MemoryError:
            count += 1
        finally:
            remove_mem_hooks()
        call()
    return count


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

    *own, _ = calls()
    yield "calls", 1, lambda: [call() is not None for call in own]
    detector = hedging.load()
    custom = hedging.load(extra_cues={"as far as we know": "weasel"}, ignore_cues=["may"])
    small = ["It may rain, officials said, if “nobody” is 90 % sure.", "", "Perhaps. – It is cold."]
    yield "small texts", 1, lambda: detected(detector, small)
    yield "cues alone", 1, lambda: detected(hedging.load(depth="cues"), small)
    yield "own cues", 1, lambda: detected(custom, small)
    yield "given spans", 1, lambda: detector.detect_batch(small[:1], sentences=[[(0, 7)]])[0].score
    yield "loading", 1, loaded
    yield "characters", 1, lambda: hedging.load(threshold=0.32).detect("Он may 中文 🙂.").score
    # A text that is read in windows, with lines and without.
    alone = hedging.load(depth="cues")
    for name, text in (("lines", "It may rain.\nSo some say.\n\n"), ("a line", "it may rain, so ")):
        long = [text * (80_000 // len(text))]
        yield f"windows of {name}", 1, partial(detected, alone, long)
    # Above 1 MB a text is copied in parts, and blocks are mapped by the system.
    large = ["Some experts fear that it may not last. " * 27_000]
    yield "a large text", 20, lambda: detected(detector, large)
    yield "a large text, cues alone", 9, lambda: detected(alone, large)


def loaded() -> object:
    import hedging
    from hedging.detector import Detector

    detector = hedging.load(threshold=0.31)
    return type(detector) is Detector and detector.detect("It may rain.").score


if __name__ == "__main__":
    sys.exit(main())
