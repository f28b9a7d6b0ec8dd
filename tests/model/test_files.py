import copy
import dataclasses
import io
import json
import os
import pickle
import shutil
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

import hedging
from hedging.model.arrays import held_names
from hedging.model.config import CASCADE_FORMAT, ENCODER_FORMAT
from hedging.model.files import (
    ARRAYS,
    depth_folder_of,
    fingerprints,
    folder_of,
    load_model,
    save,
    scheme_file,
    sha256_of,
    unpack_model,
)
from hedging.options import DEFAULT_MODEL

CONFIG = json.loads((folder_of(DEFAULT_MODEL) / "config.json").read_text(encoding="utf-8"))
with np.load(folder_of(DEFAULT_MODEL) / "weights.npz") as archive:
    CONTENT = dict(archive)
# The shipped model has no kinds of its own.
CONTENT["lexicon_fixed_kinds"] = np.bitwise_or.reduce(CONTENT["lexicon_masks"], axis=1)
FOLDER = folder_of(DEFAULT_MODEL)
SZEGED = scheme_file("szeged", 1)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(folder_of(DEFAULT_MODEL), tmp_path / "copy")


def change_config(folder, change):
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    change(config)
    path.write_text(json.dumps(config), encoding="utf-8")


def replace_weights(folder, content, file="weights.npz"):
    """Put other bytes in the place of the weights, with the right hash."""
    (folder / file).write_bytes(content)
    change_config(folder, lambda config: config["files"].update({file: sha256_of(content)}))


def packed(arrays):
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def test_a_copy_of_the_folder_works(folder):
    assert hedging.load(folder).detect("It may rain.") == hedging.detect("It may rain.")


def test_a_model_comes_back_as_it_was_written(folder, tmp_path):
    save(load_model(folder), tmp_path / "again", {})
    for path in folder.rglob("*.npz"):
        if path.parent.name != "depth":
            again = np.load(tmp_path / "again" / path.relative_to(folder))
            for name, array in np.load(path).items():
                assert np.array_equal(again[name], array), (path, name)


def test_a_model_with_fewer_schemes_leaves_no_files_of_others(folder):
    model = load_model(folder)
    schemes = {name: model.schemes[name] for name in ("general", "szeged")}
    save(dataclasses.replace(model, schemes=schemes, lexicon=_of_two_schemes(model)), folder, {})
    assert [path.name for path in (folder / "schemes").iterdir()] == ["1-szeged.npz"]
    assert hedging.load(folder, scheme="szeged").detect("It may rain.").cues


def _of_two_schemes(model):
    lexicon = model.lexicon
    return dataclasses.replace(lexicon, masks=lexicon.masks[:, :2], fixed_kinds=lexicon.kinds)


def test_the_files_of_schemes_are_read_when_their_schemes_are_used(folder):
    for path in (folder / "schemes").iterdir():
        path.unlink()
    detector = hedging.load(folder)
    assert detector.detect("It may rain.").sentences[0].hedged
    assert list(detector.model.schemes) == list(hedging.load().model.schemes)
    with pytest.raises(hedging.ModelError, match=r"1-szeged\.npz: No such file or directory"):
        hedging.load(folder, scheme="szeged")


@pytest.mark.parametrize("name", ["", ".", "../..", "depth", "MY/SCHEME", "größe", "\0", "a" * 999])
def test_whatever_its_name_a_scheme_has_a_file_in_the_folder(name):
    file = Path(scheme_file(name, 7))
    assert file.parent.as_posix() == "schemes"
    assert file.name.startswith("7-")
    assert file.name.isascii()
    assert len(file.name) < 60


def test_a_model_is_read_once():
    assert hedging.load().model is hedging.load(scheme="szeged").model


def test_a_detector_can_be_sent_to_another_process():
    detector = hedging.load(scheme="szeged", hedge_kinds=["epistemic"])
    sent = pickle.loads(pickle.dumps(detector))
    assert sent.detect("It may rain.") == detector.detect("It may rain.")
    assert list(sent.model.schemes) == list(detector.model.schemes)


def test_a_damaged_scheme_is_noticed_when_it_is_used(folder):
    with np.load(folder / SZEGED) as archive:
        arrays = dict(archive)
    arrays["cue_weights.inside.places"] = arrays["cue_weights.inside.places"][:10]
    replace_weights(folder, packed(arrays), SZEGED)
    assert hedging.load(folder).detect("It may rain.").sentences[0].hedged
    with pytest.raises(
        hedging.ModelError,
        match=r"1-szeged.npz does not hold .*inside.places is uint8 of shape \(10,\)",
    ):
        hedging.load(folder, scheme="szeged")


@pytest.mark.parametrize("number", [5, 99])
def test_unknown_format(folder, number):
    change_config(folder, lambda config: config.update(format=number))
    with pytest.raises(hedging.ModelError, match=f"has format {number}, .* reads the formats 6"):
        load_model(folder)


def test_changed_weights(folder):
    path = folder / "weights.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(hedging.ModelError, match="sha256"):
        load_model(folder)


