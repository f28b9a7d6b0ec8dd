import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.text.hashing import HashIndex, mix

GREATEST = (1 << 64) - 1
# Hashes that crowd a few slots beside ones that are spread evenly.
CROWDED = st.integers(0, GREATEST) | st.integers(0, 40) | st.integers(GREATEST - 40, GREATEST - 1)


@given(st.sets(CROWDED, max_size=60), st.lists(CROWDED, max_size=60))
def test_an_index_finds_what_a_set_holds(known, others):
    known.discard(GREATEST)
    entries = sorted(known)
    index = HashIndex(np.array(entries, dtype=np.uint64))
    assert index.known.tolist() == entries
    assert len(index) == len(entries)
    values = [value for value in [*entries, *others] if value != GREATEST]
    found, place = index.lookup(np.array(values, dtype=np.uint64))
    assert found.tolist() == [value in known for value in values]
    assert [entries[k] for k in place[found]] == [value for value in values if value in known]


@pytest.mark.parametrize("size", [0, 1, 7, 50_000])
def test_an_index_of_any_size(size):
    known = np.sort(mix(np.arange(size, dtype=np.uint64)))
    values = np.stack([known, known + np.uint64(1)])
    found, place = HashIndex(known).lookup(values)
    assert found[0].all()
    assert not found[1].any()
    assert np.array_equal(place[0], np.arange(size))


def test_mixing_in_place_is_mixing():
    values = np.arange(100, dtype=np.uint64)
    mixed = mix(values)
    assert len(np.unique(mixed)) == 100
    assert np.array_equal(values, np.arange(100))
    mix(values[:50], out=values[:50])
    assert np.array_equal(values[:50], mixed[:50])
