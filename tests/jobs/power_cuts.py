"""What a run writes → the states in which a disk can be when the power is cut.

The disk is as hostile as POSIX allows: what was written to a file since its last fsync is lost, cut
or there in any pieces, and what was made, renamed or removed in a folder since the last fsync of
that folder is done or not, in any choice. A rename alone is whole.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

_BLOCK = 4096


@dataclass
class Write:
    """Bytes that go into a file."""

    file: int
    offset: int
    data: bytes


@dataclass
class Change:
    """A name in a folder that gets another file, or None; a rename takes it from another name."""

    folder: int
    name: str
    file: int | None
    source: tuple[int, str] | None = None


@dataclass
class Flush:
    """The fsync of a file or of a folder."""

    file: int


@dataclass
class Record:
    """What happened below a folder, which has the number 0, and what stood there before.

    A file is the number that it got when it was made, so that it keeps it under another name.
    """

    root: Path
    events: list[Write | Change | Flush] = field(default_factory=list)
    contents: dict[int, bytes] = field(default_factory=dict)
    folders: dict[int, dict[str, int]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _open: dict[int, int] = field(default_factory=dict)
    _next: int = 0

    def __post_init__(self) -> None:
        for path in [self.root, *sorted(self.root.rglob("*"))]:
            number = self._number(path)
            if path.is_dir():
                self.folders[number] = {}
            else:
                self.contents[number] = path.read_bytes()
            if path != self.root:
                self.folders[self._numbers[str(path.parent)]][path.name] = number

    def _number(self, path: Path) -> int:
        """A new number for what stands at a path."""
        self._numbers[str(path)] = self._next
        self._next += 1
        return self._next - 1

    def has(self, path: Any) -> bool:
        return isinstance(path, (str, os.PathLike)) and (
            str(path) == str(self.root) or str(path).startswith(f"{self.root}{os.sep}")
        )

    def made(self, path: Path) -> None:
        folder = self._numbers[str(path.parent)]
        self.events.append(Change(folder, path.name, self._number(path)))

    def removed(self, path: Path) -> None:
        del self._numbers[str(path)]
        self.events.append(Change(self._numbers[str(path.parent)], path.name, None))

    def renamed(self, path: Path, target: Path) -> None:
        number = self._numbers.pop(str(path))
        source = self._numbers[str(path.parent)], path.name
        self._numbers[str(target)] = number
        folder = self._numbers[str(target.parent)]
        self.events.append(Change(folder, target.name, number, source))

    def opened(self, descriptor: int, path: Path) -> None:
        self._open[descriptor] = self._numbers[str(path)]

    def flushed(self, descriptor: int) -> None:
        if descriptor in self._open:
            self.events.append(Flush(self._open[descriptor]))

    def written(self, descriptor: int, offset: int, data: bytes) -> None:
        self.events.append(Write(self._open[descriptor], offset, data))

    def closed(self, descriptor: int) -> None:
        self._open.pop(descriptor, None)


class _RecordedFile(io.FileIO):
    """A file without a buffer that records what is written."""

    def __init__(self, record: Record, path: Path, mode: str) -> None:
        is_new = not path.exists()
        super().__init__(path, mode)
        self._record = record
        if is_new:
            record.made(path)
        record.opened(self.fileno(), path)

    def write(self, data: Any) -> int:
        offset = self.tell()
        count = super().write(data)
        assert count == len(data)
        self._record.written(self.fileno(), offset, bytes(data))
        return count

    def close(self) -> None:
        if not self.closed:
            self._record.closed(self.fileno())
        super().close()


@contextmanager
def recorded(root: Path) -> Iterator[Record]:
    """Record what this process writes below a folder through `Path` and `os`."""
    record = Record(root)
    right = {name: getattr(Path, name) for name in ("open", "unlink", "rmdir", "mkdir", "replace")}
    os_open, os_close, fsync = os.open, os.close, os.fsync

    def open_path(path: Path, mode: str = "r", *more: Any, **options: Any) -> Any:
        if not record.has(path) or mode == "rb":
            return right["open"](path, mode, *more, **options)
        assert mode == "xb", f"the mode {mode} is not recorded"
        return io.BufferedWriter(_RecordedFile(record, path, "x"))

    def open_descriptor(path: Any, flags: int, *more: Any, **options: Any) -> int:
        is_new = record.has(path) and not os.path.exists(path)  # noqa: PTH110
        descriptor = os_open(path, flags, *more, **options)
        if record.has(path):
            if is_new:
                record.made(Path(path))
            record.opened(descriptor, Path(path))
        return descriptor

    def close_descriptor(descriptor: int) -> None:
        record.closed(descriptor)
        os_close(descriptor)

    def flush(descriptor: int) -> None:
        fsync(descriptor)
        record.flushed(descriptor)

    def changed(name: str, note: Callable[..., None]) -> Callable[..., Any]:
        def change(path: Path, *more: Any, **options: Any) -> Any:
            before = path.exists()
            answer = right[name](path, *more, **options)
            if record.has(path) and before != (name == "mkdir"):
                note(path, *more)
            return answer

        return change

    with (
        mock.patch.object(Path, "open", open_path),
        mock.patch.object(Path, "unlink", changed("unlink", record.removed)),
        mock.patch.object(Path, "rmdir", changed("rmdir", record.removed)),
        mock.patch.object(Path, "mkdir", changed("mkdir", record.made)),
        mock.patch.object(Path, "replace", changed("replace", record.renamed)),
        mock.patch.object(os, "open", open_descriptor),
        mock.patch.object(os, "close", close_descriptor),
        mock.patch.object(os, "fsync", flush),
    ):
        yield record


def killed(record: Record, count: int) -> Disk:
    """The disk after so many events, if the process ends and the system goes on."""
    disk = Disk(record)
    for event in record.events[:count]:
        disk.apply(event)
    return disk


def cut(record: Record, count: int, chance: random.Random) -> Disk:
    """A disk on which the power was cut after so many events."""
    events = record.events[:count]
    flushed: dict[int, int] = {}
    for place, event in enumerate(events):
        if isinstance(event, Flush):
            flushed[event.file] = place
    disk = Disk(record)
    # A system that has written nearly all, or nearly nothing, or something.
    share = chance.choice([0.0, 0.1, 0.5, 0.9, 1.0])
    for place, event in enumerate(events):
        if isinstance(event, Change):
            if place < flushed.get(event.folder, -1) or chance.random() < share:
                disk.apply(event)
        elif isinstance(event, Write):
            if place < flushed.get(event.file, -1):
                disk.apply(event)
                continue
            for begin in range(0, len(event.data), _BLOCK):
                piece = event.data[begin : begin + _BLOCK]
                if chance.random() >= share:
                    # Its place may be reserved, or a part of it written.
                    piece = chance.choice(
                        [b"", bytes(len(piece)), piece[: chance.randrange(len(piece))]]
                    )
                disk.apply(Write(event.file, event.offset + begin, piece))
    return disk


class Disk:
    """Files and folders by their numbers."""

    def __init__(self, record: Record) -> None:
        self._contents = {number: bytearray(data) for number, data in record.contents.items()}
        self._folders = {number: dict(names) for number, names in record.folders.items()}

    def apply(self, event: Write | Change | Flush) -> None:
        if isinstance(event, Write):
            content = self._contents.setdefault(event.file, bytearray())
            content.extend(bytes(max(0, event.offset - len(content))))
            content[event.offset : event.offset + len(event.data)] = event.data
        elif isinstance(event, Change):
            names = self._folders.setdefault(event.folder, {})
            if event.file is None:
                names.pop(event.name, None)
                return
            names[event.name] = event.file
            if event.source:
                folder, name = event.source
                self._folders.setdefault(folder, {}).pop(name, None)

    def write_to(self, path: Path, number: int = 0) -> None:
        """Make a new folder with what is on the disk."""
        path.mkdir()
        for name, file in self._folders.get(number, {}).items():
            # A folder is known by what is in it; the folder of parts has a name of its own.
            if file in self._folders or name.endswith(".parts"):
                self.write_to(path / name, file)
            else:
                (path / name).write_bytes(self._contents.get(file, b""))
