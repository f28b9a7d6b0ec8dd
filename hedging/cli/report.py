"""`hedging report`: texts, or scores of `hedging batch` → pages for the browser."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    add_register_option,
    column,
    completes_files,
    detector_options,
    given_detector_options,
)
from hedging.errors import InputError
from hedging.options import DetectorOptions
from hedging.yardstick import DEFAULT_REGISTER

if TYPE_CHECKING:
    from hedging.jobs.scores import ScoresOptions


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "report",
        _run,
        summary="write pages for the browser, with the cues marked in the text",
        description="Writes a self-contained page for each text. If OUT is a folder, it gets an "
        "index that compares the texts and the folders that they are in. If the inputs are "
        "outputs of hedging batch with one row for each document, OUT is one page that compares "
        "all documents.",
        examples={
            "hedging report article.txt -o article.html": "write one page",
            "hedging report news/*.txt -o pages": "write one page for each text, and "
            "pages/index.html",
            "hedging report scores.csv -o all.html --group section --date date": "compare the "
            "documents of a batch by columns that it kept",
            "hedging report scores.csv -o all.html --compare assistant --pair question": "say how "
            "much two assistants differ on the same questions",
        },
    )
    completes_files(
        parser.add_argument(
            "paths",
            nargs="+",
            metavar="PATH",
            help="text files in UTF-8, folders of text files, or - for standard input; or outputs "
            "of hedging batch",
        )
    )
    completes_files(
        parser.add_argument(
            "-o",
            "--output",
            required=True,
            metavar="OUT",
            help="a page (.html), - for standard output, or a folder of pages",
        )
    )
    _add_columns(parser)
    completes_files(
        parser.add_argument(
            "--tables",
            metavar="FOLDER",
            help="write the table behind each figure of a comparison as CSV into this folder",
        )
    )
    parser.add_argument(
        "--title",
        default="",
        help="headline of the page or of the index (default: the headline of the text, or the "
        "name of its file)",
    )
    add_register_option(parser)
    add_detector_options(parser)


def _add_columns(parser: argparse.ArgumentParser) -> None:
    """Add the options that name columns of a table."""
    parser.add_argument(
        "--group",
        type=column,
        metavar="COLUMN",
        help="compare documents by this column of the batch output",
    )
    parser.add_argument(
        "--date",
        type=column,
        metavar="COLUMN",
        help="draw a trend by this column, with dates such as 2020-05-17 or 2020-05",
    )
    parser.add_argument(
        "--compare",
        type=column,
        metavar="COLUMN",
        help="group documents by this column, and say how much the groups differ, with intervals",
    )
    parser.add_argument(
        "--pair",
        type=column,
        metavar="COLUMN",
        help="with --compare: take differences within what has the same name here, such as a "
        "question that each group answers",
    )
    parser.add_argument(
        "--cluster",
        type=column,
        metavar="COLUMN",
        help="with --compare: documents with the same name here belong together, such as those of "
        "an author (default: each document by itself)",
    )


def _run(arguments: argparse.Namespace) -> int:
    from hedging.jobs.scores import ScoresOptions, is_table

    scoring_options = given_detector_options(arguments)
    if scoring_options and any(map(is_table, arguments.paths)):
        raise InputError(
            f"{', '.join(scoring_options)} must be given to hedging batch: "
            "the inputs are scores already"
        )
    return run_report(
        arguments.paths,
        output=arguments.output,
        options=detector_options(arguments),
        title=arguments.title,
        register=arguments.register or DEFAULT_REGISTER,
        scores=ScoresOptions(
            group=arguments.group,
            date=arguments.date,
            compare=arguments.compare,
            pair=arguments.pair,
            cluster=arguments.cluster,
            tables=arguments.tables,
        ),
    )


def run_report(
    paths: Sequence[str],
    *,
    output: str,
    options: DetectorOptions,
    title: str = "",
    register: str = DEFAULT_REGISTER,
    scores: ScoresOptions | None = None,
) -> int:
    """Write the pages of texts, or one page that compares outputs of `hedging batch`.

    The differences of groups are printed, unless the page goes to standard output. Returns 1 if an
    input could not be read. Raises InputError for inputs that do not fit together or do not fit the
    output.
    """
    from hedging.cli.streams import print_note, until_reader_leaves
    from hedging.jobs.pages import write_report
    from hedging.jobs.scores import NO_SCORES_OPTIONS

    lines: list[str] = []
    complete = write_report(
        paths,
        output,
        options,
        title=title,
        register=register,
        scores=NO_SCORES_OPTIONS if scores is None else scores,
        note=print_note,
        show=lines.append,
    )
    # A page on standard output stands alone.
    if output != "-":
        with until_reader_leaves():
            for line in lines:
                print(line)
    return 0 if complete else 1
