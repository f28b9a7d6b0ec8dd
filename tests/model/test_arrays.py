"""What a file of arrays holds comes back as it was, and whatever does not fit is refused."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_arrays

from hedging.model.arrays import (
    MAX_ARRAY_BYTES,
    ArrayFormat,
    held_names,
    listed_hashes,
    open_arrays,
    read_arrays,
    table_format,
    usual_weights,
    write_arrays,
)
from hedging.text.hashing import short_hashes

TABLE = {"t": table_format(5, 3)}
WORDS = {"w": listed_hashes("words")}
PAIR = {"a": table_format(24), "b": table_format(24, beside="a")}


def held_by(arrays, formats, known=None):
    """What a file of the arrays holds, in a dictionary."""
    return dict(open_arrays(write_arrays(arrays, formats, known)))


@given(numpy_arrays.arrays(np.int8, (5, 3)))
def test_a_table_comes_back(table):
    held = held_by({"t": table}, TABLE)
    assert tuple(held) == held_names("t", TABLE["t"])
    assert len(held["t.weights"]) == np.count_nonzero(table)
    assert np.array_equal(read_arrays(held, TABLE)["t"], table)


def test_a_large_table_comes_back():
    chance = np.random.default_rng(7)
    table = chance.integers(-128, 128, 300_001, dtype=np.int8) * (chance.random(300_001) < 0.3)
    formats = {"t": table_format(300_001)}
    assert np.array_equal(read_arrays(held_by({"t": table}, formats), formats)["t"], table)


@given(numpy_arrays.arrays(np.int8, (2, 24)))
def test_a_table_beside_another_comes_back(tables):
    arrays = dict(zip("ab", tables, strict=True))
    both = read_arrays(held_by(arrays, PAIR), PAIR)
    apart = read_arrays(held_by({"b": tables[1]}, PAIR, arrays), {"b": PAIR["b"]}, arrays)
    assert np.array_equal(both["a"], tables[0])
    assert np.array_equal(both["b"], tables[1])
    assert np.array_equal(apart["b"], tables[1])


def test_only_unusual_weights_are_held():
    first = np.array([4, 4, 4, 4, -9, -9, -9, 0] * 3, dtype=np.int8)
    other = np.array([2, 2, 2, -128, -5, -5, 127, 0] * 3, dtype=np.int8)
    other[-1] = 6
    held = held_by({"a": first, "b": other}, PAIR)
    assert (held["b.usual"][4], held["b.usual"][256 - 9]) == (2, -5)
    # -130 and 132, which wrap around in 8 bits.
    assert held["b.inside.weights"].tolist() == [126, -124] * 3
    assert held["b.outside.weights"].tolist() == [6]


def test_the_usual_weight_is_the_most_frequent_one():
    first = np.array([1, 1, 1, 1, 1, -128], dtype=np.int8)
    usual = usual_weights(first, np.array([7, -3, 7, -3, 0, 5], dtype=np.int8))
    assert (usual.dtype, len(usual)) == (np.int8, 256)
    assert (usual[1], usual[128], usual[2]) == (7, 5, 0)


@given(st.lists(st.integers(0, (1 << 40) - 1), unique=True))
def test_hashes_of_listed_words_come_back(values):
    hashes = np.sort(np.array(values, dtype=np.uint64)) << np.uint64(24)
    held = held_by({"w": hashes + np.uint64(5)}, WORDS)
    assert held["w"].shape == (5, len(hashes))
    assert np.array_equal(read_arrays(held, WORDS)["w"], short_hashes(hashes))


def test_words_that_short_hashes_would_mistake_for_each_other_are_refused():
    hashes = np.array([1 << 24, (1 << 24) + 5], dtype=np.uint64)
    with pytest.raises(ValueError, match="w is not in rising order"):
        write_arrays({"w": hashes}, WORDS)


def test_other_arrays_are_held_as_they_are():
    formats = {"n": ArrayFormat("uint8", ("entries",), 1, 8)}
    held = held_by({"n": np.array([1, 8], dtype=np.uint8)}, formats)
    assert held["n"].tolist() == read_arrays(held, formats)["n"].tolist() == [1, 8]
    with pytest.raises(ValueError, match="n has values from 1 to 9, expected 1 to 8"):
        write_arrays({"n": np.array([1, 9], dtype=np.uint8)}, formats)


def test_an_optional_array_may_be_missing():
    formats = {**TABLE, "o": table_format(8, optional=True)}
    held = held_by({"t": np.ones((5, 3), dtype=np.int8)}, formats)
    assert list(read_arrays(held, formats)) == ["t"]
    with pytest.raises(KeyError, match=r"t\.places"):
        read_arrays({}, formats)


ONE = np.zeros((5, 3), dtype=np.int8)
ONE[0, 0] = 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"t.weights": np.zeros(0, np.int8)}, "t has 0 weights, expected 1, one for each place"),
        ({"t.weights": np.zeros(2, np.int8)}, "t has 2 weights, expected 1, one for each place"),
        ({"t.places": np.zeros(1, np.uint8)}, r"t.places is uint8 of shape \(1,\)"),
        ({"t.places": np.array([0, 1], np.uint8)}, "t has a weight at place 15 or later"),
        ({"t.weights": np.ones(1, np.int16)}, "t.weights is int16"),
    ],
)
def test_a_table_is_checked(change, message):
    with pytest.raises(ValueError, match=message):
        read_arrays(held_by({"t": ONE}, TABLE) | change, TABLE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"a.places": np.full(4, 255, np.uint8)}, "a.places is uint8 of shape"),
        ({"b.usual": np.zeros(3, np.int8)}, "b.usual is int8 of shape"),
        ({"b.inside.weights": np.zeros(9, np.int8)}, "b.inside has 9 weights, expected"),
        ({"b.outside.places": np.zeros(9, np.uint8)}, r"b.outside.places is uint8 of shape \(9,\)"),
    ],
)
def test_a_table_beside_another_is_checked(change, message):
    tables = dict(zip("ab", np.arange(48, dtype=np.int8).reshape(2, 24), strict=True))
    with pytest.raises(ValueError, match=message):
        read_arrays(held_by(tables, PAIR) | change, PAIR)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda held: held[:4], r"w is uint8 of shape \(4, 2\)"),
        (lambda held: held.astype(np.int64), "w is int64"),
        (lambda held: held[0], "w is uint8 of shape"),
        (lambda held: held * 0, "w is not in rising order"),
    ],
)
def test_hashes_are_checked(change, message):
    held = held_by({"w": np.array([7 << 24, 9 << 24], dtype=np.uint64)}, WORDS)
    with pytest.raises(ValueError, match=message):
        read_arrays({"w": change(held["w"])}, WORDS)


def test_arrays_that_share_a_length_are_compared():
    formats = {name: ArrayFormat("uint8", ("entries",)) for name in "ab"}
    arrays = {"a": np.zeros(2, np.uint8), "b": np.zeros(3, np.uint8)}
    with pytest.raises(ValueError, match=r"b is uint8 of shape \(3,\), expected .* shape \(2,\)"):
        write_arrays(arrays, formats)


@pytest.mark.parametrize("order", "<>")
def test_numbers_of_either_byte_order_are_read_and_those_with_the_lowest_byte_first_written(order):
    formats = {"n": ArrayFormat("uint16", ("words",)), "w": listed_hashes("hashes")}
    given = {
        "n": np.arange(300, dtype=order + "u2"),
        "w": short_hashes(np.array([1 << 60, 1 << 63], order + "u8")),
    }
    content = write_arrays(given, formats)
    assert open_arrays(content)["n"].dtype.str == "<u2"
    read = read_arrays({**open_arrays(content), "n": given["n"]}, formats)
    for name, array in given.items():
        assert read[name].dtype == formats[name].dtype
        assert read[name].tolist() == array.tolist()


def test_the_same_arrays_give_the_same_bytes():
    assert write_arrays({"t": ONE}, TABLE) == write_arrays({"t": ONE.copy()}, TABLE)


def test_a_made_up_size_does_not_fill_the_memory():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("t.places.npy", bytes(MAX_ARRAY_BYTES + 1))
    with pytest.raises(ValueError, match="has 67,108,865 bytes, too many"):
        open_arrays(content.getvalue())
