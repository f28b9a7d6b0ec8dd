"""The steps on the command line: their options, what they refuse, what they say they write."""

import json
import re
import shlex
import sys
from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

import training.commands
import training.depth.__main__
import training.light.__main__ as light_step
import training.light.teacher
from hedging.model.config import FORMAT
from hedging.model.files import CONFIG, DEPTH, folder_of
from training.commands import announce
from training.material import RECIPE

PAGE = Path(training.commands.__file__).with_name("README.md")
# Where the main of a package is.
MAIN = {
    "training.light": "training.light.__main__",
    "benchmarks": "benchmarks.suite",
    "training.accurate": "training.accurate.__main__",
    "training.depth": "training.depth.__main__",
}
# Modules that need torch to know their options.
TORCH = ("training.accurate", "benchmarks.encoder_seeds")


def commands():
    """The commands of the page, as modules with their arguments."""
    text = PAGE.read_text(encoding="utf-8").replace("\\\n", " ")
    for block in re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:2] == ["python", "-m"] and words[2] != "pip":
                yield words[2], words[3:]


def test_every_command_of_the_page_has_its_options(monkeypatch):
    parsed = []
    parse = ArgumentParser.parse_args

    def parse_alone(parser, argv):
        parsed.append(parse(parser, argv))
        raise SystemExit

    monkeypatch.setattr(ArgumentParser, "parse_args", parse_alone)
    left_out = 0
    for name, arguments in commands():
        if name in TORCH and find_spec("torch") is None:
            left_out += 1
            continue
        module = import_module(MAIN.get(name, name))
        # The models of the page are not here.
        for place in (training.commands, module):
            monkeypatch.setattr(place, "model_folder", Path, raising=False)
        with pytest.raises(SystemExit) as leaving:
            module.main(["99" if word == "N" else word for word in arguments])
        assert leaving.value.code is None, (name, arguments)
    assert len(parsed) + left_out > 15


def said(capsys, module, *arguments):
    """What a step that is refused says."""
    with pytest.raises(SystemExit) as leaving:
        module.main([*map(str, arguments)])
    assert leaving.value.code == 1
    return capsys.readouterr().err


def test_a_refusal_is_one_line(capsys, tmp_path):
    line = said(capsys, light_step, "--corpora", tmp_path, "--name", "accurate")
    assert line == (
        "python -m training.light: 'accurate' is the role of a released model: take another name\n"
    )


def test_nothing_is_trained_into_a_release(capsys, tmp_path):
    released = folder_of("light")
    before = sorted(path.name for path in released.iterdir())
    arguments = ["--corpora", tmp_path, "--name", "next", "--output", released]
    assert "is released" in said(capsys, light_step, *arguments)
    assert "is released" in said(capsys, training.depth.__main__, "train", *arguments)
    assert sorted(path.name for path in released.iterdir()) == before


def test_cues_are_trained_by_a_recipe_beside_them(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(light_step, "train", lambda *call, watch: calls.append(call))
    monkeypatch.setattr(light_step, "take_shares", lambda *call: None)
    folder, mine = tmp_path / "next", tmp_path / "mine.json"
    mine.write_text("{}", encoding="utf-8")
    arguments = ["--corpora", str(tmp_path), "--name", "next", "--output", str(folder)]
    assert light_step.main([*arguments, "--seeds", str(tmp_path / "seeds")]) == 0
    assert calls == [(folder, tmp_path, tmp_path / "seeds")]
    assert (folder / RECIPE).read_bytes() == (folder_of("light") / RECIPE).read_bytes()
    # A step that was stopped leaves its recipe, and so does somebody who changes it.
    assert light_step.main([*arguments, "--recipe", str(mine)]) == 0
    assert light_step.main(arguments) == 0
    assert (folder / RECIPE).read_text(encoding="utf-8") == "{}"
    (folder / CONFIG).touch()
    with pytest.raises(SystemExit):
        light_step.main(arguments)
    assert len(calls) == 3


def test_what_is_beyond_cues_is_put_beside_them(monkeypatch, tmp_path, capsys):
    calls = []

    def train(corpora, light, taught, wording, *, watch):
        calls.append(light)
        return "model", {"material": {"cues.tsv": "0"}}

    def save_depth(model, folder, facts, steps):
        folder.mkdir()
        (folder / "facts").write_text(json.dumps(facts), encoding="utf-8")

    monkeypatch.setitem(sys.modules, "training.depth.training", SimpleNamespace(train=train))
    monkeypatch.setattr(training.depth.__main__, "save_depth", save_depth)
    arguments = ["train", "--corpora", str(tmp_path), "--name", "next"]
    for name, config in (("a", {"format": FORMAT}), ("b", {"format": "encoder-2"})):
        (tmp_path / name).mkdir()
        (tmp_path / name / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    # Beside the cues of a candidate, which it reads.
    folder = tmp_path / "a"
    assert training.depth.__main__.main([*arguments, "--output", str(folder)]) == 0
    assert calls == [folder]
    facts = json.loads((folder / DEPTH / "facts").read_text(encoding="utf-8"))
    assert facts == {"material": {"cues.tsv": "0"}}
    for taken in (folder, tmp_path / "b"):
        line = said(capsys, training.depth.__main__, *arguments, "--output", taken)
        assert "exists, and this step does not continue it" in line
    assert len(calls) == 1


def test_labels_of_a_fold_that_are_missing_are_named(tmp_path, capsys):
    (tmp_path / "fold0.npy").touch()
    line = said(capsys, training.light.teacher, "join", "--corpora", tmp_path, "--out", tmp_path)
    assert "train --fold 1, 2, 3, 4, 5 first" in line


def test_a_step_says_which_file_it_writes(tmp_path, capsys):
    path = tmp_path / "words.tsv"
    announce(path)
    path.touch()
    announce(path)
    assert capsys.readouterr().out == f"writes {path}\nwrites over {path}\n"
