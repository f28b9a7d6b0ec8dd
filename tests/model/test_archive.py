import io
import zipfile
import zlib

import numpy as np
import pytest

from hedging.model.archive import npz_content
from hedging.model.arrays import Arrays

CHANCE = np.random.default_rng(5)
# Weights as training makes them: small ones are far more frequent, and no run comes again.
WEIGHTS = np.clip(CHANCE.normal(0, 5, 40_000), -127, 127).astype(np.int8)
ARRAYS = {
    "weights": WEIGHTS,
    "hashes": CHANCE.integers(0, 1 << 63, 50, dtype=np.uint64),
    "flags": np.zeros((64, 64), dtype=np.bool_),
    "none": np.zeros(0, dtype=np.int32),
    "scopes.tags": np.asfortranarray(CHANCE.integers(0, 99, (7, 3), dtype=np.int16)),
}


@pytest.mark.parametrize("stored", [(), ("weights", "none"), tuple(ARRAYS)])
def test_the_arrays_come_back_from_our_reader_and_from_those_of_others(stored):
    content = npz_content(ARRAYS, stored)
    ours, others = Arrays(content), np.load(io.BytesIO(content))
    assert list(ours) == others.files == list(ARRAYS)
    for name, array in ARRAYS.items():
        for read in (ours[name], others[name]):
            assert (read.dtype, read.shape) == (array.dtype, array.shape)
            assert np.array_equal(read, array)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        methods = {item.filename: item.compress_type for item in archive.infolist()}
    assert {name for name in ARRAYS if methods[f"{name}.npy"] == zipfile.ZIP_STORED} == set(stored)


def test_an_array_that_is_kept_is_unpacked_once():
    arrays = Arrays(npz_content(ARRAYS), ["weights", "no such name"])
    assert arrays["weights"] is arrays["weights"]
    assert arrays["hashes"] is not arrays["hashes"]
    assert np.array_equal(arrays["weights"], WEIGHTS)


def test_names_beyond_ascii_are_those_that_others_read():
    names = ["cue_changes_größe", "cue_changes_不确定", "plain"]
    content = npz_content(dict.fromkeys(names, np.arange(3)), names[:1])
    assert list(Arrays(content)) == np.load(io.BytesIO(content)).files == names
    assert np.load(io.BytesIO(content))[names[1]].tolist() == [0, 1, 2]


def test_the_same_arrays_give_the_same_bytes():
    assert npz_content(ARRAYS) == npz_content(ARRAYS)


def test_weights_take_less_room_than_zipfile_makes_of_them():
    usual = io.BytesIO()
    np.savez_compressed(usual, weights=WEIGHTS)
    own = npz_content({"weights": WEIGHTS})
    assert len(own) < 0.97 * len(usual.getvalue())
    # Near what the frequencies of the weights allow at best.
    share = np.unique(WEIGHTS, return_counts=True)[1] / len(WEIGHTS)
    bits = -(share @ np.log2(share))
    assert len(own) < 1.03 * bits * len(WEIGHTS) / 8 + 400


def test_runs_are_found_where_there_are_some():
    content = npz_content({"flags": ARRAYS["flags"]})
    assert len(content) < 400
    assert len(content) < len(zlib.compress(ARRAYS["flags"].tobytes(), 0))
