"""A job → its output: split the files, score the chunks, and lose nothing on the way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from hedging.errors import InputError
from hedging.jobs.files import UNLISTED, file_state
from hedging.jobs.job import Job, inputs
from hedging.jobs.parts import Parts, ScoredChunk, opened_parts
from hedging.jobs.reading import split_files
from hedging.jobs.records import BadRecord, Place
from hedging.jobs.workers import MOST_WORKERS, score_chunks
from hedging.jobs.writers import escape_controls
from hedging.wording import one_line


@dataclass(slots=True)
class Summary:
    """What a job did: how many documents it scored, and how many records could not be read.

    `resumed` counts the chunks that an earlier run had scored.
    """

    documents: int = 0
    bad_records: int = 0
    resumed: int = 0


#: Called for each chunk with its bytes in the input (0 if that is not known), and with its result.
Watcher = Callable[[int, ScoredChunk], None]


class Output(Protocol):
    """Where the results of a job go; `parts` is None if the rows have to come back."""

    parts: Parts | None

    def take(self, scored: ScoredChunk) -> None:
        """Take the result of the next chunk."""

    def finish(self, bad_records: Sequence[dict[str, Any]]) -> None:
        """Finish the output; the bad records are those of no chunk."""


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

    `fail` makes the first bad record an InputError, after which the job can be resumed. An output
    that is there already, or an unfinished job, is an InputError, unless `overwrite` or `resume`
    says what to do with it.
    """
    if resume and overwrite:
        raise InputError(
            "--resume goes on with a job, --overwrite begins it anew: give one of the two"
        )
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"expected 1 to {MOST_WORKERS} workers, got {workers}")
    files = inputs(job)
    states = _states(files)
    summary = Summary()
    with _opened_output(job, files, resume, overwrite) as output:
        chunks = split_files(files, job.fields.columns, stream=job.stream)
        # Closed at once if an error leaves the block, so that no worker writes after it.
        with closing(score_chunks(job, chunks, output.parts, workers)) as results:
            for size, scored in results:
                _count(summary, scored, fail)
                output.take(scored)
                if watch:
                    watch(size, scored)
        changed = tuple(bad.to_dict() for bad in _changed(states, _states(files), summary))
        _count(summary, ScoredChunk(0, changed), fail)
        output.finish(changed)
    return summary


def _count(summary: Summary, scored: ScoredChunk, fail: bool) -> None:
    """Add a result to the summary; with `fail`, raise InputError for its first bad record."""
    if fail and scored.bad_records:
        raise InputError(_message(scored.bad_records[0]))
    summary.documents += scored.documents
    summary.bad_records += len(scored.bad_records)
    summary.resumed += scored.earlier


def _message(bad_record: dict[str, Any]) -> str:
    source, line, offset = (bad_record[name] for name in ("source", "line", "offset"))
    return one_line(f"{source}, line {line} (byte {offset}): {bad_record['reason']}")


def _states(files: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int] | None]:
    """The size and the time of the last change of each file."""
    return {path: file_state(path) for path, format_name in files if format_name != UNLISTED}


def _changed(
    before: dict[str, tuple[int, int] | None],
    after: dict[str, tuple[int, int] | None],
    summary: Summary,
) -> Iterator[BadRecord]:
    """A bad record for each file that changed while the job ran: its rows may be of both states."""
    for path, state in before.items():
        if after[path] != state:
            place = Place(summary.documents + summary.bad_records, path)
            reason = "changed while the job ran: score it again when nothing writes to it"
            yield BadRecord(place, reason, "changed")


@contextmanager
def _opened_output(
    job: Job, files: Sequence[tuple[str, str]], resume: bool, overwrite: bool
) -> Iterator[Output]:
    if job.output == "-":
        yield _StandardOutput()
        return
    with opened_parts(job, files, resume=resume, overwrite=overwrite) as parts:
        yield _FileOutput(job, parts)


class _StandardOutput:
    """Rows go to standard output as they come, and bad records to standard error."""

    parts: Parts | None = None

    def take(self, scored: ScoredChunk) -> None:
        if sys.stdout is None:
            raise InputError("standard output is closed: name a file with -o")
        sys.stdout.buffer.write(escape_controls(scored.rows))
        sys.stdout.buffer.flush()
        self.finish(scored.bad_records)

    def finish(self, bad_records: Sequence[dict[str, Any]]) -> None:
        # Without a standard error, print would mix the messages with the rows.
        for bad_record in bad_records if sys.stderr is not None else ():
            print(f"hedging: {_message(bad_record)}", file=sys.stderr)


class _FileOutput:
    """Rows are in the parts, which are joined in the end."""

    def __init__(self, job: Job, parts: Parts) -> None:
        self._job = job
        self._count = 0
        self.parts: Parts | None = parts

    def take(self, scored: ScoredChunk) -> None:
        self._count += 1

    def finish(self, bad_records: Sequence[dict[str, Any]]) -> None:
        assert self.parts is not None
        self.parts.finish(self._job, self._count, bad_records)
