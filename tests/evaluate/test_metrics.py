import pytest

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import Counts, Metrics, environment, measure


def golds():
    """Three documents: two hedges that any model finds, no hedge, a wrong label on purpose."""
    may = (GoldCue(3, 6, "epistemic"),)
    return [
        Gold("a", "It may rain.", may, True, "general"),
        Gold("a", "It may snow.", may, True, "general"),
        Gold("b", "The bridge was closed on Monday.", (), False, "general"),
        Gold("c", "The shop sold forty loaves of bread.", (), True, "general"),
    ]


@pytest.fixture(name="measured")
def _measured():
    metrics = {}
    return metrics, measure(golds(), hedging.load(), metrics)


def test_the_worst_mistakes_come_first(measured):
    _, (only,) = measured
    assert only.gold.document == "c"
    assert only.score < 0.5
    assert only.cues == ()
    wrong = [
        Gold("d", text, (), False, "general")
        for text in ("It may rain.", "Perhaps they can hear it.", "If so, stay.")
    ]
    mistakes = measure(wrong, hedging.load(), {})
    scores = [mistake.score for mistake in mistakes]
    assert len(mistakes) == 3
    assert scores == sorted(scores, reverse=True)
    assert mistakes == measure(wrong[::-1], hedging.load(), {})


def test_intervals_come_from_whole_documents(measured):
    metrics = measured[0]["general"]
    low, high = metrics.intervals()["sentences"]
    # A draw without document a finds nothing, a draw without c finds everything.
    assert low == 0.0 < metrics.sentences.f1 == 0.8 < high == 1.0
    assert metrics.intervals() == metrics.intervals()
    assert Metrics().intervals() == {}


def test_reliability_and_calibration_error():
    metrics = Metrics(scores=[0.05, 0.05, 0.95, 1.0], truths=[False, True, True, True])
    assert metrics.reliability() == [(0.05, 0.5, 2), (0.975, 1.0, 2)]
    assert metrics.calibration_error() == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)


def test_what_cannot_be_measured_is_none():
    row = Metrics().to_dict()
    assert row["sentences"] == {
        "precision": None,
        "recall": None,
        "f1": None,
        "true": 0,
        "labelled": 0,
    }
    assert row["calibration_error"] is None
    assert Metrics().macro_f1 is None
    # Nothing was found although there was something to find: that is measured, and 0.
    assert Counts(hits=0, predicted=0, true=3).f1 == 0.0
    assert Counts(hits=0, predicted=0, true=3).precision is None


def test_a_merge_is_what_one_measurement_of_both_gives(measured):
    together, first, second = {}, {}, {}
    measure(golds(), hedging.load(), together)
    measure(golds()[:1], hedging.load(), first)
    measure(golds()[1:], hedging.load(), second)
    merged = first["general"]
    merged.merge(second["general"])
    assert merged.to_dict() == together["general"].to_dict() == measured[0]["general"].to_dict()
    assert set(merged.documents) == {"a", "b", "c"}
    assert merged.documents["a"].sentences == Counts(2, 2, 2)


def test_kinds_and_confusion():
    text = "If it may rain, stay."
    gold = Gold("a", text, (GoldCue(0, 2, "condition"), GoldCue(6, 9, "doxastic")), True, "general")
    metrics = Metrics()
    metrics.add(gold, hedging.detect(text))
    assert metrics.confusion == {
        ("condition", "condition"): 1,
        ("doxastic", "epistemic"): 1,
    }
    assert metrics.has_kinds
    assert metrics.macro_f1 == 0.5
    assert metrics.to_dict()["confusion"]["doxastic > epistemic"] == 1


def test_environment_names_versions():
    about = environment()
    assert about["versions"]["numpy"][0].isdigit()
    assert set(about) == {"machine", "python", "versions", "date"}
