"""`hedging report`: texts, or scores of `hedging batch` → pages for the browser."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    column,
    completes_files,
    detector_options,
    given_detector_options,
)
from hedging.errors import InputError
from hedging.options import DetectorOptions


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
        "--title", default="", help="title of the page or of the index (default: the file's name)"
    )
    add_detector_options(parser)


def _run(arguments: argparse.Namespace) -> int:
    from hedging.report.from_scores import is_table

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
        group=arguments.group,
        date=arguments.date,
    )


def run_report(
    paths: Sequence[str],
    *,
    output: str,
    options: DetectorOptions,
    title: str = "",
    group: str | None = None,
    date: str | None = None,
) -> int:
    """Write the pages of texts, or one page that compares outputs of `hedging batch`.

    Returns 1 if an input could not be read. Raises InputError for inputs that do not fit together
    or do not fit the output.
    """
    from hedging.cli.streams import print_note
    from hedging.report.pages import write_report

    complete = write_report(
        paths, output, options, title=title, group=group, date=date, note=print_note
    )
    return 0 if complete else 1
