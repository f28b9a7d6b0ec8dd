"""How fast the library is, how much memory it takes, and how both grow: one table, one JSON.

    throughput.py [--corpora PATH]      all of it; with PATH, on the news articles there, else on those in seeds/
    throughput.py --quick               without the gigabyte through a pipe and the wheel

Other programs share most machines. What is compared is measured in turns and in one run; a pace is the best of several
times, of the latencies all are kept.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

import hedging
from hedging.corpora.jsonlines import rows
from hedging.evaluate.metrics import about
from hedging.evaluate.speed import (
    PERCENTILES,
    best,
    cold_load,
    latencies,
    pace,
    peak_memory,
    startup,
)

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "throughput.json"
SIZE = 3000
BATCH = 700
MEGABYTE = 1_000_000

#: Stages of the way through the library: the functions that make each, as module or class and name.
STAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "tokens and their ids": (("hedging.pipeline", "tokenize"),),
    "line structure": (
        ("hedging.text.sentences", "lay_out_lines"),
        ("hedging.text.sentences", "candidate_gaps"),
    ),
    "sentence boundaries": (("hedging.text.sentences", "gap_features"),),
    "candidates for cues": (("hedging.model.lexicon.Finder", "find"),),
    "features of candidates": (("hedging.pipeline", "cue_features"),),
    "weights": (("hedging.text.weights.Weights", "__call__"),),
    "overlaps and kinds": (
        ("hedging.model.scoring", "best_of_overlaps"),
        ("hedging.pipeline", "_kind_probabilities"),
    ),
}

#: Texts that a careless program is slow on, made to so many characters.
ADVERSARIAL: dict[str, Callable[[int], str]] = {
    "one endless sentence": lambda n: repeated("the wind rose and the boats came in, ", n),
    "only full stops": lambda n: "." * n,
    "only candidates": lambda n: repeated("may ", n),
    "candidates that overlap": lambda n: repeated("it is not clear that some of the many ", n),
    "only emoji": lambda n: "\N{SLIGHTLY SMILING FACE}" * n,
    "no space": lambda n: "a" * n,
    "a line a letter": lambda n: repeated("a\n", n),
    "only quotation marks": lambda n: repeated('" ', n),
    "only reference numbers": lambda n: repeated("[17] ", n),
    "20,000 different characters": lambda n: "".join(
        islice(cycle(map(chr, range(0x4E00, 0x4E00 + 20_000))), n)
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, help="folder of the corpora, for its news articles")
    parser.add_argument(
        "--quick", action="store_true", help="leave out the gigabyte through a pipe and the wheel"
    )
    parser.add_argument(
        "--output", type=Path, help=f"write the figures as JSON, for example to {RESULT.name}"
    )
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pipe", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return worker(json.loads(options.worker.read_text(encoding="utf-8")))
    if options.pipe:
        return pipe()
    text = news(options.corpora)
    articles = [
        text[start : start + SIZE]
        for start in range(0, len(text) - SIZE, SIZE if len(text) > BATCH * SIZE // 4 else 600)
    ]
    articles = list(islice(cycle(articles), BATCH))
    detector = hedging.load()
    result: dict[str, Any] = about() | {
        "cpu": cpu(),
        "articles": "wikinews" if options.corpora else "seeds",
    }
    result["batch"] = batch(detector, articles)
    result["stages"] = stages(detector, articles)
    result["processes"] = processes(articles)
    result["article"] = one_by_one(detector, articles)
    result["startup_ms"] = {
        "import hedging": 1000 * startup("import hedging", repeats=9),
        "import everything that detect needs": 1000 * startup("import hedging.detector", repeats=9),
        "cold load of the model": 1000 * cold_load(repeats=9),
        "import and first answer": 1000
        * startup("import hedging; hedging.detect('It may rain.')", repeats=9),
    }
    result["text_length"] = text_length(detector, text)
    result["batch_size"] = batch_size(detector, articles)
    result["adversarial"] = adversarial(detector)
    if not options.quick:
        result["pipe"] = through_pipe(articles, 1000)
        result["wheel_megabytes"] = wheel()
    print("\n".join(page(result)))
    if options.output:
        options.output.write_text(json.dumps(rounded(result), indent=1) + "\n", encoding="utf-8")
    return 0


def news(corpora: Path | None) -> str:
    """News articles as one text."""
    files = sorted(
        (corpora / "wikinews").glob("*.jsonl")
        if corpora
        else (ROOT / "seeds" / "articles").glob("*.jsonl")
    )
    return "\n\n".join(row["text"] for path in files for row in rows(path, ("text",)))


def repeated(piece: str, n: int) -> str:
    return (piece * (n // len(piece) + 1))[:n]


def cpu() -> str:
    """The processor's name, where the system says it."""
    info = Path("/proc/cpuinfo")
    found = (
        re.search(r"model name\s*: (.*)", info.read_text(encoding="utf-8"))
        if info.exists()
        else None
    )
    return found.group(1) if found else "unknown"


