"""Standard streams → streams that a command can use without surprises.

A shell can start a program with a closed stream, in an encoding that lacks a character, or with a
reader that leaves (`| head`). Commands only write, and this module deals with the rest.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from hedging.wording import one_line


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
    """Send a stream and its buffer to the null device."""
    # Python flushes the stream again when it ends, and would complain again.
    target = os.open(os.devnull, os.O_WRONLY)
    os.dup2(target, stream.fileno())
    os.close(target)
