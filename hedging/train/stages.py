"""The stages of training → calls of a watcher, as each stage begins and as it ends.

The library prints nothing while it trains; the command line passes a watcher that does.
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


#: Is called twice for each stage: as it begins, and as it ends.
Watcher = Callable[[Stage], None]


def unwatched(stage: Stage) -> None:
    """Ignore the stage; this is the default watcher."""


@contextmanager
def stage(name: str, watch: Watcher) -> Iterator[None]:
    """Call a watcher as the body begins, and as it ends without an error."""
    watch(Stage(name, None))
    begin = time.perf_counter()
    yield
    watch(Stage(name, time.perf_counter() - begin))
