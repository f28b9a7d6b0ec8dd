"""The lists of the seeds folder → cues, word classes and abbreviations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hedging.corpora.rows import read_lines
from hedging.errors import CorpusError
from hedging.kinds import KINDS
from hedging.model.lexicon import head_hash
from hedging.model.word_classes import GROUP_SHIFT
from hedging.train.word_classes import word_ids

_GROUPS, _CLASSES = 0x80, 1 << GROUP_SHIFT


def read_cue_list(path: Path) -> list[tuple[str, str]]:
    """Cues with their kinds; the other columns of the file are for people."""
    listed = []
    for number, fields in _table(path):
        if len(fields) < 2 or fields[1] not in KINDS:
            raise CorpusError(
                f"{path}:{number}: expected a cue, a tab and one of {', '.join(KINDS)}, "
                f"got {fields!r}"
            )
        if fields[0].startswith("..."):
            try:
                head_hash(fields[0])
            except ValueError as error:
                raise CorpusError(f"{path}:{number}: {error}") from error
        listed.append((fields[0], fields[1]))
    return listed


def read_word_list(path: Path) -> dict[str, tuple[int, int]]:
    """Words in lower case, each with its group and its class."""
    listed: dict[str, tuple[int, int]] = {}
    for number, fields in _table(path):
        numbers = [int(field) for field in fields[1:] if field.isdecimal()]
        if (
            len(word_ids(fields[0])) != 1
            or len(numbers) != 2
            or not (numbers[0] < _GROUPS and numbers[1] < _CLASSES)
        ):
            raise CorpusError(
                f"{path}:{number}: expected a single word, a group from 0 to {_GROUPS - 1} and "
                f"a class from 0 to {_CLASSES - 1}, got {fields!r}"
            )
        if fields[0].lower() in listed:
            raise CorpusError(f"{path}:{number}: {fields[0]!r} is in the list already")
        listed[fields[0].lower()] = numbers[0], numbers[1]
    return listed


def read_abbreviations(path: Path) -> list[str]:
    """The abbreviations of a file, one on each line, without the full stop at their end.

    A line that begins with # is a comment.
    """
    lines = (line for line in read_lines(path) if not line.startswith("#"))
    # With its stop, an abbreviation would end in the token of any full stop.
    stripped = [line.strip().rstrip(".") for line in lines]
    return [line for line in stripped if line]


def _table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The fields of each line of a tab-separated list, without its header, with line numbers."""
    for number, line in enumerate(read_lines(path), 1):
        row = line.rstrip("\n")
        if number > 1 and row:
            yield number, row.split("\t")
