"""The state of a job on the disk: a folder with its plan, a lock, and a part for each scored chunk.

A part is written whole or not at all, and so is the output, which joins the parts. Therefore a job
that was stopped continues where it stood, and its output has the bytes of an undisturbed run. The
first line of a part is JSON about it: a fingerprint of the chunk, so that a changed input is
noticed, the number of its documents, its bad records, and a checksum of its rows, so that no worker
waits for the disk: a part that a power cut damaged does not count. The name of a part carries the
id of its job, so that a worker that outlives a killed job cannot write into the job that replaces
it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from platform import node
from typing import IO, Any, Final
from zlib import crc32

from hedging.batch import SCHEMA
from hedging.errors import InputError
from hedging.jobs.chunks import Chunk
from hedging.jobs.files import (
    SCRATCH,
    UNLISTED,
    atomic_stream,
    file_state,
    flush_folder,
    write_atomic,
)
from hedging.jobs.job import Job
from hedging.jobs.writers import escape_controls, join_parts
from hedging.model.files import depth_folder_of, fingerprints, folder_of
from hedging.released import released_name
from hedging.wording import one_line, shown_path

# The plan of a job: everything that must not change before a resumed run.
Plan = dict[str, Any]

# Number of the format of plans and parts; a change of what they hold is a new number.
_FORMAT: Final = 3
_PLAN: Final = "run.json"
_LOCK: Final = "lock"
_BLOCK: Final = 1 << 20
_PART: Final = re.compile(r"\d{8}(\.[0-9a-f]+)?\.part")


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """The result of a chunk: how many documents it has, and its bad records as dicts.

    `rows` are the bytes of its rows if they go to no part. `earlier` is True if an earlier run has
    scored it.
    """

    documents: int
    bad_records: tuple[dict[str, Any], ...]
    rows: bytes = b""
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one job, in their folder. Workers get a copy of this object."""

    folder: Path
    job_id: str

    def path(self, number: int) -> Path:
        """The file of the part of a chunk."""
        return self.folder / f"{number:08d}.{self.job_id}.part"

    def write(self, number: int, fingerprint: int, scored: ScoredChunk) -> ScoredChunk:
        """Write the part of a chunk, and return the result without its rows.

        Raises InputError if another job has taken the folder.
        """
        state = {
            "fingerprint": fingerprint,
            "documents": scored.documents,
            "bad_records": scored.bad_records,
            "rows": crc32(scored.rows),
        }
        if not self._is_current():
            raise InputError(f"another job has taken over {shown_path(self.folder)}")
        with atomic_stream(self.path(number), flush=False) as stream:
            stream.write(json.dumps(state).encode("ascii") + b"\n")
            stream.write(scored.rows)
        return replace(scored, rows=b"")

    def _is_current(self) -> bool:
        """Whether the plan in the folder is that of the job; a plan begins with the id of its job.

        A plan that names many files is long, and not read to its end for each part.
        """
        begin = plan_text(self.job_id, {})[:-1]
        try:
            with (self.folder / _PLAN).open("rb") as stream:
                return stream.read(len(begin)) == begin
        except FileNotFoundError:
            return False

    def read(self, number: int, chunk: Chunk) -> ScoredChunk | None:
        """The result of a chunk if an earlier run has scored it, else None.

        A damaged part does not count. Raises InputError if the chunk has changed.
        """
        path = self.path(number)
        if not path.exists():
            return None
        state = _read_json(path)
        try:
            fingerprint, rows = state["fingerprint"], state["rows"]
            scored = ScoredChunk(state["documents"], tuple(state["bad_records"]), earlier=True)
        except (KeyError, TypeError):
            return None
        if rows != _checksum_of_rows(path):
            return None
        if fingerprint != chunk.fingerprint():
            source = shown_path(chunk.source)
            raise InputError(
                f"cannot resume {shown_path(self.folder)}: {source} has changed near line "
                f"{chunk.line}; --overwrite starts again"
            )
        return scored

    def add(self, scored: ScoredChunk) -> None:
        """Nothing more to do: the rows are in the part."""

    def finish(self, job: Job, count: int, more_bad_records: Sequence[dict[str, Any]]) -> None:
        """Join `count` parts to the output, write the bad records, and remove the folder."""
        bad_records = chain(self.bad_records(count), more_bad_records)
        first = next(bad_records, None)
        with atomic_stream(Path(job.output), self.folder) as stream:
            join_parts(self._rows(count), stream, job.columns, job.fields.kept_names, job.format)
            if first is None:
                job.errors.unlink(missing_ok=True)
            else:
                with atomic_stream(job.errors, self.folder) as errors:
                    for bad in chain([first], bad_records):
                        errors.write(json.dumps(bad, ensure_ascii=False).encode("utf-8") + b"\n")
        self._remove_folder()

    def drop(self, numbers: Iterable[int]) -> None:
        """Remove the parts of chunks, which then do not count as done."""
        for number in numbers:
            self.path(number).unlink(missing_ok=True)

    def remove_if_empty(self) -> None:
        """Remove the folder if no chunk is done, so that nothing is in the way of the next job."""
        if self.folder.is_dir() and not any(self.folder.glob(f"*.{self.job_id}.part")):
            self._remove_folder()

    def _remove_folder(self) -> None:
        _remove(self.folder, keep=())
        # A file that no job has made stays, and so does its folder.
        with suppress(OSError):
            self.folder.rmdir()

    def _rows(self, count: int) -> Iterator[IO[bytes]]:
        """The parts as streams, read up to the first row."""
        for number in range(count):
            with self.path(number).open("rb") as stream:
                stream.readline()
                yield stream

    def bad_records(self, count: int) -> Iterator[dict[str, Any]]:
        """The bad records of the first `count` chunks."""
        for number in range(count):
            yield from _read_json(self.path(number))["bad_records"]


