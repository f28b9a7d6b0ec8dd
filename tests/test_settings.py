"""`[tool.hedging]` of a pyproject.toml, read for every command."""

import os
import sys
from pathlib import Path

import pytest

import hedging
from hedging.options import DetectorOptions
from hedging.settings import Settings, parse_share, read_settings

EVERY_KEY = """
[tool.hedging]
model = "./models/mine"
scheme = "szeged"
hedge-kinds = ["weasel", "epistemic"]
extra-cues = { murky = "epistemic" }
ignore-cues = ["may", "some ..."]
ignore-kinds = ["booster"]
threshold = 0.25
markdown = true
max-hedged = "20%"
skip-quotes = true
"""


@pytest.fixture
def project(tmp_path):
    """Writes a pyproject.toml, and reads the settings below it."""
    folder = tmp_path / "docs" / "how-to"
    folder.mkdir(parents=True)

    def settings(content):
        (tmp_path / "pyproject.toml").write_text(content, encoding="utf-8")
        return read_settings(folder)

    return settings


def test_every_key(project, tmp_path):
    assert project(EVERY_KEY) == Settings(
        DetectorOptions(
            model=str(tmp_path / "models" / "mine"),
            scheme="szeged",
            hedge_kinds=["epistemic", "weasel"],
            extra_cues={"murky": "epistemic"},
            ignore_cues=["may", "some ..."],
            ignore_kinds=["booster"],
            threshold=0.25,
            markdown=True,
        ),
        max_hedged=0.2,
        skip_quotes=True,
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[project]\nname = 'hedging'\ndependencies = ['hedging']\n",
        "[tool.ruff]\nline-length = 100\n",
        "[tool]\n",
        "[tool.hedging]\n",
        "# [tool.hedging]\n",
    ],
)
def test_a_project_without_choices(project, content):
    assert project(content) == Settings()


@pytest.mark.parametrize(
    "content",
    [
        "[tool.hedging]\nthreshold = 1\n",
        "[ tool . hedging ]\nthreshold = 1\n",
        "['tool'.\"hedging\"]\nthreshold = 1\n",
        "tool.hedging.threshold = 1\n",
        "[tool]\nhedging.threshold = 1\n",
        "[tool]\nhedging = { threshold = 1 }\n",
        "tool = { hedging = { threshold = 1 } }\n",
        "\ufeff[tool.hedging]\nthreshold = 1\n",
    ],
)
def test_all_spellings_of_the_table(project, content):
    assert project(content).options.threshold == 1.0


def test_the_nearest_file_counts(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.hedging]\nscheme = "szeged"\n')
    assert read_settings(inner).options.scheme == "szeged"
    (inner / "pyproject.toml").write_text("[project]\n")
    assert read_settings(inner).options.scheme == "general"


def test_the_name_of_a_model_is_no_path(project, tmp_path):
    (tmp_path / "light").mkdir()
    assert project('[tool.hedging]\nmodel = "light"\n').options.model == "light"
    absolute = tmp_path / "elsewhere" / "mine"
    content = f"[tool.hedging]\nmodel = {str(absolute)!r}\n"
    assert Path(project(content).options.model) == absolute


WRONG = {
    "max = 1": "unknown keys max; known keys are model, scheme",
    "'a\\nb' = 1": "unknown keys",
    'ignore_cues = ["may"]': "unknown keys ignore_cues; known keys are model, scheme",
    "max-hedged = 0.1": 'max-hedged = 0.1 cannot be used, expected a share such as "20%"',
    'max-hedged = "abc"': "expected a share such as 20% or 0.2, got 'abc'",
    "ignore-cues = [1]": "expected a list of strings",
    'ignore-cues = "may"': "expected a list of strings",
    "threshold = true": "threshold = True cannot be used, expected a number from 0 to 1",
    "threshold = 2": "expected a threshold from 0 to 1, got 2",
    "threshold = nan": "expected a threshold from 0 to 1",
    "skip-quotes = 1": "skip-quotes = 1 cannot be used, expected true or false",
    "markdown = 1": "markdown = 1 cannot be used, expected true or false",
    "model = 3": "expected a model's name or folder",
    'hedge-kinds = ["doubt"]': "unknown kinds 'doubt'",
    "hedge-kinds = []": "known kinds are",
    'ignore-kinds = ["doubt"]': "unknown kinds 'doubt'",
    'extra-cues = ["murky"]': "a table of cues with their kinds",
    'extra-cues = { murky = "doubt" }': "unknown kind 'doubt'",
    "extra-cues = { murky = 1 }": "expected two strings, got int",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_keys_and_values(project, tmp_path, line):
    with pytest.raises(hedging.InputError) as raised:
        project(f"[tool.hedging]\n{line}\n")
    assert str(raised.value).startswith(str(tmp_path / "pyproject.toml"))
    assert WRONG[line] in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[tool.hedging\n", "is not TOML"),
        ("tool = 3\n", "expected a table"),
        ("[tool]\nhedging = 3\n", "expected a table"),
        (f"[tool.hedging]\nmodel = {'[' * 5000}\n", "nested too deeply"),
        (f"[tool.hedging]\nthreshold = {'9' * 5000}\n", "is not TOML"),
    ],
)
def test_files_that_hold_no_such_table(project, content, message):
    with pytest.raises(hedging.InputError, match=message):
        project(content)


def test_a_file_that_is_not_utf8(tmp_path):
    (tmp_path / "pyproject.toml").write_bytes(b'[tool.hedging]\nscheme = "\xff"\n')
    with pytest.raises(hedging.InputError, match="cannot be read"):
        read_settings(tmp_path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such device")
def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "pyproject.toml").symlink_to("/dev/zero")
    with pytest.raises(hedging.InputError, match="is not a file"):
        read_settings(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pyproject.toml")
    with pytest.raises(hedging.InputError, match="is not a file"):
        read_settings(tmp_path)


def test_a_link_to_nowhere_is_no_file(tmp_path):
    (tmp_path / "pyproject.toml").symlink_to(tmp_path / "nowhere")
    assert read_settings(tmp_path) == Settings()


def test_without_a_reader_of_toml(project, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    monkeypatch.setitem(sys.modules, "tomli", None)
    # Most projects have nothing for us to read, and need no library for it.
    assert project("[tool.ruff]\n[project]\ndependencies = ['hedging']\n") == Settings()
    with pytest.raises(hedging.MissingExtraError, match="pip install tomli"):
        project("[tool.hedging]\n")


@pytest.mark.parametrize(
    ("text", "share"), [("20%", 0.2), ("0.25", 0.25), ("0", 0.0), ("100%", 1.0)]
)
def test_shares(text, share):
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["", "x", "-1", "120%", "20", "nan", "%"])
def test_wrong_shares(text):
    with pytest.raises(hedging.InputError, match=r"such as 20% or 0\.2"):
        parse_share(text)
