from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hedging.model import packing
from hedging.model.format import ArrayFormat, listed_hashes
from hedging.model.packing import (
    OtherTable,
    held_arrays,
    pack,
    pack_hashes,
    pack_pair,
    pack_tables,
    unpack,
    unpack_hashes,
    unpack_table,
    usual_weights,
)

TABLES = arrays.arrays(
    np.int8, st.tuples(st.integers(1, 4), st.integers(0, 9).map(lambda n: 8 * n))
)
TABLE = ArrayFormat("int8", (5, 3), -128, 127)
HASHES = ArrayFormat("uint64", ("hashes",), rising=True)
SHORT = listed_hashes("words")
ALONE = ArrayFormat("int8", (24,), -128, 127)
BESIDE = ALONE._replace(beside="a")


@given(TABLES)
def test_every_table_comes_back(tables):
    places, first, others = pack_tables(list(tables))
    assert np.array_equal(unpack_table(places, first), tables[0])
    for table, other in zip(tables[1:], others, strict=True):
        assert np.array_equal(unpack_table(places, first, other), table)


def test_only_places_with_a_weight_are_held():
    tables = [np.array(row, dtype=np.int8) for row in ([0, 1, 0, 0], [0, 0, 0, -2])]
    _, first, (other,) = pack_tables(tables)
    assert first.tolist() == [1, 0]
    assert (len(other.changed), other.changes.tolist()) == (1, [])


def test_only_unusual_weights_are_held():
    first = np.array([4, 4, 4, 4, -9, -9, -9, 0], dtype=np.int8)
    other = np.array([2, 2, 2, -128, -5, -5, 127, 0], dtype=np.int8)
    places, weights, (held,) = pack_tables([first, other])
    assert (held.usual[4], held.usual[256 - 9]) == (2, -5)
    assert np.unpackbits(held.changed).tolist() == [0, 0, 0, 1, 0, 0, 1, 0]
    # -130 and 132, which wrap around in 8 bits.
    assert held.changes.tolist() == [126, -124]
    assert np.array_equal(unpack_table(places, weights, held), other)


def test_the_usual_weight_is_the_most_frequent_one():
    first = np.array([1, 1, 1, 1, 1, -128], dtype=np.int8)
    other = np.array([7, -3, 7, -3, 0, 5], dtype=np.int8)
    usual = usual_weights(first, other)
    assert (usual.dtype, len(usual)) == (np.int8, 256)
    assert (usual[1], usual[128], usual[2]) == (7, 5, 0)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_weights_must_fit_the_places(count):
    places, weights = np.array([0b01000001], dtype=np.uint8), np.zeros(count, dtype=np.int8)
    with pytest.raises(ValueError, match=f"the first table has {count} weights, expected 2"):
        unpack_table(places, weights)
    other = OtherTable(np.zeros(256, dtype=np.int8), np.array([0b11000000], np.uint8), weights)
    with pytest.raises(ValueError, match=f"another table has {count} weights, expected 2"):
        unpack_table(places, np.zeros(2, dtype=np.int8), other)


@pytest.mark.parametrize(
    ("changed", "message"),
    [([0, 0], "16 places, expected 2"), ([], "0 places"), ([0b00100000], "at place 2, expected 2")],
)
def test_changes_must_be_at_weights(changed, message):
    places, codes = np.array([0b01000001], dtype=np.uint8), np.array(changed, dtype=np.uint8)
    changes = np.ones(np.unpackbits(codes).sum(), dtype=np.int8)
    other = OtherTable(np.zeros(256, dtype=np.int8), codes, changes)
    with pytest.raises(ValueError, match=message):
        unpack_table(places, np.zeros(2, dtype=np.int8), other)


@given(arrays.arrays(np.int8, TABLE.shape))
def test_a_table_comes_back_from_what_a_file_holds_of_it(table):
    held = pack("t", table, TABLE)
    assert list(held) == list(held_arrays("t", TABLE)) == ["t.places", "t.weights"]
    assert np.array_equal(unpack(held, "t", TABLE, {}), table)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"t.weights": np.zeros(2, np.int8)}, "t has 2 weights, expected 1"),
        ({"t.places": np.zeros(1, np.uint8)}, "t.places is uint8 of shape"),
        ({"t.places": np.array([0, 1], np.uint8)}, "t has a weight at place 15, expected 15"),
        ({"t.weights": np.ones(1, np.int16)}, "t.weights is int16"),
    ],
)
def test_a_table_is_checked(change, message):
    table = np.zeros(TABLE.shape, dtype=np.int8)
    table[0, 0] = 1
    held = pack("t", table, TABLE) | change
    with pytest.raises(ValueError, match=message):
        unpack(held, "t", TABLE, {})


