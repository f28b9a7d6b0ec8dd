"""Inputs, outputs and processes of the tests of jobs."""

import csv
import json
import sys
import time
from pathlib import Path

import pytest

TEXTS = [
    "It may rain. It rained.",
    "",
    "Some officials fear it.\nIf so, they left.",
    "No hedge here.",
    "🙂 Perhaps it’s so.",
]


def write(path, texts, **more):
    """JSON lines with the texts, their numbers, and more fields."""
    rows = (
        {"text": text, "n": k, **{name: values[k] for name, values in more.items()}}
        for k, text in enumerate(texts)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def rows_of(path):
    """The rows of an output."""
    path = Path(path)
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    return pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()


def command(source, output, *more):
    return [sys.executable, "-m", "hedging", "batch", str(source), "-o", str(output), *more]


def wait_for_part(output, child, count=1):
    """Wait until a process has written the first parts of its job."""
    while len(list(Path(f"{output}.parts").glob("*.part"))) < count and child.poll() is None:
        time.sleep(0.005)


def same(output, undisturbed):
    """Whether a job has left what an undisturbed one has left, and nothing else."""
    errors = [Path(f"{path}.errors.jsonl") for path in (output, undisturbed)]
    contents = [path.read_bytes() if path.exists() else None for path in errors]
    return (
        output.read_bytes() == undisturbed.read_bytes()
        and contents[0] == contents[1]
        and not Path(f"{output}.parts").exists()
    )
