"""`hedging completion`: scripts that complete commands, options and files."""

import os
import shlex
import shutil
import subprocess
import sys

import pytest

from hedging.cli.main import build_parser, main
from hedging.cli.options import COMPLETIONS
from tests.cli.test_cli_main import COMMANDS


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
    (tmp_path / "mine").mkdir()
    assert completed("hedging", "score", "--model", "a") == ["accurate", "auto"]
    assert completed("hedging", "evaluate", "--against", "m") == ["mine"]


def test_completion_in_zsh(tmp_path, capsys):
    pytest.importorskip("shtab")
    assert main(["completion", "zsh"]) == 0
    script = capsys.readouterr().out
    assert "--min-score" in script
    assert ":MODEL:_hedging_models" in script
    if shutil.which("zsh") is None:
        pytest.skip("there is no zsh to complete in")
    (tmp_path / "_hedging").write_text(script, encoding="utf-8")
    subprocess.run(["zsh", "-n", tmp_path / "_hedging"], check=True, env=os.environ)


def test_completion_in_fish(tmp_path, capsys):
    assert main(["completion", "fish"]) == 0
    script = tmp_path / "hedging.fish"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    if shutil.which("fish") is None:
        pytest.skip("there is no fish to complete in")
    (tmp_path / "article.txt").touch()

    def completed(line):
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {script}; complete -C {shlex.quote(line)}"],
            check=True,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=os.environ | {"HOME": str(tmp_path)},
        )
        return [row.partition("\t")[0] for row in done.stdout.splitlines()]

    assert set(completed("hedging ")) == set(COMMANDS)
    assert completed("hedging sco") == ["score"]
    assert "--min-score" in completed("hedging score --m")
    assert "article.txt" in completed("hedging score art")
    assert completed("hedging report -o art") == ["article.txt"]
    assert completed("hedging check --format g") == ["github"]
    assert {"light", "accurate", "auto"} <= set(completed("hedging score --model "))


def test_files_are_completed_by_the_functions_of_shtab():
    shtab = pytest.importorskip("shtab")
    files = COMPLETIONS["file"]
    assert {shell: shtab.FILE[shell] for shell in files} == files


def test_completion_without_shtab(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 1
    assert "pip install shtab" in capsys.readouterr().err


def test_shells_that_are_not_known(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["completion", "elvish"])
    assert "elvish" in capsys.readouterr().err
