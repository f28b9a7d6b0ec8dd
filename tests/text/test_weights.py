import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hedging.text.weights import Weights, on_grid


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=20))
def test_rounding_loses_at_most_half_a_step(values):
    exact = np.array(values)
    weights = Weights.quantized(exact)
    assert np.all(np.abs(weights.table * weights.scale - exact) <= weights.scale / 2 + 1e-12)


def test_a_table_with_a_column_a_class():
    weights = Weights.quantized(np.array([[1.0, 0.0], [0.0, 1.27]]))
    assert np.allclose(
        weights(np.array([[0, 1], [0, 0]], dtype=np.uint32)), [[1.0, 1.27], [2.0, 0.0]]
    )


@given(
    arrays.arrays(np.int8, 40, elements=st.integers(-127, 127)),
    st.integers(1, 63),
)
def test_weights_on_a_grid_are_the_nearest_multiples(table, step):
    coarse = on_grid(table, step)
    assert coarse.dtype == np.int8
    multiples = np.arange(-(127 // step), 127 // step + 1) * step
    distance = np.abs(table[:, None].astype(int) - multiples)
    nearest = distance.min(axis=1)
    assert np.array_equal(np.abs(coarse.astype(int) - table), nearest)
    # Of two that are as near, the one nearer to 0.
    least = np.where(distance == nearest[:, None], np.abs(multiples), 999).min(axis=1)
    assert np.array_equal(np.abs(coarse), least)
