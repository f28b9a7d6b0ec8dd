import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hedging.model import scoring

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 5), st.sampled_from([-1.0, 0.0, 0.5, 2.0])),
    max_size=15,
)


def slow(start, end, strength):
    """Keep the strongest, of equals the longer, then the earlier, as long as it meets nothing that was kept."""
    kept = []
    for i in sorted(range(len(start)), key=lambda i: (-strength[i], start[i] - end[i], start[i])):
        if all(end[i] <= start[j] or end[j] <= start[i] for j in kept):
            kept.append(i)
    return sorted(kept)


@given(SPANS)
def test_overlaps_are_settled_as_the_slow_way_does(rows):
    rows = sorted({(a, a + n): (a, a + n, s) for a, n, s in rows}.values())
    start = np.array([row[0] for row in rows], dtype=np.int64)
    end = np.array([row[1] for row in rows], dtype=np.int64)
    strength = np.array([row[2] for row in rows], dtype=np.float64)
    assert np.flatnonzero(scoring.best_of_overlaps(start, end, strength)).tolist() == slow(
        start, end, strength
    )


def test_evidence_is_a_noisy_or():
    evidence = scoring.sentence_evidence(np.array([0.5, 0.5, 0.9]), np.array([0, 0, 2]), 4)
    assert np.allclose(evidence, [0.75, 0.0, 0.9, 0.0])


def test_document_scores_are_means_and_can_be_pooled():
    scores = scoring.document_scores(np.array([1.0, 0.0, 0.5]), np.array([0, 0, 2]), 3)
    assert scores.tolist() == [0.5, 0.0, 0.5]


@given(st.floats(0.001, 0.999))
def test_log_odds_and_logistic_are_inverse(p):
    assert np.isclose(scoring.logistic(scoring.log_odds(np.array([p])))[0], p)
