"""Targets and a time limit → counts of cases, and failures with the command that repeats each."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

#: A target takes what it draws its case from, and an empty folder; it raises for a broken promise.
Target = Callable[[random.Random, Path], None]

# A target that fails is not run for ever: its failures would be of one cause.
_MAX_FAILURES = 3
# Its cases take long.
_SHARES = {"growth": 6}
_SHOWN_CHARACTERS = 400


#: Called with each promise that a case asks for.
watchers: list[Callable[[str], object]] = []


class BrokenPromiseError(AssertionError):
    """A promise that an answer breaks, with the case."""


def require(holds: object, promise: str, *facts: object) -> None:
    """Raise BrokenPromiseError, with the facts, if a promise does not hold."""
    for watch in watchers:
        watch(promise)
    if not holds:
        shown = "; ".join(ascii(fact)[:_SHOWN_CHARACTERS] for fact in facts)
        raise BrokenPromiseError(f"{promise}: {shown}" if shown else promise)


@dataclass
class Tally:
    """What became of a target: cases, seconds, and a text for each failure."""

    name: str
    cases: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    def line(self) -> str:
        return (
            f"{self.name:<10} {self.cases:>8,} cases  {self.seconds:6.1f} s  "
            f"{len(self.failures)} failures"
        )


def run_case(target: Target, name: str, seed: int, number: int) -> str:
    """Run one case; return "" or how it fails."""
    again = f"--seed {seed} --only {name} --case {number}"
    return run_source(target, name, random.Random(f"{seed} {name} {number}"), again)


def run_source(target: Target, name: str, source: random.Random, again: str) -> str:
    """Run the case that is drawn from a source; `again` are the arguments that repeat it."""
    try:
        with TemporaryDirectory(prefix="hedging-fuzz-") as folder:
            target(source, Path(folder))
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, BrokenPromiseError):
            reason = str(error)
        return f"FAILED {name}: {reason}\n  at {places}\n  again: python -m tests.fuzz {again}"
    return ""


def fuzz(
    targets: Mapping[str, Target],
    seed: int,
    seconds: float,
    *,
    report: Callable[[str], None] = lambda line: None,
    stop_at_first: bool = False,
    leave_out: Container[str] = (),
    run_one: Callable[[Target, str, int, int], str] = run_case,
    clock: Callable[[], float] = time.monotonic,
) -> list[Tally]:
    """Run the targets in turn until the time is over, each for its share of it and once at least.

    `leave_out` are cases that are not run, as "target number". `run_one` runs the case of a target
    with a number; `clock` says how much time is over.
    """
    end = clock() + seconds
    tallies = {name: Tally(name) for name in targets}
    while clock() < end or not all(tally.cases for tally in tallies.values()):
        open_targets = [t for t in tallies.values() if len(t.failures) < _MAX_FAILURES]
        if not open_targets:
            break
        # The target that has had the least of its share is next, whatever its cases cost.
        tally = min(open_targets, key=lambda each: each.seconds / _SHARES.get(each.name, 1))
        begin = clock()
        failure = ""
        if f"{tally.name} {tally.cases}" not in leave_out:
            failure = run_one(targets[tally.name], tally.name, seed, tally.cases)
        tally.seconds += clock() - begin
        tally.cases += 1
        if failure:
            tally.failures.append(failure)
            report(failure)
            if stop_at_first:
                break
    return list(tallies.values())


def cases_of(targets: Mapping[str, Target], seed: int, numbers: Iterable[int]) -> Sequence[str]:
    """Run the cases with these numbers of each target; return the failures."""
    chosen = list(numbers)
    results = (
        run_case(target, name, seed, number)
        for name, target in targets.items()
        for number in chosen
    )
    return [failure for failure in results if failure]
