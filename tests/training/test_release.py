"""A release is made of parts, and a tree in which something is stale is refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hedging.released import read_release
from training import release
from training.release import Change, StaleError, make_release, problems
from training.weights import weights_of

ROOT = Path(__file__).parents[2]
NOW = read_release(ROOT / "models")
NEXT = 99
# What a release reads and writes.
HELD = ("benchmarks", "docs", "hedging", "models", "training", "js", "pyproject.toml")
PAGES = ("README.md", "CHANGELOG.md", "CITATION.cff")


@pytest.fixture(name="tree")
def _tree(tmp_path):
    """A copy of the tree, as far as a release needs it."""
    folder = tmp_path / "tree"
    folder.mkdir()
    for name in (*HELD, *PAGES):
        if (ROOT / name).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__", "*.jsonl", "images")
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
        else:
            shutil.copyfile(ROOT / name, folder / name)
    (folder / "seeds").symlink_to(ROOT / "seeds")
    return folder


def contents(tree):
    """The files of a tree with their contents."""
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in sorted(tree.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def changed(before, after):
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_nothing_in_the_tree_is_stale():
    assert problems() == []


@pytest.mark.slow
def test_a_release_of_the_same_weights(tree):
    before = contents(tree)
    made = make_release(NEXT, Change({}), tree)
    assert made == read_release(tree / "models")
    assert set(made.names.values()) == {f"en-{role}-{NEXT}" for role in NOW.names}
    assert problems(tree) == []
    after = contents(tree)
    outside = {name for name in changed(before, after) if not name.startswith("models/")}
    # The tables of results name the release in one page.
    assert outside <= {"pyproject.toml", "benchmarks/README.md"}
    # The folders of the last release are gone, and the weights are the same.
    assert not [name for name in after if set(name.split("/")) & set(NOW.names.values())]
    for role, old in NOW.names.items():
        for name, content in before.items():
            if name.startswith(f"models/{old}/") and name.endswith((".npz", ".onnx")):
                assert after[name.replace(old, made.names[role])] == content
    words = (
        "import hedging; r = hedging.load('light').detect('It may rain.'); print(r.model, r.depth)",
    )
    done = subprocess.run(
        [sys.executable, "-c", *words], cwd=tree, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == [f"en-light-{NEXT}"] * 2
    with pytest.raises(ValueError, match=f"the last release is {NEXT}"):
        make_release(NEXT, Change({}), tree)


@pytest.mark.slow
def test_a_release_with_a_new_part_that_keeps_the_last_one(tree, tmp_path):
    candidate = shutil.copytree(tree / "models" / NOW.names["auto"], tmp_path / "candidate")
    config = json.loads((candidate / "config.json").read_text(encoding="utf-8"))
    config["bands"]["general"] = [0.1, 0.9]
    (candidate / "README.md").unlink()
    (candidate / "config.json").write_text(json.dumps(config), encoding="utf-8")
    made = make_release(NEXT, Change({"auto": candidate}, keep=True), tree)
    folder = tree / "models" / made.names["auto"]
    written = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert written["bands"]["general"] == [0.1, 0.9]
    assert (written["name"], written["encoder"]) == (f"en-auto-{NEXT}", f"en-accurate-{NEXT}")
    # It had no card, and has that of the last release under its name.
    card = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    last = (ROOT / "models" / NOW.names["auto"] / "README.md").read_text(encoding="utf-8")
    assert card[0] == f"# Model card: en-auto-{NEXT}"
    assert card[1:] == last.splitlines()[1:]
    assert all((tree / "models" / name).is_dir() for name in NOW.names.values())
    assert problems(tree) == []


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def light(tree):
    return tree / "models" / NOW.names["light"]


STALE = {
    "header": (
        lambda tree: edit(tree / "hedging/kernel/templates.h", "#define", "/**/ #define"),
        "python -m hedging.kernel.templates",
    ),
    "name": (
        lambda tree: edit(light(tree) / "config.json", NOW.names["light"], "other"),
        "has the name other",
    ),
    "weights": (
        lambda tree: (light(tree) / "weights.npz").write_bytes(b"x"),
        "is not the file whose hash",
    ),
    "missing": (lambda tree: shutil.rmtree(light(tree) / "depth"), "cannot be read"),
    "kinds": (
        lambda tree: edit(
            light(tree) / "config.json", '"booster"\n    ],\n    "w', '"b"\n    ],\n    "w'
        ),
        "does not fit",
    ),
    "wheel": (
        lambda tree: edit(
            tree / "models" / NOW.names["accurate"] / "pyproject.toml", "hedging_en", "hedging_xx"
        ),
        "is stale",
    ),
    "extra": (
        lambda tree: edit(tree / "pyproject.toml", f"en-accurate=={NOW.number}", "en-accurate==1"),
        "asks for another",
    ),
    "below": (
        lambda tree: edit(
            tree / "models" / NOW.names["auto"] / "config.json", NOW.names["accurate"], "en-x-1"
        ),
        "of another release",
    ),
    "yardstick": (
        lambda tree: edit(
            tree / "benchmarks/results/yardstick.json",
            weights_of(tree / "models")["light"],
            "0" * 16,
        ),
        "measures other weights of light",
    ),
    "page": (
        lambda tree: edit(
            tree / "README.md", "<!-- table: how-good -->", "<!-- table: how-good -->\nx"
        ),
        "README.md differs",
    ),
}


@pytest.mark.parametrize("kind", STALE)
def test_a_stale_tree_is_refused_and_nothing_is_written(tree, kind):
    change, said = STALE[kind]
    change(tree)
    before = contents(tree)
    with pytest.raises(StaleError, match=said):
        make_release(NEXT, Change({}), tree)
    assert contents(tree) == before


@pytest.mark.parametrize("number", [NOW.number, 0, -1])
def test_a_number_that_is_not_above_the_last_is_refused(number, capsys):
    with pytest.raises(SystemExit):
        release.main([str(number)])
    assert f"the last release is {NOW.number}" in capsys.readouterr().err


def test_a_candidate_that_is_no_model_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        release.main([str(NEXT), "--light", str(tmp_path)])
    assert "expected a folder with a config.json" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["99", "--check"]])
def test_a_call_that_says_nothing_or_too_much(words, capsys):
    with pytest.raises(SystemExit):
        release.main(words)
    assert "give the number of the release, or --check" in capsys.readouterr().err
