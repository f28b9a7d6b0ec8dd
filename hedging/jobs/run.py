"""Inputs + Detector → one output file, by any number of processes, and no row lost whatever happens on the way.

The inputs are cut into chunks. Whoever scores a chunk writes its rows to a part that takes its name when it is whole; in the end
the parts are joined, and the output takes its name in one step. So what is on the disk is always whole: a run that was stopped
goes on where it stood (`resume`), and its output is byte for byte that of a run which was not. A part begins with a line of JSON
about it: a fingerprint of what it was made from, so that a resumed run notices an input that has changed, the number of its
documents, and what could not be read.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from hedging.batch import COLUMNS, SCHEMA, Level
from hedging.detector import load_options
from hedging.errors import InputError, MissingExtraError
from hedging.jobs.inputs import Chunk, Document, Fields, Unreadable, chunks, files, read
from hedging.jobs.writers import columns, format_of, join, part, with_kept
from hedging.model.files import folder_of
from hedging.options import DetectorOptions

_RUN, _LOCK = "run.json", "lock"


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be scored, how, and where it goes."""

    paths: tuple[str, ...]
    output: str
    level: Level = "document"
    pattern: str | None = None
    stream: str = "jsonl"
    fields: Fields = field(default_factory=Fields)
    options: DetectorOptions = field(default_factory=DetectorOptions)

    def __post_init__(self) -> None:
        if self.level not in COLUMNS:
            raise InputError(f"unknown level {self.level!r}; expected {', '.join(COLUMNS)}")
        kept = self.fields.kept
        clash = [name for name in kept if name in COLUMNS[self.level] or kept.count(name) > 1]
        if clash:
            raise InputError(
                f"cannot keep {', '.join(dict.fromkeys(clash))}: a column of that name is there already; give it "
                f"another, such as other={clash[0]}"
            )
        format_of(self.output)
        load_options(self.options)

    @property
    def form(self) -> str:
        return format_of(self.output)

    @property
    def parts(self) -> Path:
        """Folder of the parts while the job runs."""
        return Path(f"{self.output}.parts")

    @property
    def errors(self) -> Path:
        """File of what could not be read."""
        return Path(f"{self.output}.errors.jsonl")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a chunk: how many documents were read, and what could not be.

    `rows` are the bytes of the rows where they go to no file; `earlier` says that an earlier run has done it.
    """

    documents: int
    unreadable: tuple[dict[str, Any], ...]
    rows: bytes = b""
    earlier: bool = False


@dataclass(slots=True)
class Summary:
    """What a job did."""

    documents: int = 0
    unreadable: int = 0
    resumed: int = 0  # chunks that an earlier run had done


#: Called for each chunk with its bytes in the input (0 where that is not known), and with what became of it.
Watcher = Callable[[int, Done], None]


def run(
    job: Job,
    *,
    workers: int = 1,
    resume: bool = False,
    overwrite: bool = False,
    fail: bool = False,
    watch: Watcher | None = None,
) -> Summary:
    """Do a job.

    `fail` makes the first record that cannot be read an InputError, after which the job can be resumed. An output that is there
    already, or an unfinished job, is an InputError unless `overwrite` or `resume` says what to do with it.
    """
    sources = inputs(job)
    if job.output == "-":
        summary = Summary()
        for size, done in _scored(
            job, ((one, None) for one in chunks(sources, job.fields, job.stream)), workers
        ):
            _note(summary, done, fail)
            sys.stdout.buffer.write(done.rows)
            sys.stdout.buffer.flush()
            for row in done.unreadable:
                print(f"hedging: {row['source']}:{row['line']}: {row['reason']}", file=sys.stderr)
            if watch:
                watch(size, done)
        return summary
    if Path(job.output).exists() and not overwrite and not (resume and job.parts.exists()):
        raise InputError(f"{job.output} is there already: give another name, or --overwrite")
    if resume and overwrite:
        raise InputError(
            "--resume goes on with a job, --overwrite begins it anew: give one of them"
        )
    if job.parts.exists() and not (resume or overwrite):
        raise InputError(
            f"{job.parts} holds an unfinished job: --resume goes on with it, --overwrite begins anew"
        )
    plan = _plan(job, sources)
    job.parts.mkdir(parents=True, exist_ok=True)
    # Whoever else works on the job is noticed before anything of it is taken away.
    with _alone(job):
        _prepare(job, plan, overwrite)
        return _through(job, sources, workers, fail, watch)


def _through(
    job: Job, sources: Sequence[tuple[str, str]], workers: int, fail: bool, watch: Watcher | None
) -> Summary:
    """Do a job whose folder is made."""
    summary = Summary()
    count = 0
    todo = _with_earlier(job, chunks(sources, job.fields, job.stream))
    for size, done in _scored(job, todo, workers):
        summary.resumed += done.earlier
        _note(summary, done, fail)
        count += 1
        if watch:
            watch(size, done)
    _finish(job, count)
    return summary


def inputs(job: Job) -> list[tuple[str, str]]:
    """The files that a job reads, each with what it holds: those of its paths, but for what it writes itself.

    What a folder holds of the job's own is passed by; a path that names it is an InputError.
    """
    if job.output == "-":
        return files(job.paths, job.pattern)
    own, parts = {Path(job.output).resolve(), job.errors.resolve()}, job.parts.resolve()
    for path in job.paths:
        if path != "-" and Path(path).resolve() in own:
            raise InputError(f"{path} is what the job would write over: give another output")
    found = []
    for path, kind in files(job.paths, job.pattern):
        place = Path(path).resolve()
        if path == "-" or (place not in own and parts not in place.parents):
            found.append((path, kind))
    return found


def _note(summary: Summary, done: Done, fail: bool) -> None:
    if fail and done.unreadable:
        row = done.unreadable[0]
        raise InputError(
            f"{row['source']}, line {row['line']} (byte {row['offset']}): {row['reason']}"
        )
    summary.documents += done.documents
    summary.unreadable += len(done.unreadable)


# --- the state of a job on the disk -------------------------------------------------------------------------------------


def _plan(job: Job, sources: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What a resumed run must share with the one that it goes on from, by what it is called."""
    states = []
    for path, kind in sources:
        state = Path(path).stat() if path != "-" else None
        states.append([path, kind, state and state.st_size, state and state.st_mtime_ns])
    options = {
        name: value
        for name, value in asdict(job).items()
        if name not in ("options", "output", "paths", "fields")
    }
    options |= {name: value for name, value in job.options.to_dict().items() if name != "model"}
    keep = list(zip(job.fields.kept, job.fields.keep, strict=True))
    options |= {"text field": job.fields.text, "id field": job.fields.id, "keep": keep}
    config = json.loads((folder_of(job.options.model) / "config.json").read_text(encoding="utf-8"))
    plan = {
        "input": states,
        "options": options,
        "model": [str(job.options.model), config["files"]],
        "schema": SCHEMA,
    }
    found: dict[str, Any] = json.loads(json.dumps(plan))
    return found


