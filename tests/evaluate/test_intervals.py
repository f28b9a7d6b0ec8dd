"""Intervals: they hold what they say, are the same in every run, and are none where they must."""

import numpy as np
import pytest

from hedging.evaluate.metrics import (
    COUNTED,
    FIGURES,
    Counts,
    DocumentCounts,
    Metrics,
    intervals,
)


def documents(source, number):
    """Counts of documents that differ in how hard they are; the F1 of all of them is known."""
    rows = {}
    for k in range(number):
        size = source.integers(5, 26)
        skill, share = source.beta(17, 3), source.beta(2, 4)
        true = source.random(size) < share
        right = source.random(size) < np.where(true, skill, 0.4 + 0.6 * skill)
        said = np.where(right, true, ~true)
        counts = Counts(int((said & true).sum()), int(said.sum()), int(true.sum()))
        rows[f"{k}"] = DocumentCounts(counts)
    return rows


def test_an_interval_holds_the_truth_as_often_as_it_says():
    source = np.random.default_rng(5)
    truth = Metrics(documents(source, 20_000)).sentences
    held = dict.fromkeys(FIGURES, 0)
    for _ in range(200):
        found = intervals(Metrics(documents(source, 40)))["sentences"]
        for name in FIGURES:
            low, high = found[name]
            held[name] += low <= getattr(truth, name) <= high
    # 95 % of 200 are 190, with a standard deviation of 3.
    assert all(181 <= count <= 199 for count in held.values()), held


def test_documents_are_drawn_not_sentences():
    alike = {f"{k}": DocumentCounts(Counts(5, 10, 10)) for k in range(10)}
    split = {f"{k}": DocumentCounts(Counts(10 * (k % 2), 10, 10)) for k in range(10)}
    single = {f"{k}": DocumentCounts(Counts(k % 2, 1, 1)) for k in range(100)}
    # The same number of sentences is right. Where all of a document are, ten documents are ten.
    assert intervals(Metrics(alike))["sentences"]["f1"] is None
    wide, narrow = (np.ptp(intervals(Metrics(rows))["sentences"]["f1"]) for rows in (split, single))
    assert wide > 2.5 * narrow


@pytest.mark.parametrize(("number", "has_interval"), [(0, False), (3, False), (4, True)])
def test_few_documents_have_no_interval(number, has_interval):
    rows = {f"{k}": DocumentCounts(Counts(k, 4, 5)) for k in range(number)}
    # Documents without anything to measure do not count.
    rows |= {f"empty {k}": DocumentCounts() for k in range(9)}
    found = intervals(Metrics(rows))
    assert [found["sentences"][name] is not None for name in FIGURES] == [has_interval] * 3
    assert set(found["cues_exact"].values()) == {None}
    assert tuple(found) == tuple(COUNTED)


def test_a_perfect_figure_has_no_interval_of_no_width():
    rows = {f"{k}": DocumentCounts(Counts(2, 2, 2 + k % 2)) for k in range(12)}
    found = intervals(Metrics(rows))["sentences"]
    assert found["precision"] is None
    assert found["recall"] is not None


def test_every_run_gives_the_same_interval():
    rows = documents(np.random.default_rng(1), 30)
    first = intervals(Metrics(rows))
    assert first == intervals(Metrics(rows))
    low, high = first["sentences"]["f1"]
    assert low < Metrics(rows).sentences.f1 < high
