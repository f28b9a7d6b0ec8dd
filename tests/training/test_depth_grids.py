"""The grids of the tables beyond cues."""

import json

import numpy as np

from hedging.depth.files import ARRAYS, leaves, load_depth, save_depth
from hedging.model.files import CONFIG
from training.depth.grids import STEPS


def test_every_step_belongs_to_a_table():
    assert {ARRAYS[path].dtype for path in STEPS} == {"int8"}


def test_the_released_model_is_on_its_grids(tmp_path):
    released = load_depth()
    save_depth(released, tmp_path / "again", {"material": {}}, STEPS)
    again = dict(leaves(load_depth(tmp_path / "again")))
    for path, value in leaves(released):
        assert path == "name" or np.array_equal(again[path], value), path
    config = json.loads((tmp_path / "again" / CONFIG).read_text(encoding="utf-8"))
    assert config["name"] == "again"
