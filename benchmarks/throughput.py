"""How fast the library is, how much memory it takes, and how time grows with the text.

    python -m benchmarks.throughput [--corpora PATH]   everything, on Wikinews or on seeds/articles
    python -m benchmarks.throughput --quick            fewer repeats; no gigabyte, no wheel

Other programs share most machines. Two figures that are compared are measured in turns and in one
run; a pace is the best of several runs; latencies are all kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

import hedging
from benchmarks.command import parser_of
from benchmarks.growth import batch_size, hard_texts, text_length
from benchmarks.material import news
from benchmarks.output import cpu, rounded, write_json
from benchmarks.processes import one_and_two, through_pipe, wheel_megabytes
from benchmarks.stages import measure_stages
from hedging.evaluate.environment import environment
from hedging.evaluate.speed import (
    PERCENTILES,
    best,
    cold_load,
    latencies,
    pace,
    slowest,
    startup,
)
from training.material import SEEDS

ARTICLE_SIZE = 3000
ARTICLES = 700


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = parser_of(__doc__, corpora=True, quick="in about half a minute")
    options = parser.parse_args(argv)
    row = measure_all(options.corpora, quick=options.quick)
    print("\n".join(lines(row)))
    write_json(options.output / "throughput.json", rounded(row))
    return 0


def measure_all(corpora: Path | None, *, quick: bool) -> dict[str, Any]:
    """All figures; `quick` takes fewer and shorter texts."""
    text = news(corpora)
    articles = articles_of(text)[: 100 if quick else None]
    # Cues alone: `benchmarks.confidence` measures the pace of all that goes beyond them.
    detector = hedging.load(depth="cues")
    starts = 3 if quick else 9
    row: dict[str, Any] = environment() | {"cpu": cpu()}
    row["articles"] = "wikinews" if corpora else "seeds"
    row["batch"] = measure_batch(detector, articles)
    row["stages"] = measure_stages(detector, articles)
    row["processes"] = one_and_two(articles, turns=1 if quick else 3)
    row["article"] = one_by_one(detector, articles)
    row["startup_ms"] = startup_ms(starts)
    row["text_length"] = text_length(detector, text, 100_000 if quick else 10_000_000)
    row["batch_size"] = batch_size(detector, articles)
    row["adversarial"] = hard_texts(detector, 30_000 if quick else 1_000_000)
    if not quick:
        row["pipe"] = through_pipe(articles, 1000)
        row["wheel_megabytes"] = wheel_megabytes()
    return row


def articles_of(text: str) -> list[str]:
    """Articles of one size, cut from a text, which overlap if the text is short."""
    step = ARTICLE_SIZE if len(text) > ARTICLES * ARTICLE_SIZE // 4 else 600
    starts = range(0, len(text) - ARTICLE_SIZE, step)
    articles = (text[start : start + ARTICLE_SIZE] for start in starts)
    return list(islice(cycle(articles), ARTICLES))


def startup_ms(repeats: int) -> dict[str, float]:
    """Milliseconds from a bare interpreter to an import and to an answer."""
    answer = "import hedging; hedging.detect('It may rain.')"
    seconds = {
        "import hedging": startup("import hedging", repeats=repeats),
        "import everything that detect needs": startup("import hedging.detector", repeats=repeats),
        "cold load of the model": cold_load(repeats=repeats),
        "import and first answer": startup(answer, repeats=repeats),
    }
    return {name: 1000 * value for name, value in seconds.items()}


def measure_batch(detector: hedging.Detector, articles: list[str]) -> dict[str, Any]:
    """The pace on articles in a batch, against the least work that any program would have to do.

    That is to cut the same text by a regular expression, and one pass of an automaton over it.
    """
    split = _boundary_pass(articles)
    passes = _automaton_passes(articles)
    split_seconds = float("inf")
    pass_seconds = dict.fromkeys(passes, float("inf"))
    paces = []
    for _ in range(5):
        paces.append(pace(detector, articles, repeats=2))
        split_seconds = min(split_seconds, best(split, 2))
        for name, call in passes.items():
            pass_seconds[name] = min(pass_seconds[name], best(call, 2))
    fastest = max(paces, key=lambda measured: measured["sentences_per_second"])
    return {
        **fastest,
        "spread_sentences_per_second": [measured["sentences_per_second"] for measured in paces],
        "bare_split_seconds": split_seconds,
        "bare_automaton_seconds": pass_seconds,
        "share_of_bare_speed": {
            name: (split_seconds + seconds) / fastest["seconds"]
            for name, seconds in pass_seconds.items()
        },
    }


def _boundary_pass(articles: list[str]) -> Callable[[], object]:
    pattern = re.compile(r"""[.!?]["')\]]*\s+(?=["'(\[]?[A-Z0-9])|\n+""")
    return lambda: [[match.end() for match in pattern.finditer(text)] for text in articles]


def _automaton_passes(articles: list[str]) -> dict[str, Callable[[], object]]:
    """A pass of an Aho-Corasick automaton with the cues of `seeds/cues.tsv`, by library."""
    table = (SEEDS / "cues.tsv").read_text(encoding="utf-8").splitlines()
    entries = {line.split("\t")[0] for line in table if line and not line.startswith("#")}
    cues = sorted({entry.removesuffix(" ...").lower() for entry in entries})
    passes: dict[str, Callable[[], object]] = {}
    try:
        automaton = import_module("ahocorasick").Automaton()
        for number, cue in enumerate(cues):
            automaton.add_word(cue, number)
        automaton.make_automaton()
        passes["pyahocorasick"] = lambda: [list(automaton.iter(text.lower())) for text in articles]
    except ImportError:
        print("no pyahocorasick here: its pass is left out", file=sys.stderr)
    try:
        compiled = import_module("ahocorasick_rs").AhoCorasick(cues)
        passes["ahocorasick_rs"] = lambda: [
            compiled.find_matches_as_indexes(text.lower(), overlapping=True) for text in articles
        ]
    except ImportError:
        print("no ahocorasick-rs here: its pass is left out", file=sys.stderr)
    return passes


def one_by_one(detector: hedging.Detector, articles: list[str]) -> dict[str, Any]:
    """Percentiles of the latencies, and the articles that take longest."""
    seconds = latencies(detector, articles, repeats=5)
    return {
        **{f"p{p}_ms": 1000 * float(np.percentile(seconds, p)) for p in PERCENTILES},
        "slowest": [
            {
                "article": number,
                "median_ms": 1000 * median_seconds,
                "starts": " ".join(articles[number].split()[:3]),
            }
            for number, median_seconds in slowest(seconds)
        ],
    }


def lines(row: dict[str, Any]) -> Iterator[str]:
    """The figures as lines for people."""
    batch, article = row["batch"], row["article"]
    numpy = row["versions"]["numpy"]
    yield f"{row['machine']}, {row['cpu']}, Python {row['python']}, numpy {numpy}, {row['date']}"
    yield (
        f"\n{batch['documents']} articles of {ARTICLE_SIZE} characters ({row['articles']}), "
        f"{batch['sentences']} sentences"
    )
    yield (
        f"{'one core, in a batch':<44}{batch['sentences_per_second']:>12,.0f} sentences/s "
        f"{batch['megabytes_per_second']:>7.1f} MB/s"
    )
    for name, share in batch["share_of_bare_speed"].items():
        yield f"{f'  share of bare boundaries + {name}':<44}{share:>12.0%}"
    two = row["processes"]
    yield f"{'two processes':<44}{two['two']:>12,.0f} sentences/s {two['ratio']:>7.2f} x one"
    percentiles = "".join(f"{article[f'p{p}_ms']:>8.2f} ms" for p in PERCENTILES)
    yield f"{'one article: p50, p95, p99':<44}{percentiles}"
    for name, ms in row["startup_ms"].items():
        yield f"{name:<44}{ms:>12.1f} ms"
    if "pipe" in row:
        yield f"{'peak memory, 1 GB from a pipe':<44}{row['pipe']['peak_megabytes']:>12.0f} MB"
        yield f"{'wheel':<44}{row['wheel_megabytes'] or float('nan'):>12.2f} MB"
    yield from _growth_lines(row)


def _growth_lines(row: dict[str, Any]) -> Iterator[str]:
    yield f"\n{'stage':<44}{'batch':>12}{'one article':>14}"
    for stage, share in row["stages"]["batch"].items():
        yield f"{stage:<44}{share:>12.1%}{row['stages']['one article'][stage]:>14.1%}"
    yield f"\n{'one document of so many characters':<44}{'ms':>12}{'x a tenth':>14}"
    for length in row["text_length"]:
        ms, ratio = length["ms"], length["times_a_tenth"]
        yield f"{length['characters']:<44,}{ms:>12.2f}{ratio:>14.2f}"
    yield f"\n{'articles in a batch':<44}{'sentences/s':>12}"
    for size in row["batch_size"]:
        yield f"{size['articles']:<44,}{size['sentences_per_second']:>12,.0f}"
    yield f"\n{'hard texts':<44}{'ms':>12}{'x a tenth':>14}"
    for name, hard in row["adversarial"].items():
        yield f"{name:<44}{hard['ms']:>12.1f}{hard['times_a_tenth']:>14.2f}"
    yield "\nslowest articles"
    for slow in row["article"]["slowest"]:
        yield f"{slow['article']:>5}  {slow['median_ms']:.2f} ms"


if __name__ == "__main__":
    sys.exit(main())
