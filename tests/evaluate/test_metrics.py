from functools import lru_cache

import numpy as np
import pytest

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import Counts, Metrics, count, measure, score_golds
from tests.growth import growth


def golds():
    """Three documents: two hedges that any model finds, no hedge, a wrong label on purpose."""
    may = (GoldCue(3, 6, "epistemic"),)
    return [
        Gold("a", "It may rain.", may, True, "general"),
        Gold("a", "It may snow.", may, True, "general"),
        Gold("b", "The bridge was closed on Monday.", (), False, "general"),
        Gold("c", "The shop sold forty loaves of bread.", (), True, "general"),
    ]


@pytest.fixture
def general():
    """The metrics of `golds`."""
    metrics = {}
    measure(golds(), hedging.load(), metrics)
    return metrics["general"]


def test_reliability_and_calibration_error():
    metrics = Metrics(scores=[0.05, 0.05, 0.95, 1.0], truths=[False, True, True, True])
    assert metrics.reliability() == [(0.05, 0.5, 2), (0.975, 1.0, 2)]
    assert metrics.calibration_error() == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)


def test_chance_alone_makes_a_calibration_error():
    source = np.random.default_rng(2)
    scores = source.random(400)
    below = 0
    for _ in range(100):
        truths = (source.random(400) < scores).tolist()
        metrics = Metrics(scores=scores.tolist(), truths=truths)
        below += metrics.calibration_error() <= metrics.chance_error()
    assert 88 <= below <= 100
    biased = Metrics(scores=scores.tolist(), truths=(source.random(400) < scores**3).tolist())
    assert biased.calibration_error() > biased.chance_error()
    assert Metrics().chance_error() is None


def test_a_figure_without_anything_to_measure_is_none():
    figures = Metrics().to_dict()
    assert figures["sentences"] == {
        "precision": None,
        "recall": None,
        "f1": None,
        "true": 0,
        "labelled": 0,
    }
    assert figures["calibration_error"] is None
    assert figures["calibration_error_by_chance"] is None
    assert set(figures["intervals_95"].values()) == {None}
    assert Metrics().macro_f1 is None
    # Nothing was found although there was something to find: that is measured, and 0.
    assert Counts(hits=0, predicted=0, true=3).f1 == 0.0
    assert Counts(hits=0, predicted=0, true=3).precision is None


def test_a_merge_equals_one_measurement_of_all_sentences(general):
    first, second = {}, {}
    measure(golds()[:1], hedging.load(), first)
    measure(golds()[1:], hedging.load(), second)
    merged = first["general"]
    merged.merge(second["general"])
    assert merged.to_dict() == general.to_dict()
    assert set(merged.documents) == {"a", "b", "c"}
    assert merged.documents["a"].sentences == Counts(2, 2, 2)


def test_kinds_and_confusion():
    text = "If it might rain, stay."
    cues = (GoldCue(0, 2, "condition"), GoldCue(6, 11, "doxastic"))
    gold = Gold("a", text, cues, True, "general")
    metrics = Metrics()
    metrics.add(gold, hedging.detect(text))
    assert metrics.confusion == {
        ("condition", "condition"): 1,
        ("doxastic", "epistemic"): 1,
    }
    assert metrics.has_kinds
    assert metrics.macro_f1 == 0.5
    assert metrics.to_dict()["confusion"]["doxastic > epistemic"] == 1


def test_a_sentence_with_many_cues_takes_time_that_grows_with_them():
    def counted(cues):
        text = "may go, " * cues
        gold = tuple(GoldCue(start, start + 3, "epistemic") for start in range(0, len(text), 8))
        golds = [Gold("a", text, gold, True, "general")]
        return golds, score_golds(golds, hedging.load())

    def run(given):
        count(*given, {})

    assert growth(run, lru_cache(counted), (500, 5_000)) <= 1.3
