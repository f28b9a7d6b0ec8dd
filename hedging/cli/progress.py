"""Work that takes long → what is seen of it: a bar for a job, lines for the stages of training."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from hedging.cli.streams import print_note
from hedging.errors import MissingExtraError, require
from hedging.jobs.files import COMPRESSIONS, file_state
from hedging.jobs.job import inputs

if TYPE_CHECKING:
    from hedging.jobs.job import Job
    from hedging.jobs.parts import ScoredChunk
    from hedging.train.stages import Stage

# Fewer seconds have a decimal.
_SHORT = 10


class Progress:
    """A bar for a job, if standard error is a terminal and tqdm is installed; else nothing."""

    def __init__(self, job: Job) -> None:
        self._bar: Any = None
        self._documents = 0
        if not sys.stderr.isatty():
            return
        try:
            tqdm = require("tqdm", "a progress bar", "batch").tqdm
        except MissingExtraError:
            return
        self._bar = tqdm(total=_total_bytes(job), unit="B", unit_scale=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def update(self, size: int, scored: ScoredChunk) -> None:
        """Count a scored chunk of `size` bytes."""
        if self._bar is not None:
            self._documents += scored.documents
            self._bar.set_postfix_str(f"{self._documents:,} documents", refresh=False)
            self._bar.update(size)


def print_stage(stage: Stage) -> None:
    """Print a line on standard error as a stage begins, and one with its time as it ends."""
    name, seconds = stage
    if seconds is None:
        print_note(name)
    else:
        print_note(f"{name}: {seconds:.{int(seconds < _SHORT)}f} s")


def _total_bytes(job: Job) -> int | None:
    """The bytes of all inputs; None if the bytes of an input are not those of its records."""
    total = 0
    for path, file_format in inputs(job):
        state = file_state(path)
        if state is None or file_format == "parquet" or path.lower().endswith(COMPRESSIONS):
            return None
        total += state[0]
    return total
