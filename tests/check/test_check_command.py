"""`hedging check` as a command: exit codes, output that nobody reads, and the pre-commit hook."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from hedging.cli.main import main

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("It may rain.\nIt rained.\n", encoding="utf-8")
    (tmp_path / "b, c.txt").write_text("Nobody came.\n", encoding="utf-8")
    return tmp_path


def test_exit_codes(folder, capsys):
    assert main(["check", "a.txt", "b, c.txt"]) == 0
    assert main(["check", "a.txt", "b, c.txt", "--max-hedged", "50%"]) == 0
    capsys.readouterr()
    assert main(["check", "a.txt", "b, c.txt", "--max-hedged", "20%"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r'a\.txt:1:4: "may": possible or unclear \(epistemic, 0\.\d\d\)', lines[0])
    assert lines[1:] == [
        "a.txt: 1 of 2 sentences leaves something open (50%), more than 20%",
        "b, c.txt: 0 of 1 sentence leave something open (0%)",
    ]
    assert main(["check", "a.txt", "missing.txt"]) == 2
    assert "No such file" in capsys.readouterr().err
    # An empty limit is an error, and not the absence of a limit.
    with pytest.raises(SystemExit) as stopped:
        main(["check", "a.txt", "--max-hedged", ""])
    assert stopped.value.code == 2
    assert "expected a share" in capsys.readouterr().err


def test_markdown_files_are_read_as_markdown(folder, capsys):
    pytest.importorskip("markdown_it", reason="Markdown is read with markdown-it-py")
    pytest.importorskip("mdit_py_plugins", reason="footnotes are read with mdit-py-plugins")
    for name in ("a.md", "b.txt"):
        (folder / name).write_text("> It may rain.\n\n    it may\n", encoding="utf-8")
    assert main(["check", "a.md", "b.txt"]) == 0
    found = re.findall(r"^(\S+):(\d+):\d+:", capsys.readouterr().out, re.MULTILINE)
    assert found == [("a.md", "1"), ("b.txt", "1"), ("b.txt", "3")]
    assert main(["check", "a.md", "--skip-quotes", "--max-hedged", "0"]) == 0


def test_a_reader_that_leaves_and_a_disk_that_is_full(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("It may rain.\n" * 20_000, encoding="utf-8")
    words = [sys.executable, "-m", "hedging", "check", str(path), "--max-hedged", "1%"]
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shlex.join(words)} | head -1"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                words, check=False, stdout=full, stderr=subprocess.PIPE, text=True
            )
        assert done.returncode == 2
        assert done.stderr == "hedging: cannot write: No space left on device\n"


def test_the_pre_commit_hook_names_a_command_and_installs_the_extra():
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    command = re.search(r"entry: hedging (\w+)", hook)[1]
    done = subprocess.run(
        [sys.executable, "-m", "hedging", command, "--help"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "20%" in done.stdout
    tomllib = pytest.importorskip("tomllib", reason="Python 3.10 has no reader of TOML")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = re.findall(r"^    - (.+)$", hook, re.MULTILINE)
    assert installed == project["optional-dependencies"]["check"]
