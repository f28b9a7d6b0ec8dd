"""`hedging report`: texts, or scores of `hedging batch` → pages for the browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, cast

from hedging.cli.command import GivenOptions, command
from hedging.cli.options import Argument, Column, File, ModelName, RegisterName
from hedging.cli.streams import print_note, terminal_bar, until_reader_leaves
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
        Sequence[File],
        Argument(
            "text files in UTF-8, folders of text files, or - for standard input; or outputs of "
            "hedging batch",
            metavar="PATH",
        ),
    ],
    *,
    output: Annotated[
        File,
        Argument(
            "a page (.html), - for standard output, or a folder of pages",
            "-o --output",
            metavar="OUT",
        ),
    ],
    group: Annotated[Column | None, "compare documents by this column of the batch output"] = None,
    date: Annotated[
        Column | None, "draw a trend by this column, with dates such as 2020-05-17 or 2020-05"
    ] = None,
    compare: Annotated[
        Column | None,
        "group documents by this column, and say how much the groups differ, with intervals",
    ] = None,
    pair: Annotated[
        Column | None,
        "with --compare: take differences within what has the same name here, such as a "
        "question that each group answers",
    ] = None,
    cluster: Annotated[
        Column | None,
        "with --compare: documents with the same name here belong together, such as those of "
        "an author (default: each document by itself)",
    ] = None,
    tables: Annotated[
        File | None,
        Argument(
            "write the table behind each figure of a comparison as CSV into this folder",
            metavar="FOLDER",
        ),
    ] = None,
    title: Annotated[
        str,
        "headline of the page or of the index (default: the first line of the text)",
    ] = "",
    register: RegisterName = None,
    second: Annotated[
        ModelName | None,
        "ask this model too, such as accurate, with the same other options; the end of a text's "
        "page says which sentences it counts otherwise",
    ] = None,
    given: GivenOptions = (),
    options: DetectorOptions,
) -> int:
    """Writes a self-contained page for each text. If OUT is a folder, it gets an index that
    compares the texts and the folders that they are in. If the inputs are outputs of hedging batch
    with one row for each document, OUT is one page that compares all documents.
    """
    from hedging.jobs.pages import Pages
    from hedging.jobs.scores import ScoresOptions, is_table

    if given and any(map(is_table, paths)):
        raise InputError(
            f"{', '.join(given)} must be given to hedging batch: the inputs are scores already"
        )
    lines: list[str] = []

    def watch(pages: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        bar = terminal_bar(pages, unit=" pages", delay=1)
        return pages if bar is None else cast("Iterable[tuple[str, str]]", bar)

    scores = ScoresOptions(group, date, compare, pair, cluster, tables)
    chosen = register or DEFAULT_REGISTER
    pages = Pages(
        output, options, print_note, lines.append, title, scores, chosen, second, watch=watch
    )
    complete = pages.write(paths)
    # A page on standard output stands alone.
    if output != "-":
        with until_reader_leaves():
            for line in lines:
                print(line)
    return 0 if complete else 1
