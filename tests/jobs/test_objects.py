"""A line of JSON means the same with orjson and without it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.jobs.formats import objects
from hedging.jobs.records import BadRecord, Place

pytest.importorskip("orjson")

COLUMNS = ("text", "id", "kept")
PLACE = Place(0, "a.jsonl", 1, 9)


def assert_same(lines):
    """What orjson reads of several lines is what each line means alone; whether it reads them."""
    quick = objects.quick_columns(b"\n".join(lines), ("text",), ("id", "kept"))
    if quick is None:
        return False
    rows = [objects.object_row(raw, PLACE) for raw in lines]
    assert list(quick) == list(COLUMNS)
    for name, column in quick.items():
        # `repr` tells 1 from 1.0 and True, and -0.0 from 0.0; NaN is not equal to itself.
        assert repr(column) == repr([row.values.get(name) for row in rows])
    assert all("text" in row.values for row in rows)
    return True


LINES = [
    b"{}",
    b"[1]",
    b'"text"',
    b"3",
    b"null",
    b"",
    b"{",
    b'{"text": "It may rain.", "id": 1, "kept": null}',
    b'{"text": "It may rain.", "id": "a"}',
    b'{"text": "a", "text": "b", "id": 1, "kept": 2, "id": 3}',
    b'{"text": "a", "id": 18446744073709551616, "kept": -9223372036854775809}',
    b'{"text": "a", "id": 18446744073709551615, "kept": -9223372036854775808}',
    b'{"text": "a", "id": 1e400, "kept": -1e400}',
    b'{"text": "a", "id": -0, "kept": -0.0}',
    b'{"text": "a", "id": 0.0, "kept": 1E5}',
    b'{"text": "a", "id": NaN, "kept": [Infinity]}',
    b'{"text": "a", "id": "b", "kept": [18446744073709551616]}',
    b'{"text": "a", "id": "b", "kept": {"a": 1, "b": 2, "a": 3}}',
    b'{"text": "a", "id": "b", "kept": "c", "other": 18446744073709551616}',
    b'{"text": "\\ud800", "id": "b", "kept": "c"}',
    b'{"text": "a", "id": "b", "kept": "c", "\\ud800": 1}',
    b'{"text": "\\ud83d\\ude00", "id": "\\u00e9", "kept": "\\u0000"}',
    b'{"text": "\xed\xa0\x80", "id": "b", "kept": "c"}',
    b'{"text": "\xff", "id": "b", "kept": "c"}',
    b'{"text": "caf\xc3\xa9", "id": "b", "kept": ["caf\xc3\xa9"]}',
    b'\xef\xbb\xbf{"text": "a", "id": "b", "kept": "c"}',
    b'{"text": "a\tb", "id": "b", "kept": "c"}',
    b'{"text": "a", "id": "b", "kept": "c",}',
    b'{"text": "a", "id": "b", "kept": "c"} x',
    b' \r\t{"text": "a", "id": "b", "kept": "c"}\r',
    b'\x0b{"text": "a", "id": "b", "kept": "c"}',
    b'{"text": 3, "id": "b", "kept": "c"}',
    b'{"text": {}, "id": [], "kept": {}}',
    b'{"text": null, "id": null, "kept": false}',
    b'{"text": "a", "id": 01, "kept": .5}',
    b'{"text": "a", "id": %s, "kept": 1}' % (b"1" * 5000),
    b'{"text": "a", "id": "b", "kept": %s}' % (b"1" * 300),
]
for depth in (90, 100, 101, 400, 600, 1010, 2000, 200_000):
    LINES.append(b'{"text": "a", "id": "b", "kept": %s}' % (b"[" * depth + b"]" * depth))
    LINES.append(b'{"text": "a", "id": "b", "kept": 1, "x": %s}' % (b"[" * depth + b"]" * depth))


@pytest.mark.parametrize("raw", LINES, ids=lambda raw: ascii(raw[:40]))
def test_lines_that_the_two_could_read_differently(raw):
    assert_same([raw])


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from([*COLUMNS, "other", "é"]), VALUES, max_size=5)


@given(OBJECTS, st.booleans())
def test_any_object(values, ascii_only):
    raw = json.dumps(values, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert_same([raw])


@given(OBJECTS, st.data())
def test_a_damaged_line(values, data):
    raw = bytearray(json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place] = data.draw(
            st.sampled_from(b'{}[],:"\\0123456789.eE+-untrflasN \t\x00\x7f\x80\xff')
        )
    assert_same([bytes(raw).replace(b"\n", b" ")])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_float(value):
    for text in (repr(value), f"{value:.25e}", f"{value:.17g}"):
        assert_same([b'{"text": "a", "id": 1, "kept": %s}' % text.encode()])


def test_orjson_is_what_reads_plain_records():
    assert assert_same([b'{"text": "caf\xc3\xa9", "id": 1, "kept": 0.5, "tags": ["a"]}'])


@given(st.lists(OBJECTS | st.sampled_from([{"text": "a"}, {"text": "b", "kept": 1}]), min_size=1))
def test_any_objects_together(rows):
    assert_same([json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") for row in rows])


PIECES = [b"{", b"}", b"[", b"]", b",", b'"a":', b"1", b"{}", b'{"text": "a"}', b'"', b" ", b"\r"]


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map(b"".join), min_size=1, max_size=5)
)
def test_pieces_of_lines_are_no_lines(lines):
    assert_same(lines)


@pytest.mark.parametrize(
    "lines",
    [
        [b'{"text": "a", "n": [{}', b"{}]}", b'{"text": "b"}, {"text": "c"}'],
        [b'{"text": "a", "n": [1', b"2]}"],
        [b'{"text": "a', b'b"}'],
        [b'{"text": "a"},', b'{"text": "b"}'],
        [b'{"text": "a"}', b"", b'{"text": "b"}'],
        [b'{"text": "a"}, 1, {"text": "b"}'],
        [b'{"text": "a"}', b"7", b'{"text": "b"}'],
        [b'{"text": "a"}', b'{"id": "b"}'],
        [b'{"text": "a", "id": 18446744073709551616}', b'{"text": "a"}'],
        [b'{"text": "a", "x": %s}' % (b"[" * 1000 + b"]" * 1000), b'{"text": "a"}'],
    ],
)
def test_lines_that_have_to_be_read_alone(lines):
    assert not assert_same(lines)


def test_lines_that_are_read_together():
    lines = [b' {"text": null, "x": [[1], {"b": {}}]}\r', b'{"text": "caf\xc3\xa9", "kept": 0.5}']
    assert assert_same(lines)
    # Brackets of many lines are not the nesting of one.
    assert assert_same([b'{"text": "[[[[", "x": [[]]}'] * 1000)


@pytest.mark.parametrize("levels", [100, 940, 951, 960, 1010, 1030, 5000])
@pytest.mark.parametrize("calls", [0, 500, 800])
def test_how_deep_a_line_may_be_depends_on_no_call_around(levels, calls):
    """One process and several used to disagree about the last levels."""
    raw = b'{"text": "a", "x": %s}' % (b"[" * (levels - 1) + b"]" * (levels - 1))

    def called(count):
        return called(count - 1) if count else objects.object_row(raw, PLACE)

    row = called(calls)
    assert isinstance(row, BadRecord) == (levels > 950)
    if levels > 950:
        assert row.reason == "is nested more than 950 levels deep"
        assert not assert_same([raw, b'{"text": "b"}'])
