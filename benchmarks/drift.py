"""How often `hedging.compare` says rightly what became of a text, and how long it takes.

    python -m benchmarks.drift

measures it on our pairs of texts, and on answers to one question at two levels of certainty:
drift.json. The test pairs were written before the code by the same hand. The blind pairs were
written by somebody who knew neither the code nor the other pairs; a third of them are summaries.
Nothing was learned from either, but features and the strength of the weights were chosen with a
look at them. The pairs "hands" were written blind too, by two further writers, and nothing was
chosen by them; a second reader labelled them without seeing the label of the writer ("second").
The development pairs were there to learn from.

The answers were written for another purpose. An answer at level 5 is asserted outright, and one at
level 1 is hardly committed, so that a lower level is less sure and a higher level is surer.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.command import parser_of
from benchmarks.grid import Results, grid, percent
from benchmarks.material import ROOT
from benchmarks.output import rounded, write_json
from hedging.detector import Detector, load
from hedging.evaluate.environment import environment
from training.material import SEEDS

PAIRS = {
    "test": ROOT / "tests" / "cases" / "drift.jsonl",
    "blind": ROOT / "tests" / "cases" / "drift_blind.jsonl",
    "hands": ROOT / "tests" / "cases" / "drift_pairs.jsonl",
    "development": SEEDS / "drift.jsonl",
}
# The labels of these pairs have no word for a source that is lost: there it is "surer".
_COARSE = ("test", "blind", "development")
ANSWERS = ROOT / "tests" / "cases" / "answers.jsonl"
_TIMED_CHARACTERS = 3000

_PAIRS_IN_WORDS = {
    "blind": "by somebody who knew neither the code nor other pairs; a third are summaries",
    "hands": "by two others like that, under a guide with all changes",
    "test": "written before the code, by the same hand",
}
_ANSWERS_IN_WORDS = {
    "an answer, and the same with thanks or empty sentences around it": ("courtesy", "padding"),
    "two answers to a question, one of them asserted outright": tuple(
        f"levels {level} and 5" for level in range(1, 5)
    ),
    "two hedged answers to a question, at neighbouring levels": tuple(
        f"levels {level} and {level + 1}" for level in range(1, 4)
    ),
}

#: A text, the same text later, and what became of it.
Case = tuple[str, str, str]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cases_of(path: Path) -> list[Case]:
    return [(row["before"], row["after"], row["change"]) for row in rows_of(path)]


def answer_cases() -> Iterator[tuple[str, Case]]:
    """Cases of answers with their group: the two levels, or what was put around the answer."""
    levels: Mapping[str, dict[int, str]] = defaultdict(dict)
    for row in rows_of(ANSWERS):
        levels[row["question"]][row["level"]] = row["text"]
        for wrapping in ("courtesy", "padding"):
            yield wrapping, (row["text"], row[wrapping], "same")
    for answers in levels.values():
        for lower in sorted(answers):
            for higher in sorted(answers):
                if lower < higher:
                    group = f"levels {lower} and {higher}"
                    yield group, (answers[lower], answers[higher], "surer")
                    yield group, (answers[higher], answers[lower], "less sure")


def measure(
    cases: Iterable[Case], detector: Detector, *, is_coarse: bool = False
) -> dict[str, Any]:
    """The share of cases that are right, and for each change what was said how often.

    `is_coarse`: a source that is lost is "surer".
    """
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for before, after, change in cases:
        found = detector.compare(before, after).change
        said[change]["surer" if is_coarse and found == "source lost" else found] += 1
    total = sum(counts.total() for counts in said.values())
    right = sum(counts[change] for change, counts in said.items())
    return {
        "cases": total,
        "right": right,
        "accuracy": right / max(total, 1),
        "said": {change: dict(sorted(counts.items())) for change, counts in said.items()},
    }


def readers() -> dict[str, int]:
    """How many of the pairs "hands" their second reader labels as their writer does."""
    rows = rows_of(PAIRS["hands"])
    return {"pairs": len(rows), "agree": sum(row["change"] == row["second"] for row in rows)}


def milliseconds(detector: Detector) -> float:
    """The time of a comparison of two texts of 3,000 characters, the best of 20."""
    cases = cases_of(PAIRS["development"])
    before = " ".join(case[0] for case in cases)[:_TIMED_CHARACTERS]
    after = " ".join(case[1] for case in cases)[:_TIMED_CHARACTERS]
    times = []
    for _ in range(20):
        begin = time.perf_counter()
        detector.compare(before, after)
        times.append(time.perf_counter() - begin)
    return 1000 * min(times)


def figures(detector: Detector) -> dict[str, Any]:
    """All figures of the shipped model."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for group, case in answer_cases():
        groups[group].append(case)
    return {
        "model": detector.model.name,
        "pairs": {
            name: measure(cases_of(path), detector, is_coarse=name in _COARSE)
            for name, path in PAIRS.items()
        },
        "readers": readers(),
        "answers": {
            name: measure(cases, detector, is_coarse=True) for name, cases in sorted(groups.items())
        },
        "milliseconds": milliseconds(detector),
    }


def table(results: Results) -> str:
    """How often the change is right, for pairs of texts and for pairs of answers."""
    row = results["drift"]
    rows = [
        [words, str(row["pairs"][name]["cases"]), percent(row["pairs"][name]["accuracy"])]
        for name, words in _PAIRS_IN_WORDS.items()
    ]
    for words, groups in _ANSWERS_IN_WORDS.items():
        shares = [row["answers"][group]["accuracy"] for group in groups]
        cases = sum(row["answers"][group]["cases"] for group in groups)
        low, high = percent(min(shares)), percent(max(shares))
        rows.append([words, str(cases), low if low == high else f"{low} to {high}"])
    return grid(["pairs of texts", "number", "the right word"], rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and write; see the module's text."""
    parser = parser_of(__doc__)
    options = parser.parse_args(argv)
    measured = figures(load())
    for name, row in (*measured["pairs"].items(), *measured["answers"].items()):
        print(f"{name:<16}{row['right']:>5} of {row['cases']:<5}{row['accuracy']:.1%}")
    print(
        "{agree} of {pairs} pairs have one label from two readers".format_map(measured["readers"])
    )
    print(f"{measured['milliseconds']:.1f} ms for two texts of {_TIMED_CHARACTERS:,} characters")
    write_json(options.output / "drift.json", rounded({**environment(), **measured}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
