"""`hedging batch`: files and folders of documents → one file of scores."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    column,
    completes_files,
    detector_options,
    names,
    whole_number,
)
from hedging.jobs.files import STREAMS
from hedging.options import DetectorOptions

if TYPE_CHECKING:
    from hedging.batch import Level
    from hedging.jobs.job import Job
    from hedging.jobs.run import Summary

#: The names of hedging.batch.COLUMNS; hedging.batch would import numpy.
LEVELS: tuple[Level, ...] = ("document", "sentence", "cue")
_KEPT = "finished chunks are kept: --resume continues the job"
_MEGABYTE = 1_000_000


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "batch",
        _run,
        summary="score many documents into one file",
        description="Scores every document of the inputs: text files, folders of text files, "
        ".jsonl, .csv, .tsv and .parquet, each also as .gz or .zst, and standard input. Records "
        "that cannot be read go to OUT.errors.jsonl, and the other records are scored.",
        examples={
            "hedging batch articles/ -o scores.csv": "score a folder, one row for each document",
            "hedging batch dump.jsonl.gz -o cues.csv --level cue --id-field url --keep date": "get "
            "one row for each cue, with the date of its document",
            "hedging batch dump.jsonl.gz -o scores.csv --resume": "continue a job that stopped",
            "cat dump.jsonl | hedging batch - -o - | head": "read a pipe and write to a pipe",
        },
    )
    completes_files(
        parser.add_argument(
            "paths", nargs="+", metavar="IN", help="files and folders; - for standard input"
        )
    )
    completes_files(
        parser.add_argument(
            "-o",
            "--output",
            required=True,
            metavar="OUT",
            help="the file to write: .jsonl, .csv or .parquet; - for standard output",
        )
    )
    parser.add_argument(
        "--level",
        default="document",
        choices=LEVELS,
        help="the unit of a row (default: document)",
    )
    add_input_options(parser)
    parser.add_argument(
        "--keep",
        type=kept_fields,
        default=(),
        metavar="FIELDS",
        help="fields to copy into the output, separated by commas; NAME=FIELD renames a field; "
        "null where a record has none",
    )
    _add_limit(parser)
    _add_job_options(parser)
    add_detector_options(parser)


def add_input_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which files are read, and in which fields the documents are."""
    parser.add_argument(
        "--glob",
        metavar="PATTERN",
        help="read only these files of a folder, such as '*.txt' (default: every known type)",
    )
    parser.add_argument(
        "--stdin",
        default="jsonl",
        choices=STREAMS,
        help="the format of standard input (default: jsonl)",
    )
    parser.add_argument(
        "--text-field",
        default="text",
        type=column,
        metavar="FIELD",
        help="the field or column with the text (default: text)",
    )
    parser.add_argument(
        "--id-field",
        type=column,
        metavar="FIELD",
        help="the field or column with the id of the document (default: file:line)",
    )


def _add_limit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--max-record",
        type=whole_number(1),
        metavar="MB",
        help="the size of the largest record to read; a larger one counts as a record that cannot "
        "be read (default: 64)",
    )


def _add_job_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workers",
        type=whole_number(1),
        metavar="N",
        help="number of processes (default: one for each core if joblib is installed, else one)",
    )
    parser.add_argument(
        "--on-error",
        default="skip",
        choices=("skip", "fail"),
        help="skip a record that cannot be read, or fail (default: skip)",
    )
    parser.add_argument("--resume", action="store_true", help="continue a job that stopped")
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="replace an output that exists, or start a stopped job again",
    )


def kept_fields(text: str) -> tuple[tuple[str, str], ...]:
    """A type for arguments: names of output columns, each with the field that it copies.

    >>> kept_fields("date, writer=author")
    (('date', 'date'), ('writer', 'author'))
    """
    pairs = (name.partition("=") for name in names(text))
    fields = tuple((name.strip(), field.strip() or name.strip()) for name, _, field in pairs)
    if not all(name for name, _ in fields):
        raise argparse.ArgumentTypeError(f"expected the names of fields, got {text!r}")
    return fields