class StandardOutput:
    """Rows go to standard output as they come, and bad records to standard error."""

    def read(self, number: int, chunk: Chunk) -> ScoredChunk | None:
        """Nothing is kept that another job could use."""

    def write(self, number: int, fingerprint: int, scored: ScoredChunk) -> ScoredChunk:
        """The result with its rows, which come back from the workers."""
        return scored

    def add(self, scored: ScoredChunk) -> None:
        """Write the rows of the next chunk."""
        sys.stdout.buffer.write(escape_controls(scored.rows))
        sys.stdout.buffer.flush()
        _print_bad_records(scored.bad_records)

    def drop(self, numbers: Iterable[int]) -> None:
        """What is written stays."""

    def finish(self, job: Job, count: int, more_bad_records: Sequence[dict[str, Any]]) -> None:
        """Say which other records are bad."""
        _print_bad_records(more_bad_records)


Output = Parts | StandardOutput


def bad_record_line(bad_record: dict[str, Any]) -> str:
    """A bad record as a line for people."""
    source, line, offset = (bad_record[name] for name in ("source", "line", "offset"))
    return one_line(f"{shown_path(source)}, line {line} (byte {offset}): {bad_record['reason']}")


def _print_bad_records(bad_records: Iterable[dict[str, Any]]) -> None:
    for bad_record in bad_records:
        print(f"hedging: {bad_record_line(bad_record)}", file=sys.stderr)


def file_states(files: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int] | None]:
    """The size and the time of the last change of each file."""
    return {path: file_state(path) for path, format_name in files if format_name != UNLISTED}


def plan_of(job: Job, files: Sequence[tuple[str, str]]) -> Plan:
    """The plan of a job on these files, as JSON data."""
    states = file_states(files)
    options = job.options.to_dict()
    del options["model"]  # its files decide
    name, folder = released_name(job.options.model), folder_of(job.options.model)
    fields = job.fields
    options |= {
        "level": job.level,
        "pattern": job.pattern,
        "stream": job.stream,
        "max_record": job.max_record,
        "text_field": fields.text,
        "id_field": fields.id,
        "keep": list(zip(fields.kept_names, fields.keep, strict=True)),
    }
    plan: Plan = {
        "input": {path: [name, *(states.get(path) or ())] for path, name in files},
        "order": {"paths": [path for path, _ in files]},
        "options": options,
        "model": {"name": name, "files": fingerprints(folder)},
        "depth": fingerprints(depth_folder_of(folder)) if options["depth"] == "all" else {},
        "schema": {"number": SCHEMA},
    }
    as_json: Plan = json.loads(json.dumps(plan))
    return as_json


def plan_text(job_id: str, plan: Plan) -> bytes:
    """A plan with the id of its job, as it is written."""
    return json.dumps({"job": job_id, "format": _FORMAT, **plan}).encode("ascii")


def _changes(before: Plan, now: Plan) -> str:
    """The differences of two plans in words; "" if they are equal."""
    changes = []
    for name, new in now.items():
        old = before[name]
        keys = [key for key in {**new, **old} if new.get(key) != old.get(key)]
        if not keys:
            continue
        if name == "input":
            changes.append(f"the input {', '.join(one_line(ascii(key)[1:-1]) for key in keys[:3])}")
        elif name == "options":
            changes.append(f"the option{'s' * (len(keys) > 1)} {', '.join(keys)}")
        else:
            changes.append(f"the {name}")
    return " and ".join(changes)


