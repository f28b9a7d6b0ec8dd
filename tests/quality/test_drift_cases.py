"""200 pairs of texts: surer, less sure, the same, or a claim dropped.

They were written before the code that compares them. Nothing was learned from them, but features
were chosen with a look at them. What is learned from is in `seeds/drift.jsonl` and
`seeds/drift_pairs.jsonl`.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

import hedging

ROOT = Path(__file__).parents[2]
FILES = {"test": ROOT / "tests/cases/drift.jsonl", "development": ROOT / "seeds/drift.jsonl"}
ROWS = {
    name: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for name, path in FILES.items()
}
CHANGES = ("surer", "less sure", "same", "dropped")


def test_the_pairs_are_balanced_and_none_is_in_both_files():
    assert Counter(row["change"] for row in ROWS["test"]) == dict.fromkeys(CHANGES, 50)
    assert Counter(row["change"] for row in ROWS["development"]) == dict.fromkeys(CHANGES, 25)
    texts = {name: {(r["before"], r["after"]) for r in rows} for name, rows in ROWS.items()}
    assert len(texts["test"]) == 200
    assert not texts["test"] & texts["development"]


def test_accuracy_on_the_test_pairs():
    right = Counter(
        row["change"]
        for row in ROWS["test"]
        # The labels have no word for a source that is lost.
        if hedging.compare(row["before"], row["after"]).change.replace("source lost", "surer")
        == row["change"]
    )
    assert right.total() >= 187
    assert min(right[change] for change in CHANGES) >= 43


def test_accuracy_on_pairs_that_nothing_was_chosen_by():
    path = ROOT / "tests/cases/drift_pairs.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    right = sum(
        hedging.compare(row["before"], row["after"]).change == row["change"] for row in rows
    )
    assert right >= 288


def test_no_pair_to_learn_from_is_a_test_pair():
    paths = [ROOT / "seeds/drift_pairs.jsonl", ROOT / "tests/cases/drift_pairs.jsonl"]
    learned, unseen = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in paths
    )
    assert not {row["before"] for row in learned} & {row["before"] for row in unseen}
    assert not {row["group"] for row in learned} & {row["group"] for row in unseen}
    assert Counter(row["change"] for row in unseen).total() == len(unseen) > 200


@pytest.mark.parametrize("wrapping", ["courtesy", "padding"])
def test_words_around_an_answer_change_no_claim(wrapping):
    path = ROOT / "tests/cases/answers.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    changes = Counter(hedging.compare(row["text"], row[wrapping]).change for row in rows)
    assert changes["same"] >= 296
