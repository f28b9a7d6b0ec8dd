"""A release is made of parts, and a tree in which something is stale is refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hedging.released import read_release
from training import release
from training.release import Change, ReleaseError, make_release, problems, set_version, version_of
from training.weights import weights_of

ROOT = Path(__file__).parents[2]
NOW = read_release(ROOT / "models")
NEXT = 99
# What a release reads and writes.
HELD = ("benchmarks", "docs", "hedging", "models", "training", "js", "editors", "pyproject.toml")
PAGES = ("README.md", "CHANGELOG.md", "CITATION.cff")

pytestmark = pytest.mark.skipif(
    not (ROOT / "models" / NOW.names["accurate"]).is_dir(),
    reason="the accurate model is not here, as in a source distribution",
)


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
    names = before.keys() | after.keys()
    return {name for name in names if before.get(name) != after.get(name)}


def folder_of(tree, role):
    return tree / "models" / read_release(tree / "models").names[role]


def answer(tree, role="light"):
    """What the model of a tree answers, read by a process of its own."""
    code = (
        f"import hedging; r = hedging.load({role!r}).detect('It may rain.'); "
        "print(r.model, r.depth, r.confidence, r.score)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tree, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def copy_of(tree, role, target, **numbers):
    """A candidate: a released part with other numbers of its scheme `general`, and no card."""
    folder = shutil.copytree(folder_of(tree, role), target)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["name"] = target.name
    if numbers:
        config["schemes"]["general"] |= numbers
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "README.md").unlink()
    return folder


def says_its_release(name):
    """Whether a result says that it measures an earlier release."""
    figures = json.loads((ROOT / "benchmarks" / "results" / name).read_text(encoding="utf-8"))
    return release.OF_RELEASE in figures


def test_nothing_in_the_tree_is_stale():
    assert problems() == []


def test_a_part_that_no_longer_fits_the_code_can_be_replaced(tree):
    path = folder_of(tree, "light") / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["fits"]["templates"] = "0"
    path.write_text(json.dumps(config), encoding="utf-8")
    assert any("does not fit this version" in line for line in problems(tree))
    assert not any("does not fit this version" in line for line in problems(tree, {"light"}))


@pytest.mark.slow
def test_a_release_of_the_same_weights(tree):
    before, answered = contents(tree), answer(tree)
    made = make_release(NEXT, Change({}), tree)
    assert made == read_release(tree / "models")
    assert set(made.names.values()) == {f"en-{role}-{NEXT}" for role in NOW.names}
    assert problems(tree) == []
    after = contents(tree)
    outside = {name for name in changed(before, after) if not name.startswith("models/")}
    assert outside == {"pyproject.toml"}
    # The folders of the last release are gone, and the weights are the same.
    assert not [name for name in after if set(name.split("/")) & set(NOW.names.values())]
    for role, old in NOW.names.items():
        for name, content in before.items():
            if name.startswith(f"models/{old}/") and name.endswith((".npz", ".onnx")):
                assert after[name.replace(old, made.names[role])] == content
    assert answer(tree) == [f"en-light-{NEXT}"] * 2 + answered[2:]
    with pytest.raises(ReleaseError, match=f"the last release is {NEXT}"):
        make_release(NEXT, Change({}), tree)


@pytest.mark.slow
def test_a_release_with_a_new_light_model_and_a_new_version(tree, tmp_path):
    candidate = copy_of(tree, "light", tmp_path / "next-light", threshold=0.5)
    config = json.loads((candidate / "depth" / "config.json").read_text(encoding="utf-8"))
    config["numbers"]["confidence.plain"] = 700
    (candidate / "depth" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    weights = weights_of(tree / "models")
    version = f"{int(version_of(tree).split('.')[0]) + 1}.0.0"
    make_release(NEXT, Change({"light": candidate}, version=version, keep=True), tree)
    # The last light model stays, the others are where the history has them.
    assert (tree / "models" / NOW.names["light"]).is_dir()
    assert not (tree / "models" / NOW.names["accurate"]).exists()
    now = weights_of(tree / "models")
    assert {part for part in now if now[part] != weights[part]} == {"light", "depth"}
    written = json.loads((folder_of(tree, "light") / "config.json").read_text(encoding="utf-8"))
    assert written["schemes"]["general"]["threshold"] == 0.5
    card = (folder_of(tree, "light") / "README.md").read_text(encoding="utf-8").splitlines()
    last = (ROOT / "models" / NOW.names["light"] / "README.md").read_text(encoding="utf-8")
    assert card == [f"# Model card: en-light-{NEXT}", *last.splitlines()[1:]]
    # The version stands everywhere, and the wheel of the accurate model fits it.
    assert version_of(tree) == version
    metadata = (folder_of(tree, "accurate") / "pyproject.toml").read_text(encoding="utf-8")
    assert f"hedging[encoder]>={version.removesuffix('.0')}," in metadata
    # What the new parts made stale is named, also where a result did not say what it measures.
    stale = problems(tree)
    assert all(line.startswith("benchmarks/results/") for line in stale)
    assert {line.split("/")[2].split(" ")[0] for line in stale} == {
        name
        for name, parts in release.MEASURED.items()
        if {"light", "depth"} & set(parts) and not says_its_release(name)
    }


@pytest.mark.slow
def test_a_new_cascade_changes_what_measures_it_alone(tree, tmp_path):
    candidate = copy_of(tree, "auto", tmp_path / "next-auto")
    config = json.loads((candidate / "config.json").read_text(encoding="utf-8"))
    config["bands"]["general"] = [0.1, 0.9]
    (candidate / "config.json").write_text(json.dumps(config), encoding="utf-8")
    make_release(NEXT, Change({"auto": candidate}), tree)
    written = json.loads((folder_of(tree, "auto") / "config.json").read_text(encoding="utf-8"))
    assert written["bands"]["general"] == [0.1, 0.9]
    assert (written["name"], written["encoder"]) == (f"en-auto-{NEXT}", f"en-accurate-{NEXT}")
    stale = {line.split("/")[2].split(" ")[0] for line in problems(tree)}
    assert stale == {
        name
        for name, parts in release.MEASURED.items()
        if "auto" in parts and not says_its_release(name)
    }


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit_config(tree, role, old, new):
    edit(folder_of(tree, role) / "config.json", old, new)


STALE = {
    "name": (
        lambda tree: edit_config(tree, "light", NOW.names["light"], "other"),
        "has the name other",
    ),
    "weights": (
        lambda tree: (folder_of(tree, "light") / "weights.npz").write_bytes(b"x"),
        "is not the file whose hash",
    ),
    "missing": (lambda tree: shutil.rmtree(folder_of(tree, "light") / "depth"), "cannot be read"),
    "damaged": (
        lambda tree: (folder_of(tree, "accurate") / "config.json").write_text("{"),
        "cannot be read",
    ),
    "kinds": (
        lambda tree: edit_config(tree, "light", '"kinds": [\n      "epi', '"kinds": [\n      "e'),
        "does not fit",
    ),
    "wheel": (
        lambda tree: edit(folder_of(tree, "accurate") / "pyproject.toml", "hedging_en", "hedg_en"),
        "not as a release writes it",
    ),
    "version": (
        lambda tree: edit(tree / release.VERSION_FILE, version_of(tree), "7.0.0"),
        "does not fit version 7.0.0: a new minor version needs new models",
    ),
    "copy of the version": (
        lambda tree: edit(tree / "CITATION.cff", f"version: {version_of(tree)}", "version: 0.0.1"),
        "CITATION.cff has the version 0.0.1",
    ),
    "extra": (
        lambda tree: edit(tree / "pyproject.toml", f"en-accurate=={NOW.number}", "en-accurate==1"),
        "asks for another",
    ),
    "below": (
        lambda tree: edit_config(tree, "auto", NOW.names["accurate"], "en-x-1"),
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
        lambda tree: edit(tree / "README.md", "table: how-good -->", "table: how-good -->\nx"),
        "README.md differs",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", STALE)
def test_a_stale_tree_is_refused_and_nothing_is_written(tree, kind):
    change, said = STALE[kind]
    change(tree)
    before = contents(tree)
    with pytest.raises(ReleaseError, match=said):
        make_release(NEXT, Change({}), tree)
    assert contents(tree) == before


def other_code(tree, target):
    folder = copy_of(tree, "light", target)
    edit(folder / "config.json", '"epistemic", "doxastic"', '"doxastic", "epistemic"')
    return {"light": folder}


def other_weights(tree, target):
    folder = copy_of(tree, "light", target)
    (folder / "weights.npz").write_bytes(b"x")
    return {"light": folder}


def unknown_light(tree, target):
    folder = copy_of(tree, "accurate", target)
    edit(folder / "config.json", NOW.names["light"], "next-light")
    return {"accurate": folder}


def without_scheme(tree, target):
    folder = copy_of(tree, "light", target)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    del config["schemes"]["general"]["slope"]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return {"light": folder}


def no_model(tree, target):
    target.mkdir()
    return {"light": target}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (other_code, "does not fit this version of hedging"),
        (other_weights, "is not the file whose hash"),
        (unknown_light, "builds on next-light: name its folder with --light"),
        (without_scheme, "a model does not answer"),
        (no_model, "expected a folder with a config.json"),
    ],
)
def test_a_part_that_cannot_be_used_is_refused_and_nothing_is_written(tree, tmp_path, make, said):
    candidates = make(tree, tmp_path / "candidate")
    before = contents(tree)
    with pytest.raises(ReleaseError, match=said):
        make_release(NEXT, Change(candidates), tree)
    assert contents(tree) == before


def test_a_new_patch_is_written_wherever_the_version_stands(tree):
    major, minor, patch = map(int, version_of(tree).split("."))
    version = f"{major}.{minor}.{patch + 1}"
    before = contents(tree)
    set_version(version, tree)
    assert changed(before, contents(tree)) == {release.VERSION_FILE, *release.VERSION_COPIES}
    assert problems(tree) == []


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0.0.1", "the present version is"),
        ("1.2", "expected three numbers"),
        ("1.2.x", "expected three numbers"),
        ("77.0.0", "give the number of a new release too"),
    ],
)
def test_a_version_that_cannot_be_is_refused(tree, version, said):
    before = contents(tree)
    with pytest.raises(ReleaseError, match=said):
        set_version(version, tree)
    assert contents(tree) == before


def test_a_folder_that_is_there_is_not_written_over(tree):
    (tree / "models" / f"en-auto-{NEXT}").mkdir()
    with pytest.raises(ReleaseError, match="take it away"):
        make_release(NEXT, Change({}), tree)


@pytest.mark.parametrize("number", [NOW.number, 0, -1])
def test_a_number_that_is_not_above_the_last_is_refused(number, capsys):
    with pytest.raises(SystemExit):
        release.main([str(number)])
    assert f"the last release is {NOW.number}" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["99", "--check"], ["--version", "1.0.0", "--check"]])
def test_a_call_that_says_nothing_or_too_much(words, capsys):
    with pytest.raises(SystemExit):
        release.main(words)
    assert "give the number of the release, a --version, or --check" in capsys.readouterr().err
