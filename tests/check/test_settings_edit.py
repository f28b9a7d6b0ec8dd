"""Settings that an editor changes: the file stays as it is, and can be read."""

import pytest

from hedging.check.settings_edit import adding, ignoring
from hedging.errors import InputError
from hedging.settings import read_settings

pytest.importorskip("tomlkit")

# Files with and without the settings that are changed, each with something to keep.
CONTENTS = [
    "",
    "# ours\n[project]\nname = 'a'  # kept\n",
    "[tool.ruff]\nline-length = 99\n",
    "[tool.hedging]\nmax-hedged = '20%' # kept",
    "[tool]\nhedging = { ignore-cues = ['can'], extra-cues = { tba = 'weasel' } }\n",
    "[tool.hedging]\nignore-cues = [\n  'can', # kept\n]\nextra-cues.tba = 'weasel'\n",
    "[tool.hedging.extra-cues]\ntba = 'weasel'\n",
    "tool.hedging.ignore-cues = []\r\n",
]


@pytest.mark.parametrize("content", CONTENTS)
def test_a_cue_is_ignored_or_added_and_all_else_stays(tmp_path, content):
    file = tmp_path / "pyproject.toml"
    for changed in (ignoring(content, "may"), adding(content, 'so "to speak"', "epistemic")):
        assert changed.count("# kept") == content.count("# kept")
        file.write_bytes(changed.encode())
        options = read_settings(tmp_path).options
        assert "may" in options.ignore_cues or 'so "to speak"' in options.extra_cues
        assert ("can" in options.ignore_cues) == ("'can'" in content)
        assert ("tba" in options.extra_cues) == ("tba" in content)


def test_a_cue_is_ignored_once():
    once = ignoring("", "may")
    assert ignoring(once, "may") == once


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[tool", "is not TOML"),
        ("tool = 3", "expected a table"),
        ("[tool]\nhedging = []", "expected a table"),
        ("[tool.hedging]\nignore-cues = 'can'\nextra-cues = 'can'", "cannot be used"),
    ],
)
def test_what_cannot_be_changed_says_why(content, said):
    with pytest.raises(InputError, match=said):
        ignoring(content, "may")
    with pytest.raises(InputError, match=said):
        adding(content, "may", "weasel")
