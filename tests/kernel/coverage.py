"""The kernel's tests and random rounds → the branches of its C that they take, file by file.

    python tests/kernel/coverage.py [--seconds 60] [--seed 0] [--not-taken]

Needs gcc with gcov. Requests for memory are refused in turn here too, so that what the kernel does
without memory counts as taken only where it is tested. `--not-taken` prints the lines with a branch
that nothing took, and why. The exit code is 1 if fewer branches than `LEAST` are taken.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tests.kernel import with_failing_memory, with_sanitizers  # noqa: E402
from tests.kernel.with_sanitizers import INSIDE, load_module  # noqa: E402

KERNEL = ROOT / "hedging" / "kernel"
#: The share of branches that must be taken.
LEAST = 0.95
#: Why branches need not be taken: a pattern of their line, and the reason.
ARGUED = {
    r"^if \((file|joined|scored)\)|^if \(texts\) all": "Python calls it with its own capsule alone",
    r"MOST_SECTIONS|bits < 30|code > 0x10FFFF|row < index->count|default|switch": "guards against "
    "what no caller in this kernel does",
    r"openings\[row\]|numbers.longest": "the hash of a run would have to be that of another",
    r"id\[count > 1\]": "a sentence of a single token is always read, by `always_read`",
    r"MOST_CODES|too many characters": "texts of 2 billion characters, 8 GB",
    r"SIZE_MAX|> most / size_of": "more bytes or weight than the checks before it let through",
    r"supports|has_lanes|find_possible": "depends on the processor; -DNO_LANES has its own run",
    r"mmap|MAP_FAILED|if \(before\)|held == wanted|moved == NULL": "depends on addresses; "
    "tests/kernel/test_memory.py compiles this file alone",
    r"ROOM|failed|!end|fetch|is_copied|UCS4|content|counts|number ==": "memory runs out at a place "
    "that the strides of with_failing_memory.py pass over",
}
_TESTS = ("tests/kernel", "tests/depth", "tests/text")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long random rounds go on")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--not-taken", action="store_true", help="print lines with such a branch")
    options = parser.parse_args()
    if INSIDE in os.environ:
        return run(options.seconds, options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        changes = {INSIDE: str(compile_module(folder)), "HEDGING_SLOW": ""}
        call = [sys.executable, *sys.argv]
        code = subprocess.run(call, check=False, env={**os.environ, **changes}, cwd=ROOT).returncode
        branches = sorted(set(taken_of(folder)))
    return show(branches, options.not_taken) or code


def compile_module(folder: Path) -> Path:
    """The kernel that counts its branches, each file compiled to notes of its own."""
    target = folder / "_core.abi3.so"
    command = ["gcc", "-std=c99", "-ffp-contract=off", "-fPIC", "-O0", "--coverage", "-DNDEBUG"]
    command += ["-DPy_LIMITED_API=0x030A0000", f"-I{sysconfig.get_path('include')}"]
    command += ["-include", str(with_failing_memory.HEADER)]
    sources = sorted(map(str, KERNEL.glob("*.c")))
    subprocess.run([*command, "-w", "-c", *sources], check=True, cwd=folder)
    objects = sorted(map(str, folder.glob("*.o")))
    subprocess.run(["gcc", "-shared", "--coverage", *objects, "-o", str(target)], check=True)
    return target


def run(seconds: float, seed: int) -> int:
    """Everything that is counted: tests, random rounds, refused memory."""
    import pytest

    load_module()
    code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", *_TESTS])
    return int(code) or with_sanitizers.run(seconds, seed) or with_failing_memory.run()


def taken_of(folder: Path) -> Iterator[tuple[str, int, int, bool]]:
    """File, line, number and whether it was taken, of each branch."""
    notes = sorted(map(str, folder.glob("*.gcda")))
    call = ["gcov", "--json-format", "--stdout", "--branch-probabilities", *notes]
    said = subprocess.run(call, check=True, cwd=folder, capture_output=True, text=True).stdout
    counts: dict[tuple[str, int, int], int] = {}
    for line in said.splitlines():
        for file in json.loads(line)["files"]:
            path = Path(folder, file["file"]).resolve()
            for own in file["lines"] if path.parent == KERNEL.resolve() else ():
                for k, branch in enumerate(own["branches"]):
                    # A function of a header has its branches in each file that includes it.
                    place = path.name, own["line_number"], k
                    counts[place] = counts.get(place, 0) + branch["count"]
    return ((*place, count > 0) for place, count in counts.items())


def show(branches: list[tuple[str, int, int, bool]], lines: bool) -> int:
    """Print the figures; 1 if too few branches are taken."""
    files = dict.fromkeys(name for name, *_ in branches)
    for name in files:
        own = [taken for file, _, _, taken in branches if file == name]
        print(f"{name:<22}{sum(own):>6} of {len(own):<6}{sum(own) / len(own):8.1%}")
        missing = {line for file, line, _, taken in branches if file == name and not taken}
        text = (KERNEL / name).read_text(encoding="utf-8").splitlines()
        for line in sorted(missing) if lines else ():
            own_text = text[line - 1].strip()
            reasons = (reason for own, reason in ARGUED.items() if re.search(own, own_text))
            print(f"    {line:>5}  {own_text}\n           ({next(reasons, 'not argued')})")
    taken = sum(branch[3] for branch in branches)
    print(f"{'all':<22}{taken:>6} of {len(branches):<6}{taken / len(branches):8.1%}")
    return int(taken < LEAST * len(branches))


if __name__ == "__main__":
    sys.exit(main())