@given(st.integers(0, 300), st.floats(0, 1), st.integers(0, 9), st.integers(0, 1 << 30))
def test_both_ways_unpack_the_same(size, share, missing, seed):
    chance = np.random.default_rng(seed)
    places = np.packbits(chance.random(8 * size) < share)
    count = int(np.unpackbits(places).sum())
    weights = chance.integers(-128, 128, max(count - missing, 0), dtype=np.int8)
    tables = []
    for module in (packing.extension(), None):
        with mock.patch.object(packing, "extension", lambda module=module: module):
            try:
                tables.append(unpack_table(places, weights).tobytes())
            except ValueError as error:
                tables.append(str(error))
    assert tables[0] == tables[1]
    assert isinstance(tables[0], bytes) == (len(weights) == count)


@given(st.lists(st.integers(0, (1 << 64) - 1), unique=True))
def test_hashes_come_back(values):
    hashes = np.sort(np.array(values, dtype=np.uint64))
    assert np.array_equal(unpack_hashes(pack_hashes(hashes)), hashes)


@given(st.lists(st.integers(0, (1 << 40) - 1), unique=True))
def test_short_hashes_come_back(values):
    hashes = np.sort(np.array(values, dtype=np.uint64)) << np.uint64(24)
    planes = pack_hashes(hashes, 40)
    assert planes.shape == (5, len(hashes))
    assert np.array_equal(unpack_hashes(planes), hashes)


def test_words_that_short_hashes_would_mistake_for_each_other_are_refused():
    hashes = np.array([1 << 24, (1 << 24) + 5], dtype=np.uint64)
    assert pack_hashes(hashes).shape == (8, 2)
    with pytest.raises(ValueError, match="differ in their first 40 bits"):
        pack_hashes(hashes, 40)
    with pytest.raises(ValueError, match="differ in their first 40 bits"):
        pack("words", hashes, SHORT)


def test_a_file_may_hold_more_bits_of_a_hash_than_count():
    hashes = np.array([7 << 24, (9 << 24) + 5], dtype=np.uint64)
    kept = [7 << 24, 9 << 24]
    assert unpack({"w": pack_hashes(hashes)}, "w", SHORT, {}).tolist() == kept
    assert unpack({"w": pack_hashes(hashes, 40)}, "w", SHORT, {}).tolist() == kept
    for wrong, message in (
        (pack_hashes(hashes)[:4], r"w is uint8 of shape \(4, 2\)"),
        (pack_hashes(hashes).astype(np.int64), "w is int64"),
        (pack_hashes(hashes)[0], "w is uint8 of shape"),
    ):
        with pytest.raises(ValueError, match=message):
            unpack({"w": wrong}, "w", SHORT, {})


@given(arrays.arrays(np.int8, (2, 24)))
def test_a_pair_of_tables_comes_back_however_it_is_held(tables):
    first, other = tables
    pair = pack_pair(("a", first), ("b", other))
    assert set(pair) == {*held_arrays("a", ALONE), *held_arrays("b", BESIDE)}
    assert np.array_equal(unpack(pair, "a", ALONE, {}), first)
    assert np.array_equal(unpack(pair, "b", BESIDE, {}), other)
    alone = pack("a", first, ALONE) | pack("b", other, ALONE)
    assert np.array_equal(unpack(alone, "b", BESIDE, {}), other)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"a.places": np.full(4, 255, np.uint8)}, "a.places is uint8 of shape"),
        ({"b.usual": np.zeros(3, np.int8)}, "b.usual is int8 of shape"),
        ({"b.changes": np.zeros(9, np.int8)}, "another table has 9 weights, expected"),
        ({"b.changed": np.zeros(9, np.uint8)}, "another table has 72 places"),
    ],
)
def test_a_table_beside_another_is_checked(change, message):
    tables = np.arange(48, dtype=np.int8).reshape(2, 24)
    held = pack_pair(("a", tables[0]), ("b", tables[1])) | change
    with pytest.raises(ValueError, match=message):
        unpack(held, "b", BESIDE, {})


def test_hashes_must_rise():
    lengths = {}
    held = {"h": pack_hashes(np.array([3, 9, 200], dtype=np.uint64))}
    assert unpack(held, "h", HASHES, lengths).tolist() == [3, 9, 200]
    assert lengths == {"hashes": 3}
    held["h"][:, 1] = 0
    with pytest.raises(ValueError, match="h is not in rising order"):
        unpack(held, "h", HASHES, {})
    with pytest.raises(ValueError, match=r"h is uint8 of shape \(7, 3\)"):
        unpack({"h": held["h"][1:]}, "h", HASHES, {})


def test_other_arrays_are_held_as_they_are():
    lengths = ArrayFormat("uint8", ("entries",), 1, 8)
    array = np.array([1, 2], dtype=np.uint8)
    assert pack("lengths", array, lengths) == {"lengths": array}
    assert unpack({"lengths": array}, "lengths", lengths, {}) is array
