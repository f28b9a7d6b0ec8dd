"""Paths → the files that they name, each with its format, and the entries that are not read.

A folder holds more than texts and tables. The files that are not read are part of the result, and
so is a folder that cannot be listed, so that a job passes nothing over in silence.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final, Literal, NamedTuple

from hedging.errors import InputError
from hedging.jobs.files import FILE_FORMATS, UNLISTED, input_format
from hedging.wording import counted, one_line, shown_path

# A note names at most so many endings or paths.
_SHOWN: Final = 5


Kind = Literal["file", "file of another kind", "broken link", "linked folder", "special file"]


class LeftOut(NamedTuple):
    """An entry of a folder that is not read, and its kind."""

    path: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Files with their formats, in order, and the entries of the folders that are left out."""

    files: list[tuple[str, str]]
    left_out: list[LeftOut]

    def without(self, outputs: Iterable[Path]) -> SearchResult:
        """The result without files and folders that the caller writes, and what is in them."""
        written = {path.resolve() for path in outputs}

        def is_read(path: str) -> bool:
            resolved = Path(path).resolve()
            return path == "-" or written.isdisjoint((resolved, *resolved.parents))

        return SearchResult(
            [file for file in self.files if is_read(file[0])],
            [entry for entry in self.left_out if is_read(entry.path)],
        )

    def notes(self) -> list[str]:
        """The left-out entries in words, with a line for each kind."""
        paths: dict[str, list[str]] = {}
        for path, kind in self.left_out:
            paths.setdefault(kind, []).append(path)
        return [_note(kind, group) for kind, group in paths.items()]


def _note(kind: str, paths: Sequence[str]) -> str:
    count = counted(len(paths), kind)
    names = [shown_path(path) for path in paths]
    if kind == "file of another kind":
        if len(paths) > 1:
            count = f"{len(paths):,} files of other kinds"
        endings = Counter(one_line(Path(path).suffix) or "no ending" for path in paths)
        names = [ending for ending, _ in endings.most_common()]
    more = ", …" if len(names) > _SHOWN else ""
    verb = "was" if len(paths) == 1 else "were"
    return f"{count} {verb} left out ({', '.join(names[:_SHOWN])}{more})"


def search(paths: Iterable[str], pattern: str | None = None) -> SearchResult:
    """The files that some paths name, in order, and the entries of folders that are left out.

    In a folder `pattern` chooses the files: names with `*`, `?` and `**`, compared from the right.
    Without a pattern the files of a known format are chosen. Names that begin with a dot are
    hidden: only a pattern with such a name finds them. A file that a search finds twice is in the
    result once. A folder that cannot be listed has the format UNLISTED. `-` is standard input, and
    its format is "".

    Raises InputError for a path that does not exist or is given twice, and for a folder without
    such files.
    """
    paths = list(paths)
    is_folder = {path: path != "-" and _is_folder(path) for path in paths}
    check_named_once(paths, "scored")
    files: dict[str, tuple[str, str]] = {}
    left_out: dict[str, LeftOut] = {}
    for path in paths:
        if path == "-":
            files[path] = (path, "")
        elif is_folder[path]:
            in_folder = _search_folder(Path(path), pattern)
            for name, file_format in in_folder.files:
                files.setdefault(os.path.realpath(name), (name, file_format))
            for entry in in_folder.left_out:
                left_out.setdefault(os.path.abspath(entry.path), entry)  # noqa: PTH100, faster
        else:
            files.setdefault(os.path.realpath(path), (path, input_format(path) or "text"))
    return SearchResult(list(files.values()), list(left_out.values()))


def check_named_once(paths: Sequence[str], done: str) -> None:
    """Raise InputError for a file that is named several times; `done` is what happens to files."""
    real_paths = [path if path == "-" else os.path.realpath(path) for path in paths]
    times = Counter(real_paths)
    for path, real_path in zip(paths, real_paths, strict=True):
        if (count := times[real_path]) > 1:
            raise InputError(
                f"{shown_path(path)} is named {count} times and would be {done} {count} times: "
                "name it once"
            )


def _is_folder(path: str) -> bool:
    """Whether a path is a folder and not a file. Raises InputError if it is neither."""
    if not path:
        raise InputError("an input has an empty name: name a file, a folder, or - (standard input)")
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116, a Path cannot be made of every str
    except FileNotFoundError as error:
        raise InputError(f"{shown_path(path)}: no such file or folder") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{shown_path(path)}: {reason}") from error
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise InputError(f"{shown_path(path)}: not a file")
    return stat.S_ISDIR(mode)


def _search_folder(folder: Path, pattern: str | None) -> SearchResult:
    patterns = _pattern_parts(pattern) if pattern else []
    with_hidden = any(map(_is_hidden, patterns))
    files: list[tuple[Path, str]] = []
    left_out: list[LeftOut] = []

    def unlisted(error: OSError) -> None:
        files.append((Path(error.filename), UNLISTED))

    for parent, folders, names in os.walk(folder, onerror=unlisted):
        if not with_hidden:
            folders[:] = [name for name in folders if not _is_hidden(name)]
            names = [name for name in names if not _is_hidden(name)]
        links = [name for name in folders if os.path.islink(f"{parent}/{name}")]  # noqa: PTH114
        for path in (Path(parent, name) for name in (*names, *links)):
            if pattern and not _matches(path.relative_to(folder).parts, patterns):
                continue
            kind = _kind_of(path)
            file_format = input_format(path.name)
            if kind == "file" and (pattern or file_format):
                files.append((path, file_format or "text"))
            else:
                left_out.append(
                    LeftOut(str(path), "file of another kind" if kind == "file" else kind)
                )
    result = SearchResult([(str(path), name) for path, name in sorted(files)], sorted(left_out))
    if not result.files:
        expected = f"that matches {pattern!r}" if pattern else "of a known format"
        known = "" if pattern else f": {', '.join(FILE_FORMATS)}"
        notes = "".join(f"; {note}" for note in result.notes())
        raise InputError(f"{shown_path(folder)} holds no file {expected}{known}{notes}")
    return result


def _kind_of(path: Path) -> Kind:
    """The kind of an entry; without the right to look at it, a file, whose reader reports it."""
    try:
        mode = path.stat().st_mode
    except PermissionError:
        return "file"
    except OSError:  # a link to nothing, or in a circle
        return "broken link"
    if stat.S_ISREG(mode):
        return "file"
    return "linked folder" if stat.S_ISDIR(mode) else "special file"


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def _pattern_parts(pattern: str) -> list[str]:
    if Path(pattern).is_absolute() or ".." in pattern.split("/"):
        raise InputError(
            f"pattern {pattern!r}: expected names within a folder, such as '*.txt' or 'news/**/*'"
        )
    return ["**", *(part for part in pattern.split("/") if part not in ("", "."))]


def _matches(names: Sequence[str], patterns: Sequence[str]) -> bool:
    """Whether the names of a path match patterns in turn; `**` stands for any number of names.

    Only a pattern that begins with a dot matches a hidden name.
    """
    if not patterns:
        return not names
    first, rest = patterns[0], patterns[1:]
    if first == "**" and _matches(names, rest):
        return True
    if not names or _is_hidden(names[0]) > _is_hidden(first):
        return False
    if first == "**":
        return _matches(names[1:], patterns)
    return fnmatch(names[0], first) and _matches(names[1:], rest)
