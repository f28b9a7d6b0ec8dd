"""Two detectors on the same sentences: the comparison is paired, and its words are right."""

import numpy as np
import pytest

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.errors import InputError
from hedging.evaluate.differences import difference, differences, plain_differences
from hedging.evaluate.metrics import Counts, DocumentCounts, Metrics


def metrics(counts):
    """Metrics of documents with these hits, predicted and true."""
    rows = {f"{k}": DocumentCounts(Counts(*row)) for k, row in enumerate(counts)}
    return {"general": Metrics(rows)}


def test_the_comparison_is_paired():
    # Some documents are hard for both. B finds one more in every second document.
    hard = [(k % 10, 10, 10) for k in range(60)]
    better = [(hits + (k % 2), 10, 10) for k, (hits, _, _) in enumerate(hard)]
    found = differences(metrics(hard), metrics(better))["general"]["sentences"]
    low, high = found.interval
    assert found.estimate == pytest.approx(0.05)
    assert 0.03 < low < 0.05 < high < 0.07
    assert str(found).startswith("B is 5.0 points above A, 95 % interval ")
    # Against other documents of the same difficulty, the difference would drown.
    source = np.random.default_rng(0)
    shuffled = [better[k] for k in source.permutation(60)]
    apart = differences(metrics(hard), metrics(shuffled))["general"]["sentences"]
    assert apart.estimate == pytest.approx(found.estimate)
    assert apart.interval[0] < 0 < apart.interval[1]
    assert str(apart).endswith("60 documents: the interval holds 0, no difference can be seen")


def test_it_reads_the_same_from_both_sides():
    first, second = [(6, 10, 10), (5, 9, 9)] * 10, [(8, 10, 10), (8, 9, 9)] * 10
    there = differences(metrics(first), metrics(second))["general"]["sentences"]
    back = differences(metrics(second), metrics(first))["general"]["sentences"]
    assert there.estimate == -back.estimate
    assert there.interval == pytest.approx(tuple(-edge for edge in reversed(back.interval)))
    assert str(back) == str(there).replace("above", "below")


def test_words_where_nothing_can_be_said():
    alike = differences(metrics([(1, 2, 2)] * 4), metrics([(1, 2, 2)] * 4))["general"]
    assert str(alike["cues_exact"]) == "B and A cannot be compared by F1: 4 documents"
    assert str(alike["sentences"]) == "B and A are the same in every document: 4 documents"
    found = differences(metrics([(1, 2, 2)] * 3), metrics([(2, 2, 2)] * 3))
    few = found["general"]["sentences"]
    assert few.interval is None
    assert str(few) == (
        "B is 50.0 points above A, no interval (too few documents, or all alike), 3 documents"
    )
    assert plain_differences(found)["general"]["sentences"] == {
        "a": 0.5,
        "b": 1.0,
        "difference": 0.5,
        "interval_95": None,
        "same": False,
    }


def test_detectors_are_compared_on_gold_sentences():
    may = (GoldCue(3, 6, "epistemic"),)
    golds = [Gold(f"{k}", "It may rain.", may, True, "general", group="a") for k in range(3)]
    golds += [Gold(f"b{k}", "It could rain.", None, True, "general") for k in range(9)]
    found = difference(golds, hedging.load(ignore_cues=["may"]), hedging.load())
    assert list(found) == ["general", "general/a"]
    assert found["general"]["sentences"].estimate == pytest.approx(1 - 2 * 9 / 21)
    assert found["general"]["sentences"].interval[0] >= 0
    small = found["general/a"]["cues_exact"]
    assert (small.second_mean, small.first_mean, small.interval) == (0.0, 1.0, None)


def test_other_documents_cannot_be_compared():
    with pytest.raises(InputError, match="other documents"):
        differences(metrics([(1, 1, 1)]), metrics([(1, 1, 1)] * 2))
