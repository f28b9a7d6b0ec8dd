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
from dataclasses import dataclass, replace
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
from hedging.jobs.search import check_named_once, search
from hedging.options import DetectorOptions
from hedging.pages.article import report_page
from hedging.pages.markup import is_page
from hedging.results import STRONGEST
from hedging.stats.difference import Difference
from hedging.stats.groups import choice_note, differences
from hedging.stats.quotes import Quotes
from hedging.stats.tally import Entry
from hedging.wording import counted, one_line, shown_path
from hedging.yardstick import DEFAULT_REGISTER

_INDEX = "index.html"

# What the differences of groups are made of; fields of an entry.
_COMPARED = (
    *("group", "pair", "cluster", "score", "sentences", "hedged_sentences"),
    *("confidence", "declined"),
)

# Takes a line for the caller.
Note = Callable[[str], None]
# Goes through the texts of a folder and the names of their pages.
Watch = Callable[[Sequence[tuple[str, str]]], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Pages:
    """What the inputs of a report become, and how.

    `output` is a page if its name ends in .html, standard output if it is `-`, and a folder of
    pages otherwise. `scores` are options for tables. `register` is as in
    `hedging.yardstick.chosen_register`. `second` is a model, by its name or folder, that reads each
    text too: the page of the text says what that model counts otherwise. `note` takes each line
    about an input that could not be read and, last, the line that says what was written; `show`
    takes each difference of groups. `watch` goes through the texts of a folder as their pages are
    written, and can show it.
    """

    output: str
    options: DetectorOptions
    note: Note
    show: Note
    title: str = ""
    scores: ScoresOptions = NO_SCORES_OPTIONS
    register: str = DEFAULT_REGISTER
    second: str | None = None
    watch: Watch = iter

    def write(self, paths: Sequence[str]) -> bool:
        """Write the pages of some inputs, and return whether all inputs could be read.

        `paths` are texts, folders of texts and `-` for standard input, or tables: outputs of
        `hedging batch` with a row for each document. Raises InputError for inputs that do not fit
        together or do not fit the output, and for an output that cannot be written.
        """
        texts, tables, unreadable = _inputs(paths, self.options)
        self._check_inputs(texts, tables)
        for line in unreadable:
            self.note(line)
        one_page = self.output == "-" or self.output.lower().endswith((".html", ".htm"))
        output = shown_output(self.output)
        if tables and not one_page:
            raise InputError(
                "expected a page with a name that ends in .html, or - for standard output, got "
                f"{output}: tables are compared on one page"
            )
        if one_page and len(texts) > 1:
            raise InputError(
                f"{output} is one page, but there are {len(texts)} texts: name a folder for their "
                "pages"
            )
        try:
            if tables:
                complete = self._write_comparison(tables)
            elif one_page:
                complete = all(map(self._write_page, texts))
            else:
                complete = self._write_folder(texts)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise InputError(f"cannot write {output}: {error.strerror or error}") from error
        return complete and not unreadable

    def _check_inputs(self, texts: Sequence[str], tables: Sequence[str]) -> None:
        if texts and tables:
            raise InputError(
                f"{shown_path(tables[0])} is a table and {shown_path(texts[0])} is a text: make "
                "one report of texts, and another of outputs of hedging batch"
            )
        if not tables and (given := self.scores.given):
            raise InputError(
                f"{', '.join(given)}: for outputs of hedging batch, but the inputs are texts"
            )
        if tables and self.second is not None:
            raise InputError(
                f"--second {one_line(self.second)}: for texts, but the inputs are outputs of "
                "hedging batch"
            )
        self.scores.check()
        check_named_once((*texts, *tables), "counted")

    def _write_page(self, path: str) -> bool:
        # Without a title, the headline is the first line of the text or, if that is none, its name.
        name = shown_path(path if path == "-" else Path(path).name)
        made = self._page(path, name, self.title)
        if made is not None:
            write_html(made[1], self.output)
            self._note_written()
        return made is not None

    def _note_written(self) -> None:
        # A page on standard output stands alone.
        if self.output != "-":
            self.note(f"wrote {shown_path(self.output)}")

    def _page(
        self, path: str, name: str, title: str = "", home: str = ""
    ) -> tuple[Report, str] | None:
        """The report of a text and its page; None, after a note, if the text cannot be read."""
        try:
            text = read_text(path)
        except InputError as error:
            self.note(str(error))
            return None
        options = options_for(self.options, path)
        second = None if self.second is None else _read_again(text, options, self.second)
        detector = load_options(options)
        report, reasons = detector.detect(text), detector.explain(text, limit=STRONGEST)
        page = report_page(
            report, title, reasons, name=name, home=home, register=self.register, second=second
        )
        return report, page

    def _write_folder(self, paths: Sequence[str]) -> bool:
        """Write a page for each text, named after its file, and an index that compares the texts.

        In the index, the folders of the texts are groups. Without a readable text nothing is
        written.
        """
        folder = Path(self.output)
        if folder.exists() and not folder.is_dir():
            raise InputError(
                f"{shown_output(self.output)} is a file: name a folder for the pages, or one page "
                "with a name that ends in .html"
            )
        names = page_names(paths)
        for name in (*names, _INDEX):
            check_page_target(folder / name)
        entries: list[Entry] = []
        quotes = Quotes()
        for path, address in self.watch([*zip(paths, names, strict=True)]):
            name = shown_path(path)
            made = self._page(path, name, home=_INDEX)
            if made is None:
                continue
            report, page = made
            folder.mkdir(parents=True, exist_ok=True)
            write_html(page, str(folder / address))
            group = "" if path == "-" else shown_path(Path(path).parent)
            entries.append(Entry.of(name, report, group, address=address))
            quotes.add(name, report, address)
        if not entries:
            return False
        index = Comparison(entries, quotes).to_html(self.title, register=self.register)
        write_html(index, str(folder / _INDEX))
        self._note_older_pages(folder, {_INDEX, *(entry.address for entry in entries)})
        self.note(f"wrote {counted(len(entries), 'page')} and {shown_path(folder / _INDEX)}")
        return len(entries) == len(paths)

    def _note_older_pages(self, folder: Path, current: set[str]) -> None:
        older = sorted(
            path.name
            for path in folder.glob("*.html")
            if path.name not in current and path.is_file() and is_page(path)
        )
        if older:
            examples = older[0] if len(older) == 1 else f"{older[0]} to {older[-1]}"
            self.note(
                f"{shown_path(folder)} has {counted(len(older), 'older page')} too, "
                f"{one_line(examples)}, which the index does not list"
            )

    def _write_comparison(self, paths: Sequence[str]) -> bool:
        """Write one page that compares the documents of outputs of `hedging batch`."""
        unreadable = 0
        first = ""
        columns: dict[str, list[object]] = {name: [] for name in _COMPARED}

        def readable() -> Iterator[Entry]:
            nonlocal unreadable, first
            for record in score_entries(paths, self.scores):
                if not isinstance(record, Entry):
                    unreadable += 1
                    first = first or str(record)
                    continue
                if self.scores.compare is not None:
                    for name, column in columns.items():
                        column.append(getattr(record, name))
                yield record

        tables = None if self.scores.tables is None else Path(self.scores.tables)
        if tables is not None:
            check_tables(tables)
        comparison = Comparison(readable())
        compared = self._differences(columns)
        write_html(comparison.to_html(self.title, compared, register=self.register), self.output)
        if tables is not None:
            write_tables(tables, comparison, compared)
        for difference in compared:
            self.show(str(difference))
        self._note_dates(comparison)
        if unreadable:
            rows = counted(unreadable, "row")
            self.note(f"{rows} could not be read, the first in {one_line(first)}")
        self._note_written()
        return not unreadable

    def _differences(self, columns: dict[str, list[object]]) -> tuple[Difference, ...]:
        """The differences of the groups that are compared; none, after a note, without two."""
        options = self.scores
        if options.compare is None:
            return ()
        groups = sorted({str(name) for name in columns["group"] if name})
        if len(groups) < 2:
            found = f"holds one name only, {groups[0]!r}" if groups else "holds no name"
            self.note(
                f"column {options.compare!r} {one_line(found)}: expected two groups to compare"
            )
            return ()
        compared = differences(
            columns,
            "group",
            pair=None if options.pair is None else "pair",
            cluster=None if options.cluster is None else "cluster",
        )
        if about := choice_note(compared):
            self.note(about)
        return compared

    def _note_dates(self, comparison: Comparison) -> None:
        tallies, left_out = comparison.periods()
        column = self.scores.date
        if column is not None and left_out:
            fault = (
                f"the dates of {counted(left_out, 'document')} in column {column!r} cannot be used"
                if tallies
                else f"column {column!r} holds no date"
            )
            self.note(f"{fault}: expected dates such as 2020-05-17, 2020-05 or 2020")


def _read_again(text: str, options: DetectorOptions, model: str) -> Report:
    """The report of a text by another model; what goes beyond cues decides no sentence."""
    return load_options(replace(options, model=model, depth="cues", calibration=None)).detect(text)


def _inputs(
    paths: Sequence[str], options: DetectorOptions
) -> tuple[list[str], list[str], list[str]]:
    """The texts and the tables that the paths name, and a line for what cannot be read."""
    texts: list[str] = []
    tables: list[str] = []
    unreadable: list[str] = []
    for path in paths:
        if path == "-" or not Path(path).is_dir():
            (tables if is_table(path) else texts).append(path)
            continue
        try:
            found = search([path]).readable((), options)
        except InputError as error:
            unreadable.append(str(error))
            continue
        unreadable += found.notes() if found.lacks_libraries else ()
        for name, file_format in found.files:
            if file_format == "text":
                texts.append(name)
            elif is_table(name):
                tables.append(name)
            else:
                unreadable.append(f"{shown_path(name)} cannot be listed")
    return texts, tables, unreadable


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
    """The name of a file without its ending, of letters, digits, hyphens, dots and underscores."""
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