@contextmanager
def opened_parts(
    job: Job, files: Sequence[tuple[str, str]], *, resume: bool, overwrite: bool
) -> Iterator[Parts]:
    """The parts of a job, in a folder that is locked against other processes.

    Raises InputError if there is an output or an unfinished job, unless `overwrite` or `resume`
    says what to do with it, and if a resumed job has changed.
    """
    folder = job.parts
    unfinished = folder.exists() or folder.is_symlink()
    if unfinished:
        _check_folder(folder)
        # A job that runs is none to be continued, whatever else is there.
        with _locked(folder, shown_path(job.output)):
            pass
    for path in (Path(job.output), job.errors):
        if path.exists() and not overwrite and not (resume and unfinished):
            raise InputError(f"{shown_path(path)} exists: name another output, or add --overwrite")
    if unfinished and not (resume or overwrite):
        raise InputError(
            f"{shown_path(folder)} holds an unfinished job: --resume continues it, "
            "--overwrite starts again"
        )
    plan = plan_of(job, files)
    folder.mkdir(exist_ok=True)
    # Whatever a power cut leaves of the output, it leaves an unfinished job beside it.
    flush_folder(folder.parent)
    with _locked(folder, shown_path(job.output)):
        parts = Parts(folder, _begin(folder, plan, overwrite, shown_path(job.output)))
        try:
            yield parts
        except BaseException:
            parts.remove_if_empty()
            raise


def _check_folder(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        raise InputError(
            f"{shown_path(folder)} is not a folder of a job: move it, or name another file"
        )
    for path in folder.iterdir():
        if not _is_of_job(path):
            raise InputError(
                f"{shown_path(folder)} holds {one_line(path.name)}, which no job wrote: "
                "move it away"
            )


def _is_of_job(path: Path) -> bool:
    name = path.name
    known = name in (_PLAN, _LOCK) or name.startswith(SCRATCH) or _PART.fullmatch(name) is not None
    return known and (path.is_symlink() or not path.is_dir())


def _remove(folder: Path, keep: Iterable[str]) -> None:
    """Remove what jobs have made: the plan after the parts that it describes, the lock last."""
    last = {_PLAN: 1, _LOCK: 2}
    for path in sorted(folder.iterdir(), key=lambda path: last.get(path.name, 0)):
        if path.name in keep or not _is_of_job(path):
            continue
        if path.name == _LOCK and sys.platform == "win32":
            continue  # an open file cannot be removed there
        path.unlink(missing_ok=True)


def _begin(folder: Path, plan: Plan, overwrite: bool, output: str) -> str:
    """The id of the job whose plan is in the folder, or of a new job if there is no plan."""
    path = folder / _PLAN
    if overwrite or not path.exists():
        _remove(folder, keep=(_LOCK,))
        new_id = secrets.token_hex(8)
        try:
            write_atomic(path, plan_text(new_id, plan))
        except BaseException:
            # Nothing has begun, so that there is nothing to continue.
            Parts(folder, new_id).remove_if_empty()
            raise
        return new_id
    before = _read_json(path)
    job_id = before.get("job")
    if isinstance(job_id, str) and before.get("format") != _FORMAT:
        reason = (
            "another version of hedging has begun it, and its parts have another format; finish "
            "it with that version, or"
        )
    elif not (isinstance(job_id, str) and all(isinstance(before.get(n), dict) for n in plan)):
        reason = "its plan is damaged;"
    elif changes := _changes(before, plan):
        reason = f"{changes} changed;"
    else:
        return job_id
    raise InputError(f"cannot resume {output}: {reason} --overwrite starts again")


@contextmanager
def _locked(folder: Path, output: str) -> Iterator[None]:
    """Keep other processes from the folder; the system drops the lock when this process ends."""
    path = folder / _LOCK
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o666), "r+b") as stream:
        try:
            _lock(stream)
        except OSError as error:
            raise InputError(
                f"{output} is being written by {_holder(path)}: wait for it, or give another name"
            ) from error
        stream.truncate()
        stream.write(json.dumps({"process": os.getpid(), "host": node()}).encode("ascii"))
        stream.flush()
        yield
    if sys.platform == "win32":  # where the lock could not be removed before
        with suppress(OSError):
            if not (folder / _PLAN).exists():
                path.unlink()
                folder.rmdir()


def _holder(lock: Path) -> str:
    """Which process holds a lock, and on which machine, if it can be read."""
    with suppress(OSError):  # Windows lets nobody read what is locked
        if holder := _read_json(lock):
            return one_line(f"another process ({holder.get('process')} on {holder.get('host')})")
    return "another process"


def _lock(stream: IO[bytes]) -> None:
    """Lock a file, or raise OSError at once if another process has locked it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read_json(path: Path) -> dict[str, Any]:
    """The JSON object in the first line of a file; {} if the line holds no object."""
    try:
        with path.open("rb") as stream:
            value = json.loads(stream.readline())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _checksum_of_rows(path: Path) -> int:
    checksum = 0
    with path.open("rb") as stream:
        stream.readline()
        while block := stream.read(_BLOCK):
            checksum = crc32(block, checksum)
    return checksum
