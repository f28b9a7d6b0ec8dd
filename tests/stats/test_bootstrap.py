"""Clusters drawn again: the draws are the same, and an interval is none where it must be."""

import numpy as np
import pytest

from hedging.stats import bootstrap
from hedging.stats.bootstrap import Ratios, intervals_of, redrawn_sums


def test_draws_do_not_depend_on_how_many_are_drawn_at_once(monkeypatch):
    table = np.arange(24.0).reshape(12, 2)
    at_once = redrawn_sums(table)
    monkeypatch.setattr(bootstrap, "_BLOCK", 25)
    assert np.array_equal(redrawn_sums(table), at_once)
    assert np.array_equal(redrawn_sums(np.ones((12, 1))), np.full((2000, 1), 12.0))


def test_the_interval_of_a_difference_is_not_that_of_its_figures():
    random = np.random.default_rng(0)
    hard, size = random.random((60, 1)), np.full((60, 1), 10.0)
    better = hard + random.normal(0.1, 0.02, (60, 1))
    (paired,) = intervals_of(Ratios(better * size, size), Ratios(hard * size, size))
    (alone,) = intervals_of(Ratios(better * size, size))
    assert 0.08 < paired[0] < 0.1 < paired[1] < 0.12
    assert alone[1] - alone[0] > 4 * (paired[1] - paired[0])


@pytest.mark.parametrize("clusters", [0, 1, 3])
def test_too_few_clusters_have_no_interval(clusters):
    tops = np.arange(2.0 * clusters).reshape(clusters, 2)
    assert intervals_of(Ratios(tops, np.ones((clusters, 2)))) == [None, None]


def test_a_cluster_that_holds_nearly_all_is_one_cluster():
    tops, bottoms = np.ones((30, 2)), np.full((30, 2), 2.0)
    tops[::3] = 2.0
    bottoms[0, 1] = 1000.0
    first, second = intervals_of(Ratios(tops, bottoms))
    assert first is not None
    assert second is None
