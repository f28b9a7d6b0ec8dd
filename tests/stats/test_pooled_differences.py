from itertools import combinations

import numpy as np
import pytest

from hedging.stats.groups import pooled_differences
from hedging.stats.tally import Entry, Tally


def tally(hedged, size=10):
    made = Tally()
    for number in hedged:
        made.add(Entry("a", 0.5, size, int(number), (0,) * 8))
    return made


def test_the_larger_group_goes_first_and_documents_without_a_group_do_not_count():
    (found,) = pooled_differences({"b": tally([5] * 5), "": tally([1]), "a": tally([2] * 9)})
    assert (found.first, found.second, found.documents) == ("a", "b", (9, 5))
    assert found.estimate == pytest.approx(-0.3)
    assert found.low < found.estimate < found.high


@pytest.mark.parametrize("names", ["", "a", "ab", "abc", "abcd"])
def test_each_of_few_groups_is_compared_with_each(names):
    found = pooled_differences({name: tally([5] * 5) for name in ("", *names)})
    assert [(each.first, each.second) for each in found] == [*combinations(names, 2)]


def test_more_groups_are_not_compared_unasked():
    assert pooled_differences({name: tally([5] * 5) for name in "abcde"}) == ()


def test_too_few_documents_have_no_interval():
    (found,) = pooled_differences({"a": tally([5] * 2), "b": tally([2] * 9)})
    assert found.interval is None
    assert "no interval" in str(found)


@pytest.mark.parametrize("means", [(0.3, 0.3), (0.2, 0.5)])
def test_intervals_hold_what_they_say(means):
    random = np.random.default_rng(3)
    held = 0
    for _ in range(500):
        groups = {}
        for name, mean, documents in zip("ab", means, (30, 20), strict=True):
            shares = random.beta(5 * mean, 5 * (1 - mean), documents)
            groups[name] = tally(random.binomial(15, shares), 15)
        (found,) = pooled_differences(groups)
        held += found.low <= means[0] - means[1] <= found.high
    assert 0.92 <= held / 500 <= 0.99
