"""Roles of models, the names behind them, and models that are packages of their own."""

import json
import shutil
from pathlib import Path

import pytest

import hedging
from hedging.errors import ModelError
from hedging.model.files import folder_of, read_config
from hedging.released import MODEL_ROLES, MODELS, read_release, released, released_name

ROOT = Path(__file__).parents[1]
TEXT = "It may rain. Some officials fear that the dam breaks. It was built in 1874."
NUMBER = released().number


def write_config(folder, **config):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def renamed(folder):
    """A copy of the light model under a name of its own."""
    shutil.copytree(folder_of("light"), folder)
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | {"name": "mine"}), encoding="utf-8")
    return folder


def test_a_role_stands_for_the_name_of_a_model():
    for role in MODEL_ROLES:
        name = released_name(role)
        assert name == f"en-{role}-{NUMBER}"
        # The accurate model need not be here.
        if (MODELS / name).is_dir():
            assert read_config(MODELS / name)["name"] == name
            assert folder_of(role) == folder_of(name) == MODELS / name
    assert released_name("mine") == "mine"


def test_the_models_of_the_release_are_here():
    # A checkout has all of them; an sdist leaves the accurate one out.
    roles = MODEL_ROLES if (ROOT / ".git").exists() else ("light", "auto")
    here = {path.parent.name for path in MODELS.glob("*/config.json")}
    assert {released_name(role) for role in roles} <= here


def test_a_pinned_name_answers_as_its_role():
    role, pinned = hedging.load("light"), hedging.load(released_name("light"))
    assert pinned.model is role.model is hedging.load().model
    report = pinned.detect(TEXT)
    assert report == role.detect(TEXT) == hedging.detect(TEXT)
    assert (report.model, report.depth) == (released_name("light"),) * 2


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[]",
        b"3",
        b"\xff",
        b"[" * 100_000,
        b"{}",
        b'{"release": 3, "light": "a", "accurate": "b"}',
        b'{"release": 3, "light": "a", "accurate": "b", "auto": 1}',
        b'{"release": 3, "light": "a", "accurate": "b", "auto": null}',
        b'{"release": "3", "light": "a", "accurate": "b", "auto": "c"}',
        b'{"release": true, "light": "a", "accurate": "b", "auto": "c"}',
        b'{"light": "a", "accurate": "b", "auto": "c"}',
    ],
)
def test_a_damaged_release_is_a_model_error(tmp_path, content):
    path = tmp_path / "released.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match="install hedging again") as raised:
        read_release(tmp_path)
    assert str(path) in str(raised.value)


def test_a_release_is_read_from_its_folder(tmp_path):
    content = {"release": 3, "light": "a", "accurate": "b", "auto": "c"}
    (tmp_path / "released.json").write_text(json.dumps(content), encoding="utf-8")
    release = read_release(tmp_path)
    assert (release.number, dict(release.names)) == (
        3,
        {"light": "a", "accurate": "b", "auto": "c"},
    )


@pytest.mark.parametrize("name", ["light", released_name("light")])
def test_a_released_name_is_no_folder_and_a_path_is_no_released_name(tmp_path, monkeypatch, name):
    renamed(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert hedging.load(name).model is hedging.load().model
    for folder in (Path(name), f"./{name}", f"{name}/", tmp_path / name):
        assert hedging.load(folder).model.name == "mine"
    monkeypatch.chdir(name)
    assert hedging.load(".").model.name == "mine"
    (tmp_path / name / "below").mkdir()
    monkeypatch.chdir("below")
    assert hedging.load("..").model.name == "mine"


def test_a_path_that_is_no_folder_is_no_role(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"no model at .*light \(config"):
        hedging.load(Path("light"))


def test_an_unknown_model_lists_the_roles_that_are_here():
    light, auto = (released_name(role) for role in ("light", "auto"))
    with pytest.raises(ModelError, match=rf"installed: .*auto \({auto}\), light \({light}\)"):
        hedging.load("no-such-model")


@pytest.fixture
def without_accurate(tmp_path, monkeypatch):
    """The models of the wheel, in which the accurate one is not."""
    models = tmp_path / "models"
    for role in ("light", "auto"):
        name = released_name(role)
        shutil.copytree(MODELS / name, models / name)
    monkeypatch.setattr("hedging.model.files.MODELS", models)


@pytest.mark.parametrize("model", ["accurate", "auto", released_name("accurate")])
def test_a_missing_accurate_model_says_how_it_is_installed(without_accurate, monkeypatch, model):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError) as raised:
        hedging.load(model)
    message, name = str(raised.value), released_name("accurate")
    assert f"{name} (config.json is missing); the accurate model is a package of its own" in message
    assert "hedging-en-accurate: pip install 'hedging[accurate]'" in message
    assert message.endswith(f"in a checkout of hedging pip install . ./models/{name}")


@pytest.mark.parametrize("model", ["accurate", "auto"])
def test_a_package_of_another_release_says_which_to_install(
    without_accurate, tmp_path, monkeypatch, model
):
    before = f"en-accurate-{NUMBER - 1}"
    write_config(tmp_path / "hedging_en_accurate", format="encoder-2", name=before)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError) as raised:
        hedging.load(model)
    assert str(raised.value) == (
        f"model {released_name('accurate')} is not installed: the package hedging-en-accurate "
        f"holds {before}; pip install 'hedging-en-accurate=={NUMBER}'"
    )
    # The name that it holds is known, whichever release the library brings.
    assert folder_of(before) == tmp_path / "hedging_en_accurate"


def test_a_model_can_be_a_package_of_its_own(without_accurate, tmp_path, monkeypatch):
    name = released_name("accurate")
    package = tmp_path / "hedging_en_accurate"
    write_config(package, format="encoder-2", name=name)
    monkeypatch.syspath_prepend(tmp_path)
    assert folder_of("accurate") == folder_of(name) == package
    assert folder_of(Path(name)) == folder_of(f"./{name}") == Path(name)


def test_a_package_that_holds_no_model_is_a_model_error(without_accurate, tmp_path, monkeypatch):
    (tmp_path / "hedging_en_accurate").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match=r"no model at .*hedging_en_accurate"):
        hedging.load("accurate")
