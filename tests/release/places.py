"""A virtual environment and an empty folder, in which a stranger installs what is built."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

import hedging
from hedging.released import released

ROOT = Path(__file__).parents[2]
ACCURATE = released().names["accurate"]
WHEEL = f"hedging-{hedging.__version__}-*-abi3-*.whl"
ACCURATE_WHEEL = "hedging_en_accurate-*.whl"
#: The marks of a test that installs libraries.
INSTALLS = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("HEDGING_INSTALL") != "1",
        reason="installs libraries: set HEDGING_INSTALL=1, as .ci/run does",
    ),
    pytest.mark.skipif(os.name != "posix", reason="programs lie elsewhere on Windows"),
]


class Place(NamedTuple):
    """A virtual environment and an empty folder."""

    environment: Path
    folder: Path

    def run(self, *words, code=0, **variables):
        """Run a program of the environment, such as "hedging", in the folder."""
        done = subprocess.run(
            [self.environment / "bin" / words[0], *words[1:]],
            check=False,
            cwd=self.folder,
            env=clean(PATH=f"{self.environment / 'bin'}:{os.environ['PATH']}", **variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def pip(self, *words, **variables):
        quietly = ("--quiet", "--disable-pip-version-check")
        return self.run("pip", "install", *quietly, *map(str, words), **variables)

    def shell(self, line):
        """What a line of a shell gives."""
        return subprocess.run(
            line,
            shell=True,
            check=False,
            cwd=self.folder,
            env=clean(PATH=f"{self.environment / 'bin'}:{os.environ['PATH']}"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )


def clean(**changed):
    """The variables of a shell in which nobody has set anything up."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HEDG"))
    }
    return kept | {name: value for name, value in changed.items() if value is not None}


def only(folder, pattern):
    (path,) = folder.glob(pattern)
    return path
