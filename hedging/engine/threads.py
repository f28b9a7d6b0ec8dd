"""Rounds of texts → their batches, by threads that share them.

The kernel works without Python's lock, so threads are worth their while. The caller's own thread
takes rounds, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Thread
from typing import TypeVar

_Result = TypeVar("_Result")


def run_shared(
    score: Callable[[slice], _Result], cuts: Sequence[slice], threads: int
) -> list[_Result]:
    """What `score` gives for each cut, in order; the first error ends the work of all threads."""
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