def _run(arguments: argparse.Namespace) -> int:
    return run_batch(
        arguments.paths,
        output=arguments.output,
        options=detector_options(arguments),
        level=arguments.level,
        pattern=arguments.glob,
        stream=arguments.stdin,
        text_field=arguments.text_field,
        id_field=arguments.id_field,
        keep=arguments.keep,
        workers=arguments.workers,
        resume=arguments.resume,
        overwrite=arguments.overwrite,
        fail=arguments.on_error == "fail",
        max_record=arguments.max_record,
    )


def run_batch(
    paths: Sequence[str],
    *,
    output: str,
    options: DetectorOptions,
    level: Level = "document",
    pattern: str | None = None,
    stream: str = "jsonl",
    text_field: str = "text",
    id_field: str | None = None,
    keep: Sequence[tuple[str, str]] = (),
    workers: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    fail: bool = False,
    max_record: int | None = None,
) -> int:
    """Score the documents of `paths` into `output`; return 1 if a record could not be read.

    `keep` holds pairs of a column's name and the field that it copies. `fail` makes the first
    record that cannot be read an InputError. `max_record` is in megabytes.
    """
    from hedging.cli.streams import print_note
    from hedging.jobs.job import Job
    from hedging.jobs.records import MAX_RECORD, Fields

    fields = Fields(
        text=text_field,
        id=id_field,
        keep=tuple(field for _, field in keep),
        names=tuple(name for name, _ in keep),
    )
    job = Job(
        paths=tuple(paths),
        output=output,
        level=level,
        pattern=pattern,
        stream=stream,
        fields=fields,
        options=options,
        max_record=MAX_RECORD if max_record is None else max_record * _MEGABYTE,
    )
    summary = _run_job(job, workers=workers, resume=resume, overwrite=overwrite, fail=fail)
    for note in summary.notes:
        print_note(note)
    if output != "-":
        print_note(_outcome(job, summary))
    return 1 if summary.bad_records else 0


def _run_job(
    job: Job, *, workers: int | None, resume: bool, overwrite: bool, fail: bool
) -> Summary:
    """Run a job with a bar of its progress; an error tells how to continue the job."""
    from hedging.cli.progress import Progress
    from hedging.cli.streams import print_note
    from hedging.errors import InputError
    from hedging.jobs.run import run
    from hedging.jobs.workers import default_workers

    try:
        with Progress(job) as progress:
            return run(
                job,
                workers=default_workers() if workers is None else workers,
                resume=resume,
                overwrite=overwrite,
                fail=fail,
                watch=progress.update,
            )
    except KeyboardInterrupt:
        if job.output != "-":
            print_note(f"interrupted; {_KEPT}")
        raise
    except BrokenPipeError:
        raise
    except MemoryError as error:
        raise InputError(
            "not enough memory; --resume goes on with what is done: give fewer --workers, or a "
            "lower --max-record with --overwrite"
        ) from error
    except OSError as error:
        # Usually a full disk, whose error names no file.
        output = "standard output" if job.output == "-" else job.shown_output
        message = f"{error.filename or f'cannot write {output}'}: {error.strerror or error}"
        # Standard output has no parts that are kept.
        raise InputError(message if job.output == "-" else f"{message}; {_KEPT}") from error


def _outcome(job: Job, summary: Summary) -> str:
    """The summary of a job in words, with the first error if no document was scored."""
    import json
    from pathlib import Path

    from hedging.wording import counted, shown_path

    outcome = f"{counted(summary.documents, 'document')} scored"
    if summary.bad_records:
        bad_records, errors_file = counted(summary.bad_records, "record"), shown_path(job.errors)
        outcome += f", {bad_records} could not be read: see {errors_file}"
    if summary.bad_records and not summary.documents:
        with Path(job.errors).open(encoding="utf-8") as errors:
            outcome += f" ({json.loads(errors.readline())['reason']})"
    return outcome
