"""Paths of text files → their texts, each read when its turn comes.

A file that cannot be read is one line on standard error, and the next file is read.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hedging.cli.streams import print_error
from hedging.errors import InputError
from hedging.text.decoding import decode_text

_COMPRESSIONS = (".gz", ".zst")


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
    if path.lower().endswith(_COMPRESSIONS):
        raise InputError(f"{path} is compressed: decompress it, or score it with hedging batch")
    try:
        content = sys.stdin.buffer.read() if path == "-" else _read_file(path)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    return decode_text(content, name)


def _read_file(path: str) -> bytes:
    if "\0" in path:
        raise InputError(f"{path!r} has a null character: no file can have this name")
    mode = Path(path).stat().st_mode
    if stat.S_ISDIR(mode):
        raise InputError(
            f"{path} is a folder, expected a text file: name the files in it, such as {path}/*.txt"
        )
    # A file and a pipe come to an end; a device such as /dev/zero does not.
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise InputError(f"{path} is a device, expected a text file: name - for standard input")
    return Path(path).read_bytes()
