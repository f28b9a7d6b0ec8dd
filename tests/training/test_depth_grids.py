"""The grids of the tables beyond cues."""

import json

import numpy as np

from hedging.depth.files import ARRAYS, load_depth, read_depth_folder
from hedging.model.files import CONFIG, DEPTH
from training.depth.grids import STEPS
from training.depth.saving import leaves, save_depth


def test_every_step_belongs_to_a_table():
    assert {ARRAYS[path].dtype for path in STEPS} == {"int8"}


def test_the_released_model_is_on_its_grids(tmp_path):
    released = load_depth()
    folder = tmp_path / "again" / DEPTH
    save_depth(released, folder, {"material": {}}, STEPS)
    again = dict(leaves(read_depth_folder(folder)))
    for path, value in leaves(released):
        assert path == "name" or np.array_equal(again[path], value), path
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    assert config["name"] == "again"
