"""Graded answers → chances that never fall, its intervals, and what single words are worth."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.calibration import Marker
from hedging.errors import InputError, InputTypeError
from hedging.evaluate.calibrating import fitted, held_out_chances, read_grade
from hedging.evaluate.metrics import Metrics
from tests import graded


@pytest.fixture(scope="module")
def calibration():
    return hedging.calibrate(*graded.texts_and_grades(300))


def drawn(chance_of, size, seed=0):
    """Confidences from 0 to 1, and whether each is right by its chance."""
    random = np.random.default_rng(seed)
    confidence = random.random(size)
    return confidence, random.random(size) < chance_of(confidence)


def test_the_curve_finds_the_chances(calibration):
    detector = hedging.load(calibration=calibration)
    for form, chance in graded.FORMS.items():
        report = detector.detect(form.format("Ull"))
        low, high = calibration.interval(report.confidence)
        assert low <= report.chance <= high
        assert report.chance == pytest.approx(chance, abs=0.15)
    assert not calibration.is_flat
    assert calibration.cautions == ()
    assert calibration.auroc_interval[0] < calibration.auroc < calibration.auroc_interval[1]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_curve_falls_and_all_chances_are_chances(rows):
    confidence, right = np.array([c for c, _ in rows]), np.array([r for _, r in rows])
    if right.all() or not right.any():
        right[0] = not right[0]
    fit = fitted(confidence, right)
    assert (np.diff(fit.confidence) > 0).all()
    assert (np.diff(fit.chance) >= 0).all()
    assert ((fit.low <= fit.chance) & (fit.chance <= fit.high)).all()
    assert ((fit.low >= 0) & (fit.high <= 1)).all()


def test_the_chances_are_the_isotonic_regression_of_scikit_learn():
    """Of groups of 30 answers with one more each, which has the share of all."""
    isotonic = pytest.importorskip("sklearn.isotonic")
    confidence = np.repeat(np.linspace(0, 1, 400).round(3), 3)
    right = np.random.default_rng(0).random(1200) < 0.1 + 0.7 * confidence
    groups = right.reshape(-1, 30)
    shares = (groups.sum(axis=1) + right.mean()) / 31
    plain = isotonic.IsotonicRegression().fit_transform(np.arange(40), shares)
    fit = fitted(confidence, right)
    assert fit.chance == pytest.approx(plain)
    assert fit.confidence == pytest.approx(confidence.reshape(-1, 30).mean(axis=1))


@pytest.mark.parametrize("chance_of", [lambda c: c, lambda c: 0.25 + 0.4 * c, lambda c: c**2])
def test_200_answers_give_chances_that_hold_on_others(chance_of):
    errors = []
    for seed in range(10):
        confidence, right = drawn(chance_of, 200, seed)
        others, truths = drawn(chance_of, 5000, 100 + seed)
        chances = fitted(confidence, right).chances(others)
        errors.append(Metrics(scores=chances.tolist(), truths=truths.tolist()).calibration_error())
    assert np.mean(errors) <= 0.06


def test_intervals_hold_the_chance_about_as_often_as_they_say():
    held = []
    for seed in range(60):
        fit = fitted(*drawn(lambda c: 0.1 + 0.8 * c, 400, seed))
        truth = 0.1 + 0.8 * fit.confidence
        held += ((fit.low <= truth) & (truth <= fit.high)).tolist()
    assert 0.8 <= np.mean(held) <= 0.97


def test_an_unseen_answer_does_not_judge_itself():
    """A single right answer among wrong ones is no surer for being right."""
    confidence, right = np.linspace(0, 1, 50), np.zeros(50, dtype=np.bool_)
    right[20] = right[30] = True
    chances = held_out_chances(confidence, right)
    assert chances[20] <= chances[[19, 21]].max() + 0.05


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_where_wording_says_nothing_the_curve_is_flat(share):
    calibration = hedging.calibrate(*graded.texts_and_grades(200, seed=3, share=share))
    assert calibration.is_flat
    assert calibration.chance(0.1) == calibration.chance(0.9) == pytest.approx(share, abs=0.1)
    assert "says nothing about whether they are right" in str(calibration)


def test_what_falls_is_flat_and_says_so():
    texts, grades = graded.texts_and_grades(200)
    calibration = hedging.calibrate(texts, [not grade for grade in grades])
    assert calibration.is_flat
    assert "the less often they are right" in calibration.cautions[0]


def test_equal_answers_give_an_equal_calibration(calibration):
    again = hedging.calibrate(*graded.texts_and_grades(300))
    assert again == calibration
    assert again.name == calibration.name
    other = hedging.calibrate(*graded.texts_and_grades(300, seed=1))
    assert other.name != calibration.name


def test_words_and_their_worth(calibration):
    texts, grades = graded.texts_and_grades(300)
    rows = {marker.cue: marker for marker in calibration.cues}
    believed = [grade for text, grade in zip(texts, grades, strict=True) if "believe" in text]
    assert rows["believe"].answers == len(believed)
    assert rows["believe"].right == sum(believed)
    assert rows["certainly"].share > 0.7
    plain = [grade for text, grade in zip(texts, grades, strict=True) if text[:9] == "The river"]
    assert (rows[""].answers, rows[""].right) == (len(plain), sum(plain))
    counts = [marker.answers for marker in calibration.cues]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) >= 5


def test_a_word_of_four_answers_has_no_row():
    texts, grades = graded.texts_and_grades(40)
    rare = hedging.calibrate([*texts, *["It might be the Alde."] * 4], [*grades, *[True] * 4])
    often = hedging.calibrate([*texts, *["It might be the Alde."] * 5], [*grades, *[True] * 5])
    assert "might" not in {marker.cue for marker in rare.cues}
    assert "might" in {marker.cue for marker in often.cues}


def test_answers_that_teach_nothing_are_counted():
    texts, grades = graded.texts_and_grades(50)
    more = ["I hope this helps!", "The river is the Alde.", ""]
    calibration = hedging.calibrate([*texts, *more], [*grades, True, None, "wrong"])
    assert (calibration.answers, calibration.claimless, calibration.ungraded) == (50, 2, 1)
    assert "1 without a grade, 2 that claim nothing" in str(calibration)


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("right", True), ("Correct ", True), ("TRUE", True), ("yes", True), ("1", True),
        (1, True), (True, True), (np.True_.item(), True), (1.0, True),
        ("wrong", False), ("incorrect", False), ("False", False), ("no", False), ("0", False),
        (0, False), (False, False),
        (None, None), ("", None), (" ", None), ("Not attempted", None), ("NOT_ATTEMPTED", None),
        (math.nan, None),
    ],
)  # fmt: skip
def test_grades(grade, expected):
    assert read_grade(grade) is expected


@pytest.mark.parametrize("grade", ["maybe", "A", 2, 0.5, [], "2"])
def test_a_grade_that_is_neither(grade):
    with pytest.raises(InputError, match="is neither right nor wrong: expected one of right, "):
        read_grade(grade)
    with pytest.raises(InputError, match=r"^text 1: grade "):
        hedging.calibrate(["It is so."] * 2, ["right", grade])


def test_too_few_answers_and_a_single_grade():
    texts, grades = graded.texts_and_grades(19)
    with pytest.raises(InputError, match="19 graded answers that claim something, expected 20"):
        hedging.calibrate(texts, grades)
    with pytest.raises(InputError, match="all 30 graded answers are wrong"):
        hedging.calibrate(graded.texts_and_grades(30)[0], [False] * 30)


def test_few_answers_are_warned_of():
    texts, grades = graded.texts_and_grades(40)
    said = str(hedging.calibrate(texts, grades))
    assert "warning: 40 answers carry rough chances" in said
    texts, _ = graded.texts_and_grades(120)
    said = str(hedging.calibrate(texts, [number != 7 for number in range(120)]))
    assert "warning: only 1 answer is wrong" in said
    assert "rough chances" not in said


def test_arguments_that_do_not_fit():
    with pytest.raises(InputError, match="got 1 grades, but 2 texts"):
        hedging.calibrate(["a", "b"], ["right"])
    with pytest.raises(InputTypeError, match="the grade of each text, got a str"):
        hedging.calibrate(["a", "b"], "no")
    with pytest.raises(InputError, match="depth 'cues' leaves out how sure"):
        hedging.calibrate(*graded.texts_and_grades(30), depth="cues")


def test_options_of_the_reading_must_agree(tmp_path):
    texts, grades = graded.texts_and_grades(60)
    hedging.calibrate(texts, grades, tmp_path / "mine", ignore_cues=["may"])
    with pytest.raises(InputError, match=r"was made with the options .*may.*, and not with {}"):
        hedging.load(calibration=tmp_path / "mine")
    detector = hedging.load(calibration=tmp_path / "mine", ignore_cues=["may"], threshold=0.2)
    assert detector.detect("It is the Alde.").chance is not None


def test_another_model_is_refused(calibration):
    other = dataclasses.replace(calibration, model="en-light-0")
    with pytest.raises(InputError, match="was made with the model en-light-0, and not with"):
        hedging.load(calibration=other)
    changed = dataclasses.replace(calibration, digits="0" * 16)
    with pytest.raises(InputError, match="with the digits 0000000000000000, and not with"):
        hedging.load(calibration=changed)


def test_a_calibration_needs_depth(calibration):
    with pytest.raises(InputError, match="expected 'all', or no calibration"):
        hedging.load(calibration=calibration, depth="cues")
    detector = hedging.load(calibration=calibration)
    assert detector.detect("It is Lima.").calibration == calibration.name
    assert detector.detect("It is Lima.", depth="cues").calibration is None


def test_what_declines_teaches_nothing_and_has_no_chance():
    texts = ["It is Lima.", "It may be Lima.", "I do not know."] * 30
    grades = ["right", "wrong", "wrong"] * 20 + ["right", "right", "wrong"] * 10
    calibration = hedging.calibrate(texts, grades)
    assert (calibration.answers, calibration.claimless) == (60, 30)
    batch = hedging.load(calibration=calibration).detect_batch(texts[:3])
    assert [report.chance is None for report in batch] == [False, False, True]
    assert [chance is None for chance in batch.columns("document")["chance"]] == [
        False,
        False,
        True,
    ]
    assert calibration.chance(float("nan")) is None


@pytest.mark.parametrize(
    ("grade", "right"),
    [
        *((grade, True) for grade in (np.True_, np.int64(1), np.float32(1), "1.0", "Right")),
        *((grade, False) for grade in (np.False_, np.int8(0), "0.0")),
        *((grade, None) for grade in (np.float64("nan"), "NaN", "n/a", "not-attempted", "<NA>")),
    ],
)
def test_grades_as_tables_have_them(grade, right):
    assert read_grade(grade) is right


def test_an_interval_is_no_narrower_than_that_of_its_share():
    """Where no answer of a point is right, none is in any draw."""
    confidence = np.repeat([0.2, 0.9], (20, 90))
    right = np.arange(110) >= 40
    fit = fitted(confidence, right)
    assert fit.low[0] == pytest.approx(0)
    assert fit.high[0] >= Marker("", 20, 0).interval[1]
