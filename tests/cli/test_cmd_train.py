"""`hedging train`: its arguments; training is tested in tests/train."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from hedging.cli.main import main


def test_the_folders_reach_the_training(monkeypatch, capsys):
    pytest.importorskip("sklearn")
    calls = []

    def train(*folders):
        calls.append(folders)
        return SimpleNamespace(lexicon=SimpleNamespace(hashes=range(1234)), schemes=("general",))

    monkeypatch.setattr("hedging.train.training.train", train)
    assert main(["train", "models/mine", "--corpora", "corpora"]) == 0
    assert calls == [(Path("models/mine"), Path("corpora"), Path("seeds"))]
    assert capsys.readouterr().out == "wrote models/mine: 1,234 lexicon entries, schemes general\n"


def test_corpora_are_needed(capsys):
    with pytest.raises(SystemExit):
        main(["train", "models/mine"])
    assert "--corpora" in capsys.readouterr().err


def test_a_folder_without_a_recipe(tmp_path, capsys):
    assert main(["train", str(tmp_path), "--corpora", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
