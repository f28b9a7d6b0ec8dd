import numpy as np
import pytest

from hedging.hashes import mix
from hedging.templates import Templates

TEMPLATES = [("a",), ("a", "b"), ("b", "a"), ("b", "c", "a", "c"), ("c",)]


@pytest.mark.parametrize("size", [0, 1, 511, 512, 1300])
def test_the_same_ids_as_one_template_at_a_time(size):
    random = np.random.default_rng(size)
    columns = {name: random.integers(0, 1 << 63, size, dtype=np.uint64) for name in "abc"}
    expected = []
    for k, template in enumerate(TEMPLATES):
        value = np.full(size, k + 1, dtype=np.uint64)
        for name in template:
            value = mix(value + columns[name])
        expected.append(value >> np.uint64(52))
    assert Templates(TEMPLATES, 12).ids(columns).tolist() == np.stack(expected, axis=1).tolist()
