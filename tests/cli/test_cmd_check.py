"""`hedging check`: findings, limits, exit codes, and settings of the project."""

import gzip
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from hedging.cli.check import run_check
from hedging.cli.main import main
from hedging.options import DetectorOptions

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("It may rain.\nIt rained.\n", encoding="utf-8")
    (tmp_path / "b, c.txt").write_text("Nobody came.\n", encoding="utf-8")
    return tmp_path


def test_exit_codes_and_text(folder, capsys):
    paths = ["a.txt", "b, c.txt"]
    assert run_check(paths, options=DetectorOptions()) == 0
    assert run_check(paths, options=DetectorOptions(), max_hedged=0.5) == 0
    capsys.readouterr()
    assert run_check(paths, options=DetectorOptions(), max_hedged=0.2) == 1
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r'a\.txt:1:4: "may": possible or unclear \(epistemic, 0\.\d\d\)', lines[0])
    assert lines[1].startswith("a.txt: 1 of 2 sentences leaves something open (50%)")
    assert "20%" in lines[1]
    assert run_check([*paths, "none.txt"], options=DetectorOptions(), max_hedged=0.2) == 2
    captured = capsys.readouterr()
    assert "No such file" in captured.err
    # The findings of the other files are there all the same.
    assert 'a.txt:1:4: "may": possible or unclear (epistemic, ' in captured.out


def test_wrong_values_are_errors_and_not_a_limit(folder, capsys):
    for share in ("", "20"):
        with pytest.raises(SystemExit) as stopped:
            main(["check", "a.txt", "--max-hedged", share])
        assert stopped.value.code == 2
        assert "--max-hedged: expected a share" in capsys.readouterr().err
    for arguments, message in (
        (["--hedge-kinds", "modal"], "known kinds are"),
        (["--model", "no-such-model"], "no-such-model"),
    ):
        assert main(["check", "a.txt", *arguments]) == 2
        assert message in capsys.readouterr().err


def test_every_format_says_that_a_file_fails(folder, capsys):
    def output(name):
        arguments = ["check", "a.txt", "b, c.txt", "--max-hedged", "0%", "--format", name]
        assert main(arguments) == 1
        return capsys.readouterr().out

    assert [row["passed"] for row in json.loads(output("json"))["files"]] == [False, True]
    assert "::error file=a.txt" in output("github")
    (run,) = json.loads(output("sarif"))["runs"]
    assert [result["level"] for result in run["results"]] == ["note", "error"]


def test_options_of_the_detector(folder, capsys):
    for arguments, cues in (
        ([], ["may"]),
        (["--ignore-cues", "may"], []),
        (["--ignore-kinds", "epistemic"], []),
        (["--extra-cue", "rained=weasel"], ["may", "rained"]),
    ):
        assert main(["check", "a.txt", "--format", "json", *arguments]) == 0
        (file,) = json.loads(capsys.readouterr().out)["files"]
        assert [finding["text"] for finding in file["findings"]] == cues


def test_settings_of_the_project(folder, capsys):
    settings = folder / "pyproject.toml"
    settings.write_text('[tool.hedging]\nmax-hedged = "10%"\nignore-cues = ["may"]\n')
    assert main(["check", "a.txt"]) == 0
    settings.write_text('[tool.hedging]\nmax-hedged = "10%"\n')
    assert main(["check", "a.txt"]) == 1
    assert main(["check", "a.txt", "--max-hedged", "60%"]) == 0
    assert main(["check", "a.txt", "--ignore-cues", "may"]) == 0
    settings.write_text('[tool.hedging.extra-cues]\nrained = "weasel"\n')
    capsys.readouterr()
    assert main(["check", "a.txt"]) == 0
    assert 'a.txt:2:4: "rained": source not named (weasel, 0.95)' in capsys.readouterr().out
    settings.write_text("[tool.hedging]\nthreshold = 2\n")
    assert main(["check", "a.txt"]) == 2
    assert "pyproject.toml: expected a threshold" in capsys.readouterr().err


def test_a_compressed_file_and_standard_input(folder, monkeypatch, capsys):
    (folder / "a.txt.gz").write_bytes(gzip.compress(b"It may rain."))
    assert main(["check", "a.txt.gz"]) == 0
    assert capsys.readouterr().out.startswith('a.txt.gz:1:4: "may": possible or unclear')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"It may rain.")))
    assert main(["check", "-"]) == 0
    assert capsys.readouterr().out.startswith('standard input:1:4: "may": possible or unclear')


def test_markdown_and_quotes(folder, capsys):
    pytest.importorskip("markdown_it")
    pytest.importorskip("mdit_py_plugins")
    (folder / "a.md").write_text("> It may rain.\n\n`It might.` It could snow.\n")

    def lines(*arguments):
        main(["check", "--format", "json", *arguments])
        (file,) = json.loads(capsys.readouterr().out)["files"]
        return [finding["line"] for finding in file["findings"]]

    assert lines("a.md") == [1, 3]
    assert lines("a.md", "--skip-quotes") == [3]
    assert lines("a.md", "--no-markdown") == [1, 3, 3]
    (folder / "pyproject.toml").write_text("[tool.hedging]\nskip-quotes = true\n")
    assert lines("a.md") == [3]
    assert lines("a.md", "--no-skip-quotes") == [1, 3]
    (folder / "pyproject.toml").write_text("[tool.hedging]\nmarkdown = false\n")
    assert lines("a.md") == [1, 3, 3]
    (folder / "a.txt").write_text("`It might.` It could snow.\n")
    assert lines("a.txt", "--markdown") == [1]


@pytest.mark.skipif(os.name != "posix", reason="the shell is another one elsewhere")
def test_a_file_beyond_the_limit_fails_although_the_reader_leaves(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("It may rain.\n" * 20_000, encoding="utf-8")
    call = (
        f"{shlex.quote(sys.executable)} -m hedging check {shlex.quote(str(path))} --max-hedged 1%"
    )
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {call} | head -1"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_the_hook_of_pre_commit_names_a_command_that_is_there(capsys):
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    command = re.search(r"entry: hedging (\w+)", hook)[1]
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "20%" in capsys.readouterr().out


def test_only_what_a_change_touches(repository, capsys):
    repository.commit(a="It may rain. It\nrained.\nIt might snow.\n", b="It may rain.\n")
    assert main(["check", "a.txt", "b.txt", "--diff", "main", "--max-hedged", "0"]) == 0
    # The second line changes: it ends a sentence that hedges nothing.
    repository.write("a", "It may rain. It\npoured.\nIt might snow.\n")
    repository.write("new", "It could hail.\n")
    capsys.readouterr()
    paths = ["a.txt", "b.txt", "new.txt"]
    assert main(["check", *paths, "--diff", "main", "--max-hedged", "50%"]) == 1
    found = capsys.readouterr().out.splitlines()
    assert found[0] == "a.txt: 0 of 1 sentence leave something open (0%)"
    assert [line.partition(": ")[0] for line in found[1:]] == ["new.txt:1:4", "new.txt"]
    # Without a revision, all lines count.
    assert main(["check", *paths]) == 0
    assert "b.txt: 1 of 1" in capsys.readouterr().out


def test_a_change_that_cannot_be_seen_is_an_error(repository, capsys):
    repository.commit(a="It may rain.\n")
    for revision, said in (("none", "has no revision 'none'"), ("--output=x", "has no revision")):
        assert main(["check", "a.txt", f"--diff={revision}"]) == 2
        assert said in capsys.readouterr().err
    assert main(["check", "-", "--diff", "main"]) == 2
