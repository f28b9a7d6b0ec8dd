"""Texts, or scores of `hedging batch` → pages in files: what `hedging report` does.

A page is written completely or not at all, and replaces nothing but a page of this library. A text
that cannot be read is noted, and the pages of the other texts are written.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hedging.batch import Report
from hedging.detector import load_options
from hedging.display.page import is_page, report_page
from hedging.errors import InputError
from hedging.jobs.files import options_for, read_text
from hedging.jobs.search import find_files
from hedging.options import DetectorOptions
from hedging.report import from_scores
from hedging.report.comparison import Comparison, entry_of
from hedging.report.comparison_page import comparison_page
from hedging.report.files import check_page_target, shown_output, write_html
from hedging.report.from_scores import NO_SCORES_OPTIONS, ScoresOptions
from hedging.report.names import page_names
from hedging.report.quotes import Quotes
from hedging.report.scores_page import Note, write_comparison
from hedging.results import Explanation
from hedging.stats.tally import Entry
from hedging.wording import counted, one_line, shown_path
from hedging.yardstick import DEFAULT_REGISTER

_INDEX = "index.html"


def write_report(
    paths: Sequence[str],
    output: str,
    options: DetectorOptions,
    *,
    title: str = "",
    scores: ScoresOptions = NO_SCORES_OPTIONS,
    register: str = DEFAULT_REGISTER,
    note: Note,
    show: Note,
) -> bool:
    """Write the pages of some inputs, and return whether all inputs could be read.

    `paths` are texts, folders of texts and `-` for standard input, or tables: outputs of `hedging
    batch` with a row for each document. `output` is a page if its name ends in .html, standard
    output if it is `-`, and a folder of pages otherwise. `scores` are options for tables.
    `register` names the texts to compare with, "none" for no comparison. `note` takes each line
    about an input that could not be read, and `show` each difference of groups, unless the page
    itself goes to standard output. Raises InputError for inputs that do not fit together or do not
    fit the output, and for an output that cannot be written.
    """
    texts, tables, unreadable = _inputs(paths)
    _check_inputs(texts, tables, scores)
    for line in unreadable:
        note(line)
    one_page = output == "-" or output.lower().endswith((".html", ".htm"))
    try:
        if tables:
            _check_page(output, one_page)
            complete = write_comparison(
                tables, output, scores, title=title, register=register, note=note, show=show
            )
        elif not one_page:
            complete = write_folder(
                texts, output, options, title=title, register=register, note=note
            )
        elif len(texts) > 1:
            raise InputError(
                f"{shown_output(output)} is one page, but there are {len(texts)} texts: name a "
                "folder for their pages"
            )
        else:
            complete = all(
                write_page(text, output, options, title=title, register=register, note=note)
                for text in texts
            )
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            f"cannot write {shown_output(output)}: {error.strerror or error}"
        ) from error
    return complete and not unreadable


def write_page(
    path: str,
    output: str,
    options: DetectorOptions,
    *,
    title: str = "",
    register: str = DEFAULT_REGISTER,
    note: Note,
) -> bool:
    """Write the page of a text; return False, after a note, if the text cannot be read.

    Without a title, its headline is the first line of the text or, if that is none, its name.
    """
    scored = _scored(path, options, note)
    if scored is None:
        return False
    report, explanations = scored
    name = shown_path(path if path == "-" else Path(path).name)
    page = report_page(report, title, explanations, name=name, register=register)
    write_html(page, output)
    return True


def write_folder(
    paths: Sequence[str],
    output: str,
    options: DetectorOptions,
    *,
    title: str = "",
    register: str = DEFAULT_REGISTER,
    note: Note,
) -> bool:
    """Write a page for each text, named after its file, and an index that compares the texts.

    In the index, the folders of the texts are groups. Returns whether all texts could be read;
    without a readable text nothing is written.
    """
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{shown_output(output)} is a file: name a folder for the pages, or one page with a "
            "name that ends in .html"
        )
    names = page_names(paths)
    for name in (*names, _INDEX):
        check_page_target(folder / name)
    entries: list[Entry] = []
    quotes = Quotes()
    for path, name in zip(paths, names, strict=True):
        scored = _scored(path, options, note)
        if scored is None:
            continue
        report, explanations = scored
        folder.mkdir(parents=True, exist_ok=True)
        name_in_index = shown_path(path)
        page = report_page(
            report, "", explanations, name=name_in_index, home=_INDEX, register=register
        )
        write_html(page, str(folder / name))
        group = "" if path == "-" else shown_path(Path(path).parent)
        entries.append(entry_of(name_in_index, report, group, address=name))
        quotes.add(name_in_index, report, name)
    if not entries:
        return False
    index = comparison_page(Comparison(entries, quotes), title, register=register)
    write_html(index, str(folder / _INDEX))
    _note_older_pages(folder, {_INDEX, *(entry.address for entry in entries)}, note)
    return len(entries) == len(paths)


def _inputs(paths: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The texts and the tables that the paths name, and a line for each path that has neither."""
    texts: list[str] = []
    tables: list[str] = []
    unreadable: list[str] = []
    for path in paths:
        if path == "-" or not Path(path).is_dir():
            (tables if from_scores.is_table(path) else texts).append(path)
            continue
        try:
            files = find_files([path])
        except InputError as error:
            unreadable.append(str(error))
            continue
        for name, file_format in files:
            if file_format == "text":
                texts.append(name)
            elif from_scores.is_table(name):
                tables.append(name)
            else:
                unreadable.append(f"{shown_path(name)} cannot be listed")
    return texts, tables, unreadable


def _check_inputs(texts: Sequence[str], tables: Sequence[str], scores: ScoresOptions) -> None:
    if texts and tables:
        raise InputError(
            f"{shown_path(tables[0])} is a table and {shown_path(texts[0])} is a text: make one "
            "report of texts, and another of outputs of hedging batch"
        )
    if not tables and scores.given:
        raise InputError(
            f"{', '.join(scores.given)}: for outputs of hedging batch, but the inputs are texts"
        )
    scores.check()
    for path, times in Counter(map(os.path.realpath, (*texts, *tables))).items():
        if times > 1:
            raise InputError(
                f"{shown_path(path)} is named {times} times and would be counted {times} times: "
                "name it once"
            )


def _check_page(output: str, one_page: bool) -> None:
    if not one_page:
        raise InputError(
            f"expected a page with a name that ends in .html, or - for standard output, got "
            f"{shown_output(output)}: tables are compared on one page"
        )


def _scored(
    path: str, options: DetectorOptions, note: Note
) -> tuple[Report, tuple[Explanation, ...]] | None:
    """The report of a text with its explanations; None, after a note, if it cannot be read."""
    try:
        text = read_text(path)
    except InputError as error:
        note(str(error))
        return None
    detector = load_options(options_for(options, path))
    return detector.detect(text), detector.explain(text)


def _note_older_pages(folder: Path, current: set[str], note: Note) -> None:
    older = sorted(
        path.name
        for path in folder.glob("*.html")
        if path.name not in current and path.is_file() and is_page(path)
    )
    if older:
        examples = older[0] if len(older) == 1 else f"{older[0]} to {older[-1]}"
        note(
            f"{shown_path(folder)} has {counted(len(older), 'older page')} too, "
            f"{one_line(examples)}, which the index does not list"
        )
