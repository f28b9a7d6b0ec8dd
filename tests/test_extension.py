"""Which kernel answers, and that nobody runs the slow one without being told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hedging
from hedging import released
from hedging.extension import compiled_elsewhere, extension, kernel_note

PACKAGE = Path(hedging.__file__).parent
DETECT = "import hedging; print(hedging.detect('It may rain.').cues[0].text)"


@pytest.fixture(scope="module", name="places")
def _places(tmp_path_factory):
    """A folder of sources without the compiled kernel, and an installed package with one."""
    place = tmp_path_factory.mktemp("places")
    unwanted = shutil.ignore_patterns("__pycache__", "_core*", "*.c", "*.h")
    for folder in ("checkout", "installed"):
        shutil.copytree(PACKAGE, place / folder / "hedging", ignore=unwanted)
        target = place / folder / "hedging" / "models"
        shutil.copytree(released.MODELS, target, ignore=shutil.ignore_patterns("*.onnx", "*.md"))
    # What the module holds does not matter: the folder that has none is the one that runs.
    (place / "installed" / "hedging" / "kernel" / "_core.abi3.so").write_bytes(b"")
    return place / "checkout", place / "installed"


def run(folder, installed, *arguments, **variables):
    """What a new Python prints in a folder, with a package that was installed elsewhere."""
    unset = {"PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(
        [sys.executable, *arguments],
        check=True,
        cwd=folder,
        env=environment | {"PYTHONPATH": str(installed)} | variables,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_the_version_says_that_a_compiled_package_is_hidden(places):
    checkout, installed = places
    shown = run(checkout, installed, "-m", "hedging", "--version")
    assert f"(pure Python from {checkout / 'hedging'}; {installed / 'hedging'} has" in shown.stdout
    assert "leave this folder, or pip install -e ." in shown.stdout
    assert shown.stderr == ""


@pytest.mark.slow
def test_the_first_answer_warns_that_a_compiled_package_is_hidden(places):
    done = run(*places, "-c", DETECT)
    assert done.stdout == "may\n"
    assert done.stderr.count("RuntimeWarning: hedging runs from") == 1


@pytest.mark.slow
def test_where_nothing_else_is_installed_nobody_is_warned(places, monkeypatch):
    checkout, installed = places
    monkeypatch.setattr("hedging.extension._PACKAGE", checkout / "hedging")
    monkeypatch.setattr(sys, "path", [str(checkout)])
    assert compiled_elsewhere() is None
    monkeypatch.setattr(sys, "path", [str(checkout), str(installed)])
    assert compiled_elsewhere() == installed / "hedging"


@pytest.mark.skipif(extension() is None, reason="the compiled kernel is not there")
def test_a_package_with_the_kernel_hides_none():
    assert compiled_elsewhere() is None
    assert kernel_note() == "compiled kernel"


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (
            "version",
            "3.14.0 free-threading build (main)",
            "a free-threaded Python has no limited API",
        ),
        ("implementation.name", "pypy", "pypy has no limited API, for which the kernel is built"),
        (
            "byteorder",
            "big",
            "the kernel reads tables of numbers that begin with their lowest byte",
        ),
    ],
)
def test_a_python_that_can_load_no_kernel_says_why(place, value, reason, monkeypatch):
    monkeypatch.setattr(sys, "version", "3.14.0 (main)")
    monkeypatch.setattr(sys, "byteorder", "little")
    monkeypatch.setattr(f"sys.{place}", value)
    assert extension.__wrapped__() is None
    monkeypatch.setattr("hedging.extension.extension", lambda: None)
    assert kernel_note().startswith(f"pure Python: {reason}")
