"""The core in Node, beside both ways of Python: its pace, how soon it answers, and its size.

    python -m benchmarks.javascript [--corpora PATH]

It needs Node, and clang with wasm-ld of LLVM. All three ways score the same articles in one run and
in turns, and the best counts. Node makes an object of every cue; Python is measured with columns
alone, and with its objects.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import hedging
from benchmarks.command import parser_of
from benchmarks.material import ROOT, news
from benchmarks.output import cpu, rounded, write_json
from benchmarks.throughput import articles_of
from hedging.detector import forced_detector
from hedging.evaluate.environment import environment
from hedging.evaluate.speed import best
from hedging.extension import kernel_name

FILES = ("core.wasm", "model.bin.gz")
# Turns of each way, and calls in a turn.
TURNS, CALLS = 5, 5


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = parser_of(__doc__, corpora=True, quick="fewer turns")
    options = parser.parse_args(argv)
    articles = articles_of(news(options.corpora))
    row: dict[str, Any] = environment() | {"cpu": cpu()}
    row["articles"] = "wikinews" if options.corpora else "seeds"
    row |= measure(articles, 1 if options.quick else TURNS)
    print("\n".join(lines(row)))
    write_json(options.output / "javascript.json", rounded(row))
    return 0


def measure(articles: Sequence[str], turns: int) -> dict[str, Any]:
    """Sizes, and sentences a second in each way; the ways take turns."""
    ways = python_ways(articles)
    seconds: dict[str, list[float]] = {name: [] for name in ("node", *ways)}
    node = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        build = [sys.executable, str(ROOT / "js" / "build.py"), "--out", str(folder)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        texts = folder / "texts.json"
        texts.write_text(json.dumps(articles), encoding="utf-8")
        files = [folder / name for name in FILES]
        program = ROOT / "benchmarks" / "javascript.mjs"
        command = ["node", *map(str, (program, texts, *files, CALLS))]
        for _ in range(turns):
            said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            node.append(json.loads(said))
            seconds["node"].append(node[-1]["batch"])
            for name, call in ways.items():
                seconds[name].append(best(call, CALLS))
        sizes = {path.name: path.stat().st_size for path in files}
    sentences = len(hedging.load(depth="cues").detect_batch(articles).sentence_score)
    if node[0]["sentences"] != sentences:
        raise SystemExit(f"Node finds {node[0]['sentences']} sentences, Python {sentences}")
    return {
        "bytes": sizes,
        "load_ms": 1000 * min(turn["loaded"] for turn in node),
        "first_ms": 1000 * min(turn["first"] for turn in node),
        "article_ms": 1000 * min(turn["article"] for turn in node),
        "sentences_per_second": {name: sentences / min(own) for name, own in seconds.items()},
    }


def python_ways(articles: Sequence[str]) -> dict[str, Callable[[], object]]:
    """The calls of each way of Python, with columns and with an object for each cue."""
    ways: dict[str, Callable[[], object]] = {}
    for pure in (False, True):
        if not pure and kernel_name() == "pure":
            continue
        detector = forced_detector(hedging.load(depth="cues"), pure=pure)
        name = "pure" if pure else "compiled"
        ways[name] = partial(detector.detect_batch, articles)
        ways[f"{name}_objects"] = partial(as_objects, detector, articles)
    return ways


def as_objects(detector: hedging.Detector, articles: Sequence[str]) -> list[hedging.Report]:
    """The reports of all articles, with an object for each sentence and each cue."""
    return list(detector.detect_batch(articles))


def lines(row: dict[str, Any]) -> list[str]:
    """The figures for people."""
    paces = (f"{name}  {pace:,.0f}" for name, pace in row["sentences_per_second"].items())
    sizes = (f"{name}  {size:,} bytes" for name, size in row["bytes"].items())
    times = (f"{name}  {row[name]:.1f}" for name in ("load_ms", "first_ms", "article_ms"))
    return ["sentences a second", *paces, *times, *sizes]


if __name__ == "__main__":
    sys.exit(main())
