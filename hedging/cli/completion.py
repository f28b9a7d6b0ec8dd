"""`hedging completion`: the program's parser → a script that completes its arguments in a shell."""

from __future__ import annotations

import argparse

from hedging.cli.options import FILE_COMPLETION, Commands, add_command


def add_parser(commands: Commands, program: argparse.ArgumentParser) -> None:
    """Add the command to the program; `program` is the parser of all commands."""

    def run(arguments: argparse.Namespace) -> int:
        return run_completion(program, shell=arguments.shell)

    parser = add_command(
        commands,
        "completion",
        run,
        summary="print a script that completes commands with the Tab key",
        description="Prints a script for your shell, which then completes commands, options and "
        "file names with the Tab key. This needs shtab.",
        examples={
            "hedging completion bash > ~/.local/share/bash-completion/completions/hedging": "set "
            "it up for bash, from the next shell on",
            "hedging completion zsh > ~/.zfunc/_hedging": "set it up for zsh, if ~/.zfunc is in "
            "fpath",
        },
    )
    parser.add_argument("shell", choices=tuple(FILE_COMPLETION), help="bash or zsh")


def run_completion(program: argparse.ArgumentParser, *, shell: str) -> int:
    """Print the script of a shell for the arguments of a program."""
    from hedging.errors import require

    shtab = require("shtab", "completion", "completion")
    print(shtab.complete(program, shell=shell))
    return 0
