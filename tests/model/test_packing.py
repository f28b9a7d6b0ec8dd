import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hedging.model.packing import pack_tables, unpack_table

TABLES = arrays.arrays(
    np.int8, st.tuples(st.integers(1, 4), st.integers(0, 9).map(lambda n: 8 * n))
)


@given(TABLES)
def test_every_table_comes_back(tables):
    places, (first, *others) = pack_tables(list(tables))
    assert np.array_equal(unpack_table(places, first), tables[0])
    for table, other in zip(tables[1:], others, strict=True):
        assert np.array_equal(unpack_table(places, first, other), table)


def test_only_places_with_a_weight_are_held():
    tables = [np.array(row, dtype=np.int8) for row in ([0, 1, 0, 0], [0, 0, 0, -2])]
    _, packed = pack_tables(tables)
    assert [len(row) for row in packed] == [2, 2]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_weights_must_fit_the_places(count):
    places = np.array([0b01000001], dtype=np.uint8)
    with pytest.raises(ValueError, match=f"{count} weights, expected 2"):
        unpack_table(places, np.zeros(count, dtype=np.int8))
    with pytest.raises(ValueError, match=f"{count} weights, expected 2"):
        unpack_table(places, np.zeros(2, dtype=np.int8), np.zeros(count, dtype=np.int8))
