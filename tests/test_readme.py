"""What the README shows is what happens, and its figures are those of the committed results."""

import doctest
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from hedging.cli import main

README = Path(__file__).parent.parent / "README.md"


def test_python_examples():
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    # A block that needs a library which is not there is left out; the others build on one another.
    here = [block for block in blocks if all(map(find_spec, re.findall(r">>> import (\w+)", block)))]
    assert len(blocks) - len(here) <= 1
    test = doctest.DocTestParser().get_doctest("\n".join(here), {}, "README", str(README), 0)
    assert len(test.examples) > 10
    assert doctest.DocTestRunner().run(test).failed == 0


def test_first_screen(monkeypatch, capsys):
    shown = re.search(r"```console\n\$ hedging (.*?)\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    monkeypatch.chdir(README.parent)
    assert main(shown[1].split()) == 0
    assert capsys.readouterr().out.startswith(shown[2].rstrip() + "\n")


def test_tables_are_those_of_the_results():
    command = [sys.executable, str(README.parent / "benchmarks" / "tables.py"), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [README, README.parent / "benchmarks" / "README.md", *README.parent.glob("models/*/README.md")]
    assert sum(page.read_text(encoding="utf-8").count("<!-- table: ") for page in pages) > 10
