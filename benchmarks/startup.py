"""How long a new process takes to its first answer, in turns with another checkout.

    python -m benchmarks.startup                  this checkout
    python -m benchmarks.startup --other PATH     in turns with another one, with the ratios

Each figure is the time that the processor works for the thread that answers, up to the answer, in
new interpreters, one after the other. What the threads of numpy's BLAS do beside it is not counted:
they look for work for 30 ms and find none, and nobody waits for them, nor for the end of a process.
In each turn, what an interpreter takes that does nothing is taken off, and in the second table also
the import of numpy, which no version of the library can spare. An interpreter that is not counted
writes the bytecode first, to a folder of its own, as an installation does. Nothing is stored.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.command import parser_of
from benchmarks.material import ROOT

#: What the figures are measured against.
NOTHING, NUMPY = "pass", "import numpy"
# As if the kernel had not been built.
PURE = "import sys; sys.modules['hedging.kernel._core'] = None"
#: What is measured: the code by the name of its row.
STEPS = {
    "import everything that detect needs": "import hedging.detector",
    "and load the model": "import hedging; hedging.load()",
    "first answer, cues alone": "import hedging; hedging.detect('It may rain.', depth='cues')",
    "first answer": "import hedging; hedging.detect('It may rain.')",
    "first answer of pure Python": f"{PURE}; import hedging; hedging.detect('It may rain.')",
}
TURNS = 15

#: Seconds of each code in each turn.
Times = dict[str, list[float]]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = parser_of(__doc__, output=False)
    parser.add_argument("--other", type=Path, help="the root of another checkout")
    parser.add_argument("--turns", type=int, default=TURNS, help="turns of each (default: 15)")
    options = parser.parse_args(argv)
    trees = [ROOT] if options.other is None else [options.other.resolve(), ROOT]
    for line in lines(trees, measure(trees, options.turns)):
        print(line)
    return 0


def measure(trees: Sequence[Path], turns: int) -> list[Times]:
    """The seconds of each code in each turn, for each checkout."""
    codes = (NOTHING, NUMPY, *STEPS.values())
    times: list[Times] = [{code: [] for code in codes} for _ in trees]
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(-1, turns):
            for code in codes:
                for tree, own in zip(trees, times, strict=True):
                    seconds = run(code, tree, Path(folder))
                    if turn >= 0:
                        own[code].append(seconds)
    return times


def run(code: str, tree: Path, bytecode: Path) -> float:
    """Seconds of the first thread of a new interpreter that imports from a checkout."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree),
        "PYTHONPYCACHEPREFIX": str(bytecode),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", f"{code}; import time; print(time.thread_time())"]
    done = subprocess.run(command, check=True, env=environment, cwd=tree, capture_output=True)
    return float(done.stdout)


def since(times: Times, code: str, start: str) -> float:
    """Milliseconds of a code beyond those of another one, the median of all turns."""
    pairs = zip(times[code], times[start], strict=True)
    return 1000 * median(seconds - before for seconds, before in pairs)


def lines(trees: Sequence[Path], times: Sequence[Times]) -> Iterator[str]:
    """A table with a row for each step, and a column for each checkout."""
    names = [*map(str, trees), "ratio"] if len(trees) > 1 else [str(trees[0])]
    for start, title in ((NOTHING, "beyond a bare interpreter"), (NUMPY, "beyond numpy")):
        yield f"milliseconds {title}: {', '.join(names)}"
        for name, code in STEPS.items():
            figures = [since(own, code, start) for own in times]
            ratio = f"{figures[-1] / figures[0]:8.2f}" if len(figures) > 1 else ""
            yield f"  {name:<38}{''.join(f'{ms:8.1f}' for ms in figures)}{ratio}"


if __name__ == "__main__":
    sys.exit(main())