def _prepare(job: Job, plan: dict[str, Any], overwrite: bool) -> None:
    """Empty the folder of the parts, or check that what is in it fits."""
    path = job.parts / _RUN
    if overwrite:
        for old in job.parts.iterdir():
            if old.name != _LOCK:
                old.unlink()
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        changed = [name for name in plan if plan[name] != before.get(name)]
        if changed:
            raise InputError(
                f"cannot resume {job.output}: {_changes(plan, before, changed)} changed; --overwrite begins anew"
            )
    else:
        _publish(path, json.dumps(plan).encode("utf-8"))


def _changes(plan: dict[str, Any], before: dict[str, Any], changed: list[str]) -> str:
    """What has changed, in words."""
    said = []
    for name in changed:
        now, then = plan[name], before.get(name)
        if name == "input":
            old, new = ({row[0]: row for row in rows or []} for rows in (then, now))
            said.append(
                f"the input {', '.join([path for path in new | old if new.get(path) != old.get(path)][:3])}"
            )
        elif name == "options":
            said.append(
                f"the options {', '.join(option for option in now if now[option] != (then or {}).get(option))}"
            )
        else:
            said.append(f"the {name}")
    return " and ".join(said)


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Keeps a second process from the same job, where the system has locks that end with a process."""
    if fcntl is None:
        yield
        return
    with (job.parts / _LOCK).open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(
                f"{job.output} is being written by another process: wait for it, or give another name"
            ) from error
        yield


def _publish(path: Path, content: bytes) -> None:
    """Write a file so that it is either whole or not there."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with scratch.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        scratch.replace(path)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise


def _part(job: Job, number: int) -> Path:
    return job.parts / f"{number:08d}.part"


def _state(path: Path) -> dict[str, Any]:
    """What the first line of a part says about it."""
    with path.open("rb") as stream:
        state: dict[str, Any] = json.loads(stream.readline())
    return state


