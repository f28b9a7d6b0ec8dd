import pytest

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import Figures, measure


def golds():
    """Three documents: one with two hedges that any model finds, one without, one whose label is wrong on purpose."""
    may = (GoldCue(3, 6, "epistemic"),)
    return [
        Gold("a", "It may rain.", may, True, "general"),
        Gold("a", "It may snow.", may, True, "general"),
        Gold("b", "The bridge was closed on Monday.", (), False, "general"),
        Gold("c", "The shop sold forty loaves of bread.", (), True, "general"),
    ]


@pytest.fixture(name="measured")
def _measured():
    figures = {}
    return figures, measure(golds(), hedging.load(), figures)


def test_the_worst_mistakes_come_first(measured):
    _, (only,) = measured
    assert only.gold.document == "c"
    score, group, gold, found, text = only.line().split("\t")
    assert float(score) < 0.5
    assert (group, gold, found, text) == (
        "general",
        "gold: –",
        "found: –",
        "The shop sold forty loaves of bread.",
    )
    wrong = [
        Gold("d", text, (), False, "general")
        for text in ("It may rain.", "Perhaps they can hear it.", "If so, stay.")
    ]
    found = measure(wrong, hedging.load(), {})
    assert len(found) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found == measure(wrong[::-1], hedging.load(), {})


def test_intervals_come_from_whole_documents(measured):
    one = measured[0]["general"]
    low, high = one.intervals()["sentences"]
    # Drawn without document a nothing is found, drawn without c everything is.
    assert low == 0.0 < one.sentences.f1 == 0.8 < high == 1.0
    assert one.intervals() == one.intervals()
    assert Figures().intervals() == {}


def test_reliability_and_calibration_error():
    one = Figures(scores=[0.05, 0.05, 0.95, 1.0], truths=[False, True, True, True])
    assert one.reliability() == [(0.05, 0.5, 2), (0.975, 1.0, 2)]
    assert one.calibration_error() == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)
    assert Figures().calibration_error() == 0.0
