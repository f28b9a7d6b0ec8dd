import numpy as np
import plain
import pytest

from hedging.text.templates import Templates

TEMPLATES = [("a",), ("a", "b"), ("b", "a"), ("b", "c", "a", "c"), ("c",)]


@pytest.mark.parametrize("size", [0, 1, 6553, 6554, 20000])
def test_the_same_ids_as_one_template_at_a_time(size):
    random = np.random.default_rng(size)
    columns = {name: random.integers(0, 1 << 63, size, dtype=np.uint64) for name in "abc"}
    templates = Templates(TEMPLATES, 12)
    ids = templates.ids(columns)
    assert ids.shape == (size, len(TEMPLATES))
    assert templates.order == sorted(TEMPLATES, key=len, reverse=True)
    for k in {0, size // 2, size - 1} if size else ():
        values = {name: int(column[k]) for name, column in columns.items()}
        by_template = dict(zip(TEMPLATES, plain.template_ids(TEMPLATES, values, 12), strict=True))
        assert ids[k].tolist() == [by_template[template] for template in templates.order]


def test_names_that_no_template_has_are_passed_over():
    column = np.array([1], dtype=np.uint64)
    templates = Templates([("a",)], 12)
    assert (
        templates.ids({"a": column, "b": column}).tolist() == templates.ids({"a": column}).tolist()
    )
