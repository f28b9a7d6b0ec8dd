"""A typed function → a command of the program, whose arguments are the function's parameters.

A parameter that can be given by position is a positional argument, any other is an option. Its
annotation, its default and an Argument say the rest; a str is an Argument's help, or its flags:

    @command("count the words of texts", {"hedging words a.txt": "count one text"})
    def run_words(
        paths: Annotated[Sequence[File], "text files"],
        *,
        as_json: Annotated[bool, "--json", "print one JSON object"] = False,
    ) -> int:
        \"\"\"Counts the words of each text.\"\"\"

The docstring is the text of the command's help. A parameter of the type DetectorOptions adds the
options of a detector, and one of the type CalibratedOptions that of a calibration too.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NoReturn,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

from hedging.cli.options import (
    Argument,
    CalibratedOptions,
    add_detector_options,
    completes,
    detector_options,
    given_detector_options,
)
from hedging.options import DetectorOptions
from hedging.wording import one_line

_EXAMPLES = "examples:"
# The types of parameters that add the options of a detector.
_OPTIONS = (DetectorOptions, CalibratedOptions)


#: A parameter with the options of the detector that the command line gives, as they are written.
GivenOptions = Annotated[Sequence[str], "no argument of its own"]


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line: no argument can send codes to a terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(one_line(message))

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The arguments that are known, and no others: an unknown one is an error here.

        argparse leaves it to the parser of the program, which does not know a command's options.
        """
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown:
            options = [flag for action in self._actions for flag in action.option_strings]
            near = near_name(unknown[0].partition("=")[0], options)
            self.error(f"unknown argument {' '.join(unknown)}{near}")
        return parsed, unknown

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            hint = near_name(str(value), known) or ";"
            raise argparse.ArgumentError(
                action, f"unknown {str(value)!r}{hint} known are {', '.join(known)}"
            )


def near_name(name: str, known: Iterable[str]) -> str:
    """A question after the known name that is nearest to an unknown one; "" if none is near.

    >>> near_name("scor", ["score", "check"]), near_name("x", ["score"])
    ("; did you mean 'score'?", '')
    """
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


class HelpFormatter(argparse.HelpFormatter):
    """Fills paragraphs, but leaves the lines of the examples as they are.

    Commands stand below the names of the groups that `add_command` gave them.
    """

    def _iter_indented_subactions(
        self, action: argparse.Action
    ) -> Generator[argparse.Action, None, None]:
        commands = super()._iter_indented_subactions(action)
        for group, own in groupby(commands, lambda each: getattr(each, "group", "")):
            yield argparse.Action([], dest=group, metavar=f"{group}:")
            yield from own

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


_Run = TypeVar("_Run", bound=Callable[..., int])
# What a command has beside its function: its line in the help of the program, its examples, and
# the exit code of an error.
_COMMANDS: dict[Callable[..., int], tuple[str, Mapping[str, str], int]] = {}


def command(
    summary: str, examples: Mapping[str, str], *, error_code: int = 1
) -> Callable[[_Run], _Run]:
    """Make a function a command, which `add_command` adds to a program.

    The function is called `run_` and the name of the command, and returns the exit code. `summary`
    is the command's line in the help of the program; an error exits with `error_code`.
    """

    def noted(run: _Run) -> _Run:
        _COMMANDS[run] = (summary, examples, error_code)
        return run

    return noted


def add_command(commands: Any, function: Callable[..., int], group: str) -> None:
    """Add a command to the subparsers of a program, whose help lists it in a group."""
    summary, examples, error_code = _COMMANDS[function]
    parser = commands.add_parser(
        function.__name__.removeprefix("run_"),
        help=summary,
        description=inspect.getdoc(function),
        epilog=example_text(examples),
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    commands._get_subactions()[-1].group = group
    parameters = inspect.signature(function, eval_str=True).parameters.values()
    for parameter in parameters:
        if parameter.annotation in _OPTIONS:
            calibrated = parameter.annotation is not DetectorOptions
            add_detector_options(parser, calibrated=calibrated)
        elif parameter.annotation is not GivenOptions:
            _add_argument(parser, parameter)

    def run(arguments: argparse.Namespace) -> int:
        return function(**{each.name: _value_of(each, arguments) for each in parameters})

    parser.set_defaults(run=run, error_code=error_code)


def _add_argument(parser: argparse.ArgumentParser, parameter: inspect.Parameter) -> None:
    declared, *notes = get_args(parameter.annotation)
    kind, default = _single(declared), parameter.default
    if get_origin(kind) is Annotated:
        kind, *of_kind = get_args(kind)
        notes = [*of_kind, *notes]
    argument = Argument()
    for note in notes:
        if isinstance(note, str):
            note = Argument(flags=note) if note.startswith("-") else Argument(note)
        argument = Argument._make(new or old for new, old in zip(note, argument, strict=True))
    choices = get_args(kind) if get_origin(kind) is Literal else None
    described: dict[str, Any] = {
        "help": argument.help,
        "metavar": argument.metavar,
        "type": argument.read or (Path if kind is Path else None),
        "choices": argument.choices or choices,
    }
    described = {name: part for name, part in described.items() if part is not None}
    if parameter.kind is not parameter.KEYWORD_ONLY:
        flags = [parameter.name]
        if "choices" not in described:
            described.setdefault("metavar", parameter.name.upper())
        if get_origin(declared) is Sequence:
            described["nargs"] = "+" if default is parameter.empty else "*"
    else:
        flags = argument.flags.split() or [f"--{parameter.name.replace('_', '-')}"]
        described["dest"] = parameter.name
        if default is parameter.empty:
            described["required"] = True
        elif kind is bool:
            is_switch = default is False
            described["action"] = "store_true" if is_switch else argparse.BooleanOptionalAction
        else:
            described["default"] = default
            if default not in (None, "", ()):
                described["help"] += f" (default: {default})"
    added = parser.add_argument(*flags, **described)
    if names := argument.completed or ("file" if kind is Path else ""):
        completes(added, names)


def _single(kind: Any) -> Any:
    """The type of a value that is given: without None, and of one item of a sequence."""
    if get_origin(kind) in (Union, UnionType, Sequence):
        return _single(next(part for part in get_args(kind) if part is not NoneType))
    return kind


def _value_of(parameter: inspect.Parameter, arguments: argparse.Namespace) -> Any:
    if parameter.annotation in _OPTIONS:
        return detector_options(arguments)
    if parameter.annotation is GivenOptions:
        return given_detector_options(arguments)
    return getattr(arguments, parameter.name)
