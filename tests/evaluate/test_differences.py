"""Two detectors on the same sentences: the comparison is paired, and its words are right."""

import numpy as np
import pytest

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.errors import InputError
from hedging.evaluate.differences import Difference, difference, differences
from hedging.evaluate.metrics import Counts, DocumentCounts, Metrics


def metrics(counts):
    """Metrics of documents with these hits, predicted and true."""
    rows = {f"{k}": DocumentCounts(Counts(*row)) for k, row in enumerate(counts)}
    whole = Metrics(documents=rows)
    for row in rows.values():
        whole.sentences.merge(row.sentences)
    return {"general": whole}


def test_the_comparison_is_paired():
    # Some documents are hard for both. B finds one more in every second document.
    hard = [(k % 10, 10, 10) for k in range(60)]
    better = [(hits + (k % 2), 10, 10) for k, (hits, _, _) in enumerate(hard)]
    found = differences(metrics(hard), metrics(better))["general"]["sentences"]
    low, high = found.interval
    assert found.value == pytest.approx(0.05)
    assert 0.03 < low < 0.05 < high < 0.07
    assert found.in_words().startswith("B is better by 5.0 points [")
    # Against other documents of the same difficulty, the difference would drown.
    source = np.random.default_rng(0)
    shuffled = [better[k] for k in source.permutation(60)]
    apart = differences(metrics(hard), metrics(shuffled))["general"]["sentences"]
    assert apart.value == pytest.approx(found.value)
    assert apart.interval[0] < 0 < apart.interval[1]
    assert apart.in_words().startswith("no difference can be seen: B is higher by 5.0 points, but")


def test_it_reads_the_same_from_both_sides():
    first, second = [(6, 10, 10), (5, 9, 9)] * 10, [(8, 10, 10), (8, 9, 9)] * 10
    there = differences(metrics(first), metrics(second))["general"]["sentences"]
    back = differences(metrics(second), metrics(first))["general"]["sentences"]
    assert there.value == -back.value
    assert there.interval == tuple(-edge for edge in reversed(back.interval))
    assert back.in_words() == there.in_words().replace("B is", "A is")


def test_words_where_nothing_can_be_said():
    assert Difference(None, None, None, same=True).in_words() == "– (nothing to measure)"
    assert "A and B count the same" in Difference(0.8, 0.8, None, same=True).in_words()
    few = differences(metrics([(1, 2, 2)] * 4), metrics([(2, 2, 2)] * 4))["general"]["sentences"]
    assert few.interval is None
    assert few.in_words().startswith("B is higher by 50.0 points, but nobody can say")
    assert few.to_dict() == {
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
    assert found["general"]["sentences"].value == pytest.approx(1 - 2 * 9 / 21)
    assert found["general"]["sentences"].interval[0] >= 0
    assert (found["general/a"]["cues_exact"].a, found["general/a"]["cues_exact"].b) == (0.0, 1.0)
    assert found["general/a"]["cues_exact"].interval is None


def test_other_documents_cannot_be_compared():
    with pytest.raises(InputError, match="other documents"):
        differences(metrics([(1, 1, 1)]), metrics([(1, 1, 1)] * 2))
