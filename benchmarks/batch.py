"""The pace of `hedging batch`, Arrow and Spark on many documents, against bare `detect_batch`.

    python -m benchmarks.batch [--documents 1000000]

The documents are put together here, 3,000 characters each, from the sentences of the articles in
seeds/. The bare function and the others are measured in one run. The command is measured with each
depth, and so is its work beside scoring, in processor time: that does not depend on how fast texts
are scored, nor on how busy the machine is otherwise. The memory is that of all
processes together; Linux divides shared memory among them. Without pyarrow or pyspark, that part is
left out.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hedging
from benchmarks.command import parser_of
from benchmarks.material import ROOT, news
from benchmarks.output import cpu, rounded, write_json
from benchmarks.processes import together
from hedging.batch import Batch
from hedging.detector import Detector
from hedging.evaluate.environment import environment
from hedging.evaluate.speed import best
from hedging.jobs.job import Job
from hedging.jobs.records import Fields
from hedging.jobs.run import run
from hedging.options import DEFAULT_DEPTH

CHARACTERS = 3000
DIFFERENT = 5000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = parser_of(__doc__, quick="3,000 documents, and no Spark")
    parser.add_argument(
        "--documents", type=int, default=1_000_000, help="how many (default 1,000,000)"
    )
    options = parser.parse_args(argv)
    row = measure_all(3000 if options.quick else options.documents, quick=options.quick)
    print(json.dumps(rounded(row), indent=1))
    write_json(options.output / "batch.json", rounded(row))
    return 0


def measure_all(count: int, *, quick: bool) -> dict[str, Any]:
    """All figures, on so many documents; `quick` leaves Spark out and takes shorter turns."""
    cores = os.cpu_count() or 1
    row: dict[str, Any] = environment()
    row |= {"cpu": cpu(), "cores": cores, "characters": CHARACTERS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = make_articles(min(DIFFERENT, count // 5))
        source = write_documents(folder / "documents.jsonl", texts, count)
        sample = folder / "sample.json"
        sample.write_text(json.dumps(texts), encoding="utf-8")
        documents_per_sentence = len(texts) / len(hedging.detect_batch(texts).sentence_score)

        def bare_pace(depth: str = DEFAULT_DEPTH) -> float:
            seconds = 1 if quick else 3
            return together(sample, cores, seconds, depth=depth) * documents_per_sentence

        for name, depth in {"batch": DEFAULT_DEPTH, "batch_cues": "cues"}.items():
            before = bare_pace(depth)
            job = run_command(source, folder / f"{name}.csv", count, cores, depth)
            bare = max(before, bare_pace(depth))
            job["depth"] = depth
            job["detect_batch_documents_per_second"] = bare
            job["share_of_detect_batch"] = job["documents_per_second"] / bare
            row[name] = job
        few = write_documents(folder / "few.jsonl", texts, min(count, 20_000))
        row["beside_scoring_microseconds"] = beside_scoring(few, folder / "unscored.csv")
        if find_spec("pyarrow"):
            row["arrow"] = through_arrow(texts)
        if not quick and find_spec("pyspark") and find_spec("pyarrow"):
            spark = through_spark(folder, texts, cores)
            bare = bare_pace()
            spark["detect_batch_documents_per_second"] = bare
            spark["share_of_detect_batch"] = spark["documents_per_second"] / bare
            row["spark"] = spark
    return row


def make_articles(count: int) -> list[str]:
    """Texts of sentences that are drawn at random, always the same."""
    sentences = [sentence.text for sentence in hedging.detect(news(None)).sentences]
    chance = random.Random(0)
    articles = []
    for _ in range(count):
        parts: list[str] = []
        while sum(map(len, parts)) + len(parts) < CHARACTERS:
            parts.append(chance.choice(sentences))
        articles.append(" ".join(parts)[:CHARACTERS])
    return articles


def write_documents(path: Path, texts: list[str], count: int) -> Path:
    """Write so many JSON lines, each with a text and an id of seven digits."""
    ready = [json.dumps({"text": text, "id": "0000000"}, ensure_ascii=False) for text in texts]
    with path.open("w", encoding="utf-8") as stream:
        for number, line in enumerate(islice(cycle(ready), count)):
            stream.write(f"{line[:-9]}{number:07d}{line[-2:]}\n")
    return path


def run_command(source: Path, target: Path, count: int, workers: int, depth: str) -> dict[str, Any]:
    """Pace of the command, and the peak memory of it and its workers together."""
    batch = [sys.executable, "-m", "hedging", "batch", str(source), "-o", str(target)]
    start = time.perf_counter()
    child = subprocess.Popen(
        [*batch, "--workers", str(workers), "--id-field", "id", "--depth", depth],
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    watch = Watch(child.pid) if find_spec("psutil") else None
    if watch:
        watch.start()
    code = child.wait()
    seconds = time.perf_counter() - start
    if watch:
        watch.ended.set()
        watch.join()
    with target.open(encoding="utf-8") as stream:
        lines = sum(1 for _ in stream)
    if code or lines != count + 1:
        raise SystemExit(f"the command ended with {code} and wrote {lines} lines")
    return {
        "documents": count,
        "megabytes": source.stat().st_size / 1e6,
        "seconds": seconds,
        "documents_per_second": count / seconds,
        "peak_megabytes": watch.peak / 1e6 if watch else None,
    }


def beside_scoring(source: Path, target: Path, turns: int = 3) -> float:
    """Processor time of a job for each document in one process, without scoring: the least.

    In place of its scores, each batch of documents gets those of an earlier one of its size.
    """
    score = Detector.detect_batch
    batches: dict[int, Batch] = {}

    def earlier(self: Detector, texts: Sequence[str]) -> Batch:
        if len(texts) not in batches:
            batches[len(texts)] = score(self, texts)
        return batches[len(texts)]

    job = Job((str(source),), str(target), fields=Fields(id="id"))
    seconds = []
    with patch.object(Detector, "detect_batch", earlier):
        for _ in range(turns + 1):
            start = time.process_time()
            documents = run(job, overwrite=True).documents
            seconds.append((time.process_time() - start) / documents)
    # The first turn scores.
    return 1e6 * min(seconds[1:])


class Watch(threading.Thread):
    """Takes the peak memory of a process and its children together.

    It measures once a second, because each measurement costs time.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.psutil = import_module("psutil")
        self.process = self.psutil.Process(pid)
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Measure until the process has ended."""
        while not self.ended.wait(1):
            self.peak = max(self.peak, sum(self._memory()))

    def _memory(self) -> Iterator[int]:
        try:
            for process in [self.process, *self.process.children(recursive=True)]:
                memory = process.memory_full_info()
                yield getattr(memory, "pss", memory.rss)
        except self.psutil.Error:
            return


def through_arrow(texts: list[str]) -> dict[str, float]:
    """One process: record batches of 1,000 documents and the bare function, in turns."""
    arrow = import_module("pyarrow")
    scorer = import_module("hedging.integrations.arrow").Scorer()
    batches = arrow.table({"text": texts}).to_batches(max_chunksize=1000)
    detector = hedging.load()

    def with_arrow() -> None:
        for _ in scorer.stream(batches):
            pass

    def bare() -> None:
        for begin in range(0, len(texts), 1000):
            detector.detect_batch(texts[begin : begin + 1000])

    turns = [(best(with_arrow, 1), best(bare, 1)) for _ in range(7)]
    arrow_seconds, bare_seconds = (min(times) for times in zip(*turns, strict=True))
    return {
        "documents_per_second": len(texts) / arrow_seconds,
        "detect_batch_documents_per_second": len(texts) / bare_seconds,
        "share_of_detect_batch": bare_seconds / arrow_seconds,
    }


def through_spark(folder: Path, texts: list[str], cores: int) -> dict[str, Any]:
    """Spark in local mode, from a Parquet file to Parquet files.

    A first job starts the workers and is not counted.
    """
    os.environ["PYSPARK_PYTHON"] = sys.executable
    sql = import_module("pyspark.sql")
    frames = import_module("hedging.integrations.frames")
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    documents = texts * 20
    table = arrow.table({"n": list(range(len(documents))), "text": documents})
    source = folder / "documents.parquet"
    parquet.write_table(table, source, row_group_size=len(documents) // (4 * cores))
    session = (
        sql.SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.files.maxPartitionBytes", "2m")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 1000)
        .config("spark.driver.memory", "2g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    frame = session.read.parquet(str(source))

    def job(frame: Any, name: str) -> None:
        frames.score_frame(frame, keep=["n"]).write.parquet(str(folder / name))

    job(frame.limit(2000), "first")
    start = time.perf_counter()
    job(frame, "scored")
    seconds = time.perf_counter() - start
    scored = session.read.parquet(str(folder / "scored")).count()
    session.stop()
    if scored != len(documents):
        raise SystemExit(f"Spark wrote {scored} rows for {len(documents)} documents")
    return {
        "documents": len(documents),
        "seconds": seconds,
        "documents_per_second": len(documents) / seconds,
    }


if __name__ == "__main__":
    sys.exit(main())
