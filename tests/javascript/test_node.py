"""Node gives the answers of Python, and what the documentation says of it is so."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

import hedging
from tests.javascript.conftest import PACKAGE, ROOT, python

MANIFEST = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
PAGES = (PACKAGE / "README.md", ROOT / "docs" / "how-to" / "javascript.md")
PROGRAM = re.compile(r"^```javascript\n(.*?)^```$", re.DOTALL | re.MULTILINE)
MAX_BYTES = 2_500_000

pytestmark = pytest.mark.slow  # compiles the core, and starts Node


@pytest.fixture
def installed(dist, tmp_path):
    """A folder that has the package with the files that it names, and no others."""
    package = tmp_path / "node_modules" / "hedging"
    package.mkdir(parents=True)
    for name in ("package.json", *MANIFEST["files"]):
        source = dist / name.removeprefix("dist/") if name.startswith("dist/") else PACKAGE / name
        target = package / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    return tmp_path


def test_node_gives_the_answers_of_python(dist, node):
    said = node("--test", PACKAGE / "test", HEDGING_DIST=str(dist))
    assert re.search(r"^# pass [1-9]", said, re.MULTILINE)


def test_a_scheme_that_weighs_whole_sentences_is_the_same_too(tmp_path, dist, node):
    scheme = "conll2010-wikipedia"
    python(PACKAGE / "build.py", "--scheme", scheme, "--out", tmp_path)
    python(PACKAGE / "test" / "expected.py", tmp_path / "expected.json", scheme)
    node("--test", PACKAGE / "test" / "expected.test.js", HEDGING_DIST=str(tmp_path))


def test_what_a_reader_loads_is_small(dist):
    files = [dist / "core.wasm", dist / "model.bin.gz", *(PACKAGE / "src").glob("*.js")]
    assert sum(path.stat().st_size for path in files) <= MAX_BYTES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_programs_of_the_documentation_print_what_they_say(page, installed, node):
    (program,) = PROGRAM.findall(page.read_text(encoding="utf-8"))
    (installed / "program.mjs").write_text(program, encoding="utf-8")
    expected = re.findall(r"// (.*)$", program, re.MULTILINE)
    assert expected
    assert node("program.mjs", folder=installed).splitlines() == expected


def test_the_package_is_that_of_this_release_and_cannot_be_published_by_mistake():
    assert MANIFEST["version"] == hedging.__version__
    assert MANIFEST["private"]
    assert "dependencies" not in MANIFEST


def test_without_a_compiler_the_build_says_what_is_missing(tmp_path):
    done = subprocess.run(
        [sys.executable, str(PACKAGE / "build.py"), "--out", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CLANG": "no-such-clang"},
    )
    assert done.returncode == 1
    assert done.stderr == "error: no-such-clang is missing: install clang and lld\n"
