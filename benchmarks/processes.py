"""Measures in other processes: several at once, a gigabyte through a pipe, the wheel."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import hedging
from benchmarks.material import ROOT
from hedging.evaluate.speed import peak_memory
from hedging.options import DEFAULT_DEPTH

MEGABYTE = 1_000_000
_SECONDS = 3
_SELF = [sys.executable, "-m", "benchmarks.processes"]


def main(argv: Sequence[str] | None = None) -> int:
    """Do the work of a process: `worker PATH SECONDS DEPTH` or `pipe`."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["pipe"]:
        return _pipe()
    articles = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    return _worker(articles, float(arguments[2]), arguments[3])


def one_and_two(articles: list[str], turns: int = 3) -> dict[str, Any]:
    """Sentences a second of one process and of two at once, measured in turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.json"
        path.write_text(json.dumps(articles), encoding="utf-8")
        paces = [(together(path, 1), together(path, 2)) for _ in range(turns)]
    one, two = (max(column) for column in zip(*paces, strict=True))
    ratios = [b / a for a, b in paces]
    return {"one": one, "two": two, "ratio": max(ratios), "ratios": ratios}


def together(
    path: Path, count: int, seconds: float = _SECONDS, *, depth: str = DEFAULT_DEPTH
) -> float:
    """Sentences a second of so many processes that start at one time on the texts of a file."""
    command = [*_SELF, "worker", str(path), str(seconds), depth]
    workers = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(count)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return sum(float(worker.communicate()[0]) for worker in workers)


def _worker(articles: list[str], limit: float, depth: str) -> int:
    detector = hedging.load(depth=depth)
    detector.detect_batch(articles)
    print("ready", flush=True)
    sys.stdin.readline()
    sentences = 0
    start = time.perf_counter()
    while time.perf_counter() - start < limit:
        sentences += len(detector.detect_batch(articles).sentence_score)
    print(sentences / (time.perf_counter() - start))
    return 0


def through_pipe(articles: list[str], megabytes: int) -> dict[str, float]:
    """Peak memory and pace of a process that scores so many megabytes of JSON lines from a pipe."""
    child = subprocess.Popen(
        [*_SELF, "pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert child.stdin is not None
    assert child.stdout is not None
    lines = [json.dumps({"text": text}, ensure_ascii=False).encode() + b"\n" for text in articles]
    written = 0
    for line in cycle(lines):
        child.stdin.write(line)
        written += len(line)
        if written > megabytes * MEGABYTE:
            break
    child.stdin.close()
    figures: dict[str, float] = json.loads(child.stdout.read())
    child.wait()
    return {"megabytes": written / MEGABYTE, **figures}


def _pipe() -> int:
    def texts() -> Iterator[str]:
        for line in sys.stdin.buffer:
            yield json.loads(line)["text"]

    start = time.perf_counter()
    documents = sentences = 0
    for batch in hedging.load().detect_stream(texts()):
        documents += len(batch)
        sentences += len(batch.sentence_score)
    seconds = time.perf_counter() - start
    figures = {"documents": documents, "sentences": sentences, "seconds": seconds}
    print(json.dumps(figures | {"peak_megabytes": peak_memory()}))
    return 0


def wheel_megabytes() -> float | None:
    """Size of the wheel; None where it cannot be built."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        command = [*pip, "--wheel-dir", folder, str(ROOT)]
        if subprocess.run(command, check=False).returncode:
            print("the wheel could not be built: its size is left out", file=sys.stderr)
            return None
        return sum(path.stat().st_size for path in Path(folder).glob("*.whl")) / MEGABYTE


if __name__ == "__main__":
    sys.exit(main())
