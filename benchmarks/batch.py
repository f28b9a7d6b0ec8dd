"""A million documents through `hedging batch`, and some through Arrow and Spark, beside bare `detect_batch` on the same cores.

    batch.py [--documents 1000000] [--output benchmarks/results/batch.json]

The documents are made here, 3,000 characters each, from the sentences of the articles in seeds/. Paces of the bare function
and of the rest are taken in one run. Memory is that of all the processes together, as Linux shares it out among them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from throughput import cpu, news, rounded, together

import hedging
from hedging.evaluate.metrics import about
from hedging.evaluate.speed import best

SIZE = 3000
POOL = 5000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--documents", type=int, default=1_000_000, help="how many (default 1,000,000)"
    )
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    result: dict[str, Any] = about() | {"cpu": cpu(), "cores": cores, "characters": SIZE}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = articles()
        source = written(folder / "documents.jsonl", texts, options.documents)
        sample = folder / "sample.json"
        sample.write_text(json.dumps(texts), encoding="utf-8")
        per_sentence = len(texts) / len(hedging.detect_batch(texts).sentence_score)
        bare = [together(sample, cores) * per_sentence]
        result["batch"] = command(source, folder / "scores.csv", options.documents, cores)
        bare.append(together(sample, cores) * per_sentence)
        result["detect_batch_documents_per_second"] = max(bare)
        result["batch"]["share_of_detect_batch"] = result["batch"]["documents_per_second"] / max(
            bare
        )
        result["arrow"] = through_arrow(texts)
        result["spark"] = through_spark(folder, texts, cores) | {
            "detect_batch_documents_per_second": together(sample, cores) * per_sentence
        }
        result["spark"]["share_of_detect_batch"] = (
            result["spark"]["documents_per_second"]
            / result["spark"]["detect_batch_documents_per_second"]
        )
    print(json.dumps(rounded(result), indent=1))
    if options.output:
        options.output.write_text(json.dumps(rounded(result), indent=1) + "\n", encoding="utf-8")
    return 0


def articles() -> list[str]:
    """Texts of sentences drawn at random, always the same."""
    sentences = [sentence.text for sentence in hedging.detect(news(None)).sentences]
    chance = random.Random(0)
    made = []
    for _ in range(POOL):
        parts: list[str] = []
        while sum(map(len, parts)) + len(parts) < SIZE:
            parts.append(chance.choice(sentences))
        made.append(" ".join(parts)[:SIZE])
    return made


def written(path: Path, texts: list[str], count: int) -> Path:
    ready = [json.dumps({"text": text, "id": "0000000"}, ensure_ascii=False) for text in texts]
    with path.open("w", encoding="utf-8") as stream:
        for number, line in enumerate(islice(cycle(ready), count)):
            stream.write(f"{line[:-9]}{number:07d}{line[-2:]}\n")
    return path


def command(source: Path, target: Path, count: int, workers: int) -> dict[str, float]:
    """The command on the documents, with the memory that it and its workers held at once."""
    call = [
        sys.executable,
        "-m",
        "hedging",
        "batch",
        str(source),
        "-o",
        str(target),
        "--workers",
        str(workers),
        "--id-field",
        "id",
    ]
    start = time.perf_counter()
    child = subprocess.Popen(call, stderr=subprocess.DEVNULL)
    watch = Watch(child.pid)
    watch.start()
    code = child.wait()
    seconds = time.perf_counter() - start
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
        "peak_megabytes": watch.peak / 1e6,
    }


class Watch(threading.Thread):
    """The greatest memory of a process and its children together, looked up once a second, since the look itself costs time."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.psutil = import_module("psutil")
        self.process = self.psutil.Process(pid)
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(1):
            self.peak = max(self.peak, sum(self.held()))

    def held(self) -> Iterator[int]:
        try:
            for one in [self.process, *self.process.children(recursive=True)]:
                full = one.memory_full_info()
                yield getattr(full, "pss", full.rss)
        except self.psutil.Error:
            return


def through_arrow(texts: list[str]) -> dict[str, float]:
    """One process: record batches of 1,000 documents against the bare function, in turns."""
    arrow = import_module("pyarrow")
    scorer = import_module("hedging.integrations.arrow").Scorer()
    batches = arrow.table({"text": texts}).to_batches(max_chunksize=1000)
    detector = hedging.load()

    def bare() -> None:
        for begin in range(0, len(texts), 1000):
            detector.detect_batch(texts[begin : begin + 1000])

    turns = [(best(lambda: list(scorer.stream(batches)), 1), best(bare, 1)) for _ in range(7)]
    ours, other = (min(times) for times in zip(*turns, strict=True))
    return {
        "documents_per_second": len(texts) / ours,
        "detect_batch_documents_per_second": len(texts) / other,
        "share_of_detect_batch": other / ours,
    }


def through_spark(folder: Path, texts: list[str], cores: int) -> dict[str, float]:
    """Spark in local mode on a Parquet file: from the file to a file, after a first job that starts the workers."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    sql = import_module("pyspark.sql")
    adaptor = import_module("hedging.integrations.spark")
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    documents = texts * 20
    table = arrow.table({"n": list(range(len(documents))), "text": documents})
    parquet.write_table(
        table, folder / "documents.parquet", row_group_size=len(documents) // (4 * cores)
    )
    session = (
        sql.SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.files.maxPartitionBytes", "2m")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 1000)
        .config("spark.driver.memory", "2g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    frame = session.read.parquet(str(folder / "documents.parquet"))

    def job(frame: Any, name: str) -> None:
        adaptor.score(frame, keep=["n"]).write.parquet(str(folder / name))

    job(frame.limit(2000), "first")
    start = time.perf_counter()
    job(frame, "scored")
    seconds = time.perf_counter() - start
    found = session.read.parquet(str(folder / "scored")).count()
    session.stop()
    if found != len(documents):
        raise SystemExit(f"Spark wrote {found} rows for {len(documents)} documents")
    return {
        "documents": len(documents),
        "seconds": seconds,
        "documents_per_second": len(documents) / seconds,
    }


if __name__ == "__main__":
    sys.exit(main())
