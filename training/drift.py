"""Pairs of texts → the weights that say what became of a claim: `hedging/drift/weights.json`.

    python -m training.drift [--output FILE]

learns from `seeds/drift.jsonl` and `seeds/drift_pairs.jsonl`. A pair says what became of the text,
and not of which claim: the claim that scores most for a change stands for its text, and the scores
of all changes, with 0 for "same", go through one softmax (multi-instance learning, Dietterich et
al. 1997). The loss is its
cross-entropy and the squares of the weights. A pair is learned from in both directions where the
change has an opposite, so that "surer" and "less sure" mirror each other.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

import hedging
from hedging.detector import Detector
from hedging.drift.comparing import Matched, matched_claims
from hedging.drift.features import Features
from hedging.drift.judging import Weights
from hedging.drift.markers import markers_of
from hedging.kinds import CHANGED
from hedging.model.scoring import Floats
from hedging.text.hashing import Ints
from training.material import SEEDS

PAIRS: Final = (SEEDS / "drift.jsonl", SEEDS / "drift_pairs.jsonl")
OUTPUT: Final = Path(hedging.__file__).parent / "drift" / "weights.json"
OPPOSITE: Final = {
    "same": "same", "surer": "less sure", "less sure": "surer", "source lost": "less sure",
}  # fmt: skip
#: The names of all changes, in the order of the columns.
NAMES: Final = ("same", *CHANGED)
_FEWEST = 3
_STRENGTH = 0.2
_DIGITS = 3
_POWER = 0.5
# The score of a change that no claim can have.
_NONE = -9.0


class Example(NamedTuple):
    """The features of claims that both texts make and of dropped ones, and the change."""

    pairs: list[Features]
    dropped: list[Features]
    change: str


def example_of(detector: Detector, before: str, after: str, change: str) -> Example:
    """What a pair of texts teaches."""
    matched = [*matched_claims(detector.detect(before), detector.detect(after), detector.model)]
    return Example(
        # A claim in the same words is not judged, so that nothing can be learned from it.
        [
            _features(claim)
            for claim in matched
            if claim.before and claim.after and not claim.is_verbatim
        ],
        [_features(claim) for claim in matched if not claim.after],
        change,
    )


def _features(matched: Matched) -> Features:
    return matched.features(markers_of(matched.before), markers_of(matched.after))


def examples_of(detector: Detector, rows: Iterable[dict[str, Any]]) -> list[Example]:
    """What rows with `before`, `after` and `change` teach, in both directions if there are two."""
    examples = []
    for row in rows:
        before, after, change = row["before"], row["after"], row["change"]
        examples.append(example_of(detector, before, after, change))
        if change in OPPOSITE:
            examples.append(example_of(detector, after, before, OPPOSITE[change]))
    return examples


def fitted(examples: Sequence[Example], strength: float = _STRENGTH) -> Weights:
    """The weights with the least loss, without features that fewer than three examples have."""
    from scipy.optimize import minimize

    tables = [
        _Table.of([example.pairs for example in examples]),
        _Table.of([example.dropped for example in examples]),
    ]
    answers = np.array([NAMES.index(example.change) for example in examples])
    counts = np.bincount(answers, minlength=len(NAMES))
    # A rare change counts more, though not as much as a frequent one in all.
    shares = (counts[answers] / counts.max()) ** -_POWER
    sizes = [len(tables[0].names) * len(CHANGED), len(tables[1].names)]

    def loss(flat: Floats) -> tuple[float, Floats]:
        parts = [
            flat[: sizes[0]].reshape(-1, len(CHANGED)),
            flat[sizes[0] :].reshape(-1, 1),
        ]
        best = [table.best(part) for table, part in zip(tables, parts, strict=True)]
        scores = np.hstack([np.zeros((len(answers), 1)), best[0][0]])
        # A part of a claim was dropped, or a whole one.
        is_whole = best[1][0][:, 0] > scores[:, -1]
        scores[is_whole, -1] = best[1][0][is_whole, 0]
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        of_answer = chances[np.arange(len(answers)), answers]
        gradient = chances.copy()
        gradient[np.arange(len(answers)), answers] -= 1
        gradient *= shares[:, None]
        columns = gradient[:, 1:].copy(), gradient[:, -1:].copy()
        columns[0][is_whole, -1] = 0
        columns[1][~is_whole] = 0
        slopes = [
            table.slope(rows, column).ravel()
            for table, (_, rows), column in zip(tables, best, columns, strict=True)
        ]
        total = -(shares * np.log(of_answer + 1e-12)).sum() + (flat @ flat) / (2 * strength)
        return float(total), np.concatenate(slopes) + flat / strength

    found = minimize(loss, np.zeros(sum(sizes)), jac=True, method="L-BFGS-B").x
    pairs = found[: sizes[0]].reshape(-1, len(CHANGED)).round(_DIGITS).tolist()
    dropped = found[sizes[0] :].round(_DIGITS).tolist()
    return Weights(
        {name: row for name, row in zip(tables[0].names, pairs, strict=True) if any(row)},
        {name: value for name, value in zip(tables[1].names, dropped, strict=True) if value},
    )


class _Table(NamedTuple):
    """The features of all claims as rows, and the first row of each text's claims."""

    names: list[str]
    rows: Any
    begin: Ints
    texts: int

    @classmethod
    def of(cls, texts: Sequence[Sequence[Features]]) -> _Table:
        from scipy.sparse import csr_matrix

        counts = Counter(name for text in texts for name in {n for one in text for n in one})
        names = sorted(name for name, count in counts.items() if count >= _FEWEST)
        number = {name: place for place, name in enumerate(names)}
        claims = [claim for text in texts for claim in text]
        cells = [
            (row, number[name], value)
            for row, claim in enumerate(claims)
            for name, value in claim.items()
            if name in number
        ]
        row, column, values = zip(*cells, strict=True) if cells else ((), (), ())
        rows = csr_matrix((values, (row, column)), shape=(len(claims), len(names)))
        begin = np.cumsum([0, *(len(text) for text in texts)])
        return cls(names, rows, begin, len(texts))

    def best(self, weights: Floats) -> tuple[Floats, Ints]:
        """The highest score of each text in each column, and its row, -1 for none."""
        scores = np.asarray(self.rows @ weights)
        highest = np.full((self.texts, weights.shape[1]), _NONE)
        rows = np.full(highest.shape, -1)
        for text, (begin, end) in enumerate(pairwise(self.begin)):
            if end > begin:
                rows[text] = begin + scores[begin:end].argmax(axis=0)
                highest[text] = scores[rows[text], np.arange(scores.shape[1])]
        return highest, rows

    def slope(self, rows: Ints, gradient: Floats) -> Floats:
        """The gradient of the weights, from that of each text's highest scores."""
        spread = np.zeros((self.rows.shape[0], gradient.shape[1]))
        for column in range(gradient.shape[1]):
            is_there = rows[:, column] >= 0
            spread[rows[is_there, column], column] = gradient[is_there, column]
        return np.asarray(self.rows.T @ spread)


def _lines_of(weights: Weights) -> str:
    """The weights as JSON, with a line for each feature."""
    tables = []
    for table, rows in weights._asdict().items():
        lines = [f"{json.dumps(name, ensure_ascii=False)}: {row}" for name, row in rows.items()]
        body = ",\n".join(sorted(lines))
        tables.append(f'"{table}": {{\n{body}\n}}')
    joined = ",\n".join(tables)
    return f"{{\n{joined}\n}}\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Learn and write; see the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the file to write")
    options = parser.parse_args(argv)
    lines = [line for path in PAIRS for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    weights = fitted(examples_of(hedging.load(), rows))
    options.output.write_text(_lines_of(weights), encoding="utf-8")
    print(f"{len(rows)} pairs, {len(weights.changed)} features")
    return 0


if __name__ == "__main__":
    sys.exit(main())
