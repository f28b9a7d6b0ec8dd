"""What is counted about the library's own sources."""

import doctest
import subprocess

import pytest

from benchmarks import house

SOURCES = {
    "pyproject.toml": '[project.scripts]\nsmall = "hedging.cli.main:main"\n',
    house.LAYERS: 'FLOORS = [\n{"text"},\n{"model"},\n{"cli"},\n{"__init__", "__main__"},\n]\n',
    "hedging/__init__.py": '_HOMES = {\n    "load": "model.files",\n}\n',
    "hedging/__main__.py": "from hedging.cli.main import main\n",
    "hedging/cli/__init__.py": "",
    "hedging/cli/main.py": "def main():\n    from hedging.text import tokens\n",
    "hedging/model/__init__.py": "",
    "hedging/model/files.py": "from hedging.text import tokens\n",
    "hedging/model/spare.py": "import hedging.model.files\n\n",
    "hedging/text/__init__.py": "",
    "hedging/text/tokens.py": "if TYPE_CHECKING:\n    from hedging.model.files import load\n"
    "def spare():\n    return 1\n",
    "hedging/text/tables.h": "/* Tables, by python -m hedging.text.tables. */\n",
    "hedging/text/tokens.c": "int x;\n\n",
}


def test_the_doctests():
    assert doctest.testmod(house).failed == 0


@pytest.fixture
def checkout(tmp_path):
    for name, text in SOURCES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / "hedging" / "notes.py").write_text("x = 1\n", encoding="utf-8")
    return tmp_path


def test_a_small_house(checkout):
    found = house.measure(checkout)
    assert (found.python, found.c) == (13, 2)
    assert found.unreached == {"hedging.model.spare": 2}
    assert found.unnamed == {"hedging.text.tokens.spare": 2}
    assert found.circles == [["hedging.model.files", "hedging.text.tokens"]]
    assert found.upwards == [("hedging.text.tokens", "hedging.model.files")]


@pytest.mark.slow
@pytest.mark.skipif(not (house.ROOT / ".git").exists(), reason="git says what is counted")
def test_something_public_reaches_everything_but_what_writes_headers():
    unreached = house.measure().unreached
    assert [name for name in unreached if not name.startswith("hedging.kernel.")] == []
