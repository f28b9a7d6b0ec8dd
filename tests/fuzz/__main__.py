"""The command: `python -m tests.fuzz --minutes 2 --seed 1`; see `--help`."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence

from tests.fuzz import planted
from tests.fuzz.runner import cases_of, fuzz
from tests.fuzz.targets import TARGETS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 if a promise was broken, or if a planted bug stayed hidden."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long to run")
    parser.add_argument("--seed", type=int, default=1, help="the cases follow from it")
    parser.add_argument(
        "--only", nargs="+", choices=TARGETS, metavar="NAME", help=f"of {', '.join(TARGETS)}"
    )
    parser.add_argument(
        "--case", type=int, nargs="+", help="run these cases alone, to repeat a failure"
    )
    parser.add_argument(
        "--planted", action="store_true", help="plant bugs, and say which are found"
    )
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    targets = {name: TARGETS[name] for name in options.only or TARGETS}
    if options.case is not None:
        failures = cases_of(targets, options.seed, options.case)
        print("\n".join(failures) or "no failure")
        return int(bool(failures))
    if options.planted:
        found = planted.find_all(targets, options.seed, 60 * options.minutes, report=_say)
        _say(f"{sum(found.values())} of {len(found)} planted bugs found")
        return int(not all(found.values()))
    tallies = fuzz(targets, options.seed, 60 * options.minutes, report=_say)
    for tally in tallies:
        _say(tally.line())
    failed = [tally.name for tally in tallies if tally.failures]
    cases = sum(tally.cases for tally in tallies)
    _say(f"{cases:,} cases of seed {options.seed}, failures in {', '.join(failed) or 'none'}")
    return int(bool(failed))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
