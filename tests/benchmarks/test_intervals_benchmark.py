"""How often intervals hold the truth, in a simulation."""

import numpy as np

from benchmarks.intervals import draw, simulate


def test_most_intervals_hold_the_truth_and_more_than_those_of_a_plain_bootstrap():
    (truth,) = draw(np.random.default_rng(0), 100_000).values()
    assert 0.8 < truth < 0.9
    row = simulate(10, 200, truth)
    assert row["with_interval"] > 0.95
    assert row["held"] > 0.9
    assert row["held"] > row["held_by_plain"]
