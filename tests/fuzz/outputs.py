"""Whole jobs in this process → promises about the outputs, also of jobs that were stopped."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from hedging.batch import COLUMNS
from hedging.detector import load_options
from hedging.errors import HedgingError, MissingExtraError
from hedging.jobs import reading
from hedging.jobs import run as running
from hedging.jobs.job import Job, inputs
from hedging.jobs.parts import ScoredChunk, opened_parts
from hedging.jobs.records import Fields
from hedging.jobs.workers import score_chunk
from hedging.options import DetectorOptions
from hedging.text.decoding import decode_or_refuse
from tests.fuzz.inputs import compressed
from tests.fuzz.markdown import soup, strict_json
from tests.fuzz.material import HAS_MARKDOWN, encodable, text
from tests.fuzz.runner import require

_LEVELS = ("document", "sentence", "cue")
_OPTIONS = [
    DetectorOptions(),
    DetectorOptions(scheme="szeged"),
    DetectorOptions(threshold=0.2, ignore_kinds=["booster"]),
]
_VALUES = [
    None, True, 0, -1, 2**70, 1.5, 1e300, "", "x", "é\n,\"", "\u2028", [], {}, [1, [2.5, "a"]],
    {"a": {"b": None}}, math.nan, math.inf, -math.inf, [math.nan, 1], {"k": math.inf}, "=1+1",
    "\x00\x1b",
]  # fmt: skip


class _StoppedError(Exception):
    """The job is stopped here, as by a signal."""


def fuzz_outputs(source: random.Random, folder: Path) -> None:
    """What a job writes can be read back, says what the library says, and lacks nothing."""
    rows = _rows(source)
    file = folder / "a.jsonl"
    lines = [json.dumps(row, ensure_ascii=source.random() < 0.5) for row in rows]
    bad = _insert_bad_lines(source, lines)
    file.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))
    job = _job(source, file, folder, keep=("k",))
    with small_chunks(source):
        summary = running.run(job)
    require(summary.documents == len(rows), "each record is scored", summary, lines)
    require(summary.bad_records == bad, "each bad record is counted", summary, lines)
    errors = job.errors.read_text("utf-8").splitlines() if job.errors.exists() else []
    require(len(errors) == bad, "each bad record has its line", errors)
    for error in errors:
        strict_json(error)
    table = read_back(Path(job.output), (*COLUMNS[job.level], "k"))
    texts = [row["text"] for row in rows]
    batch = load_options(job.options).detect_batch([own for own in texts if own is not None])
    columns = batch.columns(job.level)
    if job.level == "document":
        own_id = table["id"] == [f"i{k}" for k in range(len(rows))]
        require(own_id, "each document has its row, in order", table["id"])
        scored = [k for k, own in enumerate(texts) if own is not None]
        owners = list(range(len(rows)))
    else:
        scored = list(range(len(columns["document"])))
        known = [k for k, own in enumerate(texts) if own is not None]
        owners = [known[k] for k in columns["document"].tolist()]
        require(len(table["id"]) == len(scored), "each row is there", table["id"], len(scored))
    for name in sorted(set(columns) - {"document"}):
        expected = [_shown(value, job.format) for value in columns[name].tolist()]
        got = [table[name][k] for k in scored]
        require(got == expected, f"column {name} is what the library says", got, expected)
    kept = [_kept(rows[k]["k"], job.format) for k in owners]
    require(table["k"] == kept, "kept values are as they were", table["k"], kept)


def fuzz_files(source: random.Random, folder: Path) -> None:
    """A file of a job has the rows that it has alone, whatever stands beside it."""
    texts = [_write_text(source, folder, number) for number in range(source.randint(1, 6))]
    if source.random() < 0.2:
        own = encodable(text(source, 20))
        texts.insert(source.randrange(len(texts) + 1), Text("-", own.encode("utf-8")))
    level: Any = source.choice(_LEVELS)
    options = source.choice(_OPTIONS)
    paths = tuple(own.path for own in texts)
    job = Job(paths, str(folder / "out.jsonl"), level, stream="text", options=options)
    try:
        with small_chunks(source), standard_input(texts):
            summary = running.run(job)
    except MissingExtraError:
        return
    names = [own.path.removeprefix(f"{folder}/") for own in texts]
    refused = [bool(decode_or_refuse(own.content, own.path)[1]) for own in texts]
    counts = summary.documents, summary.bad_records
    whole = counts == (len(texts) - sum(refused), sum(refused))
    require(whole, "each file is a document or a bad record", names, counts)
    table = read_back(Path(job.output), COLUMNS[level])
    place = 0
    for own, is_bad in zip(texts, refused, strict=True):
        if is_bad:
            continue
        detector = load_options(replace(options, markdown=own.is_markdown))
        columns = detector.detect_batch([own.content.decode("utf-8")]).columns(level)
        size = len(columns["document"])
        for name in set(columns) - {"document"}:
            got = table[name][place : place + size]
            same = got == columns[name].tolist()
            require(same, "a file beside others has the rows that it has alone", names, name, own)
        require(table["id"][place : place + size] == [own.path] * size, "rows are in order", names)
        place += size
    require(len(table["id"]) == place, "no row is there twice", names)


class Text(NamedTuple):
    """A file that is one text, and what it holds; `-` is standard input."""

    path: str
    content: bytes

    @property
    def is_markdown(self) -> bool:
        return re.search(r"\.(md|markdown|mdx)(\.gz|\.zst)?$", self.path.lower()) is not None


def _write_text(source: random.Random, folder: Path, number: int) -> Text:
    endings = [".txt", ".TXT", ".text"]
    if HAS_MARKDOWN:
        endings += [".md", ".Markdown", ".mdx"]
    own = soup(source) if source.random() < 0.5 else text(source, 20)
    content = ("\ufeff" if source.random() < 0.1 else "") + encodable(own)
    data, name = compressed(source, content.encode("utf-8"), f"{number}{source.choice(endings)}")
    (folder / name).write_bytes(data)
    return Text(str(folder / name), content.encode("utf-8"))


@contextmanager
def standard_input(texts: Sequence[Text]) -> Iterator[None]:
    """Give the text of `-` to whoever reads standard input."""
    content = b"".join(own.content for own in texts if own.path == "-")
    with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(content))):
        yield


def fuzz_resume(source: random.Random, folder: Path) -> None:
    """A job that was stopped, and whose worker came late, ends as an undisturbed job ends."""
    rows = [row | {"k": "x"} for row in _rows(source)]
    file = folder / "a.jsonl"
    lines = [json.dumps(row) for row in rows]
    _insert_bad_lines(source, lines)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    ending = source.choice([".jsonl", ".csv"])
    options, other = source.sample(_OPTIONS, 2)
    level, other_level = source.choice(_LEVELS), source.choice(_LEVELS)

    def job(output: str, level: Any = level, options: DetectorOptions = options) -> Job:
        return Job((str(file),), str(folder / output), level, options=options)

    with small_chunks(source, (1, 60, 300)):
        running.run(job(f"whole{ending}"))
        # An older job is stopped, and leaves a worker that has not written its part yet.
        older = job(f"b{ending}", other_level, other)
        late = _late_part(older, source) if source.random() < 0.5 else None
        overwrite = late is not None
        newer = job(f"b{ending}")
        with suppress(_StoppedError):
            running.run(newer, overwrite=overwrite, watch=_stopping(source.randint(1, 4)))
            if late:
                late()
        if late:
            late()
        if newer.parts.exists():
            if source.random() < 0.3:
                _damage_part(source, newer.parts)
            running.run(newer, resume=True)
    for suffix in ("", ".errors.jsonl"):
        one, two = (folder / f"{name}{ending}{suffix}" for name in ("whole", "b"))
        same = one.exists() == two.exists()
        same = same and (not one.exists() or one.read_bytes() == two.read_bytes())
        require(same, "a resumed job ends as an undisturbed one", lines, level, other_level)
    left = sorted(path.name for path in folder.glob("b*.parts"))
    require(not left, "nothing is left of a finished job", left)


def _late_part(job: Job, source: random.Random) -> Any:
    """Begin a job and stop it; return what its last worker does when it wakes up."""
    with opened_parts(job, inputs(job).files, resume=False, overwrite=False) as parts:
        number = source.randrange(2)
        chunks = list(
            running.split_files(inputs(job).files, job.fields.required, optional=job.fields.keep)
        )

    def wake() -> None:
        with suppress(HedgingError, OSError):
            if number < len(chunks):
                score_chunk(job, number, chunks[number], parts)

    return wake


def _stopping(count: int) -> Any:
    seen = 0

    def watch(size: int, scored: ScoredChunk) -> None:
        nonlocal seen
        seen += 1
        if seen >= count:
            raise _StoppedError

    return watch


def _damage_part(source: random.Random, folder: Path) -> None:
    parts = sorted(folder.glob("*.part"))
    if parts:
        source.choice(parts).write_bytes(source.choice([b"", b"{}", b"\xff\n", b"[1]\n", b"{"]))


@contextmanager
def small_chunks(source: random.Random, sizes: Sequence[int] = (1, 100, 1 << 22)) -> Iterator[None]:
    """Let jobs split their files into chunks of a few records."""
    split = partial(reading.split_files, size=source.choice(sizes))
    # No power is cut here, and waiting for the disk takes most of the time of a small job.
    with mock.patch.object(running, "split_files", split), mock.patch("os.fsync"):
        yield


def _rows(source: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "text": None if source.random() < 0.05 else encodable(text(source, 20)),
            "id": f"i{k}",
            "k": source.choice(_VALUES),
        }
        for k in range(source.randint(1, 8))
    ]


def _insert_bad_lines(source: random.Random, lines: list[str]) -> int:
    bad = ["{", "[]", "3", '{"text": 3, "id": "x", "k": 1}', "{}", '"x"', '{"text": "x"}', "NaN"]
    count = source.choice([0, 0, 1, 2])
    for _ in range(count):
        lines.insert(source.randrange(len(lines) + 1), source.choice(bad))
    return count


def _job(source: random.Random, file: Path, folder: Path, keep: Sequence[str]) -> Job:
    endings = [".jsonl", ".csv"] if source.random() < 0.8 or not _has_arrow() else [".parquet"]
    output = str(folder / f"out{source.choice(endings)}")
    fields = Fields("text", "id", tuple(keep))
    level: Any = source.choice(_LEVELS)
    return Job((str(file),), output, level, fields=fields, options=source.choice(_OPTIONS))


def _has_arrow() -> bool:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return False
    return True


def read_back(file: Path, names: Sequence[str]) -> dict[str, list[Any]]:
    """The columns of an output, read by the plainest reader of its format."""
    if file.suffix == ".parquet":
        from pyarrow import parquet

        table = parquet.read_table(file)
        require(table.column_names == list(names), "the columns are those of the schema", names)
        return dict(table.to_pydict())
    content = file.read_bytes().decode("utf-8")
    if file.suffix == ".jsonl":
        rows = [strict_json(line) for line in content.split("\n") if line]
        for row in rows:
            require(isinstance(row, dict) and list(row) == list(names), "the schema holds", row)
        return {name: [row[name] for row in rows] for name in names}
    header, *table = csv.reader(io.StringIO(content, newline=""), strict=True)
    require(header == list(names), "the header is that of the schema", header)
    for row in table:
        require(len(row) == len(names), "each row of CSV has all columns", row)
    return {name: [row[k] for row in table] for k, name in enumerate(names)}


def _shown(value: Any, form: str) -> Any:
    """A value of the library as it is read back."""
    if form != ".csv":
        return value
    return "" if value is None else str(value)


def _kept(value: Any, form: str) -> Any:
    """A kept value as it is read back: NaN and infinities are null, and CSV has text alone."""
    clean = _finite(value)
    if form == ".jsonl":
        return clean
    if clean is None:
        return "" if form == ".csv" else None
    return clean if isinstance(clean, str) else json.dumps(clean, ensure_ascii=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [_finite(each) for each in value]
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    return value
