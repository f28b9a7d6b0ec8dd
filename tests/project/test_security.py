"""What SECURITY.md promises of the sources, and that its tests are there."""

import ast
import re

import pytest

from docs.snippets import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
# Modules that open connections, run what they read, or start programs.
NETWORK = {"asyncio", "ftplib", "http", "smtplib", "socket", "ssl", "urllib.request"}
CODE = {"code", "ctypes", "dill", "marshal", "pickle", "runpy", "shelve", "subprocess"}
# `hedging bench` measures a Python that starts anew; `--diff` and `--since` ask git.
STARTS = {"evaluate/speed.py": {"subprocess"}, "check/changes.py": {"subprocess"}}
RUNS = {"eval", "exec", "__import__", "os.system", "os.popen", "os.execv"}


def sources():
    package = ROOT / "hedging"
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_nothing_goes_to_the_network_and_no_code_of_others_is_run():
    checked = 0
    for name, tree in sources():
        imported = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
            elif isinstance(node, ast.Call):
                function = ast.unparse(node.func)
                assert function not in RUNS, f"{name}:{node.lineno}: {function}"
        assert imported & (NETWORK | CODE) == STARTS.get(name, set()), name
        checked += 1
    assert checked > 100


def test_arrays_are_read_without_pickle():
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.load":
                assert "allow_pickle=False" in ast.unparse(node), f"{name}:{node.lineno}"


def test_the_tests_that_are_named_are_there():
    named = re.findall(r"`(tests/[\w/.]+)`", TEXT)
    assert len(named) > 10
    for path in named:
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_page_is_found(page):
    assert "](SECURITY.md)" in (ROOT / page).read_text(encoding="utf-8")


def test_the_page_is_shipped_and_invents_no_address():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    included = re.search(r"sdist\]\ninclude = \[(.*)\]", project)[1]
    assert '"SECURITY.md"' in included
    assert not re.findall(r"https?://|\S+@\S+", TEXT)
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target
