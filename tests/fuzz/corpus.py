"""Cases that reached something new, or failed → a folder that grows from run to run.

A case is a seed and some changed draws. So a stored case has neighbours: the same draws, but one.
What a case has reached are the promises that were checked and the errors that were raised, each
with the size of its count; a case is stored if it is the first of its target to reach a thing.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from hedging.errors import HedgingError
from tests.fuzz import runner

# Places, names and numbers in a message make no other kind of error.
_DETAILS = re.compile(r"'[^']*'|\"[^\"]*\"|\S*[/\\]\S*|0x[0-9a-f]+|\d+|[^\x20-\x7e]+")
_SHOWN = 60


@dataclass(frozen=True)
class Case:
    """A seed, and other seeds for the draws with some numbers."""

    seed: str
    changes: Mapping[int, int] = field(default_factory=dict)

    def neighbour(self, draws: int, chance: random.Random) -> Case:
        """The case with one draw changed, of so many."""
        changed = {chance.randrange(max(draws, 1)): chance.getrandbits(32)}
        return Case(self.seed, {**self.changes, **changed})


class Source(random.Random):
    """What a case is drawn from; without changes, that of the seed."""

    def __init__(self, case: Case) -> None:
        self.draws = 0
        self._case = case
        super().__init__(case.seed)

    def _drawn(self) -> random.Random | None:
        """Where a changed draw comes from; None for a draw as the seed has it."""
        number, self.draws = self.draws, self.draws + 1
        change = self._case.changes.get(number)
        return None if change is None else random.Random(change)

    def random(self) -> float:
        right, other = super().random(), self._drawn()
        return other.random() if other else right

    def getrandbits(self, k: int) -> int:
        right, other = super().getrandbits(k), self._drawn()
        return other.getrandbits(k) if other else right


@contextmanager
def reached() -> Iterator[Counter[str]]:
    """Count what a case reaches: promises, and errors by their message without its details."""
    seen: Counter[str] = Counter()

    def note(error: HedgingError, *values: object, **options: object) -> None:
        seen[f"{type(error).__name__} {_DETAILS.sub('*', str(values[:1]))[:_SHOWN]}"] += 1
        super(HedgingError, error).__init__(*values, **options)

    runner.watchers.append(lambda promise: seen.update([promise]))
    try:
        with mock.patch.object(HedgingError, "__init__", note):
            yield seen
    finally:
        runner.watchers.pop()


class Corpus:
    """The stored cases of each target, in a folder with a file for each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cases: dict[str, list[tuple[Case, int]]] = {}
        self.added = 0
        self._seen: dict[str, set[str]] = {}
        self._stored: dict[str, list[Case]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def load(self, name: str) -> list[Case]:
        """The stored cases of a target."""
        path = self._path(name)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        cases = []
        for line in lines:
            row = json.loads(line)
            case = Case(row["seed"], {int(key): value for key, value in row["changes"].items()})
            self._seen.setdefault(name, set()).update(row["reached"])
            self.cases.setdefault(name, []).append((case, row["draws"]))
            cases.append(case)
        return cases

    def add(self, name: str, case: Case, draws: int, seen: Counter[str], failure: str) -> bool:
        """Store a case if it failed, or reached what no case of its target has; whether it did."""
        now = {f"{thing} {count.bit_length()}" for thing, count in seen.items()}
        new = sorted(now - self._seen.get(name, set()))
        stored = any(own == case for own, _ in self.cases.get(name, ()))
        if stored or not (new or failure):
            return False
        self._seen.setdefault(name, set()).update(new)
        self.cases.setdefault(name, []).append((case, draws))
        changes = {str(key): value for key, value in case.changes.items()}
        row = {"seed": case.seed, "changes": changes, "draws": draws, "reached": new}
        if failure:
            row["failure"] = failure.splitlines()[0]
        with self._path(name).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")
        return True

    def next_case(self, name: str, seed: int, number: int) -> Case:
        """A new case, or each second time a neighbour of a stored one."""
        chance = random.Random(f"{seed} {name} {number} neighbour")
        stored = self.cases.get(name)
        if not stored or number % 2 == 0:
            return Case(f"{seed} {name} {number}")
        # The last ones have most that is new beside them.
        case, draws = stored[max(chance.randrange(len(stored)), chance.randrange(len(stored)))]
        return case.neighbour(draws, chance)

    def run_one(self, target: runner.Target, name: str, seed: int, number: int) -> str:
        """Run the case with a number, the stored ones first, and store what is new."""
        if name not in self._stored:
            self._stored[name] = self.load(name)
        stored = self._stored[name]
        if number < len(stored):
            case = stored[number]
        else:
            case = self.next_case(name, seed, number - len(stored))
        source, again = Source(case), f"--corpus {self.folder} --only {name}"
        with reached() as seen:
            failure = runner.run_source(target, name, source, again)
        self.added += self.add(name, case, source.draws, seen, failure)
        return failure

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.jsonl"
