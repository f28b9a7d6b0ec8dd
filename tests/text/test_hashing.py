import numpy as np
import plain
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
    is_known, row = index.lookup(np.array(values, dtype=np.uint64))
    rows = [k if present else None for present, k in zip(is_known, row.tolist(), strict=True)]
    assert rows == [plain.lookup(entries, value) for value in values]


@pytest.mark.parametrize("size", [0, 1, 7, 50_000])
def test_an_index_of_any_size(size):
    known = np.sort(mix(np.arange(size, dtype=np.uint64)))
    values = np.stack([known, known + np.uint64(1)])
    is_known, row = HashIndex(known).lookup(values)
    assert is_known[0].all()
    assert not is_known[1].any()
    assert np.array_equal(row[0], np.arange(size))


def test_mixing_in_place_is_mixing():
    values = np.arange(100, dtype=np.uint64)
    mixed = mix(values)
    assert len(np.unique(mixed)) == 100
    assert np.array_equal(values, np.arange(100))
    mix(values[:50], out=values[:50])
    assert np.array_equal(values[:50], mixed[:50])


def test_mixing_is_that_of_the_plain_way():
    values = [0, 1, 77, 1 << 40, GREATEST]
    mixed = mix(np.array(values, dtype=np.uint64))
    assert mixed.tolist() == [plain.mix(value) for value in values]


def test_the_picture_of_the_look_up():
    # The hashes of the module's docstring, which have 8 bits there and 64 here.
    known = [value << 56 for value in (0x05, 0x3A, 0x41, 0x52, 0x6F, 0xC0)]
    values = np.array([0x52 << 56, 0x60 << 56, 0x90 << 56], dtype=np.uint64)
    is_known, row = HashIndex(np.array(known, dtype=np.uint64)).lookup(values)
    assert is_known.tolist() == [True, False, False]
    assert row[0] == 3
