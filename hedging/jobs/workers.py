"""Chunks → scored chunks, in this process or in several, in the order of the chunks.

A worker writes the rows of its chunk to a part on the disk; if there are no parts, the rows come
back. Workers end with the process that started them, however that process ended.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from hedging.detector import load_options
from hedging.errors import InputError, require
from hedging.jobs.chunks import Chunk
from hedging.jobs.files import options_for
from hedging.jobs.job import Job
from hedging.jobs.parts import Output, ScoredChunk
from hedging.jobs.reading import read_chunk
from hedging.jobs.records import Documents
from hedging.jobs.writers import encode_rows, merge_tables, table_of
from hedging.options import DetectorOptions

#: A job has at most so many workers; a larger number is a mistake.
MAX_WORKERS: Final = 1024
# Chunks in the queue for each worker, so that no worker waits for a chunk.
_AHEAD: Final = 2
# Each worker has a core of its own, and numpy's libraries need no threads beside it.
_ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def default_workers() -> int:
    """A worker for each core that the affinity and the container of this process allow.

    One worker if joblib is not installed, which several workers need.
    """
    try:
        from joblib import cpu_count
    except ImportError:
        return 1
    return int(cpu_count())


def score_chunk(job: Job, number: int, chunk: Chunk, output: Output) -> ScoredChunk:
    """Score a chunk, whose rows go to its part, or come back for standard output."""
    chunk = chunk.with_data()
    fingerprint = chunk.fingerprint()
    documents, bad_records = read_chunk(chunk, job.fields, job.max_record)
    keep = job.fields.kept_names
    tables = []
    for options, group in _by_options(documents, job.options):
        batch = load_options(options).detect_batch([text or "" for text in group.texts])
        tables.append(table_of(batch, group, job.level, keep))
    rows = encode_rows(merge_tables(tables), job.columns, keep, job.format)
    scored = ScoredChunk(len(documents), tuple(bad.to_dict() for bad in bad_records), rows)
    return output.write(number, fingerprint, scored)


def _by_options(
    documents: Documents, options: DetectorOptions
) -> list[tuple[DetectorOptions, Documents]]:
    """The documents by the options that they are scored with: as Markdown, or as plain text."""
    options_of = {source: options_for(options, source) for source in set(documents.sources)}
    different = dict.fromkeys(options_of.values())
    if len(different) < 2:
        return [(next(iter(different), options), documents)]
    return [
        (choice, documents.where([options_of[source] == choice for source in documents.sources]))
        for choice in different
    ]


def score_chunks(
    job: Job, chunks: Iterator[Chunk], output: Output, workers: int
) -> Generator[tuple[int, ScoredChunk], None, None]:
    """The length of each chunk with its result, in order; a chunk with a part is done already."""
    ahead = _AHEAD * workers if workers > 1 else 0
    try:
        with _pool(workers) if workers > 1 else nullcontext() as pool:
            pending: deque[tuple[int, Future[ScoredChunk] | ScoredChunk]] = deque()
            for number, chunk in enumerate(chunks):
                task = (job, number, chunk, output)
                result = output.read(number, chunk)
                if result is None:
                    result = pool.submit(score_chunk, *task) if pool else score_chunk(*task)
                pending.append((chunk.length, result))
                if len(pending) > ahead:
                    yield _finished(*pending.popleft())
            while pending:
                yield _finished(*pending.popleft())
    except BrokenProcessPool as error:
        raise InputError(
            "a worker was killed, perhaps because memory ran out; finished chunks are kept: "
            "--resume continues the job"
        ) from error


def _finished(size: int, result: Future[ScoredChunk] | ScoredChunk) -> tuple[int, ScoredChunk]:
    return size, result.result() if isinstance(result, Future) else result


def require_workers() -> Any:
    """The module for several processes. Raises MissingExtraError without it."""
    return require("joblib.externals.loky", "running several workers", "batch", "joblib")


@contextmanager
def _pool(workers: int) -> Iterator[Any]:
    """Start processes that score chunks; those of joblib need no `__main__` to import."""
    loky = require_workers()
    try:
        folder = os.getcwd()  # noqa: PTH109, a str to send
    except OSError as error:
        raise InputError("the working folder is gone: go to another, or --workers 1") from error
    pool = None
    finished = False
    try:
        with _without_working_folder():
            pool = loky.ProcessPoolExecutor(
                max_workers=workers,
                initializer=_start_worker,
                initargs=(os.getpid(), folder),
                env=_ENVIRONMENT,
            )
            pool.submit(os.getpid)  # which starts all processes
        yield pool
        finished = True
    finally:
        if pool is not None:
            pool.shutdown(wait=True, kill_workers=not finished)


@contextmanager
def _without_working_folder() -> Iterator[None]:
    """Keep Python processes that are started from importing modules of the working folder.

    A folder with data may hold a `json.py` of anybody. Python 3.10 does not know the variable:
    there the processes start in the folder of the standard library.
    """
    name = "PYTHONSAFEPATH"
    before = os.environ.get(name)
    os.environ[name] = "1"
    folder = None
    if sys.version_info < (3, 11):
        folder = os.getcwd()  # noqa: PTH109
        os.chdir(Path(os.__file__).parent)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
        if folder is not None:
            os.chdir(folder)


def _start_worker(parent: int, folder: str) -> None:
    """Make this process end with its parent, which alone answers to an interruption.

    `folder` is the working folder of the parent, from which paths are counted.
    """
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name == "posix":  # elsewhere a process does not learn that its parent has ended
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        if os.getppid() != parent:
            os._exit(1)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
