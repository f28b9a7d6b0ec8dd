"""How often a reader's number is inside, and the figures of it that the package has."""

import json

import pytest

from benchmarks.counting import Counted, inside, own_of, stretches
from benchmarks.output import RESULTS
from hedging.corpora.gold import Gold
from hedging.readers import OWN, RATED, READERS, agreement
from hedging.released import MODEL_ROLES


def gold(document, hedged, group="news"):
    return Gold(document, "It may rain.", (), hedged, "general", group=group)


def test_documents_or_registers_are_cut_into_stretches():
    golds = [gold("a", True), gold("a", False), gold("b", True), gold("c", True, "books")]
    scores = [0.9, 0.1, 0.8, 0.7]
    by_document = [("news", [0.9, 0.1], 1), ("news", [0.8], 1), ("books", [0.7], 1)]
    assert list(stretches(golds, scores)) == by_document
    by_register = [("news", [0.9, 0.1, 0.8], 2), ("books", [0.7], 1)]
    assert list(stretches(golds, scores, 300)) == by_register
    assert [len(each.scores) for each in stretches(golds, scores, 2)] == [2, 1, 1]


def test_what_the_scores_do_not_explain():
    sure = [1.0] * 50 + [0.0] * 50
    counted = [Counted("news", sure, number) for number in (50, 52, 56)]
    assert inside(counted, {"news": OWN})["inside"] == 2 / 3
    assert inside(counted, {"news": 0.0})["inside"] == 1 / 3
    # Five of a hundred sentences more than the scores say, which leave no doubt.
    assert own_of([Counted("news", sure, 55)]) == pytest.approx(0.05)
    # The doubt of a hundred sentences at one half explains an error of five, and more than none.
    assert Counted("news", [0.5] * 100, 55).unexplained == pytest.approx(0.0)
    assert own_of([Counted("news", [0.5] * 100, 50)]) == 0.0


def test_the_package_has_the_figures_that_were_measured():
    models = json.loads((RESULTS / "counting.json").read_text(encoding="utf-8"))["models"]
    confidence = json.loads((RESULTS / "confidence.json").read_text(encoding="utf-8"))
    for role in MODEL_ROLES:
        recall, precision, correlation, error = agreement(role)
        measured = models[role]["agreement"]
        assert (recall, precision) == pytest.approx(
            (measured["recall"], measured["precision"]), abs=0.005
        )
        assert pytest.approx(models[role]["own"], abs=0.002) == OWN
        ratings = confidence if role == "light" else confidence[role]
        assert ratings["ratings"]["texts"] == RATED
        assert correlation == pytest.approx(ratings["ratings"]["r"], abs=0.005)
        assert error == pytest.approx(ratings["ratings"]["mean_absolute_error"], abs=0.005)
    readers = json.loads((RESULTS / "readers.json").read_text(encoding="utf-8"))
    assert pytest.approx(readers["agreement"]["all"]["sentences"]["f1"], abs=0.005) == READERS
