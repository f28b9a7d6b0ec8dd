"""Paths of text files → their texts, each read when its turn comes.

A file that cannot be read is a line on standard error, and the next file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hedging.cli.streams import print_note
from hedging.errors import InputError
from hedging.jobs.files import read_text


class InputTexts:
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
                print_note(error)
                self.unreadable += 1
            else:
                yield path, text
