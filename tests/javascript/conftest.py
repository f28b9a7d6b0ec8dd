"""The package for JavaScript, built once; tests that need clang, Node or Chromium are skipped."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "js"


def python(*arguments):
    """Run a program of the project; what it says is the error if it fails."""
    command = [sys.executable, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def need(*programs):
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} cannot be found")


@pytest.fixture(scope="session")
def dist(tmp_path_factory):
    """A folder with the core, the model, and what Python answers."""
    need("clang", "wasm-ld")
    folder = tmp_path_factory.mktemp("dist")
    python(PACKAGE / "build.py", "--out", folder)
    python(PACKAGE / "test" / "expected.py", folder / "expected.json")
    return folder


@pytest.fixture
def node(tmp_path):
    """Runs Node with these arguments and gives what it prints."""
    need("node")

    def run(*arguments, folder=tmp_path, **variables):
        done = subprocess.run(
            ["node", *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            cwd=folder,
            env=os.environ | variables,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
