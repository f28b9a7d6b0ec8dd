"""What a folder of a depth model may hold: whatever does not fit is refused before it is used."""

import hashlib
import json
import shutil
import typing

import numpy as np
import pytest

import hedging
from hedging.depth import files
from hedging.depth.files import ARRAYS, load_depth, read_depth_folder
from hedging.model.arrays import held_names
from hedging.model.files import folder_of
from hedging.text.weights import on_grid
from training.depth.saving import save_depth

# What a file holds of the arrays.
HELD = [held for name, form in ARRAYS.items() for held in held_names(name, form)]
# Each takes a while to write and to read.
IN_TURN = [
    pytest.param(name, marks=[pytest.mark.slow] if number % 6 else [])
    for number, name in enumerate(sorted(HELD))
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The shipped model as this version of the library writes it."""
    target = tmp_path_factory.mktemp("written") / "depth"
    save_depth(load_depth(), target, {})
    return target


@pytest.fixture
def folder(tmp_path, written):
    target = tmp_path / "mine"
    shutil.copytree(written, target)
    return target


def change_config(folder, change):
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    change(config)
    path.write_text(json.dumps(config), encoding="utf-8")


def change_arrays(folder, change):
    """Write other arrays, with the hash that belongs to them."""
    path = folder / "weights.npz"
    with np.load(path) as stored:
        arrays = dict(stored)
    change(arrays)
    np.savez(path, **arrays)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    change_config(folder, lambda config: config["files"].update({"weights.npz": digest}))


def test_a_model_is_read_as_it_was_written(tmp_path):
    model = load_depth()
    save_depth(model, tmp_path / "copy", {"material": {}})
    copy = read_depth_folder(tmp_path / "copy")
    assert copy.name == "copy"
    assert copy.sources.thresholds == tuple(model.sources.thresholds)
    for one, other in (
        (model.scopes.begin.table, copy.scopes.begin.table),
        (model.sources.holder.table, copy.sources.holder.table),
        (model.confidence.hidden, copy.confidence.hidden),
        (model.confidence.strengths.phrases.known, copy.confidence.strengths.phrases.known),
        (model.claims.weights, copy.claims.weights),
    ):
        assert (one == other).all()


def test_a_model_is_written_on_the_grids_of_its_tables(tmp_path):
    model = load_depth()
    save_depth(model, tmp_path / "copy", {}, {"sources.writer.table": 16, "claims.weights": 40})
    copy = read_depth_folder(tmp_path / "copy")
    assert np.array_equal(copy.sources.writer.table, on_grid(model.sources.writer.table, 16))
    assert set(np.unique(copy.claims.weights).tolist()) <= {-120, -80, -40, 0, 40, 80, 120}
    assert np.array_equal(copy.confidence.runs, model.confidence.runs)


def test_every_array_of_a_file_has_a_format(written):
    with np.load(written / "weights.npz") as stored:
        assert set(stored.files) == set(HELD)


@pytest.mark.parametrize("name", IN_TURN)
def test_a_missing_array_and_another_shape_are_refused(folder, name):
    change_arrays(folder, lambda arrays: arrays.update({name: arrays[name][:-1]}))
    if not name.endswith(("class_tags", "vocabulary")):  # of any length
        with pytest.raises(hedging.ModelError, match="does not hold what its format needs"):
            read_depth_folder(folder)
    change_arrays(folder, lambda arrays: arrays.pop(name))
    shutil.move(folder, folder.with_name("without"))
    with pytest.raises(hedging.ModelError, match="does not hold what its format needs"):
        read_depth_folder(folder.with_name("without"))


@pytest.mark.parametrize("value", [float("nan"), "2", None, [1, "x"], 1e300])
def test_a_number_that_is_none_is_refused(folder, value):
    def change(config):
        config["numbers"]["confidence.scale"] = value

    change_config(folder, change)
    with pytest.raises(hedging.ModelError, match="numbers is"):
        read_depth_folder(folder)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("confidence.short_bias", [1, 2], r"is \[1, 2\], expected float"),
        ("confidence.short_bias", True, "is True, expected float"),
        ("confidence.plain", 640.5, "is 640.5, expected int"),
        ("sources.thresholds", 1, r"is 1, expected tuple\[float, float, float\]"),
        ("sources.thresholds", [1, 2], r"is \[1, 2\], expected tuple"),
        ("scopes.has_kinds", 1, "is 1, expected bool"),
    ],
)
def test_a_number_of_another_type_is_refused(folder, name, value, message):
    change_config(folder, lambda config: config["numbers"].update({name: value}))
    with pytest.raises(hedging.ModelError, match=message):
        read_depth_folder(folder)


def test_a_missing_number_and_another_hash_are_refused(folder):
    change_config(folder, lambda config: config["numbers"].pop("confidence.plain"))
    with pytest.raises(hedging.ModelError, match=r"numbers\.confidence\.plain is missing"):
        read_depth_folder(folder)
    other = folder.with_name("other")
    shutil.copytree(folder_of("light") / "depth", other)
    (other / "weights.npz").write_bytes(b"x")
    with pytest.raises(hedging.ModelError, match="the file is damaged or from another model"):
        read_depth_folder(other)


def test_the_two_kinds_of_models_are_not_taken_for_each_other():
    with pytest.raises(hedging.ModelError, match="has format 'depth-5'"):
        hedging.load(folder_of("light") / "depth")
    with pytest.raises(hedging.ModelError, match="has format 6"):
        read_depth_folder(folder_of("light"))


def test_an_array_is_known_by_its_path_and_not_by_the_name_of_its_type(tmp_path, monkeypatch):
    # numpy 2.5 writes the type of an array in another way than the versions before it.
    hints = files.get_type_hints

    def newer(cls, **options):
        return {
            name: object if typing.get_origin(kind) is np.ndarray else kind
            for name, kind in hints(cls, **options).items()
        }

    save_depth(load_depth(), tmp_path / "copy", {"material": {}})
    monkeypatch.setattr(files, "get_type_hints", newer)
    copy = read_depth_folder(tmp_path / "copy")
    assert (copy.scopes.begin.table == load_depth().scopes.begin.table).all()
