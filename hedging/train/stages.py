"""The stages of long work → whoever watches it: each stage is told as it begins and as it ends.

A watcher is passed down to where the work is done. Nothing is printed here, and without a watcher
nobody is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Stage(NamedTuple):
    """A stage of long work, and how long it took; `seconds` is None as it begins."""

    name: str
    seconds: float | None


#: What is told of a stage twice.
Watcher = Callable[[Stage], None]


def unwatched(stage: Stage) -> None:
    """The watcher that tells nobody."""


@contextmanager
def stage(name: str, watch: Watcher) -> Iterator[None]:
    """Tell a watcher that the body begins, and that it has ended; an error in it is not told.

    >>> with stage("cues", lambda told: print(told.name, told.seconds is None)):
    ...     print("at work")
    cues True
    at work
    cues False
    """
    watch(Stage(name, None))
    begin = time.perf_counter()
    yield
    watch(Stage(name, time.perf_counter() - begin))
