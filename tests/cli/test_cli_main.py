"""The program as a whole: its help, how light it is, exit codes, and standard streams."""

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from hedging.cli import main as cli_main
from hedging.cli.main import build_parser, main
from hedging.errors import InputError

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

COMMANDS = (
    "score",
    "check",
    "report",
    "compare",
    "batch",
    "label",
    "agree",
    "evaluate",
    "adapt",
    "calibrate",
    "train",
    "lsp",
    "mcp",
    "bench",
    "completion",
)
posix = pytest.mark.skipif(os.name != "posix", reason="the shell is another one elsewhere")


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text("Prices may fall. They rose in June.", encoding="utf-8")
    return path


def program(*arguments, **options):
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "hedging", *map(str, arguments)],
        check=False,
        capture_output=True,
        **options,
    )


def shell(line, **environment):
    """Run a line of the shell, in which `hedging` is the program."""
    run = f"{shlex.quote(sys.executable)} -m hedging"
    return subprocess.run(
        ["bash", "-c", f'hedging() {{ {run} "$@"; }}; set -o pipefail; {line}'],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_examples_that_are_right(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as stopped:
        main([*command.split(), "--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert "%%" not in shown
    assert all(len(line) <= 100 for line in shown.splitlines())
    examples = re.findall(r"^  ([a-z].*)\n      \S", shown.split("examples:")[1], re.MULTILINE)
    assert examples
    for example in examples:
        part = next(part for part in re.split("[|>]", example) if "hedging" in part.split()[0])
        words = shlex.split(part)[1:]
        assert not command or words[0] == command
        if "--help" not in words:
            assert callable(build_parser().parse_args(words).run)


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert tuple(re.findall(r"^    ([a-z]+)  ", out, re.MULTILINE)) == COMMANDS
    groups = ["read texts", "measure and make models", "on this machine"]
    assert re.findall(r"^    ([a-z ]+):$", out, re.MULTILINE) == groups


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("scor a.txt", "unknown 'scor'; did you mean 'score'? known are score, check,"),
        ("xyz", "argument command: unknown 'xyz'; known are score, check,"),
        ("score --treshold 0.3 a.txt", "unknown argument --treshold; did you mean '--threshold'?"),
        ("score a.txt --treshold=0.3", "argument --treshold=0.3; did you mean '--threshold'?"),
        ("score a.txt --zzz", "unknown argument --zzz\n"),
        ("check a.txt --format githb", "unknown 'githb'; did you mean 'github'?"),
    ],
)
def test_a_wrong_name_brings_the_right_one(line, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_no_numpy_before_a_command_runs():
    lines = ["--version", "--help", *(f"{name} --help" for name in COMMANDS)]
    code = (
        "import sys; from hedging.cli.main import main\n"
        f"for line in {lines}:\n"
        "    try: main(line.split())\n"
        "    except SystemExit: pass\n"
        "    heavy = {'numpy', 'tomllib', 'json', 'hedging.detector'} & set(sys.modules)\n"
        "    if heavy: sys.exit(f'{line} imported {heavy}')"
    )
    # Without site, whose hooks import what they like.
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(cli_main.__file__).parents[2])},
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_scoring_imports_no_other_command():
    code = (
        "import sys; from hedging.cli.main import main; main(['score', sys.argv[1]])\n"
        "heavy = {'hedging.pages.article', 'hedging.jobs.run', 'tomllib'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, __file__], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_errors_are_one_safe_line_and_have_the_code_of_the_command(tmp_path, capsys):
    name = str(tmp_path / "no\x1b[2J\n::stop-commands::x.txt")
    for command, code in (("score", 1), ("check", 2)):
        assert main([command, name]) == code
        err = capsys.readouterr().err
        assert "\x1b" not in err
        assert err.count("\n") == 1
        assert err.startswith("hedging: ")
        assert main([command, str(tmp_path), "--scheme", "no\x1b[2J\nscheme"]) == code
        err = capsys.readouterr().err
        assert "\x1b" not in err
        assert err.count("\n") == 1


@pytest.mark.parametrize("module", ["hedging.cli.main", "argparse", "hedging.errors", "numpy"])
@pytest.mark.parametrize("started", ["as a module", "as a script"])
def test_an_interrupted_command_ends_as_the_shell_expects(module, started, article):
    """Ctrl-C may come while modules are imported, which takes a fifth of a second."""
    script = re.search(r'^hedging = "(.+):(.+)"$', PYPROJECT.read_text(encoding="utf-8"), re.M)
    starts = {
        "as a module": "import runpy; runpy.run_module('hedging', run_name='__main__')",
        "as a script": f"from {script[1]} import {script[2]}; sys.exit({script[2]}())",
    }
    program = f"""
import signal, sys

class Interruption:
    def find_spec(name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interruption)
{starts[started]}
"""
    call = [sys.executable, "-c", program, "score", article]
    child = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (child.returncode, child.stdout, child.stderr) == (130, "", "")


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_error(article):
    command = [sys.executable, "-m", "hedging", "score", *[str(article)] * 300]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.slow
@posix
def test_a_reader_of_the_help_may_leave():
    done = shell("hedging score --help | true")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.slow
@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no such device")
def test_a_disk_that_is_full(article):
    for command, code in (("score", 1), ("check", 2)):
        done = shell(f"hedging {command} {article} > /dev/full")
        assert (done.returncode, done.stderr) == (
            code,
            "hedging: cannot write: No space left on device\n",
        )


@pytest.mark.slow
@posix
def test_standard_output_that_is_closed(article, tmp_path):
    for command, code in (("score", 1), ("score --json", 1), ("check", 2), ("report -o -", 1)):
        done = shell(f"hedging {command} {article} >&-")
        assert (done.returncode, done.stdout) == (code, "")
        assert re.fullmatch("hedging: cannot write.*: Bad file descriptor\n", done.stderr)
    # A command that writes files does not need it, and they hold nothing but what they should.
    for command in (f"report -o {tmp_path}/a.html", f"batch --workers 1 -o {tmp_path}/a.csv"):
        done = shell(f"hedging {command} {article} >&-")
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.slow
@posix
def test_commands_that_only_print_need_a_standard_output(article):
    commands = [f"bench --repeats 1 {article}"]
    if find_spec("shtab"):
        commands.append("completion bash")
    for command in commands:
        done = shell(f"hedging {command} >&-")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "hedging: cannot write: Bad file descriptor\n"


@pytest.mark.slow
@posix
def test_standard_error_that_is_closed(article, tmp_path):
    done = shell(f"hedging score {tmp_path}/nothing.txt 2>&-")
    assert (done.returncode, done.stdout) == (1, "")
    done = shell(f"hedging score {article} 2>&-")
    assert done.returncode == 0
    assert "something open" in done.stdout
    done = shell(f"hedging batch --workers 1 {article} -o {tmp_path}/b.csv 2>&-")
    assert done.returncode == 0
    assert len((tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()) == 2
    # Workers inherit the replacement of the stream.
    pytest.importorskip("joblib")
    done = shell(f"hedging batch --workers 2 {article} -o {tmp_path}/c.csv 2>&- <&-")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "c.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    done = shell(f"hedging score {article} >&- 2>&- <&-")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


@posix
def test_standard_input_that_is_closed():
    done = shell("hedging score - <&-")
    assert done.returncode == 1
    assert done.stderr == "hedging: standard input: Bad file descriptor\n"


@pytest.mark.slow
def test_an_output_that_lacks_characters(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("It may rain in Łódź.", encoding="utf-8")
    ascii_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for environment in ({"PYTHONIOENCODING": "cp1252"}, ascii_locale):
        for options in ([], ["--json"]):
            done = program("score", *options, path, env=os.environ | environment)
            assert (done.returncode, done.stderr) == (0, b"")
            assert b"may" in done.stdout
        assert json.loads(done.stdout)["text"] == "It may rain in Łódź."
        done = program("check", path, env=os.environ | environment)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
@posix
def test_a_name_of_a_file_that_is_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("It may rain.", encoding="utf-8")
    for command in ("score", "check", "report -o -"):
        done = program(*command.split(), os.fsdecode(path))
        assert (done.returncode, done.stderr) == (0, b"")
    done = program("score", os.fsdecode(path) + ".none")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_errors_outside_our_tree_are_not_hidden(monkeypatch, article):
    def broken(arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("hedging.detector.load_options", broken)
    with pytest.raises(ZeroDivisionError):
        main(["score", str(article)])
    assert issubclass(InputError, ValueError)
