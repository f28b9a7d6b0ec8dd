import numpy as np
import pytest

from hedging.text.hashing import mix
from hedging.text.templates import Templates

TEMPLATES = [("a",), ("a", "b"), ("b", "a"), ("b", "c", "a", "c"), ("c",)]


@pytest.mark.parametrize("size", [0, 1, 6553, 6554, 20000])
def test_the_same_ids_as_one_template_at_a_time(size):
    random = np.random.default_rng(size)
    columns = {name: random.integers(0, 1 << 63, size, dtype=np.uint64) for name in "abc"}
    templates = Templates(TEMPLATES, 12)
    expected = []
    for template in templates.order:
        value = np.full(size, TEMPLATES.index(template) + 1, dtype=np.uint64)
        for name in template:
            value = mix(value + columns[name])
        expected.append(value >> np.uint64(52))
    assert sorted(templates.order) == sorted(TEMPLATES)
    assert templates.ids(columns).tolist() == np.stack(expected, axis=1).tolist()
