"""The command that puts a model on coarser grids."""

import json

import numpy as np
import pytest

from benchmarks import coarser
from benchmarks.depth.steps import STEPS
from hedging.depth.files import ARRAYS, load_depth
from hedging.model.files import folder_of
from hedging.options import DEFAULT_MODEL, DEPTH_MODEL


def test_every_step_belongs_to_a_table_of_a_depth_model():
    assert {ARRAYS[path].dtype for path in STEPS} == {"int8"}


def test_the_shipped_depth_model_is_on_its_grids(tmp_path, capsys):
    target = tmp_path / "again"
    assert coarser.main([str(folder_of(DEFAULT_MODEL) / "depth"), str(target)]) == 0
    printed = capsys.readouterr().out.splitlines()
    sizes = [int(line.split()[-2].replace(",", "")) for line in printed]
    assert sizes[0] == sizes[1] == (target / "weights.npz").stat().st_size
    config = json.loads((target / "config.json").read_text(encoding="utf-8"))
    assert (config["name"], config["coarser_than"]) == ("again", DEPTH_MODEL)
    assert "material" in config
    again, shipped = load_depth(target), load_depth()
    assert np.array_equal(again.scopes.tags, shipped.scopes.tags)
    assert again.sources.thresholds == shipped.sources.thresholds


def test_a_light_model_needs_the_corpora(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("HEDGING_CORPORA", raising=False)
    with pytest.raises(SystemExit):
        coarser.main([str(folder_of(DEFAULT_MODEL)), str(tmp_path / "again")])
    assert "come from the corpora: --corpora PATH" in capsys.readouterr().err
