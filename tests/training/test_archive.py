import io
import zipfile

import numpy as np

from training.archive import smallest

CHANCE = np.random.default_rng(5)
# Weights as training makes them: small ones are far more frequent, and no run comes again.
WEIGHTS = np.clip(CHANCE.normal(0, 5, 40_000), -127, 127).astype(np.int8)
ARRAYS = {
    "cue_weights.inside.weights": WEIGHTS,
    "hashes": CHANCE.integers(0, 1 << 63, 50, dtype=np.uint64),
    "flags": np.zeros((64, 64), dtype=np.bool_),
    "none": np.zeros(0, dtype=np.int32),
    "by_columns": np.asfortranarray(CHANCE.integers(0, 99, (7, 3), dtype=np.int16)),
}


def packed(**arrays):
    plain = io.BytesIO()
    np.savez(plain, **arrays)
    return smallest(plain.getvalue())


def test_the_arrays_come_back():
    content = packed(**ARRAYS)
    read = np.load(io.BytesIO(content))
    assert read.files == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert (read[name].dtype, read[name].shape) == (array.dtype, array.shape)
        assert np.array_equal(read[name], array)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None


def test_what_is_packed_stays_as_it_is():
    content = packed(**ARRAYS)
    assert smallest(content) == content


def test_weights_take_less_room_than_zipfile_makes_of_them():
    usual = io.BytesIO()
    np.savez_compressed(usual, weights=WEIGHTS)
    own = packed(weights=WEIGHTS)
    assert len(own) < 0.97 * len(usual.getvalue())
    # Near what the frequencies of the weights allow at best.
    share = np.unique(WEIGHTS, return_counts=True)[1] / len(WEIGHTS)
    bits = -(share @ np.log2(share))
    assert len(own) < 1.03 * bits * len(WEIGHTS) / 8 + 400


def test_runs_are_found_where_there_are_some():
    assert len(packed(flags=ARRAYS["flags"])) < 400