# --- a batch, its stages, two processes ---------------------------------------------------------------------------------


def batch(detector: hedging.Detector, articles: list[str]) -> dict[str, Any]:
    """The pace on articles in a batch, beside the bare cost of cutting the same text and of one pass of an automaton over it."""
    bare = {"regular expression for boundaries": boundaries(articles), **automata(articles)}
    times = {name: float("inf") for name in bare}
    paces = []
    for _ in range(5):
        paces.append(pace(detector, articles, repeats=2))
        for name, call in bare.items():
            times[name] = min(times[name], best(call, 2))
    ours = max(paces, key=lambda one: one.sentences_per_second)
    split = times.pop("regular expression for boundaries")
    return {
        "documents": ours.documents,
        "sentences": ours.sentences,
        "megabytes": ours.megabytes,
        "sentences_per_second": ours.sentences_per_second,
        "megabytes_per_second": ours.megabytes_per_second,
        "spread_sentences_per_second": [one.sentences_per_second for one in paces],
        "bare_split_seconds": split,
        "bare_automaton_seconds": times,
        "share_of_bare_speed": {
            name: (split + seconds) / ours.seconds for name, seconds in times.items()
        },
    }


def boundaries(articles: list[str]) -> Callable[[], object]:
    pattern = re.compile(r"""[.!?]["')\]]*\s+(?=["'(\[]?[A-Z0-9])|\n+""")
    return lambda: [[match.end() for match in pattern.finditer(text)] for text in articles]


def automata(articles: list[str]) -> dict[str, Callable[[], object]]:
    """Passes of Aho-Corasick automata with the cues in `seeds/cues.tsv` over the lower-cased texts, by library."""
    lines = (ROOT / "seeds" / "cues.tsv").read_text(encoding="utf-8").splitlines()
    cues = sorted(
        {
            line.split("\t")[0].removesuffix(" ...").lower()
            for line in lines
            if line and not line.startswith("#")
        }
    )
    found: dict[str, Callable[[], object]] = {}
    try:
        automaton = import_module("ahocorasick").Automaton()
        for number, cue in enumerate(cues):
            automaton.add_word(cue, number)
        automaton.make_automaton()
        found["pyahocorasick"] = lambda: [list(automaton.iter(text.lower())) for text in articles]
        compiled = import_module("ahocorasick_rs").AhoCorasick(cues)
        found["ahocorasick_rs"] = lambda: [
            compiled.find_matches_as_indexes(text.lower(), overlapping=True) for text in articles
        ]
    except ImportError as error:
        print(
            f"{error.name} is missing, so that its pass is left out: pip install 'hedging[bench]'",
            file=sys.stderr,
        )
    return found


def stages(detector: hedging.Detector, articles: list[str]) -> dict[str, dict[str, float]]:
    """Share of the time that each stage takes, in a batch and for one article; a stage inside another counts by itself."""
    return {
        "batch": shares(lambda: detector.detect_batch(articles), 5),
        "one article": shares(lambda: [detector.detect(article) for article in articles[:200]], 3),
    }


def shares(call: Callable[[], object], repeats: int) -> dict[str, float]:
    spent = dict.fromkeys(STAGES, 0.0)
    within: list[float] = []

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            within.append(0.0)
            start = time.perf_counter()
            value = function(*arguments, **named)
            seconds = time.perf_counter() - start
            spent[stage] += seconds - within.pop()
            if within:
                within[-1] += seconds
            return value

        return run

    call()
    with ExitStack() as patches:
        for stage, functions in STAGES.items():
            for home, name in functions:
                module, _, owner = (
                    home.rpartition(".") if home.rsplit(".", 1)[1][0].isupper() else (home, "", "")
                )
                target = getattr(import_module(module), owner) if owner else import_module(module)
                patches.enter_context(
                    patch.object(target, name, timed(stage, getattr(target, name)))
                )
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        total = time.perf_counter() - start
    return {stage: seconds / total for stage, seconds in spent.items()} | {
        "the rest": 1 - sum(spent.values()) / total
    }


