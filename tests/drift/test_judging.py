"""Features → what became of a claim, and the weights that the package brings."""

import math

import pytest

import hedging
from hedging.drift.comparing import matched_claims
from hedging.drift.judging import changed_scores, dropped_score, learned
from hedging.drift.markers import markers_of
from hedging.kinds import CHANGED

LIGHT = hedging.load()


def features(before, after):
    (matched,) = matched_claims(LIGHT.detect(before), LIGHT.detect(after), LIGHT.model)
    return matched.features(markers_of(matched.before), markers_of(matched.after))


def test_every_feature_has_a_finite_weight_for_each_change():
    weights = learned()
    assert len(weights.changed) > 300
    for row in weights.changed.values():
        assert len(row) == len(CHANGED)
        assert all(map(math.isfinite, row))
    assert all(map(math.isfinite, weights.dropped.values()))


def test_an_unknown_feature_adds_nothing():
    weights = learned()
    known = features("It may rain.", "It will rain.")
    assert changed_scores({**known, "-xyzzy": 1.0}, weights) == changed_scores(known, weights)
    assert dropped_score({"xyzzy": 1.0}, weights) == 0


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("-may", "It may rain.", "It will rain."),
        ("+will", "It may rain.", "It will rain."),
        ("says 10", "The mayor said it rains.", "It rains."),
        ("past → present", "The mice slept longer.", "The mouse sleeps longer."),
        ("relation → cause", "Tea is associated with sleep.", "Tea causes sleep."),
        ("no shares", "Some birds sing.", "Birds sing."),
        ("-kind epistemic", "It may rain.", "It rains."),
        ("quotes 10", "“It rains.”", "It rains."),
    ],
)
def test_features_say_what_differs(name, before, after):
    assert features(before, after).get(name, 0) > 0
    assert not features(before, before).get(name, 0)


def test_a_comparison_needs_no_confidence():
    plain = hedging.load(depth="cues")
    assert plain.compare("It may rain.", "It will rain.").change == "surer"
