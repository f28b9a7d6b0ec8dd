"""Every benchmark that can run here → its results, and one page with all tables.

    python -m benchmarks                    everything, hours; results in benchmarks/results
    python -m benchmarks --quick            a look at most of it, two minutes; in build/benchmarks
    python -m benchmarks --only NAME …      some of the benchmarks

A benchmark whose needs are not met is skipped, and the page says why. Each one runs in a process of
its own, so that no memory, import or processor setting of one reaches the next.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from benchmarks.grid import Results, grid
from benchmarks.material import ROOT
from benchmarks.output import RESULTS, cpu
from benchmarks.tables import TABLES, make_table, write_pages
from hedging.evaluate.environment import environment
from hedging.wording import one_line
from training.material import CORPORA_VARIABLE, add_corpora_option

QUICK_RESULTS = ROOT / "build" / "benchmarks"
_TRAINING = ("joblib", "sklearn", "nltk")
_ENCODER = ("onnxruntime", "tokenizers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A module of this folder, and its needs.

    `modules` and `programs` must be there. `parts` maps further modules and programs to the part
    that is left out without them. `trains` says that it needs the corpora. `quick` holds the
    arguments of a quick run, None if there is no quick run.
    """

    name: str
    measures: str
    modules: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    trains: bool = False
    takes_corpora: bool = True
    quick: tuple[str, ...] | None = ("--quick",)


