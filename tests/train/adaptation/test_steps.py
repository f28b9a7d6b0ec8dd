"""How far a model may move, and how that is measured."""

import dataclasses

import numpy as np
import planning
import pytest

pytest.importorskip("sklearn", reason="adapting needs scikit-learn")

from hedging.corpora.gold import Gold
from hedging.model.files import folder_of, load_model
from hedging.model.scoring import logistic
from hedging.options import DEFAULT_MODEL
from hedging.train.adaptation.domain import Domain
from hedging.train.adaptation.material import general_sentences
from hedging.train.adaptation.steps import (
    FOLDS,
    STEPS,
    Curve,
    Measured,
    Step,
    fit_curve,
    log_odds_of,
    measure_step,
    take_step,
    threshold_of,
    units_of,
    with_threshold,
)

CURVE, WEIGHTS = Step(None, curve=True), Step(0.3, curve=False)


@pytest.fixture(scope="module")
def base():
    return load_model(folder_of(DEFAULT_MODEL).resolve())


@pytest.fixture(scope="module")
def domain(base):
    return Domain(base, "general", planning.golds(), general_sentences()[0][:100])


@pytest.fixture(scope="module")
def before(base):
    return log_odds_of(base, "general", planning.golds())


def named(*documents):
    return [Gold(name, "It rained.", (), False, "general") for name in documents]


def test_a_document_is_divided_from_the_others():
    assert units_of(named(*"abcabdee")).tolist() == [0, 1, 2, 0, 1, 3, 4, 4]


def test_sentences_are_divided_where_documents_are_few():
    assert units_of(named(*"aaaa")).tolist() == [0, 1, 2, 3]
    assert units_of(named(*"abcda")).tolist() == [0, 1, 2, 3, 4]


def test_the_steps_are_named():
    assert list(dict.fromkeys(map(str, STEPS))) == [
        "calibration",
        "cues and weights",
        "cues and weights and calibration",
    ]


def test_a_curve_is_drawn_towards_none():
    truth = np.array([True, False] * 10)
    own = np.where(truth, 2.0, -2.0)
    assert Curve()(own).tolist() == own.tolist()
    # Answers that are too low are raised, by less than they would be without a penalty.
    low = fit_curve(own - 6, truth)
    assert 0 < low.shift < 10
    assert logistic(low(own - 6)[truth]).min() > logistic(own - 6)[truth].max()


def test_a_curve_keeps_the_order_of_sentences():
    truth = np.array([True, False] * 50)
    own = np.where(truth, -8.0, 8.0)
    curve = fit_curve(own, truth)
    assert curve.slope == -0.9
    assert curve(np.array([1.0])) > curve(np.array([0.0]))


def test_a_gain_must_be_sure():
    nothing = (CURVE, np.zeros(1), np.zeros(1), Curve())
    assert not Measured(*nothing, gain=0.1, error=0.1).is_gain
    assert not Measured(*nothing, gain=0.0, error=0.0).is_gain
    assert Measured(*nothing, gain=0.2, error=0.1).is_gain


def test_a_threshold_moves_as_far_as_it_may(base, domain, before):
    units = units_of(domain.golds)
    measured = measure_step(CURVE, domain, units, before)
    after = take_step(measured, domain)
    assert with_threshold(measured, after, "general", 1.0).schemes[
        "general"
    ].threshold == pytest.approx(base.schemes["general"].threshold, abs=1e-3)
    # Where it has not moved, the verdicts are those of before, whatever the probabilities are.
    unmoved = with_threshold(measured, after, "general", 0.0)
    verdicts = log_odds_of(unmoved, "general", domain.golds) >= threshold_of(unmoved, "general")
    assert (verdicts == (before >= threshold_of(base, "general"))).all()
    threshold = threshold_of(base, "general")
    assert (measured.hedged(threshold, 0.0) == (before >= threshold)).all()
    assert (measured.hedged(threshold, 1.0) == (measured.log_odds >= threshold)).all()


def test_a_step_is_measured_on_what_it_has_not_learned(base, domain, before):
    units = units_of(domain.golds)
    measured = measure_step(WEIGHTS, domain, units, before)
    assert measured.is_gain
    # The answers to a document are those of a model that has not learned from it.
    without = domain.fit(units % FOLDS != 3, 0.3)
    rows = np.flatnonzero(units % FOLDS == 3)
    golds = [domain.golds[row] for row in rows.tolist()]
    assert measured.log_odds[rows].tolist() == log_odds_of(without, "general", golds).tolist()


def test_a_word_of_a_single_document_gives_no_gain(base, before):
    golds = [
        dataclasses.replace(one, document="all" if "minded" in one.text else str(number))
        for number, one in enumerate(planning.golds())
    ]
    domain = Domain(base, "general", golds, general_sentences()[0][:100])
    measured = measure_step(WEIGHTS, domain, units_of(golds), before)
    minded = np.array(["minded" in one.text for one in golds])
    assert (measured.log_odds[minded] < -2).all()


def test_a_curve_alone_changes_no_cue(base, domain, before):
    units = units_of(domain.golds)
    measured = measure_step(CURVE, domain, units, before)
    model = take_step(measured, domain)
    assert model.lexicon is base.lexicon
    own, scheme = base.schemes["general"], model.schemes["general"]
    assert scheme.cue_weights is own.cue_weights
    assert scheme.slope != own.slope
    golds = planning.golds()
    curve = fit_curve(before, np.array([one.hedged for one in golds]))
    expected = curve(np.clip(before, -9, 9))
    changed = log_odds_of(model, "general", golds)
    inside = np.abs(before) < 5
    assert inside.any()
    assert np.allclose(changed[inside], expected[inside], atol=1e-6)


def test_a_curve_goes_for_the_weights_of_sentences_too(base):
    scheme = "conll2010-wikipedia"
    golds = [dataclasses.replace(one, scheme=scheme) for one in planning.golds()]
    domain = Domain(base, scheme, golds, general_sentences()[0][:100])
    before = log_odds_of(base, scheme, golds)
    measured = measure_step(CURVE, domain, units_of(golds), before)
    model = take_step(measured, domain)
    curve = fit_curve(before, np.array([one.hedged for one in golds]))
    assert np.allclose(log_odds_of(model, scheme, golds), curve(before), atol=1e-6)
