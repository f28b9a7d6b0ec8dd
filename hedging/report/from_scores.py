"""Outputs of `hedging batch` → entries of a comparison: what was scored once need not be scored again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hedging.errors import InputError
from hedging.jobs.inputs import Fields, Unreadable, chunks, files, kind_of, read
from hedging.batch import COLUMNS
from hedging.kinds import KINDS
from hedging.report.comparison import Entry

_TABLES = ("jsonl", "csv", "tsv", "parquet")
# What an entry is made of, beside the id: sentences, hedged ones, cues by kind.
_NUMBERS = tuple(
    name
    for name, kind in COLUMNS["document"].items()
    if kind == "int64" and name not in ("document", "cues")
)
_NEEDED = ("score", *_NUMBERS, "model", "scheme", "hedge_kinds", "threshold")


def is_table(path: str) -> bool:
    """Whether a path is that of a table, and so of an output of `hedging batch`.

    >>> is_table("scores.csv"), is_table("scores.jsonl.gz"), is_table("article.txt")
    (True, True, False)
    """
    return kind_of(path) in _TABLES


def entries(
    paths: Sequence[str], group: str | None = None, date: str | None = None
) -> Iterator[Entry | Unreadable]:
    """The documents in outputs of `hedging batch` at the level of documents; those without a text have no sentence.

    `group` and `date` are columns that were kept. A file without a column that is needed is an InputError, a row that cannot be
    read is Unreadable.
    """
    for path in paths:
        yield from _of_one(path, group, date)


def _of_one(path: str, group: str | None, date: str | None) -> Iterator[Entry | Unreadable]:
    asked = [name for name in (group, date) if name]
    keep = tuple(dict.fromkeys((*_NEEDED, *(name for name in asked if name != "id"))))
    # The name of the model is a text in every row, and the id may be a number.
    fields = Fields("model", "id", keep)
    seen, reason = False, ""
    for chunk in chunks(files([path]), fields):
        for record in read(chunk, fields):
            if isinstance(record, Unreadable):
                reason = reason or record.reason
                yield record
                continue
            seen = True
            row = dict(zip(keep, record.kept, strict=True)) | {"id": record.id}
            try:
                yield _entry(row, group, date)
            except (TypeError, ValueError, OverflowError) as error:
                yield Unreadable(
                    record.number, path, record.line, 0, 0, f"no row of scores: {error}"
                )
    if reason and not seen:
        missing = [name for name in asked if f"no field {name!r}" in reason]
        if missing:
            raise InputError(
                f"{path} has no column {missing[0]!r}: carry it along with hedging batch --keep {missing[0]}"
            )
        raise InputError(
            f"{path} is no output of hedging batch at the level of documents ({reason}); "
            f"score it first: hedging batch {path} -o scores.jsonl"
        )


def _entry(row: dict[str, Any], group: str | None, date: str | None) -> Entry:
    """The entry of a row; what cannot be one is a ValueError."""
    said = ["" if name is None or row[name] is None else str(row[name]) for name in (group, date)]
    name = str(row["id"] or "")
    source = (
        str(row["model"]),
        str(row["scheme"]),
        str(row["hedge_kinds"]),
        float(row["threshold"]),
    )
    if row["score"] in (None, ""):
        return Entry(name, 0.0, 0, 0, (0,) * len(KINDS), *source, group=said[0], date=said[1])
    score = float(row["score"])
    # Libraries that have no missing integers make floats of them.
    numbers = [float(row[name]) for name in _NUMBERS]
    sentences, hedged, *kinds = map(int, numbers)
    if not (
        0 <= score <= 1
        and 0 <= hedged <= sentences
        and min(kinds) >= 0
        and all(map(float.is_integer, numbers))
    ):
        raise ValueError(
            f"score {row['score']}, {row['hedged_sentences']} of {row['sentences']} sentences"
        )
    return Entry(name, score, sentences, hedged, tuple(kinds), *source, group=said[0], date=said[1])
