"""A job → its output: split the files, score the chunks, and lose nothing on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from itertools import chain

from hedging.detector import load_options
from hedging.errors import InputError
from hedging.jobs.files import UNLISTED, WITH_FIELDS, options_for, require_zstd
from hedging.jobs.formats.parquet import require_parquet
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
from hedging.jobs.records import BadRecord, Fields, Place, Row
from hedging.jobs.workers import MAX_WORKERS, require_workers, score_chunks


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
    found = inputs(job)
    files = found.files
    _check_fields(job, files)
    _require_libraries(job, files, workers)
    _check_kept(job, files)
    before = file_states(files)
    summary = Summary(notes=tuple(found.notes()))
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
                raise InputError(bad_record_line(without.to_dict()))


def _rows_with(
    name: str, files: Sequence[tuple[str, str]], limit: int
) -> Iterator[Row | BadRecord]:
    """The rows that have a field, and the records and tables that lack it."""
    for chunk in split_files(files, (name,), limit=limit):
        for row in read_rows(chunk, (name,), limit=limit):
            if not isinstance(row, BadRecord) or row.code == "missing-field":
                yield row


def _require_libraries(job: Job, files: Sequence[tuple[str, str]], workers: int) -> None:
    if workers > 1:
        require_workers()
    if any(file_format == "parquet" for _, file_format in files):
        require_parquet()
    if any(path.lower().endswith(".zst") for path, _ in files):
        require_zstd()
    for options in {options_for(job.options, path) for path, _ in files}:
        load_options(options)
