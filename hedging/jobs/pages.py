"""Texts, or scores of `hedging batch` → pages in files: what `hedging report` does.

A page is written completely or not at all, and replaces nothing but a page of this library. A text
that cannot be read is noted, and the pages of the other texts are written.

A comparison of tables needs no memory for each document. The differences of groups do, some hundred
bytes, since their intervals come from drawing documents again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from hedging.batch import Report
from hedging.comparison import Comparison
from hedging.detector import load_options
from hedging.errors import InputError
from hedging.jobs.files import (
    FILE_FORMATS,
    options_for,
    read_text,
    shown_output,
    without_compression,
)
from hedging.jobs.page_files import (
    check_page_target,
    check_tables,
    write_html,
    write_tables,
)
from hedging.jobs.scores import NO_SCORES_OPTIONS, ScoresOptions, is_table
from hedging.jobs.scores import entries as score_entries
from hedging.jobs.search import check_named_once, find_files
from hedging.options import DetectorOptions
from hedging.pages.article import report_page
from hedging.pages.markup import is_page
from hedging.results import Explanation
from hedging.stats.difference import Difference
from hedging.stats.groups import choice_note, differences
from hedging.stats.quotes import Quotes
from hedging.stats.tally import Entry
from hedging.wording import counted, one_line, shown_path
from hedging.yardstick import DEFAULT_REGISTER

_INDEX = "index.html"

# Takes a line for the caller.
Note = Callable[[str], None]
# Goes through the texts of a folder and the names of their pages.
Watch = Callable[[Sequence[tuple[str, str]]], Iterable[tuple[str, str]]]


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
    watch: Watch = iter,
) -> bool:
    """Write the pages of some inputs, and return whether all inputs could be read.

    `paths` are texts, folders of texts and `-` for standard input, or tables: outputs of `hedging
    batch` with a row for each document. `output` is a page if its name ends in .html, standard
    output if it is `-`, and a folder of pages otherwise. `scores` are options for tables.
    `register` names the texts to compare with, "none" for no comparison. `note` takes each line
    about an input that could not be read, and `show` each difference of groups, unless the page
    itself goes to standard output. `watch` goes through the texts of a folder as their pages are
    written, and can show it. Raises InputError for inputs that do not fit together or do not
    fit the output, and for an output that cannot be written.
    """
    texts, tables, unreadable = _inputs(paths)
    _check_inputs(texts, tables, scores)
    for line in unreadable:
        note(line)
    one_page = output == "-" or output.lower().endswith((".html", ".htm"))
    try:
        if tables:
            if not one_page:
                raise InputError(
                    "expected a page with a name that ends in .html, or - for standard output, got "
                    f"{shown_output(output)}: tables are compared on one page"
                )
            complete = _write_comparison(tables, output, scores, title, register, note, show)
        elif not one_page:
            complete = _write_folder(texts, output, options, title, register, note, watch)
        elif len(texts) > 1:
            raise InputError(
                f"{shown_output(output)} is one page, but there are {len(texts)} texts: name a "
                "folder for their pages"
            )
        else:
            complete = all(
                _write_page(text, output, options, title, register, note) for text in texts
            )
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            f"cannot write {shown_output(output)}: {error.strerror or error}"
        ) from error
    return complete and not unreadable


def _write_page(
    path: str,
    output: str,
    options: DetectorOptions,
    title: str,
    register: str,
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


def _write_folder(
    paths: Sequence[str],
    output: str,
    options: DetectorOptions,
    title: str,
    register: str,
    note: Note,
    watch: Watch,
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
    for path, name in watch([*zip(paths, names, strict=True)]):
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
        entries.append(Entry.of(name_in_index, report, group, address=name))
        quotes.add(name_in_index, report, name)
    if not entries:
        return False
    index = Comparison(entries, quotes).to_html(title, register=register)
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
            (tables if is_table(path) else texts).append(path)
            continue
        try:
            files = find_files([path])
        except InputError as error:
            unreadable.append(str(error))
            continue
        for name, file_format in files:
            if file_format == "text":
                texts.append(name)
            elif is_table(name):
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
    check_named_once((*texts, *tables), "counted")


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


# What the differences of groups are made of; fields of an entry.
_COMPARED = ("group", "pair", "cluster", "score", "sentences", "hedged_sentences", "confidence")


def _write_comparison(
    paths: Sequence[str],
    output: str,
    options: ScoresOptions,
    title: str,
    register: str,
    note: Note,
    show: Note,
) -> bool:
    """Write one page that compares the documents of outputs of `hedging batch`.

    `note` takes each line about what could not be used, and `show` each difference of groups.
    Returns whether all rows could be read.
    """
    unreadable = 0
    first = ""
    columns: dict[str, list[object]] = {name: [] for name in _COMPARED}

    def readable() -> Iterator[Entry]:
        nonlocal unreadable, first
        for record in score_entries(paths, options):
            if not isinstance(record, Entry):
                unreadable += 1
                first = first or str(record)
                continue
            if options.compare is not None:
                for name, column in columns.items():
                    column.append(getattr(record, name))
            yield record

    tables = None if options.tables is None else Path(options.tables)
    if tables is not None:
        check_tables(tables)
    comparison = Comparison(readable())
    compared = _differences(columns, options, note)
    write_html(comparison.to_html(title, compared, register=register), output)
    if tables is not None:
        write_tables(tables, comparison, compared)
    for difference in compared:
        show(str(difference))
    if options.date is not None:
        _note_dates(comparison, options.date, note)
    if unreadable:
        note(f"{counted(unreadable, 'row')} could not be read, the first in {one_line(first)}")
    return not unreadable


def _differences(
    columns: dict[str, list[object]], options: ScoresOptions, note: Note
) -> tuple[Difference, ...]:
    """The differences of the groups that `options` compare; none, after a note, without two."""
    if options.compare is None:
        return ()
    groups = sorted({str(name) for name in columns["group"] if name})
    if len(groups) < 2:
        found = f"holds one name only, {groups[0]!r}" if groups else "holds no name"
        note(f"column {options.compare!r} {one_line(found)}: expected two groups to compare")
        return ()
    compared = differences(
        columns,
        "group",
        pair=None if options.pair is None else "pair",
        cluster=None if options.cluster is None else "cluster",
    )
    if about := choice_note(compared):
        note(about)
    return compared


def _note_dates(comparison: Comparison, column: str, note: Note) -> None:
    """Note that dates of a column could not be used."""
    tallies, left_out = comparison.periods()
    if left_out:
        fault = (
            f"the dates of {counted(left_out, 'document')} in column {column!r} cannot be used"
            if tallies
            else f"column {column!r} holds no date"
        )
        note(f"{fault}: expected dates such as 2020-05-17, 2020-05 or 2020")


# Names that no page can have: the index, and devices on Windows.
_RESERVED: Final = {
    *("index", "con", "prn", "aux", "nul"),
    *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)),
}
_TEXT_ENDINGS: Final = tuple(ending for ending, kind in FILE_FORMATS.items() if kind == "text")
# Bytes of UTF-8 that a name may have; file systems take 255, with an ending and a number.
_MAX_BYTES = 200


def page_names(paths: Sequence[str]) -> list[str]:
    """A name for the page of each text: the name of its file, with a number if another page has it.

    Letters and digits of any language stay; other characters become hyphens. Names that differ in
    upper and lower case only are alike, since some file systems do not tell them apart.

    >>> page_names(["world/Day one.txt", "sport/day one.txt", "index.md", "-"])
    ['Day-one.html', 'day-one-2.html', 'index-2.html', 'standard-input.html']
    """
    used = set(_RESERVED)
    # The highest number of each name so far, so that many files of the same name take no time.
    numbers: dict[str, int] = {}
    names = []
    for path in paths:
        stem = "standard-input" if path == "-" else _safe_stem(Path(path).name)
        name, number = stem, numbers.get(_case_key(stem), 1)
        while _case_key(name) in used:
            number += 1
            name = f"{stem}-{number}"
        numbers[_case_key(stem)] = number
        used.add(_case_key(name))
        names.append(f"{name}.html")
    return names


def _safe_stem(name: str) -> str:
    """The name of a file without its ending, of letters, digits, hyphens, dots and underscores.

    >>> _safe_stem("a b/../<c>.mdx.gz"), _safe_stem("..."), _safe_stem(".profile")
    ('a-b-..-c', 'text', 'profile')
    """
    stem = without_compression(name)
    ending = next((ending for ending in _TEXT_ENDINGS if stem.lower().endswith(ending)), "")
    stem = unicodedata.normalize("NFC", stem[: len(stem) - len(ending)])
    characters = (c if _is_safe(c) else "-" for c in stem)
    safe = re.sub("-+", "-", "".join(characters)).strip("-._")
    cut = safe.encode("utf-8")[:_MAX_BYTES].decode("utf-8", "ignore")
    return cut.strip("-._") or "text"


def _is_safe(character: str) -> bool:
    # Marks are the vowels of many scripts.
    return character.isalnum() or character in "-._" or unicodedata.category(character)[0] == "M"


def _case_key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
