"""Rounds of texts → their batches, by threads that share them.

The kernel works without Python's lock, so threads are worth their while. No thread may wait long
for another at the end: so a round is at most a part of what is left, and rounds get smaller and
smaller. The caller's own thread takes rounds, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from itertools import accumulate
from threading import Thread
from typing import TypeVar

from hedging.text.joined import DOCUMENT_BREAK

_Result = TypeVar("_Result")

# Code points of the smallest round: with fewer, Python's part of a round is too great.
_LEAST = 1 << 16
# A round is a part of what each thread would get of the rest: half of it.
_PART = 2


def shared_cuts(texts: Sequence[str], most: int, threads: int) -> list[slice]:
    """Where to cut texts into rounds for some threads; a round has at most `most` code points.

    >>> [cut.stop - cut.start for cut in shared_cuts(["It may. " * 1024] * 100, 1 << 18, 2)]
    [25, 18, 14, 10, 8, 7, 7, 7, 4]
    """
    ends = list(accumulate(len(text) + len(DOCUMENT_BREAK) for text in texts))
    cuts, first, before = [], 0, 0
    while first < len(ends):
        size = min(most, max(_LEAST, (ends[-1] - before) // (_PART * threads)))
        stop = max(first + 1, bisect_right(ends, before + size + len(DOCUMENT_BREAK), first))
        cuts.append(slice(first, stop))
        first, before = stop, ends[stop - 1]
    return cuts


def run_shared(
    score: Callable[[slice], _Result], cuts: Sequence[slice], threads: int
) -> list[_Result]:
    """What `score` gives for each cut, in order; the first error ends the work of all threads.

    >>> run_shared(lambda cut: cut.stop - cut.start, [slice(0, 3), slice(3, 4)], threads=2)
    [3, 1]
    """
    waiting = deque(enumerate(cuts))
    results: dict[int, _Result] = {}
    errors: list[BaseException] = []

    def take_rounds() -> None:
        while not errors:
            try:
                number, cut = waiting.popleft()
            except IndexError:
                return
            try:
                results[number] = score(cut)
            except BaseException as error:  # the caller's thread raises it
                errors.append(error)

    others = [Thread(target=take_rounds) for _ in range(min(threads, len(cuts)) - 1)]
    try:
        for thread in others:
            thread.start()
        take_rounds()
        for thread in others:
            thread.join()
    except BaseException as error:  # an interruption, or no more threads: nobody waits for the rest
        errors.append(error)
    if errors:
        raise errors[0]
    return [results[number] for number in range(len(cuts))]
