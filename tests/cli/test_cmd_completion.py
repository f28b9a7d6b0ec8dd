"""`hedging completion`: scripts that complete commands, options and files."""

import os
import shlex
import shutil
import subprocess
import sys

import pytest

from hedging.cli.main import build_parser, main
from hedging.cli.options import FILE_COMPLETION


def test_completion_in_bash(tmp_path, capsys):
    pytest.importorskip("shtab")
    if shutil.which("bash") is None:
        pytest.skip("there is no bash to complete in")
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "hedging.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / "article.txt").touch()

    def completed(*words):
        line = " ".join(map(shlex.quote, words))
        state = f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}"
        code = f"source {script}; {state}; _shtab_hedging; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        done = subprocess.run(
            ["bash", "-c", code],
            check=True,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=os.environ,
        )
        return done.stdout.split()

    assert set(completed("hedging", "")) >= {"score", "check", "report", "batch"}
    assert "--min-score" in completed("hedging", "score", "--m")
    assert completed("hedging", "score", "art") == ["article.txt"]
    assert completed("hedging", "report", "-o", "art") == ["article.txt"]
    assert completed("hedging", "evaluate", "--corpora", "art") == ["article.txt"]
    assert completed("hedging", "check", "--format", "g") == ["github"]


def test_completion_in_zsh(capsys):
    pytest.importorskip("shtab")
    assert main(["completion", "zsh"]) == 0
    assert "--min-score" in capsys.readouterr().out


def test_files_are_completed_by_the_functions_of_shtab():
    shtab = pytest.importorskip("shtab")
    assert {shell: shtab.FILE[shell] for shell in FILE_COMPLETION} == FILE_COMPLETION


def test_completion_without_shtab(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 1
    assert "pip install shtab" in capsys.readouterr().err


def test_shells_that_are_not_known(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["completion", "fish"])
    assert "fish" in capsys.readouterr().err
