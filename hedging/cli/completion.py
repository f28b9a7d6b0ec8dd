"""A parser → a script that completes commands, options, models and files with the Tab key.

shtab writes it for bash and zsh. It knows no fish, for which a command takes a line of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

from hedging.cli.options import COMPLETIONS
from hedging.errors import require
from hedging.released import MODEL_ROLES

# The function of each shell that completes a model: a role, or the folder of one.
_MODELS: Final = {
    "bash": '_hedging_models() { compgen -W "{}" -- "$1"; compgen -o dirnames -- "$1"; }',
    "zsh": "_hedging_models() { _alternative 'roles:role:({})' 'folders:folder:_directories'; }",
}


def completion_script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for "bash", "zsh" or "fish". Raises MissingExtraError where shtab is needed."""
    if shell == "fish":
        return "\n".join(_fish(parser))
    shtab = require("shtab", "completion", "completion")
    models = _MODELS[shell].replace("{}", " ".join(MODEL_ROLES), 1)
    return str(shtab.complete(parser, shell=shell, preamble={shell: models}))


def _fish(parser: argparse.ArgumentParser) -> Iterator[str]:
    """A line for each command and for each option."""
    complete = f"complete -c {parser.prog}"
    is_commands = argparse._SubParsersAction
    (commands,) = (each for each in parser._actions if isinstance(each, is_commands))
    summaries = {each.dest: each.help for each in commands._get_subactions()}
    yield f"{complete} -f"
    for name, of_command in commands.choices.items():
        yield f"{complete} -n __fish_use_subcommand -a {name} -d {_quoted(summaries[name])}"
        inside = f"{complete} -n '__fish_seen_subcommand_from {name}'"
        for action in of_command._actions:
            flags = [
                f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"
                for flag in action.option_strings
            ]
            yield " ".join([inside, *flags, *_values(action), "-d", _quoted(action.help)])


def _values(action: argparse.Action) -> Iterator[str]:
    """What stands in a line for the values that an argument takes."""
    completed = getattr(action, "complete", None)
    if completed is COMPLETIONS["model"]:
        roles = " ".join(MODEL_ROLES)
        yield f"-x -a '{roles} (__fish_complete_directories)'"
    elif completed is COMPLETIONS["file"]:
        # An option takes a file; a file may stand anywhere for an argument by position.
        yield "-r -F" if action.option_strings else "-F"
    elif action.choices is not None:
        yield f"-x -a '{' '.join(map(str, action.choices))}'"
    elif action.nargs != 0:
        yield "-x"


def _quoted(text: str | None) -> str:
    """A description as fish reads it, on one line, as far as its first full stop or semicolon."""
    first = (text or "").replace("%%", "%").partition(";")[0].replace("\\", "\\\\")
    return "'{}'".format(first.replace("'", "\\'"))
