"""A job → its output: split the files, score the chunks, and lose nothing on the way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from hedging.detector import load_options
from hedging.errors import InputError
from hedging.jobs.chunks import Chunk
from hedging.jobs.files import UNLISTED, WITH_FIELDS, file_state, options_for, require_zstd
from hedging.jobs.formats.parquet import require_parquet
from hedging.jobs.job import Job, search_inputs
from hedging.jobs.parts import Parts, ScoredChunk, opened_parts
from hedging.jobs.reading import read_rows, split_files
from hedging.jobs.records import BadRecord, Fields, Place, Row
from hedging.jobs.workers import MAX_WORKERS, require_workers, score_chunks
from hedging.jobs.writers import escape_controls
from hedging.wording import one_line, shown_path


@dataclass(slots=True)
class Summary:
    """What a job did: how many documents it scored, and how many records could not be read.

    `resumed` counts the chunks that an earlier run had scored. `notes` say, a line for each kind,
    which files of the folders were left out.
    """

    documents: int = 0
    bad_records: int = 0
    resumed: int = 0
    notes: tuple[str, ...] = ()

    def add(self, scored: ScoredChunk) -> None:
        """Count a result."""
        self.documents += scored.documents
        self.bad_records += len(scored.bad_records)
        self.resumed += scored.earlier


#: Called for each chunk with its bytes in the input (0 if that is not known), and with its result.
Watcher = Callable[[int, ScoredChunk], None]


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

    `fail` makes the first bad record an InputError, after which the job can be resumed if a chunk
    is finished. If no record has a field that `job.fields` names, that is an InputError too, and
    the job leaves no file. An output that exists, or an unfinished job, is an InputError, unless
    `overwrite` or `resume` says what to do with it.
    """
    if resume and overwrite:
        raise InputError(
            "--resume continues a job, --overwrite starts it again: give one of the two"
        )
    if not 1 <= workers <= MAX_WORKERS:
        raise InputError(f"expected 1 to {MAX_WORKERS} workers, got {workers}")
    inputs = search_inputs(job)
    files = inputs.files
    _check_fields(job, files)
    _require_libraries(job, files, workers)
    _check_kept(job, files)
    states = _states(files)
    summary = Summary(notes=tuple(inputs.notes()))
    with _opened_output(job, files, resume, overwrite) as output:
        chunks = _split(job, files)
        # Closed at once if an error leaves the block, so that no worker writes after it.
        with closing(score_chunks(job, chunks, output.parts, workers)) as results:
            for number, (size, scored) in enumerate(results):
                if fail and scored.bad_records:
                    _stop(output, [number], scored.bad_records[0])
                summary.add(scored)
                output.add(scored)
                if watch:
                    watch(size, scored)
        changed = tuple(bad.to_dict() for bad in _changed(states, _states(files), summary))
        if fail and changed:
            _stop(output, [], changed[0])
        summary.add(ScoredChunk(0, changed))
        output.finish(changed)
    return summary


def _split(job: Job, files: Sequence[tuple[str, str]]) -> Iterator[Chunk]:
    required, kept = job.fields.required, job.fields.keep
    return split_files(files, required, optional=kept, stream=job.stream, limit=job.max_record)


def _check_fields(job: Job, files: Sequence[tuple[str, str]]) -> None:
    """Raise InputError if fields are named and all files are plain text."""
    fields = job.fields
    formats = {file_format or job.stream for _, file_format in files} - {UNLISTED}
    named = [name for name in (fields.id, *fields.keep) if name is not None]
    if fields.text != Fields().text:
        named.insert(0, fields.text)
    if named and formats and formats.isdisjoint(WITH_FIELDS):
        raise InputError(
            f"text files have no fields: leave out {', '.join(map(repr, named))}, or name "
            "files of JSON lines, CSV, TSV or Parquet"
        )


def _check_kept(job: Job, files: Sequence[tuple[str, str]]) -> None:
    """Raise InputError if no record has a field that the job keeps, since its name is misspelt.

    The files are read until a record has the field; the first one usually does. Standard input can
    be read only once, so it is not checked.
    """
    if any(path == "-" for path, _ in files):
        return
    tables = [file for file in files if file[1] in WITH_FIELDS]
    for name in job.fields.keep:
        without: BadRecord | None = None
        for row in _rows_with(name, tables, job.max_record):
            if not isinstance(row, BadRecord):
                break
            without = without or row
        else:
            if without:
                raise InputError(_message(without.to_dict()))


def _rows_with(
    name: str, files: Sequence[tuple[str, str]], limit: int
) -> Iterator[Row | BadRecord]:
    """The rows that have a field, and the records and tables that lack it."""
    for chunk in split_files(files, (name,), limit=limit):
        for row in read_rows(chunk, (name,), limit=limit):
            if not isinstance(row, BadRecord) or row.code == "missing-field":
                yield row


def _require_libraries(job: Job, files: Sequence[tuple[str, str]], workers: int) -> None:
    """Raise MissingExtraError before any work if a library for a file or for workers is missing."""
    if workers > 1:
        require_workers()
    if any(file_format == "parquet" for _, file_format in files):
        require_parquet()
    if any(path.lower().endswith(".zst") for path, _ in files):
        require_zstd()
    for options in {options_for(job.options, path) for path, _ in files}:
        load_options(options)


def _stop(output: _Output, numbers: Iterable[int], bad_record: dict[str, Any]) -> None:
    """Raise InputError for a bad record; the chunks of some numbers do not count as done."""
    if output.parts:
        output.parts.drop(numbers)
    raise InputError(_message(bad_record))


def _message(bad_record: dict[str, Any]) -> str:
    source, line, offset = (bad_record[name] for name in ("source", "line", "offset"))
    return one_line(f"{shown_path(source)}, line {line} (byte {offset}): {bad_record['reason']}")


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
) -> Iterator[_Output]:
    if job.output == "-":
        yield _StandardOutput()
        return
    with opened_parts(job, files, resume=resume, overwrite=overwrite) as parts:
        yield _FileOutput(job, parts)


class _StandardOutput:
    """Rows go to standard output as they come, and bad records to standard error."""

    # The rows come back from the workers.
    parts = None

    def add(self, scored: ScoredChunk) -> None:
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
        self._documents = 0
        self.parts = parts

    def add(self, scored: ScoredChunk) -> None:
        self._count += 1
        self._documents += scored.documents

    def finish(self, bad_records: Sequence[dict[str, Any]]) -> None:
        if not self._documents and not bad_records:
            self._check_fields()
        self.parts.finish(self._job, self._count, bad_records)

    def _check_fields(self) -> None:
        """Raise InputError, and leave no part, if all records lack a field that the job names."""
        bad_records = self.parts.bad_records(self._count)
        first = next(bad_records, None)
        if first and all(bad["code"] == "missing-field" for bad in chain([first], bad_records)):
            _stop(self, range(self._count), first)


# Where the results of a job go: `add` takes the result of the next chunk, and `finish` the bad
# records of no chunk.
_Output = _StandardOutput | _FileOutput
