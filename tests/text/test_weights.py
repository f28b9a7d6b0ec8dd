import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hedging.text.weights import Weights


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