BENCHMARKS = (
    Benchmark(
        name="accuracy",
        measures="how right the models are",
        modules=_TRAINING,
        parts={"matplotlib": "the plot"},
        trains=True,
    ),
    Benchmark(
        name="readers",
        measures="how far two careful readers agree",
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="counting",
        measures="how often the number that a reader counts is where we say",
        modules=_ENCODER,
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="scopes",
        measures="what a cue makes uncertain",
        modules=("scipy",),
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="attribution",
        measures="whose doubt it is, and who is named for it",
        modules=_TRAINING,
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="encoder",
        measures="how right and how fast the models with an encoder are",
        modules=_ENCODER,
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="confidence",
        measures="how sure texts sound, beside readers",
        modules=(*_ENCODER, "scipy"),
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="contradictions",
        measures="how often the answers about a sentence contradict each other",
        modules=_ENCODER,
    ),
    Benchmark(
        name="provenance",
        measures="what the sources of unclear terms give",
        modules=_TRAINING,
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="drift",
        measures="how rightly two texts are compared",
        takes_corpora=False,
        quick=(),
    ),
    Benchmark(
        name="intervals",
        measures="how often intervals hold the truth, in a simulation",
        takes_corpora=False,
    ),
    Benchmark(
        name="yardstick",
        measures="how hedged documents of some registers usually are",
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="adapting",
        measures="what adapting to a domain is worth",
        modules=_TRAINING,
        parts={"matplotlib": "the figure"},
        takes_corpora=False,
    ),
    Benchmark(
        name="calibrating",
        measures="what calibrating on graded answers is worth",
        modules=("sklearn",),
    ),
    Benchmark(
        name="declined",
        measures="how rightly answers that decline are found",
        modules=("onnxruntime",),
        quick=(),
    ),
    Benchmark(
        name="splitters",
        measures="sentence boundaries, also by other splitters",
        modules=_TRAINING,
        trains=True,
        quick=None,
    ),
    Benchmark(
        name="throughput",
        measures="paces, latencies, memory, growth",
        parts={"ahocorasick": "a pass of pyahocorasick", "ahocorasick_rs": "of ahocorasick-rs"},
    ),
    Benchmark(
        name="batch",
        measures="many documents through `hedging batch`, Arrow and Spark",
        modules=("joblib",),
        parts={"psutil": "the memory", "pyarrow": "Arrow and Spark", "pyspark": "Spark"},
        takes_corpora=False,
    ),
    Benchmark(name="kernel", measures="pure Python and the compiled kernel", programs=("cc",)),
    Benchmark(
        name="javascript",
        measures="the core in Node, beside Python",
        programs=("node", "clang", "wasm-ld"),
    ),
    Benchmark(
        name="peers",
        measures="other tools on the same sentences",
        modules=_TRAINING,
        parts={"npm": "the tools from npm"},
        trains=True,
        quick=None,
    ),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the suite; the exit code is 1 if a benchmark failed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_corpora_option(parser)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter measures")
    names = [benchmark.name for benchmark in BENCHMARKS]
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument(
        "--output",
        type=Path,
        help="folder of the results (default: benchmarks/results, with --quick build/benchmarks)",
    )
    options = parser.parse_args(argv)
    output = (options.output or (QUICK_RESULTS if options.quick else RESULTS)).resolve()
    corpora = options.corpora.resolve() if options.corpora else None
    chosen = [b for b in BENCHMARKS if not options.only or b.name in options.only]
    outcomes = {}
    for benchmark in chosen:
        print(f"== {benchmark.name}: {benchmark.measures}", flush=True)
        outcomes[benchmark.name] = run(benchmark, corpora, output, quick=options.quick)
        print(f"== {benchmark.name}: {outcomes[benchmark.name]}\n", flush=True)
    results = Results(output)
    page = output / "README.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join(page_lines(outcomes, results)), encoding="utf-8")
    print(f"wrote {one_line(str(page))}")
    if output == RESULTS.resolve():
        write_pages(results)
    return int(any(outcome.startswith("failed") for outcome in outcomes.values()))


def run(benchmark: Benchmark, corpora: Path | None, output: Path, *, quick: bool) -> str:
    """Run a benchmark in a process of its own; return the outcome."""
    reason = why_not(benchmark, corpora, quick=quick)
    if reason:
        return f"skipped: {reason}"
    command = [sys.executable, "-m", f"benchmarks.{benchmark.name}", "--output", str(output)]
    if quick and benchmark.quick:
        command += benchmark.quick
    if corpora and corpora.is_dir() and benchmark.takes_corpora:
        command += ["--corpora", str(corpora)]
    start = time.perf_counter()
    code = subprocess.run(command, check=False, cwd=ROOT).returncode
    if code:
        return f"failed with exit code {code}"
    seconds = f"ran in {time.perf_counter() - start:.0f} s"
    left_out = [part for need, part in benchmark.parts.items() if not is_there(need)]
    return f"{seconds}, without {', '.join(left_out)}" if left_out else seconds


def why_not(benchmark: Benchmark, corpora: Path | None, *, quick: bool) -> str:
    """The reason why a benchmark cannot run here, "" if it can."""
    missing = [need for need in (*benchmark.modules, *benchmark.programs) if not is_there(need)]
    if missing:
        return f"no {', '.join(missing)} here; pip install -e '.[bench]' brings the modules"
    if quick and benchmark.quick is None:
        return "it has no quick run"
    if benchmark.trains and not quick and corpora is None:
        return f"no corpora: name their folder with --corpora or ${CORPORA_VARIABLE}"
    if benchmark.trains and not quick and corpora and not corpora.is_dir():
        return f"no corpora: there is no folder {one_line(str(corpora))}"
    return ""


def is_there(need: str) -> bool:
    """Whether a module or a program of that name can be found."""
    return find_spec(need) is not None or shutil.which(need) is not None


def page_lines(outcomes: Mapping[str, str], results: Results) -> Iterator[str]:
    """The lines of the page: the outcomes, then every table that the results hold."""
    about = environment()
    yield "# Results of the benchmark suite\n"
    yield (
        f"{about['machine']}, {cpu()}; Python {about['python']}, "
        f"numpy {about['versions']['numpy']}; {about['date']}.\n"
    )
    yield grid(["benchmark", "outcome"], [list(row) for row in outcomes.items()])
    for name in TABLES:
        if TABLES[name].needs:
            table = make_table(name, results)
            yield f"## {name.replace('-', ' ').capitalize()}\n"
            if table is None:
                yield "Not measured.\n"
            else:
                # The lines with which `benchmarks.tables` keeps the table up to date.
                yield f"<!-- table: {name} -->\n{table}<!-- end -->\n"
