"""Paths of text files → their texts, each read when its turn comes.

A file that cannot be read is one line on standard error, and the next file is read.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hedging.cli.streams import print_error
from hedging.errors import InputError
from hedging.text.decoding import decode_text


class TextFiles:
    """The texts of files by path, in order; `unreadable` counts the files that could not be read.

    The path "-" is standard input.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self.unreadable = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for path in self._paths:
            try:
                text = read_text(path)
            except InputError as error:
                print_error(error)
                self.unreadable += 1
            else:
                yield path, text


def read_text(path: str) -> str:
    """The text of a file with its own line ends, so that offsets hold for the file.

    Raises InputError for a file that cannot be read, that is no text, or is not UTF-8.
    """
    name = "standard input" if path == "-" else path
    try:
        content = sys.stdin.buffer.read() if path == "-" else _read_file(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise InputError(f"{name}: {reason or error}") from error
    return decode_text(content, name)


def _read_file(path: str) -> bytes:
    with open(path, "rb", opener=_open_to_read) as stream:  # noqa: PTH123  # Path has no opener
        return stream.read()


def _open_to_read(path: str, flags: int) -> int:
    """Open what ends: a file or a pipe, but no folder and no device."""
    mode = Path(path).stat().st_mode
    if stat.S_ISDIR(mode):
        raise InputError(
            f"{path} is a folder, expected a text file: name the files in it, such as {path}/*.txt"
        )
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise InputError(f"{path} is a device, expected a text file: name - for standard input")
    return os.open(path, flags)