def _finish(job: Job, count: int) -> None:
    """Join the parts, give the output its name, and take the parts away."""
    output = Path(job.output)
    scratch = output.with_name(f".{output.name}.joining")
    errors = scratch.with_name(f".{output.name}.errors")
    try:
        join(
            (_part(job, number) for number in range(count)),
            scratch,
            job.level,
            job.fields.kept,
            job.form,
        )
        rows = 0
        with errors.open("w", encoding="utf-8") as stream:
            for number in range(count):
                for row in _state(_part(job, number))["unreadable"]:
                    stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                    rows += 1
        for path in (scratch, errors):
            with path.open("rb") as done:
                os.fsync(done.fileno())
        if rows:
            errors.replace(job.errors)
        else:
            job.errors.unlink(missing_ok=True)
            errors.unlink()
        scratch.replace(output)
    except OSError:
        scratch.unlink(missing_ok=True)
        errors.unlink(missing_ok=True)
        raise
    # The plan goes last: as long as it is there, a resumed run knows what the parts are.
    for path in sorted(job.parts.iterdir(), key=lambda one: one.name == _RUN):
        path.unlink()
    job.parts.rmdir()


# --- scoring ------------------------------------------------------------------------------------------------------------


def _with_earlier(job: Job, found: Iterator[Chunk]) -> Iterator[tuple[Chunk, Done | None]]:
    """Each chunk, and what an earlier run has made of it."""
    for number, chunk in enumerate(found):
        path = _part(job, number)
        done = None
        if path.exists():
            state = _state(path)
            if state["digest"] != chunk.digest():
                source = "standard input" if chunk.source == "-" else chunk.source
                raise InputError(
                    f"cannot resume {job.output}: {source} has changed near line {chunk.line}; --overwrite begins anew"
                )
            done = Done(state["documents"], tuple(state["unreadable"]), earlier=True)
        yield chunk, done


def _scored(
    job: Job, todo: Iterator[tuple[Chunk, Done | None]], workers: int
) -> Iterator[tuple[int, Done]]:
    """The chunks' sizes in the input, with what became of them, in order."""
    if workers <= 1:
        for number, (chunk, earlier) in enumerate(todo):
            yield chunk.weight(), earlier or work(job, number, chunk)
        return
    try:
        from joblib import Parallel, delayed
    except ImportError as error:
        raise MissingExtraError("joblib", "several workers", "batch") from error
    sizes: list[int] = []
    trouble: list[Exception] = []

    def tasks() -> Iterator[Any]:
        # joblib asks for tasks from a thread of its own, where an exception would be lost.
        try:
            for number, (chunk, earlier) in enumerate(todo):
                sizes.append(chunk.weight())
                yield (
                    delayed(_again)(earlier)
                    if earlier
                    else delayed(_work_for)(os.getpid(), job, number, chunk.light())
                )
        except Exception as error:
            trouble.append(error)

    pool = Parallel(n_jobs=workers, return_as="generator", pre_dispatch="2 * n_jobs", batch_size=1)
    try:
        for number, done in enumerate(pool(tasks())):
            yield sizes[number], done
    except BrokenProcessPool as error:
        said = "a worker was killed, perhaps for want of memory; what is done is kept, --resume goes on with it"
        raise InputError(said) from error
    if trouble:
        raise trouble[0]


def _again(earlier: Done) -> Done:
    return earlier


@cache
def _end_with(parent: int) -> None:
    """Let this process end when its parent does, however that ended; it is asked once a second."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _work_for(parent: int, job: Job, number: int, chunk: Chunk) -> Done:
    """`work` in a process of its own."""
    if os.getppid() == parent:
        _end_with(parent)
    return work(job, number, chunk)


def work(job: Job, number: int, chunk: Chunk) -> Done:
    """Score a chunk; its rows go to its part, or come back where the output is standard output."""
    chunk = chunk.whole()
    documents: list[Document] = []
    unreadable: list[Unreadable] = []
    for one in read(chunk, job.fields):
        (documents if isinstance(one, Document) else unreadable).append(one)  # type: ignore[arg-type]
    detector = load_options(job.options)
    batch = detector.detect_batch(
        [document.text for document in documents if document.text is not None]
    )
    table = with_kept(columns(batch, documents, job.level), documents, job.fields.kept)
    content = part(table, job.level, job.fields.kept, job.form)
    errors = tuple(one.row() for one in unreadable)
    if job.output == "-":
        return Done(len(documents), errors, content)
    state = {"digest": chunk.digest(), "documents": len(documents), "unreadable": errors}
    _publish(_part(job, number), json.dumps(state).encode("ascii") + b"\n" + content)
    return Done(len(documents), errors)