def test_truncated_weights(folder):
    path = folder / "weights.npz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(hedging.ModelError, match="sha256"):
        load_model(folder)


def test_missing_weights(folder):
    (folder / "weights.npz").unlink()
    with pytest.raises(hedging.ModelError, match="No such file or directory; install"):
        load_model(folder)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"", b"[" * 100_000])
def test_config_that_is_no_json_object(folder, content):
    (folder / "config.json").write_bytes(content)
    with pytest.raises(hedging.ModelError, match="not a JSON object"):
        load_model(folder)


@pytest.mark.parametrize("name", ["no-such-model", "\0", "no/such/folder", "a" * 5000])
def test_there_is_no_such_model(name):
    with pytest.raises(hedging.ModelError, match="no model"):
        hedging.load(name)


def test_an_empty_name_is_no_model():
    with pytest.raises(hedging.InputError, match="name or folder, got ''"):
        hedging.load("")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize("name", ["config.json", "weights.npz"])
def test_special_files_are_refused(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(hedging.ModelError, match="not a regular file"):
        load_model(folder)
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    with pytest.raises(hedging.ModelError, match="not a regular file"):
        load_model(folder)


def test_weights_that_would_run_code_are_refused(folder):
    objects = np.array([{"a": 1}], dtype=object)
    replace_weights(folder, packed({**CONTENT, "lexicon_hashes": objects}))
    with pytest.raises(hedging.ModelError, match="does not hold"):
        load_model(folder)


def bomb():
    """An archive of a few hundred kB that holds 100 MB."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("lexicon_hashes.npy", bytes(100_000_000))
    return content.getvalue()


def single_array():
    content = io.BytesIO()
    np.save(content, np.zeros(3))
    return content.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\x80\x04.", packed({}), single_array(), bomb(), packed({"a": [1]})]
)
def test_weights_that_are_none(folder, content):
    replace_weights(folder, content)
    with pytest.raises(
        hedging.ModelError, match=r"weights.npz does not hold what its format needs"
    ):
        load_model(folder)


def with_headers(content, changed, *, flag=0, method=None):
    """An archive in which the headers of some members say that they are encrypted or packed."""
    content = bytearray(content)
    for signature, flag_at, method_at, size, name_at in HEADERS:
        begin = content.find(signature)
        while begin >= 0:
            (length,) = struct.unpack_from("<H", content, begin + size)
            name = bytes(content[begin + name_at : begin + name_at + length]).decode()
            if changed(name):
                content[begin + flag_at] |= flag
                if method is not None:
                    struct.pack_into("<H", content, begin + method_at, method)
            begin = content.find(signature, begin + 1)
    return bytes(content)


# Of the local headers and of the directory: the signature, and where the flags, the method of
# compression, the length of the name and the name stand.
HEADERS = [(b"PK\3\4", 6, 8, 26, 30), (b"PK\1\2", 8, 10, 28, 46)]


@pytest.mark.parametrize(
    ("header", "message"),
    [({"flag": 1}, "encrypted"), ({"method": 99}, "compression method is not supported")],
)
def test_weights_that_cannot_be_unpacked(folder, header, message):
    content = packed(CONTENT)
    szeged = (folder / SZEGED).read_bytes()
    replace_weights(folder, with_headers(szeged, lambda name: True, **header), SZEGED)
    assert hedging.load(folder).detect("It may rain.").sentences[0].hedged
    with pytest.raises(hedging.ModelError, match=f"szeged.npz does not hold.*{message}"):
        hedging.load(folder, scheme="szeged")
    replace_weights(folder, with_headers(content, lambda name: "lexicon" in name, **header))
    with pytest.raises(hedging.ModelError, match=f"weights.npz does not hold.*{message}"):
        hedging.load(folder)


def test_a_python_of_32_bits_is_told_so(folder, monkeypatch):
    monkeypatch.setattr("sys.maxsize", (1 << 31) - 1)
    with pytest.raises(hedging.HedgingError, match="a Python of 32 bits, expected 64"):
        load_model(folder)


@pytest.mark.parametrize("files", [None, [], "x", {}, {"weights.npz": 3}])
def test_a_hash_that_is_none(folder, files):
    change_config(folder, lambda config: config.update(files=files))
    with pytest.raises(hedging.ModelError, match="sha256"):
        load_model(folder)


def mutants(name, array):
    """The array in forms that the reader must refuse."""
    yield None
    if name != "lexicon_heads":  # of any length
        yield array[:-1]
    yield array[..., None]
    yield array.astype(np.float64)
    yield array.astype(np.int16 if array.itemsize == 1 else np.int8)
    yield np.array(0, dtype=array.dtype)
    yield np.zeros((0,) * array.ndim, dtype=np.complex128)
    yield np.array(["x"])


# What a file holds of the arrays.
HELD = {
    held: form
    for name, form in ARRAYS.items()
    for held in held_names(name, form)
    if held in CONTENT
}


@pytest.mark.parametrize("name", HELD)
def test_every_array_is_checked(name):
    for mutant in mutants(name, CONTENT[name]):
        arrays = {key: value for key, value in CONTENT.items() if key != name}
        if mutant is not None:
            arrays[name] = mutant
        elif HELD[name].optional:
            assert unpack_model(CONFIG, arrays, FOLDER).name == CONFIG["name"]
            continue
        # Of two arrays that should be of one length, the error names the second.
        with pytest.raises(hedging.ModelError, match=name.partition("_")[0]):
            unpack_model(CONFIG, arrays, FOLDER)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("lexicon_hashes", lambda array: array[::-1], "not in rising order"),
        ("lexicon_hashes", lambda array: array * 0, "not in rising order"),
        ("lexicon_heads", lambda array: array[::-1], "not in rising order"),
        ("classes_words", lambda array: array[::-1], "not in rising order"),
        ("lexicon_lengths", lambda array: array * 0, "values from 0 to 0, expected 1 to 8"),
        ("lexicon_lengths", lambda array: array + 9, "expected 1 to 8"),
    ],
)
def test_values_are_checked(name, change, message):
    arrays = {**CONTENT, name: change(CONTENT[name])}
    with pytest.raises(hedging.ModelError, match=f"{name}.*{message}"):
        unpack_model(CONFIG, arrays, FOLDER)


NUMBERS = [
    ("kind_scale",),
    ("splitter", "scale"),
    ("splitter", "bias"),
    *(
        ("schemes", scheme, name)
        for scheme, name in [
            ("general", "cue_scale"),
            ("general", "cue_bias"),
            ("szeged", "slope"),
            ("szeged", "intercept"),
            ("bioscope", "cue_threshold"),
            ("bioscope", "threshold"),
            ("conll2010-wikipedia", "sentence_scale"),
        ]
    ),
]
ENTRIES = [
    *((keys, value) for keys in NUMBERS for value in ("x", None, [], True, float("nan"), 10**400)),
    *((keys, value) for keys in NUMBERS for value in (float("-inf"), 1e308)),
    *((("schemes", "general", "threshold"), value) for value in (-0.1, 1.1)),
    *((("schemes", "general", "kinds"), value) for value in (None, [], "epistemic", ["x"], [[]])),
    *((("schemes", "general"), value) for value in (None, [], "x")),
    *((("schemes",), value) for value in (None, [], {}, "x")),
    *((("splitter",), value) for value in (None, [], {}, "x")),
    *((("name",), value) for value in (None, "", 3)),
]


@pytest.mark.parametrize(("keys", "value"), ENTRIES)
def test_every_entry_of_the_config_is_checked(keys, value):
    config = copy.deepcopy(CONFIG)
    *path, name = keys
    row = config
    for key in path:
        row = row[key]
    row[name] = value
    with pytest.raises(hedging.ModelError, match=f"config.json.*{name}"):
        unpack_model(config, CONTENT, FOLDER)


def test_missing_entries_are_named():
    for keys in [("kind_scale",), ("schemes", "general", "kinds"), ("splitter", "bias")]:
        config = copy.deepcopy(CONFIG)
        *path, name = keys
        row = config
        for key in path:
            row = row[key]
        del row[name]
        with pytest.raises(hedging.ModelError, match=f"{'.'.join(keys)} is missing"):
            unpack_model(config, CONTENT, FOLDER)


def test_whole_numbers_do_for_numbers():
    config = copy.deepcopy(CONFIG)
    config["schemes"]["general"]["slope"] = 1
    assert unpack_model(config, CONTENT, FOLDER).scheme("general").slope == 1.0


def test_scores_are_finite_however_far_apart_the_kinds_are():
    config = copy.deepcopy(CONFIG)
    config["kind_scale"] = 1e6
    detector = hedging.Detector(unpack_model(config, CONTENT, FOLDER))
    report = detector.detect("It may rain. Some officials fear so, if it is unclear who may come.")
    assert all(0 <= sentence.score <= 1 for sentence in report.sentences)


@pytest.mark.parametrize(
    ("number", "part"), [(ENCODER_FORMAT, "light"), (CASCADE_FORMAT, "encoder")]
)
def test_a_model_that_builds_on_itself_is_named(tmp_path, number, part):
    folder = tmp_path / "mine"
    folder.mkdir()
    config = json.dumps({"format": number, part: str(folder)})
    (folder / "config.json").write_text(config, encoding="utf-8")
    for read in (depth_folder_of, fingerprints):
        with pytest.raises(hedging.ModelError, match=f"its {part} is '.*mine', the model itself"):
            read(folder)
    # The other model below is not the right one either, and so there is no longer circle.
    other = tmp_path / "other"
    other.mkdir()
    for one, another in ((folder, other), (other, folder)):
        config = json.dumps({"format": number, part: str(another)})
        (one / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(hedging.ModelError, match="which must have the format"):
        fingerprints(folder)


@pytest.mark.parametrize("part", ["light", "encoder"])
def test_a_light_model_builds_on_no_model_whatever_it_names(tmp_path, part):
    config = json.dumps(CONFIG | {part: str(tmp_path)})
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    assert depth_folder_of(tmp_path) == FOLDER / "depth"
    assert set(fingerprints(tmp_path)) == set(fingerprints(FOLDER))
