"""Texts → how long the library takes to import, to load, to score one article and to score many.

The texts are the articles in `seeds/`, repeated, so that anybody can run it; other programs share most machines, so compare
figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import hedging
from hedging.corpora.jsonlines import rows
from hedging.evaluation import about

ARTICLES = Path(__file__).parent.parent / "seeds" / "articles"
SIZE = 3000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    text = "\n".join(row["text"] for path in sorted(ARTICLES.glob("*.jsonl")) for row in rows(path, ("text",)))
    articles = [text[start : start + SIZE] for start in range(0, len(text) - SIZE, 600)]
    figures = {
        "import_ms": child("import hedging"),
        "import_and_first_answer_ms": child("import hedging; hedging.detect('It may rain.')"),
        **one_article(articles),
        **many(articles),
    }
    for name, value in figures.items():
        print(f"{name:<32}{value:>12,.2f}")
    if options.output:
        options.output.write_text(json.dumps(about() | {"figures": figures}, indent=1) + "\n", encoding="utf-8")
    return 0


def child(code: str) -> float:
    """Milliseconds that a new interpreter needs for the code beyond what it needs for nothing; median of nine."""

    def run(what: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", what], check=True)
        return time.perf_counter() - start

    return 1000 * float(np.median([run(code) - run("pass") for _ in range(9)]))


def one_article(articles: list[str]) -> dict[str, float]:
    """Median and 99th percentile of scoring one article of 3,000 characters, warm."""
    detector = hedging.load()
    times = []
    for k in range(300):
        start = time.perf_counter()
        detector.detect(articles[k % len(articles)])
        times.append(1000 * (time.perf_counter() - start))
    return {"article_p50_ms": float(np.median(times[20:])), "article_p99_ms": float(np.percentile(times[20:], 99))}


def many(articles: list[str]) -> dict[str, float]:
    """Sentences and megabytes a second in a batch, one process; best of five."""
    batch = [articles[k % len(articles)] for k in range(700)]
    best = float("inf")
    sentences = 0
    for _ in range(5):
        start = time.perf_counter()
        sentences = len(hedging.detect_batch(batch).sentence_score)
        best = min(best, time.perf_counter() - start)
    return {"sentences_per_second": sentences / best, "megabytes_per_second": sum(map(len, batch)) / best / 1e6}


if __name__ == "__main__":
    sys.exit(main())
