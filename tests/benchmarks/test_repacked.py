"""The same model in a file as this version of the library writes it."""

import json
import shutil

import numpy as np
import pytest

import hedging
from benchmarks import repacked
from benchmarks.repacked import contents, main, repack
from hedging.depth.files import ARRAYS
from hedging.model.files import folder_of, load_model
from hedging.model.packing import held_arrays, pack
from hedging.model.saving import write_folder
from hedging.options import DEFAULT_MODEL, DEPTH_MODEL
from hedging.released import MODELS

TEXTS = [
    "It may rain, officials said. Dr. Meyer is not sure that the two ports will open.",
    "Some of the engineers believe it could soar; the others doubt that anybody knows.",
]


@pytest.fixture
def folder(tmp_path):
    """Copies of the shipped models in a folder."""
    for name in (DEFAULT_MODEL, DEPTH_MODEL):
        shutil.copytree(MODELS / name, tmp_path / name)
    return tmp_path


def test_answers_do_not_change(folder, capsys):
    main([str(folder / DEFAULT_MODEL)])
    assert f"{DEFAULT_MODEL}/weights.npz" in capsys.readouterr().out
    for scheme in load_model(folder / DEFAULT_MODEL).schemes:
        one, other = (
            hedging.load(model, scheme=scheme).detect_batch(TEXTS)
            for model in (DEFAULT_MODEL, folder / DEFAULT_MODEL)
        )
        for level in ("document", "sentence", "cue"):
            rows, others = one.columns(level), other.columns(level)
            assert all(rows[name].tolist() == others[name].tolist() for name in rows)


def test_a_depth_model_is_the_same_to_the_last_weight(folder):
    before = contents(folder_of(DEFAULT_MODEL) / "depth")
    repack(folder / DEPTH_MODEL)
    after = contents(folder / DEPTH_MODEL)
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert (folder / DEPTH_MODEL / "README.md").exists()


def test_a_file_in_which_every_table_is_held_alone_gets_smaller(folder):
    target = folder / DEPTH_MODEL
    arrays = {}
    for name, value in contents(folder_of(DEFAULT_MODEL) / "depth").items():
        if name in ARRAYS:
            arrays |= pack(name, value, ARRAYS[name]._replace(beside="", bits=64))
    config = json.loads((target / "config.json").read_text("utf-8"))
    del config["files"]
    write_folder(target, arrays, config)
    before = (target / "weights.npz").stat().st_size
    repack(target)
    assert (target / "weights.npz").stat().st_size < 0.95 * before
    with np.load(target / "weights.npz") as stored:
        held = [key for name, form in ARRAYS.items() for key in held_arrays(name, form)]
        assert set(stored.files) == set(held)


def test_a_file_that_holds_another_model_is_not_written(folder, monkeypatch):
    save = repacked.save_depth

    def save_another(model, target, facts):
        claims = model.claims._replace(scale=2 * model.claims.scale)
        save(model._replace(claims=claims), target, facts)

    monkeypatch.setattr(repacked, "save_depth", save_another)
    content = (folder / DEPTH_MODEL / "weights.npz").read_bytes()
    with pytest.raises(ValueError, match=r"holds another claims\.scale"):
        repack(folder / DEPTH_MODEL)
    assert (folder / DEPTH_MODEL / "weights.npz").read_bytes() == content
    assert sorted(path.name for path in folder.iterdir()) == [DEFAULT_MODEL, DEPTH_MODEL]
