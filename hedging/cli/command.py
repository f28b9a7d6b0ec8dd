"""A typed function → a command of the program, whose arguments are the function's parameters.

A parameter that can be given by position is a positional argument, any other is an option. Its
annotation, its default and an Argument say the rest:

    @command("count the words of texts", {"hedging words a.txt": "count one text"})
    def run_words(
        paths: Annotated[Sequence[str], Argument("text files", metavar="PATH")],
        *,
        as_json: Annotated[bool, Argument("print one JSON object", "--json")] = False
    ) -> int:
        \"\"\"Counts the words of each text.\"\"\"

The docstring is the text of the command's help. A parameter of the type DetectorOptions adds the
options of a detector.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import update_wrapper
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NoReturn,
    ParamSpec,
    Union,
    get_args,
    get_origin,
)

from hedging.cli.options import (
    Argument,
    add_detector_options,
    completes_files,
    detector_options,
    given_detector_options,
)
from hedging.options import DetectorOptions
from hedging.wording import one_line

_Parameters = ParamSpec("_Parameters")

_EXAMPLES = "examples:"


#: A parameter with the options of the detector that the command line gives, as they are written.
GivenOptions = Annotated[Sequence[str], "no argument of its own"]


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line: no argument can send codes to a terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(one_line(message))


class HelpFormatter(argparse.HelpFormatter):
    """Fills paragraphs, but leaves the lines of the examples as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(
            paragraph
            if paragraph.startswith(_EXAMPLES)
            else super(HelpFormatter, self)._fill_text(paragraph, width, indent)
            for paragraph in text.split("\n\n")
        )


def example_text(purposes: Mapping[str, str]) -> str:
    """The examples of a help text, from each command line to its purpose.

    >>> print(example_text({"hedging score a.txt": "show every sentence"}))
    examples:
      hedging score a.txt
          show every sentence
    """
    rows = (f"  {command}\n      {purpose}" for command, purpose in purposes.items())
    return "\n".join([_EXAMPLES, *rows])


class Command(Generic[_Parameters]):
    """A command: the function that does its work, and its texts in the help.

    The function is called `run_` and the name of the command, and returns the exit code. `summary`
    is the command's line in the help of the program; an error exits with `error_code`.
    """

    def __init__(
        self,
        run: Callable[_Parameters, int],
        summary: str,
        examples: Mapping[str, str],
        error_code: int,
    ) -> None:
        update_wrapper(self, run)
        self._run, self._summary, self._examples = run, summary, examples
        self._error_code = error_code

    def __call__(self, *values: _Parameters.args, **named: _Parameters.kwargs) -> int:
        return self._run(*values, **named)

    def add_to(self, commands: Any) -> None:
        """Add the command to the subparsers of the program."""
        parser = commands.add_parser(
            self._run.__name__.removeprefix("run_"),
            help=self._summary,
            description=inspect.getdoc(self._run),
            epilog=example_text(self._examples),
            formatter_class=HelpFormatter,
            allow_abbrev=False,
        )
        function: Callable[..., int] = self._run
        parameters = inspect.signature(function, eval_str=True).parameters.values()
        for parameter in parameters:
            _add_argument(parser, parameter)

        def run(arguments: argparse.Namespace) -> int:
            return function(**{each.name: _value_of(each, arguments) for each in parameters})

        parser.set_defaults(run=run, error_code=self._error_code)


def command(
    summary: str, examples: Mapping[str, str], *, error_code: int = 1
) -> Callable[[Callable[_Parameters, int]], Command[_Parameters]]:
    """Make a function a command; the parameters are those of Command."""
    return lambda run: Command(run, summary, examples, error_code)


def _add_argument(parser: argparse.ArgumentParser, parameter: inspect.Parameter) -> None:
    if parameter.annotation is DetectorOptions:
        add_detector_options(parser)
    elif parameter.annotation is not GivenOptions:
        kind, argument = get_args(parameter.annotation)
        add = _add_option if parameter.kind is parameter.KEYWORD_ONLY else _add_positional
        added = add(parser, parameter, _single(kind), argument)
        if argument.is_file or _single(kind) is Path:
            completes_files(added)


def _add_positional(
    parser: argparse.ArgumentParser, parameter: inspect.Parameter, kind: Any, argument: Argument
) -> argparse.Action:
    described = _described(kind, argument)
    if "choices" not in described:
        described.setdefault("metavar", parameter.name.upper())
    if get_origin(get_args(parameter.annotation)[0]) is Sequence:
        described["nargs"] = "+" if parameter.default is parameter.empty else "*"
    return parser.add_argument(parameter.name, **described)


def _add_option(
    parser: argparse.ArgumentParser, parameter: inspect.Parameter, kind: Any, argument: Argument
) -> argparse.Action:
    flags = argument.flags.split() or [f"--{parameter.name.replace('_', '-')}"]
    described, default = _described(kind, argument), parameter.default
    if default is parameter.empty:
        described["required"] = True
    elif kind is bool:
        described["action"] = "store_true" if default is False else argparse.BooleanOptionalAction
    else:
        described["default"] = default
        if default not in (None, "", ()):
            described["help"] += f" (default: {default})"
    return parser.add_argument(*flags, dest=parameter.name, **described)


def _described(kind: Any, argument: Argument) -> dict[str, Any]:
    described = {
        "help": argument.help,
        "metavar": argument.metavar,
        "type": argument.read or (Path if kind is Path else None),
        "choices": argument.choices or (get_args(kind) if get_origin(kind) is Literal else None),
    }
    return {name: part for name, part in described.items() if part is not None}


def _single(kind: Any) -> Any:
    """The type of a value that is given: without None, and of one item of a sequence."""
    if get_origin(kind) in (Union, UnionType, Sequence):
        return _single(next(part for part in get_args(kind) if part is not NoneType))
    return kind


def _value_of(parameter: inspect.Parameter, arguments: argparse.Namespace) -> Any:
    if parameter.annotation is DetectorOptions:
        return detector_options(arguments)
    if parameter.annotation is GivenOptions:
        return given_detector_options(arguments)
    return getattr(arguments, parameter.name)
