"""What the README shows is what happens."""

import doctest
import re
from pathlib import Path

from hedging.cli import main

README = Path(__file__).parent.parent / "README.md"


def test_python_examples():
    text = README.read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README", str(README), 0)
    assert len(test.examples) > 10
    assert doctest.DocTestRunner().run(test).failed == 0


def test_first_screen(monkeypatch, capsys):
    shown = re.search(r"```console\n\$ hedging (.*?)\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    monkeypatch.chdir(README.parent)
    assert main(shown[1].split()) == 0
    assert capsys.readouterr().out.startswith(shown[2].rstrip() + "\n")
