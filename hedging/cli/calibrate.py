"""`hedging calibrate`: answers graded right or wrong → what a model's words are worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hedging.cli.batch import Pattern, Stream, TextField
from hedging.cli.command import command
from hedging.cli.options import Argument, Field, InputPaths
from hedging.cli.streams import print_note
from hedging.errors import InputError
from hedging.jobs.files import UNLISTED, WITH_FIELDS
from hedging.options import DetectorOptions
from hedging.wording import shown_path

if TYPE_CHECKING:
    from hedging.jobs.chunks import Chunk
    from hedging.jobs.records import BadRecord

# A damaged file can have any number of bad records; so many are named.
_SHOWN = 10


@command(
    "learn from graded answers how often what sounds so sure is right",
    {
        "hedging calibrate graded.csv -o mine": "learn from the columns text and grade, and write "
        "the folder mine, with a page to look at",
        "hedging calibrate log.jsonl -o mine --grade-field correct": "learn from another field",
        "hedging calibrate graded.csv -o mine --json | jq .auroc": "print the figures for a "
        "program",
    },
)
def run_calibrate(
    paths: InputPaths,
    *,
    output: Annotated[Path, Argument("folder of the calibration", "-o --output", "FOLDER")],
    overwrite: Annotated[bool, "replace a calibration that exists"] = False,
    as_json: Annotated[bool, "--json", "print the calibration as JSON"] = False,
    pattern: Pattern = None,
    stream: Stream = "jsonl",
    text_field: TextField = "text",
    grade_field: Annotated[
        Field,
        "the field or column with the grade: right, wrong, correct, incorrect, true, false, yes, "
        "no, 1 or 0; nothing or 'not attempted' leaves the answer out",
    ] = "grade",
    options: DetectorOptions,
) -> int:
    """Learns from answers graded right or wrong how often an answer that sounds so sure is right,
    with intervals, and what single words are worth. The inputs are tables as hedging batch reads
    them, .csv, .tsv, .jsonl and .parquet. It needs 20 graded answers, and 200 to be of use. Then
    hedging batch and hedging score say the chance of each answer with --calibration FOLDER.
    """
    import json

    from hedging.evaluate.calibrating import (
        GradedAnswers,
        calibration_of,
        check_folder,
        reading_detector,
        write_calibration,
    )
    from hedging.jobs.reading import split_files
    from hedging.jobs.search import search

    check_folder(output, overwrite=overwrite)
    detector = reading_detector(options)
    found = search(paths, pattern).readable(paths, options)
    for note in found.notes():
        print_note(note)
    for path, file_format in found.files:
        if (file_format or stream) not in (*WITH_FIELDS, UNLISTED):
            raise InputError(
                f"{shown_path(path)} has no field {grade_field!r}: name files of JSON lines, CSV, "
                "TSV or Parquet"
            )
    answers, bad_records = GradedAnswers(), 0
    for chunk in split_files(found.files, (text_field, grade_field), stream=stream):
        texts, grades, bad = _read(chunk, text_field, grade_field)
        for record in bad[: max(_SHOWN - bad_records, 0)]:
            print_note(record)
        bad_records += len(bad)
        answers.add(detector.detect_batch(texts), grades)
    if bad_records > _SHOWN:
        print_note(f"{bad_records:,} records could not be read")
    calibration = calibration_of(answers, detector)
    write_calibration(calibration, output)
    if as_json:
        print(json.dumps(calibration.to_dict(), indent=1))
    else:
        print(calibration)
        print(f"wrote {shown_path(output)}")
    return 1 if bad_records else 0


def _read(
    chunk: Chunk, text_field: str, grade_field: str
) -> tuple[list[str], list[bool | None], list[BadRecord]]:
    """The texts of a chunk, their grades, and the records that cannot be read."""
    from hedging.evaluate.calibrating import read_grade
    from hedging.jobs.reading import read_rows
    from hedging.jobs.records import BadRecord, Documents, Fields

    fields = Fields(text=text_field, keep=(grade_field,))
    documents, grades, bad = Documents.empty(1), list[bool | None](), list[BadRecord]()
    for row in read_rows(chunk, (text_field, grade_field)):
        if isinstance(row, BadRecord):
            bad.append(row)
            continue
        try:
            grade = read_grade(row.values[grade_field])
        except InputError as error:
            bad.append(BadRecord(row.place, str(error), "wrong-value", grade_field))
            continue
        if unusable := documents.add(row, fields):
            bad.append(unusable)
        else:
            grades.append(grade)
    return [text or "" for text in documents.texts], grades, bad
