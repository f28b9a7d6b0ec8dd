"""`hedging train`: its arguments; training is tested in tests/train."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from hedging.cli.main import main
from hedging.model.files import folder_of
from hedging.released import released_name

ROWS = """\
text,document,scheme
It [may|epistemic] rain.,a,mine
It rained.,a,mine
It [may|epistemic] snow.,b,mine
It snowed.,b,mine
"""


def test_the_folders_reach_the_training(monkeypatch, capsys, tmp_path):
    calls = []

    def train(*folders, watch):
        calls.append(folders)
        return SimpleNamespace(lexicon=SimpleNamespace(hashes=range(1234)), schemes={})

    monkeypatch.setattr("hedging.train.training.train", train)
    monkeypatch.chdir(tmp_path)
    mine = Path("mine")
    mine.mkdir()
    (mine / "recipe.json").write_text('{"word_classes": "w.tsv", "unlabelled": ["a.jsonl"]}')
    assert main(["train", "mine"]) == 0
    assert main(["train", "mine", "--corpora", "corpora", "--seeds", "own"]) == 0
    Path("seeds").mkdir()
    assert main(["train", "mine"]) == 0
    assert calls == [
        (mine, None, mine),
        (mine, Path("corpora"), Path("own")),
        (mine, None, Path("seeds")),
    ]
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "wrote mine: 1,234 lexicon entries, schemes",
        "seeds from mine",
        f"taken over from {released_name('light')}: splitter",
        '"unlabelled" taught nothing: it helps only a splitter of "boundaries"',
    ]
    assert [lines[5], lines[9]] == ["seeds from own", "seeds from seeds"]


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A folder with a model that has a scheme of its own alone."""
    pytest.importorskip("sklearn")
    folder = tmp_path_factory.mktemp("own")
    recipe = '{"seeds": ["mine.csv"], "cue_bags": 1, "schemes": {"mine": {"longest_cue": 3}}}'
    (folder / "recipe.json").write_text(recipe, encoding="utf-8")
    (folder / "mine.csv").write_text(ROWS, encoding="utf-8")
    (folder / "a.txt").write_text("It may leak. It leaked.", encoding="utf-8")
    assert main(["train", str(folder), "--seeds", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("command", ["score", "check", "report", "batch", "evaluate"])
def test_every_command_needs_the_name_of_an_own_scheme(own, command, capsys, tmp_path):
    inputs = own / ("mine.csv" if command == "evaluate" else "a.txt")
    output = ["-o", str(tmp_path / "out.html")] if command == "report" else []
    output = ["-o", str(tmp_path / "out.csv")] if command == "batch" else output
    call = [command, str(inputs), *output, "--model", str(own)]
    assert main(call) == (2 if command == "check" else 1)
    assert f"unknown scheme 'general'; model {own.name} has mine: " in capsys.readouterr().err
    assert main([*call, "--scheme", "mine"]) == 0


def test_problems_are_printed_one_by_one(tmp_path, capsys):
    pytest.importorskip("sklearn")
    (tmp_path / "recipe.json").write_text('{"seed": [], "seeds": ["a.txt", "b.txt"]}')
    assert main(["train", str(tmp_path), "--seeds", str(tmp_path)]) == 1
    *reading, field, files, last = capsys.readouterr().err.splitlines()
    assert all(line.startswith("hedging: reading the files") for line in reading)
    assert "unknown field seed; known fields are corpora" in field
    assert '"seeds" names a.txt, b.txt, which are not in' in files
    assert last == "hedging: nothing was trained: 2 problems"


def test_every_stage_is_told_as_it_begins_and_ends(tmp_path, capsys):
    pytest.importorskip("sklearn")
    recipe = '{"seeds": ["mine.csv"], "cue_bags": 2, "calibration_folds": 2}'
    (tmp_path / "recipe.json").write_text(recipe, encoding="utf-8")
    (tmp_path / "mine.csv").write_text(ROWS, encoding="utf-8")
    assert main(["train", str(tmp_path), "--seeds", str(tmp_path)]) == 0
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if "warning" not in line]
    begun, ended = lines[::2], lines[1::2]
    assert begun == [
        f"hedging: {stage}"
        for stage in (
            *("reading the files", "tokens of the sentences", "boundaries of sentences"),
            *("word classes", "lexicon and candidates", "cues, fit 1 of 2", "cues, fit 2 of 2"),
            *("kinds", "calibration, fold 1 of 2", "calibration, fold 2 of 2"),
            *("curve and thresholds of mine", "packing"),
        )
    ]
    for before, after in zip(begun, ended, strict=True):
        assert re.fullmatch(rf"{re.escape(before)}: \d+(\.\d)? s", after)
    assert "hedging: " not in said.out


def test_a_scheme_that_learned_nothing_is_said(tmp_path, capsys):
    pytest.importorskip("sklearn")
    (tmp_path / "recipe.json").write_text('{"seeds": ["mine.txt"], "cue_bags": 1}')
    lines = ["# document: a", "It [may|epistemic] rain.", "It rained."]
    lines += ["# document: b", "It is [unclear|epistemic].", "It is clear."]
    (tmp_path / "mine.txt").write_text("\n".join(lines), encoding="utf-8")
    assert main(["train", str(tmp_path), "--seeds", str(tmp_path)]) == 0
    err = capsys.readouterr().err
    assert "warning: what the scheme general learns from some documents says nothing" in err


def test_a_released_model_is_not_trained_over(capsys):
    pytest.importorskip("sklearn")
    folder = folder_of("light")
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert main(["train", str(folder)]) == 1
    assert "is released, and a released model never changes" in capsys.readouterr().err
    assert before == {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_a_folder_without_a_recipe(tmp_path, capsys):
    assert main(["train", str(tmp_path), "--corpora", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
