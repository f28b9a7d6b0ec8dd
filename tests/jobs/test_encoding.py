"""Columns that are encoded one by one give the rows that the modules csv and json write."""

import csv
import io
import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hedging.jobs import encoding
from hedging.jobs.encoding import csv_lines, json_lines

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    [
        "",
        "a,b",
        'say "so"',
        "a\r\nb",
        "\r",
        "\n",
        " a ",
        "0",
        "é",
        "None",
        "=1+1",
        "\x00",
        "\\",
        "'",
    ]
)
COLUMNS = st.sampled_from(
    [
        TEXTS,
        st.integers(-3, 3),
        st.integers(),
        st.booleans(),
        st.floats(),
        st.sampled_from([0.0, -0.0, 0.5]),
        st.just(0.25),
        st.none(),
        st.none() | st.floats(),
        st.none() | TEXTS,
        st.sampled_from([1, True, 1.0, "1", None, 0, False, 0.0, -0.0]),
    ]
)


@st.composite
def tables(draw):
    """Columns of equal length with values of one type, or of several."""
    size = draw(st.integers(0, 30))
    kinds = draw(st.lists(COLUMNS, min_size=2, max_size=5))
    return [draw(st.lists(kind, min_size=size, max_size=size)) for kind in kinds]


@pytest.fixture(autouse=True, params=["with orjson", "without orjson"])
def _library(request, monkeypatch):
    if request.param == "with orjson":
        pytest.importorskip("orjson")
    else:
        monkeypatch.setattr(encoding, "installed_orjson", lambda: None)


WITH_BOTH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(tables())
@WITH_BOTH
def test_csv(columns):
    stream = io.StringIO()
    csv.writer(stream).writerows(zip(*columns, strict=True))
    assert csv_lines(columns) == stream.getvalue().encode("utf-8")


@given(st.lists(st.floats() | st.floats(0, 1), min_size=1, max_size=20, unique=True))
@WITH_BOTH
def test_floats(column):
    rows = csv_lines([column, column]).decode("ascii").splitlines()
    assert rows == [f"{value!r},{value!r}" for value in column]


@pytest.mark.parametrize("edge", [1e-4, 1e16, 1e-5, 1e17, 5e-324, 2.0**53, 2.0**63, 1e22, 1e23])
def test_floats_near_the_edges(edge):
    column = [math.nextafter(edge, 0), edge, math.nextafter(edge, math.inf), -edge]
    test_floats.hypothesis.inner_test(column)


@given(tables(), st.lists(TEXTS, min_size=5, max_size=5, unique=True))
@WITH_BOTH
def test_json(columns, names):
    table = dict(zip(names, columns, strict=False))

    def plain(value):
        return None if isinstance(value, float) and not math.isfinite(value) else value

    rows = (dict(zip(table, map(plain, row), strict=True)) for row in zip(*columns, strict=True))
    expected = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert json_lines(table) == expected.encode("utf-8")
