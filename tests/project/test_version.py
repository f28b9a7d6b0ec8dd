"""The version stands in hedging/__init__.py; every other place that states it says the same."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hedging import __version__
from training.release import VERSION_COPIES

ROOT = Path(__file__).parents[2]
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def cited(field):
    """The value of a field of one line in CITATION.cff."""
    (value,) = re.findall(rf"^{field}: \"?(.+?)\"?$", CITATION, re.MULTILINE)
    return value


@pytest.mark.parametrize("name", VERSION_COPIES)
def test_a_copy_is_this_version(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert VERSION_COPIES[name].findall(text) == [__version__]


def test_a_citation_and_the_package_say_the_same():
    tomllib = pytest.importorskip("tomllib")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    keywords = CITATION.partition("\nkeywords:\n")[2]
    assert re.findall(r"^  - (.+)$", keywords, re.MULTILINE) == project["keywords"]
    assert cited("license") == project["license"]["text"]


def test_a_citation_is_valid():
    beside = str(Path(sys.executable).parent)
    command = shutil.which("cffconvert", path=beside) or shutil.which("cffconvert")
    if command is None:
        pytest.skip("cffconvert is not installed")
    done = subprocess.run(
        [command, "--validate"], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_changelog_begins_with_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version, date = re.findall(r"^## (\S+) \((\S+)\)$", text, re.MULTILINE)[0]
    assert (version, date) == (__version__, cited("date-released"))
