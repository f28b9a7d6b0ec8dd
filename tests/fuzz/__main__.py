"""The command: `python -m tests.fuzz --minutes 2 --seed 1`; see `--help`."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz import planted
from tests.fuzz.corpus import Corpus
from tests.fuzz.runner import cases_of, fuzz, run_case
from tests.fuzz.targets import TARGETS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 if a promise was broken, or if a planted bug stayed hidden."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    time = parser.add_mutually_exclusive_group()
    time.add_argument("--minutes", type=float, default=2.0, help="how long to run")
    time.add_argument("--hours", type=float, help="the same, for whoever has a night")
    parser.add_argument("--seed", type=int, default=1, help="the cases follow from it")
    parser.add_argument(
        "--only", nargs="+", choices=TARGETS, metavar="NAME", help=f"of {', '.join(TARGETS)}"
    )
    parser.add_argument(
        "--case", type=int, nargs="+", help="run these cases alone, to repeat a failure"
    )
    parser.add_argument(
        "--planted",
        nargs="*",
        choices=planted.BUGS,
        metavar="BUG",
        help="plant bugs, all or some, and say which are found; minutes are of the processor",
    )
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="FOLDER",
        help="run the cases in this folder first, and store there what fails or is new",
    )
    options = parser.parse_args(arguments)
    if options.hours is not None:
        options.minutes = 60 * options.hours
    warnings.simplefilter("ignore")
    targets = {name: TARGETS[name] for name in options.only or TARGETS}
    if options.case is not None:
        failures = cases_of(targets, options.seed, options.case)
        print("\n".join(failures) or "no failure")
        return int(bool(failures))
    if options.planted is not None:
        found = planted.find_all(
            targets, options.seed, 60 * options.minutes, report=_say, only=options.planted
        )
        _say(f"{sum(found.values())} of {len(found)} planted bugs found")
        return int(not all(found.values()))
    corpus = Corpus(options.corpus) if options.corpus else None
    run_one = corpus.run_one if corpus else run_case
    tallies = fuzz(targets, options.seed, 60 * options.minutes, report=_say, run_one=run_one)
    for tally in tallies:
        _say(tally.line())
    if corpus:
        _say(f"{corpus.added:,} cases are new in {corpus.folder}")
    failed = [tally.name for tally in tallies if tally.failures]
    cases = sum(tally.cases for tally in tallies)
    _say(f"{cases:,} cases of seed {options.seed}, failures in {', '.join(failed) or 'none'}")
    return int(bool(failed))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
