"""A job → its output: split the files, score the chunks, and lose nothing on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from itertools import chain

from hedging.errors import InputError
from hedging.jobs.files import UNLISTED, WITH_FIELDS
from hedging.jobs.job import Job, inputs
from hedging.jobs.parts import (
    Output,
    Parts,
    ScoredChunk,
    StandardOutput,
    bad_record_line,
    file_states,
    opened_parts,
)
from hedging.jobs.reading import read_rows, split_files
from hedging.jobs.records import BadRecord, Fields, Place
from hedging.jobs.search import SearchResult
from hedging.jobs.workers import MAX_WORKERS, require_workers, score_chunks


@dataclass(slots=True)
class Summary:
    """What a job did: how many documents it scored, and how many records could not be read.

    `first_reason` says why the first of these could not. `resumed` counts the chunks that an
    earlier run had scored. `notes` say, a line for each kind, which files of the folders were left
    out; `lacks_libraries` if more libraries could read some.
    """

    documents: int = 0
    bad_records: int = 0
    first_reason: str = ""
    resumed: int = 0
    notes: tuple[str, ...] = ()
    lacks_libraries: bool = False

    def add(self, scored: ScoredChunk) -> None:
        """Count a result."""
        self.documents += scored.documents
        self.bad_records += len(scored.bad_records)
        self.resumed += scored.earlier
        if scored.bad_records and not self.first_reason:
            self.first_reason = scored.bad_records[0]["reason"]


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
    if workers > 1:
        require_workers()
    found = _checked_inputs(job, fail)
    files = found.files
    before = file_states(files)
    summary = Summary(notes=tuple(found.notes()), lacks_libraries=found.lacks_libraries)
    opened: AbstractContextManager[Output] = nullcontext(StandardOutput())
    if job.output != "-":
        opened = opened_parts(job, files, resume=resume, overwrite=overwrite)
    with opened as output:
        chunks = split_files(
            files,
            job.fields.required,
            optional=job.fields.keep,
            stream=job.stream,
            limit=job.max_record,
        )
        count = 0
        # Closed at once if an error leaves the block, so that no worker writes after it.
        with closing(score_chunks(job, chunks, output, workers)) as results:
            for size, scored in results:
                if fail and scored.bad_records:
                    output.drop([count])
                    raise InputError(bad_record_line(scored.bad_records[0]))
                count += 1
                summary.add(scored)
                output.add(scored)
                if watch:
                    watch(size, scored)
        after = file_states(files)
        number = summary.documents + summary.bad_records
        # The rows of such a file may be of both states.
        reason = "changed while the job ran: score it again when nothing writes to it"
        changed = tuple(
            BadRecord(Place(number, path), reason, "changed").to_dict()
            for path, state in before.items()
            if after[path] != state
        )
        if fail and changed:
            raise InputError(bad_record_line(changed[0]))
        if isinstance(output, Parts) and not (summary.documents or changed):
            _check_required(output, count)
        summary.add(ScoredChunk(0, changed))
        output.finish(job, count, changed)
    return summary


def _check_required(parts: Parts, count: int) -> None:
    """Raise InputError, and leave no part, if all records lack a field that the job names."""
    bad_records = parts.bad_records(count)
    first = next(bad_records, None)
    if first and all(bad["code"] == "missing-field" for bad in chain([first], bad_records)):
        parts.drop(range(count))
        raise InputError(bad_record_line(first))


def _checked_inputs(job: Job, fail: bool) -> SearchResult:
    """The inputs; InputError if they lack the fields of the job or, with `fail`, a library."""
    found = inputs(job)
    _check_fields(job, found.files)
    if fail and found.lacks_libraries:
        raise InputError("; ".join(found.notes()))
    _check_kept(job, found.files)
    return found


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
        limit = job.max_record
        chunks = split_files(tables, (name,), limit=limit)
        rows = (read_rows(chunk, (name,), limit=limit) for chunk in chunks)
        for row in chain.from_iterable(rows):
            if not isinstance(row, BadRecord):
                break
            if row.code == "missing-field":
                without = without or row
        else:
            if without:
                raise InputError(bad_record_line(without.to_dict()))
