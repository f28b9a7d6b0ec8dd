"""A function of annotated parameters → the arguments of a command."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import pytest

from hedging.cli.command import GivenOptions, Parser, add_command, command
from hedging.cli.options import Argument, whole_number
from hedging.options import DetectorOptions


def parsed(run, *arguments):
    """What a command is called with, for arguments of the command line."""
    parser = Parser(prog="program")
    add_command(parser.add_subparsers(), run, "tries")
    namespace = parser.parse_args(["try", *arguments])
    assert namespace.run(namespace) == 0
    return CALLS.pop()


CALLS = []


@command("try it", {"program try a": "an example"}, error_code=2)
def run_try(
    paths: Annotated[Sequence[Path], Argument("files")],
    *,
    output: Annotated[str, Argument("where to", "-o --output")],
    level: Annotated[Literal["word", "text"], Argument("unit")] = "word",
    times: Annotated[int | None, Argument("how often", read=whole_number(1))] = None,
    as_json: Annotated[bool, Argument("print JSON", "--json")] = False,
    skip: Annotated[bool | None, Argument("skip it")] = None,
    given: GivenOptions = (),
    options: DetectorOptions,
) -> int:
    """Tries it."""
    CALLS.append((paths, output, level, times, as_json, skip, given, options))
    return 0


def test_what_is_not_given_is_the_default():
    call = parsed(run_try, "a", "b", "-o", "c")
    assert call[:6] == ([Path("a"), Path("b")], "c", "word", None, False, None)
    assert call[6:] == ((), DetectorOptions())


def test_what_is_given():
    arguments = ["a", "--output", "c", "--level", "text", "--times", "3", "--json", "--no-skip"]
    call = parsed(run_try, *arguments, "--threshold", "0.5")
    assert call[:6] == ([Path("a")], "c", "text", 3, True, False)
    assert call[6:] == (("--threshold",), DetectorOptions(threshold=0.5))


@pytest.mark.parametrize(
    "arguments",
    [["a"], ["-o", "c"], ["a", "-o", "c", "--level", "page"], ["a", "-o", "c", "--times", "0"]],
)
def test_a_wrong_call_ends_the_program(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        parsed(run_try, *arguments)
    assert stopped.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_the_help_says_what_the_signature_says(capsys):
    with pytest.raises(SystemExit):
        parsed(run_try, "--help")
    shown = " ".join(capsys.readouterr().out.split())
    for part in ("Tries it.", "unit (default: word)", "-o OUTPUT", "an example"):
        assert part in shown


def test_a_command_is_a_function_too():
    assert run_try(["a"], output="c", options=DetectorOptions()) == 0
    assert CALLS.pop()[:2] == (["a"], "c")
