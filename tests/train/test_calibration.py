import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.train.calibration import best_threshold

SCORED = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=30)


def f1(scores, truth, threshold):
    """F1 of calling a row true from the threshold on, which is rounded to four digits."""
    called = scores > threshold - 1e-4
    return 2 * (called & truth).sum() / (called.sum() + truth.sum())


def test_the_threshold_lies_between_two_scores():
    scores = np.array([0.9, 0.2, 0.6, 0.8])
    truth = np.array([True, False, False, True])
    assert best_threshold(scores, truth, 2) == 0.7


@given(SCORED)
def test_no_score_is_a_better_threshold(rows):
    levels, truths = zip(*rows, strict=True)
    # Distinct scores, far enough apart for the rounding of a threshold.
    scores = np.array([level / 100 + k / 1000 for k, level in enumerate(levels)])
    truth = np.array(truths)
    if len(set(scores.round(6).tolist())) == len(scores) and truth.any():
        best = best_threshold(scores, truth, int(truth.sum()))
        assert f1(scores, truth, best) == pytest.approx(max(f1(scores, truth, s) for s in scores))


def test_without_a_labelled_cue_the_threshold_is_a_half():
    assert best_threshold(np.array([0.9]), np.array([False]), 0) == 0.5
    assert best_threshold(np.zeros(0), np.zeros(0, dtype=np.bool_), 0) == 0.5
