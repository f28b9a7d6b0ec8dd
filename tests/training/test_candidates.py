"""Which folders a step may write."""

import json

import pytest

from hedging.errors import InputError
from hedging.model.files import CONFIG
from hedging.released import MODEL_ROLES
from training.candidates import candidate, name_in_configs, without_config


@pytest.fixture
def models(tmp_path):
    """A folder with a release of three models."""
    folder = tmp_path / "models"
    folder.mkdir()
    named = {"release": 3, **{role: f"en-{role}-3" for role in MODEL_ROLES}}
    (folder / "released.json").write_text(json.dumps(named), encoding="utf-8")
    for role in MODEL_ROLES:
        (folder / named[role]).mkdir()
        (folder / named[role] / CONFIG).touch()
    return folder


def refusal(*arguments, **options):
    with pytest.raises(InputError) as raised:
        candidate(*arguments, **options)
    return str(raised.value)


def test_a_candidate_has_a_folder_of_its_own(models, tmp_path):
    assert candidate("next", models=models) == models / "next"
    assert candidate("next", tmp_path / "elsewhere", models=models) == tmp_path / "elsewhere"
    (models / "next").mkdir()
    assert candidate("next", models=models) == models / "next"


@pytest.mark.parametrize("name", ["en-light-3", "en-light-4", "en-next"])
def test_a_name_like_that_of_a_release_is_refused(models, name):
    said = refusal(name, models=models, is_unfinished=lambda folder: True)
    assert said.startswith(f"{name!r} begins like the name of a release")
    assert refusal(name, models / "elsewhere", models=models) == said


def test_a_folder_inside_a_release_is_refused(models):
    inside = models / "en-light-3"
    for output in (inside, inside / "depth", models / "en-auto-3" / ".." / "en-light-3"):
        said = refusal("next", output, models=models, is_unfinished=lambda folder: True)
        assert said == (
            "en-light-3 is released, and a released model never changes: name another folder"
        )


@pytest.mark.parametrize("role", MODEL_ROLES)
def test_a_role_is_no_name(models, role):
    assert refusal(role, models=models).startswith(f"{role!r} is the role of a released model")


@pytest.mark.parametrize("name", ["", "..", "a/b", "Next", "next_one", "next-"])
def test_a_name_is_one_plain_word_or_several(models, name):
    assert refusal(name, models=models).startswith(f"{name!r} cannot name a candidate")


def test_what_is_there_is_not_written_over(models):
    folder = models / "next"
    folder.mkdir()
    (folder / "weights.npz").touch()
    said = refusal("next", models=models)
    assert said.startswith(f"{folder} exists, and this step does not continue it")
    (models / "file").touch()
    assert "exists" in refusal("file", models=models, is_unfinished=lambda folder: True)


def test_a_step_continues_what_is_unfinished(models):
    folder = models / "next"
    folder.mkdir()
    (folder / "encoder.onnx").touch()
    assert candidate("next", models=models, is_unfinished=without_config) == folder
    (folder / CONFIG).touch()
    assert "exists" in refusal("next", models=models, is_unfinished=without_config)


def test_a_config_names_only_models_that_are_found_by_their_names(models, tmp_path):
    assert name_in_configs(models / "next", models) == "next"
    with pytest.raises(InputError, match=r"lies outside .*: move it there"):
        name_in_configs(tmp_path / "next", models)
