"""Outputs of `hedging batch` → entries of a comparison, so that no text is scored twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from hedging.batch import COLUMNS
from hedging.errors import InputError
from hedging.jobs.files import WITH_FIELDS, input_format
from hedging.jobs.reading import read_rows, split_files
from hedging.jobs.records import BadRecord, Row
from hedging.jobs.search import search
from hedging.stats.columns import label_of
from hedging.stats.tally import Entry, Source
from hedging.wording import shown_path

# The counts of an entry: its sentences, its hedged sentences, and its cues by kind.
_COUNTS: Final = tuple(
    name
    for name, kind in COLUMNS["document"].items()
    if kind == "int64" and name not in ("document", "cues")
)


@dataclass(frozen=True, slots=True)
class ScoresOptions:
    """How the documents of tables are compared, by columns that `hedging batch` kept.

    `group` names the groups of the page. `compare` names groups too, and asks for their
    differences: `pair` names what both groups have, for the paired form, and `cluster` which
    documents belong together. `date` is for a trend. `tables` is a folder for the tables of the
    page.
    """

    group: str | None = None
    date: str | None = None
    compare: str | None = None
    pair: str | None = None
    cluster: str | None = None
    tables: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """The options that are given, as the command line spells them."""
        names = (field.name for field in fields(self))
        return tuple(f"--{name}" for name in names if getattr(self, name) is not None)

    def check(self) -> None:
        """Refuse names that are empty, and options that do not fit together."""
        for option in self.given:
            value = getattr(self, option.removeprefix("--"))
            if not value.strip():
                thing = "folder" if option == "--tables" else "column"
                raise InputError(f"{option} {value!r} names no {thing}")
        if self.compare is None and (self.pair is not None or self.cluster is not None):
            raise InputError(
                "--pair and --cluster are for the differences of groups: name the column of the "
                "groups with --compare"
            )
        if None not in (self.compare, self.group) and self.compare != self.group:
            raise InputError(
                f"--group {self.group} and --compare {self.compare} name different groups: make a "
                "page for each"
            )

    @property
    def entry_columns(self) -> dict[str, str]:
        """The field of an entry for each column that is read beside the scores."""
        named = {
            "group": self.compare or self.group,
            "date": self.date,
            "pair": self.pair,
            "cluster": self.cluster,
        }
        return {field: column for field, column in named.items() if column is not None}


#: No column beside the scores.
NO_SCORES_OPTIONS: Final = ScoresOptions()


def is_table(path: str) -> bool:
    """Whether the name of a file is that of a table, as outputs of `hedging batch` have."""
    return input_format(path) in WITH_FIELDS


def entries(
    paths: Sequence[str], options: ScoresOptions = NO_SCORES_OPTIONS
) -> Iterator[Entry | BadRecord]:
    """The documents in outputs of `hedging batch` at the level of documents.

    A document without a text has no sentences. A row that cannot be read is a BadRecord. Raises
    InputError for a file that lacks a column; a file can do without `confidence` and `declined`.
    """
    for path in paths:
        yield from _entries_of_file(path, options.entry_columns)


def _entries_of_file(path: str, kept: Mapping[str, str]) -> Iterator[Entry | BadRecord]:
    columns = tuple(dict.fromkeys(("id", "score", *_COUNTS, *Source._fields, *kept.values())))
    first_bad: BadRecord | None = None
    has_rows = False
    optional = ("confidence", "declined")
    for chunk in split_files(search([path]).files, columns, optional=optional):
        for row in read_rows(chunk, columns, optional):
            result = row if isinstance(row, BadRecord) else _entry(row, kept)
            if isinstance(result, BadRecord):
                first_bad = first_bad or result
            # A row that has the columns shows that the file is an output, even if it is damaged.
            has_rows = has_rows or not isinstance(result, BadRecord) or result.code == "wrong-value"
            yield result
    if first_bad is not None and not has_rows:
        raise InputError(_no_output(path, first_bad, tuple(kept.values())))


def _no_output(path: str, bad_record: BadRecord, kept: Sequence[str]) -> str:
    shown = shown_path(path)
    if bad_record.code == "missing-field" and bad_record.field in kept:
        field = bad_record.field
        return f"{shown} has no column {field!r}: keep it with hedging batch --keep {field}"
    return (
        f"{shown} is not an output of hedging batch at the level of documents "
        f"({bad_record.reason}); score it first: hedging batch {shown} -o scores.jsonl"
    )


def _entry(row: Row, kept: Mapping[str, str]) -> Entry | BadRecord:
    try:
        return _entry_of(row.values, kept)
    except (TypeError, ValueError, OverflowError) as error:
        return BadRecord(row.place, f"not a row of scores: {error}", "wrong-value")


def _entry_of(values: dict[str, Any], kept: Mapping[str, str]) -> Entry:
    if values["score"] in (None, ""):  # a document without a text
        counts, score = [0] * len(_COUNTS), 0.0
    else:
        # Libraries without missing integers turn whole numbers into floats.
        numbers = [float(values[name]) for name in _COUNTS]
        if not all(number.is_integer() for number in numbers):
            raise ValueError(f"expected whole numbers of {', '.join(_COUNTS)}")
        counts, score = [int(number) for number in numbers], float(values["score"])
    sentences, hedged_sentences, *cues_by_kind = counts
    confidence = label_of(values.get("confidence"))
    return Entry(
        name=label_of(values["id"]),
        score=score,
        sentences=sentences,
        hedged_sentences=hedged_sentences,
        cues_by_kind=tuple(cues_by_kind),
        model=label_of(values["model"]),
        scheme=label_of(values["scheme"]),
        hedge_kinds=label_of(values["hedge_kinds"]),
        threshold=float(values["threshold"]),
        confidence=float(confidence) if confidence else None,
        declined=label_of(values.get("declined")),
        **{field: label_of(values[column]) for field, column in kept.items()},
    )