def processes(articles: list[str]) -> dict[str, Any]:
    """Sentences a second of one process and of two at once, measured in turns; best of three."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.json"
        path.write_text(json.dumps(articles), encoding="utf-8")
        turns = [(together(path, 1), together(path, 2)) for _ in range(3)]
    one, two = (max(found) for found in zip(*turns, strict=True))
    return {
        "one": one,
        "two": two,
        "ratio": max(b / a for a, b in turns),
        "ratios": [b / a for a, b in turns],
    }


def together(path: Path, count: int) -> float:
    """Sentences a second of so many processes that start at one time."""
    command = [sys.executable, __file__, "--worker", str(path)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    for one in workers:
        assert one.stdout is not None
        one.stdout.readline()
    for one in workers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return sum(float(one.communicate()[0]) for one in workers)


def worker(articles: list[str]) -> int:
    detector = hedging.load()
    detector.detect_batch(articles)
    print("ready", flush=True)
    sys.stdin.readline()
    sentences = 0
    start = time.perf_counter()
    while time.perf_counter() - start < 3:
        sentences += len(detector.detect_batch(articles).sentence_score)
    print(sentences / (time.perf_counter() - start))
    return 0


# --- one article, growth, adversarial texts ----------------------------------------------------------------------------


def one_by_one(detector: hedging.Detector, articles: list[str]) -> dict[str, Any]:
    seconds = latencies(detector, articles, repeats=5)
    typical = np.median(seconds, axis=1)
    order = np.argsort(-typical)[:10]
    return {
        **{f"p{p}_ms": 1000 * float(np.percentile(seconds, p)) for p in PERCENTILES},
        "slowest": [
            {
                "article": int(k),
                "median_ms": 1000 * float(typical[k]),
                "starts": " ".join(articles[k].split()[:3]),
            }
            for k in order
        ],
    }


def text_length(detector: hedging.Detector, text: str) -> list[dict[str, float]]:
    """One document of growing length; lengths next to each other are measured in turns, so that the ratio is of one moment."""
    lengths = [1000 * 10**k for k in range(5)]
    documents = {n: repeated(text, n) for n in lengths}
    times = dict.fromkeys(lengths, float("inf"))
    ratios = dict.fromkeys(lengths, float("nan"))
    for small, large in pairwise(lengths):
        turns = [
            [time_of(detector, documents[n], 300_000 // n) for n in (small, large)]
            for _ in range(7)
        ]
        ratios[large] = float(np.median([turn[1] / turn[0] for turn in turns]))
        times |= {
            n: min(times[n], *seconds)
            for n, seconds in zip((small, large), zip(*turns, strict=True), strict=True)
        }
    return [{"characters": n, "ms": 1000 * times[n], "times_a_tenth": ratios[n]} for n in lengths]


def time_of(detector: hedging.Detector, document: str, repeats: int) -> float:
    return best(lambda: detector.detect_batch([document]), max(1, repeats))


def batch_size(detector: hedging.Detector, articles: list[str]) -> list[dict[str, float]]:
    found = []
    for size in (1, 3, 10, 30, 100, 300, 1000, 3000):
        one = pace(detector, list(islice(cycle(articles), size)), repeats=max(5, 300 // size))
        found.append({"articles": size, "sentences_per_second": one.sentences_per_second})
    return found


def adversarial(detector: hedging.Detector) -> dict[str, dict[str, float]]:
    found = {}
    for name, make in ADVERSARIAL.items():
        text = make(MEGABYTE)
        tenth, whole = time_of(detector, text[: MEGABYTE // 10], 5), time_of(detector, text, 3)
        found[name] = {"ms": 1000 * whole, "times_a_tenth": whole / tenth}
    return found


# --- a pipe, the wheel --------------------------------------------------------------------------------------------------


def through_pipe(articles: list[str], megabytes: int) -> dict[str, float]:
    """Peak memory and pace of a process that scores so many megabytes of JSON lines from a pipe."""
    child = subprocess.Popen(
        [sys.executable, __file__, "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    written = 0
    for line in cycle(
        [json.dumps({"text": article}, ensure_ascii=False).encode() + b"\n" for article in articles]
    ):
        child.stdin.write(line)
        written += len(line)
        if written > megabytes * MEGABYTE:
            break
    child.stdin.close()
    figures: dict[str, float] = json.loads(child.stdout.read())
    child.wait()
    return {"megabytes": written / MEGABYTE, **figures}


def pipe() -> int:
    def texts() -> Iterator[str]:
        for line in sys.stdin.buffer:
            yield json.loads(line)["text"]

    start = time.perf_counter()
    documents = sentences = 0
    for scored in hedging.load().detect_stream(texts()):
        documents += len(scored)
        sentences += len(scored.sentence_score)
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "documents": documents,
                "sentences": sentences,
                "seconds": seconds,
                "peak_megabytes": peak_memory(),
            }
        )
    )
    return 0


def wheel() -> float | None:
    """Size of the wheel, in megabytes (10**6 bytes)."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            folder,
            str(ROOT),
        ]
        if subprocess.run(command, check=False).returncode:
            print("the wheel could not be built, so that its size is left out", file=sys.stderr)
            return None
        return sum(path.stat().st_size for path in Path(folder).glob("*.whl")) / MEGABYTE


