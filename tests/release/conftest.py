import os
import subprocess
import venv
from pathlib import Path

import pytest
from places import ACCURATE, ROOT, Place


@pytest.fixture(scope="session", name="place")
def _place(tmp_path_factory):
    def made(name):
        home = tmp_path_factory.mktemp(name)
        venv.create(home / "environment", with_pip=True)
        (home / "folder").mkdir()
        return Place(home / "environment", home / "folder")

    return made


@pytest.fixture(scope="session", name="clone")
def _clone(tmp_path_factory):
    """A clean clone: the commit, and nothing that lies beside it here."""
    folder = tmp_path_factory.mktemp("clone") / "hedging"
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    return folder


@pytest.fixture(scope="session", name="built")
def _built(clone, place, tmp_path_factory):
    """The wheels and the sdist: those in the folder HEDGING_BUILT, or built from the clone."""
    if "HEDGING_BUILT" in os.environ:
        return Path(os.environ["HEDGING_BUILT"])
    folder = tmp_path_factory.mktemp("dist")
    builder = place("builder")
    builder.pip("build")
    words = ("-m", "build", "--outdir", folder)
    builder.run("python", *words, clone, HEDGING_EXTENSION="yes")
    builder.run("python", *words, "--wheel", clone / "models" / ACCURATE)
    return folder
