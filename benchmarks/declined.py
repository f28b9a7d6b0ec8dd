"""How rightly answers that decline are found: those of our test, and graded answers of a model.

    python -m benchmarks.declined --corpora PATH

reads the answers of `tests/cases/declined.jsonl`, which two hands wrote who saw neither the library
nor its training answers, in three ways of prompting, and those of a language model that were graded
right, wrong or not attempted, if the corpora have them: declined.json. Nothing learns from either.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.command import parser_of
from benchmarks.grid import Results, grid
from benchmarks.output import rounded, write_json
from hedging.batch import Report
from hedging.detector import load
from hedging.evaluate.environment import environment
from hedging.evaluate.tables import figure
from hedging.kinds import declines

CASES: Final = Path(__file__).parents[1] / "tests" / "cases" / "declined.jsonl"
_GRADED: Final = "graded-answers/answers.jsonl"
_MODELS: Final = ("light", "accurate")


class Answer(NamedTuple):
    """An answer, the way of prompting, and whether it declines altogether."""

    text: str
    way: str
    declines: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and write the result."""
    parser = parser_of(__doc__, corpora=True)
    options = parser.parse_args(argv)
    sets = {"own": own_answers(CASES)}
    path = options.corpora / _GRADED if options.corpora else None
    if path is not None and path.is_file():
        sets["graded"] = graded_answers(path)
    else:
        print("no graded answers in the corpora: they are left out")
    result: dict[str, Any] = {**environment(), "models": {}}
    for model in _MODELS:
        result["models"][model] = {name: of_ways(model, own) for name, own in sets.items()}
        print(model, result["models"][model], flush=True)
    result["reason_right"] = {model: reason_right(model) for model in _MODELS}
    write_json(options.output / "declined.json", rounded(result))
    return 0


def reason_right(model: str) -> float:
    """The share of the answers of our test with the right reason, or rightly with none."""
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    reports = load(model).detect_batch([row["text"] for row in rows])
    right = [own.declined == row["declined"] for own, row in zip(reports, rows, strict=True)]
    return float(np.mean(right))


def own_answers(path: Path) -> list[Answer]:
    """The answers of our test."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Answer(row["text"], row["way"], declines(row["declined"])) for row in rows]


def graded_answers(path: Path) -> list[Answer]:
    """Graded answers of a language model; those that attempt nothing have the grade C."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Answer(row["text"], row["prompt"], row["grade"] == "C") for row in rows]


def of_ways(model: str, answers: Sequence[Answer]) -> dict[str, dict[str, float]]:
    """The figures of each way of prompting."""
    reports = load(model).detect_batch([answer.text for answer in answers])
    ways = sorted({answer.way for answer in answers})
    pairs = list(zip(reports, answers, strict=True))
    return {way: figures([pair for pair in pairs if pair[1].way == way]) for way in ways}


def figures(pairs: Sequence[tuple[Report, Answer]]) -> dict[str, float]:
    """Precision, recall and F1 of declining, AUROC of low confidence, and confident declines.

    An answer that claims nothing counts as one of no confidence.
    """
    found = np.array([declines(report.declined) for report, _ in pairs])
    truth = np.array([answer.declines for _, answer in pairs])
    sure = np.array([report.confidence or 0.0 for report, _ in pairs])
    hits = int((found & truth).sum())
    declined, other = sure[truth], sure[~truth]
    lower = (declined[:, None] < other).mean() + (declined[:, None] == other).mean() / 2
    return {
        "answers": len(pairs),
        "declined": int(truth.sum()),
        "precision": hits / max(int(found.sum()), 1),
        "recall": hits / int(truth.sum()),
        "f1": 2 * hits / int(found.sum() + truth.sum()),
        "auroc": float(lower),
        "confident": int((declined > 0.5).sum()),
    }


def declined_table(results: Results) -> str:
    """The figures of both models, by set and way of prompting."""
    rows = []
    for name, words in (("own", "our test"), ("graded", "graded")):
        ways: Mapping[str, Any] = results["declined"]["models"]["light"].get(name, {})
        for way, own in ways.items():
            other = results["declined"]["models"]["accurate"][name][way]
            rows.append(
                [
                    f"{words}: {way.replace('_', ' ')}",
                    f"{own['declined']:,} of {own['answers']:,}",
                    *(_rightness(each) for each in (own, other)),
                    *(f"{figure(each['auroc'])}, {each['confident']}" for each in (own, other)),
                ]
            )
    head = ["answers", "declined", *(f"precision / recall / F1: {model}" for model in _MODELS)]
    return grid([*head, *(f"AUROC, confident: {model}" for model in _MODELS)], rows)


def _rightness(own: Mapping[str, float]) -> str:
    return " / ".join(figure(own[name]) for name in ("precision", "recall", "f1"))


if __name__ == "__main__":
    sys.exit(main())