# --- the table ----------------------------------------------------------------------------------------------------------


def page(result: dict[str, Any]) -> Iterator[str]:
    one, article, versions = result["batch"], result["article"], result["versions"]
    yield f"{result['machine']}, {result['cpu']}, Python {result['python']}, numpy {versions['numpy']}, {result['date']}"
    yield f"\n{one['documents']} articles of {SIZE} characters ({result['articles']}), {one['sentences']} sentences"
    speed = f"{one['sentences_per_second']:>12,.0f} sentences/s {one['megabytes_per_second']:>7.1f} MB/s"
    yield f"{'one core, in a batch':<44}{speed}"
    for name, share in one["share_of_bare_speed"].items():
        yield f"{f'  share of bare boundaries + {name}':<44}{share:>12.0%}"
    two = result["processes"]
    yield f"{'two processes':<44}{two['two']:>12,.0f} sentences/s {two['ratio']:>7.2f} x one"
    yield f"{'one article: p50, p95, p99':<44}" + "".join(
        f"{article[f'p{p}_ms']:>8.2f} ms" for p in PERCENTILES
    )
    for name, ms in result["startup_ms"].items():
        yield f"{name:<44}{ms:>12.1f} ms"
    if "pipe" in result:
        yield f"{'peak memory, 1 GB from a pipe':<44}{result['pipe']['peak_megabytes']:>12.0f} MB"
        yield f"{'wheel':<44}{result['wheel_megabytes'] or float('nan'):>12.2f} MB"
    yield f"\n{'stage':<44}{'batch':>12}{'one article':>14}"
    for stage, share in result["stages"]["batch"].items():
        yield f"{stage:<44}{share:>12.1%}{result['stages']['one article'][stage]:>14.1%}"
    yield f"\n{'one document of so many characters':<44}{'ms':>12}{'x a tenth':>14}"
    for row in result["text_length"]:
        yield f"{row['characters']:<44,}{row['ms']:>12.2f}{row['times_a_tenth']:>14.2f}"
    yield f"\n{'articles in a batch':<44}{'sentences/s':>12}"
    for row in result["batch_size"]:
        yield f"{row['articles']:<44,}{row['sentences_per_second']:>12,.0f}"
    yield f"\n{'adversarial, 1,000,000 characters':<44}{'ms':>12}{'x a tenth':>14}"
    for name, row in result["adversarial"].items():
        yield f"{name:<44}{row['ms']:>12.1f}{row['times_a_tenth']:>14.2f}"
    yield "\nslowest articles"
    for row in article["slowest"]:
        yield f"{row['article']:>5}  {row['median_ms']:.2f} ms"


def rounded(value: Any) -> Any:
    """The same figures with four digits, so that files differ where figures do."""
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return (
        [rounded(one) for one in value]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else value
    )


if __name__ == "__main__":
    sys.exit(main())
