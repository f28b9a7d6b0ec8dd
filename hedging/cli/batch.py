"""`hedging batch`: files and folders of documents → one file of scores."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

from hedging.cli.command import command
from hedging.cli.options import Argument, CalibratedOptions, Count, Field, File, InputPaths, names
from hedging.cli.streams import print_note, terminal_bar
from hedging.errors import InputError
from hedging.jobs.files import COMPRESSIONS, STREAMS, file_state, shown_output
from hedging.wording import counted, shown_path

if TYPE_CHECKING:
    from hedging.jobs.job import Job
    from hedging.jobs.parts import ScoredChunk
    from hedging.jobs.run import Summary, Watcher

_MEGABYTE = 1_000_000

# Which files are read, and in which fields the documents are.
Pattern = Annotated[
    str | None,
    Argument(
        "read only these files of a folder, such as '*.txt' (default: every known type)",
        "--glob",
        metavar="PATTERN",
    ),
]
Stream = Annotated[str, Argument("the format of standard input", "--stdin", choices=STREAMS)]
TextField = Annotated[Field, "the field or column with the text"]
IdField = Annotated[
    Field | None, "the field or column with the id of the document (default: file:line)"
]


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


@command(
    "score many documents into one file",
    {
        "hedging batch articles/ -o scores.csv": "score a folder, one row for each document",
        "hedging batch dump.jsonl.gz -o cues.csv --level cue --id-field url --keep date": "get "
        "one row for each cue, with the date of its document",
        "hedging batch answers.csv -o scores.csv --calibration mine": "add the chance that each "
        "answer is right, by what hedging calibrate learned",
        "hedging batch dump.jsonl.gz -o scores.csv --resume": "continue a job that stopped",
        "cat dump.jsonl | hedging batch - -o - | head": "read a pipe and write to a pipe",
    },
)
def run_batch(
    paths: InputPaths,
    *,
    output: Annotated[
        File,
        Argument(
            "the file to write: .jsonl, .csv or .parquet; - for standard output",
            "-o --output",
            metavar="OUT",
        ),
    ],
    level: Annotated[Literal["document", "sentence", "cue"], "the unit of a row"] = "document",
    pattern: Pattern = None,
    stream: Stream = "jsonl",
    text_field: TextField = "text",
    id_field: IdField = None,
    keep: Annotated[
        tuple[tuple[str, str], ...],
        Argument(
            "fields to copy into the output, separated by commas; NAME=FIELD renames a field; "
            "null where a record has none",
            metavar="FIELDS",
            read=kept_fields,
        ),
    ] = (),
    max_record: Annotated[
        Count | None,
        Argument(
            "the size of the largest record to read; a larger one counts as a record that cannot "
            "be read (default: 64)",
            metavar="MB",
        ),
    ] = None,
    workers: Annotated[
        Count | None,
        "number of processes (default: one for each core if joblib is installed, else one)",
    ] = None,
    on_error: Annotated[
        Literal["skip", "fail"], "skip a record that cannot be read, or fail"
    ] = "skip",
    resume: Annotated[bool, "continue a job that stopped"] = False,
    overwrite: Annotated[
        bool, "replace an output that exists, or start a stopped job again"
    ] = False,
    options: CalibratedOptions,
) -> int:
    """Scores every document of the inputs: text files, folders of text files, .jsonl, .csv, .tsv
    and .parquet, each also as .gz or .zst, and standard input. Records that cannot be read go to
    OUT.errors.jsonl, and the other records are scored.
    """
    from hedging.jobs.job import Job
    from hedging.jobs.records import MAX_RECORD, Fields
    from hedging.jobs.run import run
    from hedging.jobs.workers import default_workers

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
    with _explained_errors(job), _progress(job) as watch:
        summary = run(
            job,
            workers=default_workers() if workers is None else workers,
            resume=resume,
            overwrite=overwrite,
            fail=on_error == "fail",
            watch=watch,
        )
    for note in summary.notes:
        print_note(note)
    if output != "-":
        print_note(_outcome(job, summary))
    return 1 if summary.bad_records or summary.lacks_libraries else 0


@contextmanager
def _explained_errors(job: Job) -> Iterator[None]:
    """Let an error tell how to continue the job."""
    try:
        yield
    except KeyboardInterrupt:
        if job.output != "-":
            print_note(f"interrupted{_kept(job)}")
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
        place = error.filename or f"cannot write {shown_output(job.output)}"
        message = f"{place}: {error.strerror or error}"
        raise InputError(f"{message}{_kept(job)}") from error


def _kept(job: Job) -> str:
    """What becomes of a job that stopped; "" without a finished chunk."""
    is_kept = any(job.parts.glob("*.part"))
    return "; finished chunks are kept: --resume continues the job" if is_kept else ""


def _outcome(job: Job, summary: Summary) -> str:
    outcome = f"{counted(summary.documents, 'document')} scored"
    if summary.bad_records:
        bad_records, errors_file = counted(summary.bad_records, "record"), shown_path(job.errors)
        outcome += f", {bad_records} could not be read: see {errors_file}"
        if not summary.documents:
            outcome += f" ({summary.first_reason})"
    return outcome


@contextmanager
def _progress(job: Job) -> Iterator[Watcher | None]:
    """A bar for a job, if standard error is a terminal and tqdm is installed."""
    # The sizes of the files are asked for only where they are shown.
    total = _total_bytes(job) if sys.stderr.isatty() else None
    bar = terminal_bar(total=total, unit="B", unit_scale=True)
    if bar is None:
        yield None
        return
    documents = 0

    def update(size: int, scored: ScoredChunk) -> None:
        nonlocal documents
        documents += scored.documents
        bar.set_postfix_str(f"{documents:,} documents", refresh=False)
        bar.update(size)

    with bar:
        yield update


def _total_bytes(job: Job) -> int | None:
    """The bytes of all inputs; None if the size of an input says nothing of its records."""
    from hedging.jobs.job import inputs

    total = 0
    for path, file_format in inputs(job).files:
        state = file_state(path)
        if state is None or file_format == "parquet" or path.lower().endswith(COMPRESSIONS):
            return None
        total += state[0]
    return total
