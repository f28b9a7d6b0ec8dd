"""`hedging report`: texts, or scores of `hedging batch` → pages for the browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, cast

from hedging.cli.command import GivenOptions, command
from hedging.cli.options import Argument, RegisterName, column
from hedging.errors import InputError
from hedging.options import DetectorOptions
from hedging.yardstick import DEFAULT_REGISTER


@command(
    "write pages for the browser, with the cues marked in the text",
    {
        "hedging report article.txt -o article.html": "write one page",
        "hedging report news/*.txt -o pages": "write one page for each text, and pages/index.html",
        "hedging report scores.csv -o all.html --group section --date date": "compare the "
        "documents of a batch by columns that it kept",
        "hedging report scores.csv -o all.html --compare assistant --pair question": "say how "
        "much two assistants differ on the same questions",
    },
)
def run_report(
    paths: Annotated[
        Sequence[str],
        Argument(
            "text files in UTF-8, folders of text files, or - for standard input; or outputs of "
            "hedging batch",
            metavar="PATH",
            is_file=True,
        ),
    ],
    *,
    output: Annotated[
        str,
        Argument(
            "a page (.html), - for standard output, or a folder of pages",
            "-o --output",
            metavar="OUT",
            is_file=True,
        ),
    ],
    group: Annotated[
        str | None,
        Argument("compare documents by this column of the batch output", "", "COLUMN", column),
    ] = None,
    date: Annotated[
        str | None,
        Argument(
            "draw a trend by this column, with dates such as 2020-05-17 or 2020-05",
            metavar="COLUMN",
            read=column,
        ),
    ] = None,
    compare: Annotated[
        str | None,
        Argument(
            "group documents by this column, and say how much the groups differ, with intervals",
            metavar="COLUMN",
            read=column,
        ),
    ] = None,
    pair: Annotated[
        str | None,
        Argument(
            "with --compare: take differences within what has the same name here, such as a "
            "question that each group answers",
            metavar="COLUMN",
            read=column,
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        Argument(
            "with --compare: documents with the same name here belong together, such as those of "
            "an author (default: each document by itself)",
            metavar="COLUMN",
            read=column,
        ),
    ] = None,
    tables: Annotated[
        str | None,
        Argument(
            "write the table behind each figure of a comparison as CSV into this folder",
            metavar="FOLDER",
            is_file=True,
        ),
    ] = None,
    title: Annotated[
        str,
        Argument(
            "headline of the page or of the index (default: the headline of the text, or the name "
            "of its file)"
        ),
    ] = "",
    register: RegisterName = None,
    given: GivenOptions = (),
    options: DetectorOptions,
) -> int:
    """Writes a self-contained page for each text. If OUT is a folder, it gets an index that
    compares the texts and the folders that they are in. If the inputs are outputs of hedging batch
    with one row for each document, OUT is one page that compares all documents.
    """
    from hedging.cli.streams import print_note, terminal_bar, until_reader_leaves
    from hedging.jobs.pages import write_report
    from hedging.jobs.scores import ScoresOptions, is_table

    if given and any(map(is_table, paths)):
        raise InputError(
            f"{', '.join(given)} must be given to hedging batch: the inputs are scores already"
        )
    lines: list[str] = []

    def watch(pages: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        bar = terminal_bar(pages, unit=" pages", delay=1)
        return pages if bar is None else cast("Iterable[tuple[str, str]]", bar)

    complete = write_report(
        paths,
        output,
        options,
        title=title,
        register=register or DEFAULT_REGISTER,
        scores=ScoresOptions(
            group=group, date=date, compare=compare, pair=pair, cluster=cluster, tables=tables
        ),
        note=print_note,
        show=lines.append,
        watch=watch,
    )
    # A page on standard output stands alone.
    if output != "-":
        with until_reader_leaves():
            for line in lines:
                print(line)
    return 0 if complete else 1
