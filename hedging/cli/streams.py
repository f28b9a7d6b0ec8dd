"""Standard streams and files → what a command reads and writes without surprises.

A shell can start a program with a closed stream, in an encoding that lacks a character, or with a
reader that leaves (`| head`). Commands only write, and this module deals with the rest.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, TextIO

from hedging.errors import InputError, MissingExtraError, require
from hedging.jobs.files import read_text, write_atomic
from hedging.wording import one_line

if TYPE_CHECKING:
    from hedging.train.stages import Stage, Watcher

# Fewer seconds have a decimal.
_SHORT = 10
# Seconds that a terminal stays silent.
_PATIENCE = 1.0


def prepare_streams() -> None:
    """Replace closed standard streams, and mark characters that the output's encoding lacks."""
    # Python has None for a stream that was closed. Using the replacement raises OSError, as using a
    # closed stream does in other programs.
    if sys.stdin is None:
        sys.stdin = os.fdopen(_open_null(os.O_WRONLY), "r", encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(_open_null(os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(_open_null(os.O_WRONLY), "w", encoding="utf-8")
    # In the C locale Python uses surrogateescape, which fails for every letter beyond ASCII.
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors in (
        "strict",
        "surrogateescape",
    ):
        sys.stdout.reconfigure(errors="replace")


def _open_null(flags: int) -> int:
    """The null device in the place of a closed stream, for this process and its workers.

    It takes the number of the closed stream, which is the lowest free number, so that no file that
    a command opens gets that number.
    """
    descriptor = os.open(os.devnull, flags)
    os.set_inheritable(descriptor, True)
    return descriptor


def print_note(message: object) -> None:
    """Print a line on standard error: an error, or a word about the work. Its loss is no error."""
    try:
        print(f"hedging: {one_line(str(message))}", file=sys.stderr, flush=True)
    except OSError:
        # There is no other place for the line.
        _discard(sys.stderr)


@contextmanager
def until_reader_leaves() -> Iterator[None]:
    """Run the body to its end, or until the reader of standard output leaves; both are success."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)


def finish_output() -> None:
    """Write the buffer of standard output, or drop it if it cannot be written."""
    try:
        sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)


def _discard(stream: TextIO) -> None:
    # Python flushes the stream again when it ends, and would complain again.
    target = os.open(os.devnull, os.O_WRONLY)
    os.dup2(target, stream.fileno())
    os.close(target)


class InputTexts:
    """The texts of files by path, in order, each read when its turn comes.

    A file that cannot be read is a line on standard error, and the next file is read; `unreadable`
    counts these files. The path "-" is standard input.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self.unreadable = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for path in self.paths:
            try:
                text = read_text(path)
            except InputError as error:
                print_note(error)
                self.unreadable += 1
            else:
                yield path, text


def write_output(content: str, output: str | Path) -> None:
    """Write a file that is complete or not there, or to standard output for "-"."""
    if output == "-":
        print(content, end="")
    else:
        write_atomic(Path(output).resolve(), content.encode("utf-8"))


def print_stage(stage: Stage) -> None:
    """Print a line on standard error as a stage of training begins, and one with its time."""
    name, seconds = stage
    if seconds is None:
        print_note(name)
    else:
        print_note(f"{name}: {seconds:.{int(seconds < _SHORT)}f} s")


def terminal_watcher() -> Watcher:
    """The watcher that prints each stage of long work, if standard error is a terminal."""
    from hedging.train.stages import unwatched

    return print_stage if sys.stderr.isatty() else unwatched


@contextmanager
def patient_stage(name: str) -> Iterator[None]:
    """Print a stage as `print_stage` does, on a terminal and only if it takes a second."""
    from hedging.train.stages import Stage

    if not sys.stderr.isatty():
        yield
        return
    begin = time.perf_counter()
    timer = Timer(_PATIENCE, print_stage, [Stage(name, None)])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    seconds = time.perf_counter() - begin
    if seconds > _PATIENCE:
        print_stage(Stage(name, seconds))


def terminal_bar(items: Sequence[Any] | None = None, **settings: Any) -> Any:
    """A bar of tqdm, around items if some are given; None without a terminal or without tqdm."""
    if not sys.stderr.isatty():
        return None
    try:
        tqdm = require("tqdm", "a progress bar", "batch").tqdm
    except MissingExtraError:
        return None
    return tqdm(items, **settings)
