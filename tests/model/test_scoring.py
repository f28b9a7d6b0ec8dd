import time

import numpy as np
import plain
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.model import scoring

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 5), st.sampled_from([-1.0, 0.0, 0.5, 2.0])),
    max_size=25,
)


@given(SPANS)
def test_overlaps_are_settled_as_the_plain_way_does(spans):
    rows = sorted((first, first + length, log_odds) for first, length, log_odds in spans)
    start = np.array([row[0] for row in rows], dtype=np.int64)
    end = np.array([row[1] for row in rows], dtype=np.int64)
    log_odds = np.array([row[2] for row in rows], dtype=np.float64)
    kept = scoring.best_of_overlaps(start, end, log_odds).nonzero()[0]
    assert kept.tolist() == plain.best_of_overlaps(start, end, log_odds)


@pytest.mark.parametrize("slope", [-1.0, 0.0, 1.0])
def test_a_long_chain_is_settled_in_sorting_time(slope):
    # Each candidate overlaps the next, and all are as strong, or rise, or fall: round after round
    # with a winner for each chain took a minute for this.
    start = np.arange(200_000, dtype=np.int64)
    begin = time.perf_counter()
    keep = scoring.best_of_overlaps(start, start + 2, slope * start)
    assert time.perf_counter() - begin < 5
    assert keep.sum() == 100_000
    assert np.all(np.diff(keep.nonzero()[0]) == 2)


def test_evidence_is_a_noisy_or():
    evidence = scoring.sentence_evidence(np.array([0.5, 0.5, 0.9]), np.array([0, 0, 2]), 4)
    assert np.allclose(evidence, [0.75, 0.0, 0.9, 0.0])


def test_document_scores_are_means_and_can_be_pooled():
    scores = scoring.document_scores(np.array([1.0, 0.0, 0.5]), np.array([0, 0, 2]), 3)
    assert scores.tolist() == [0.5, 0.0, 0.5]


@given(st.floats(0.001, 0.999))
def test_log_odds_and_logistic_are_inverse(p):
    assert np.isclose(scoring.logistic(scoring.log_odds(np.array([p])))[0], p)
