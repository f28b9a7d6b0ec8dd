"""Arguments → a command that runs, and its exit code.

0: all went well. 1: an input or an option could not be used. 2: the call was wrong. `hedging check`
exits with 1 when a file is hedged beyond the limit, and with 2 when it could not check. So does
`hedging compare` when a claim changed beyond the limit.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from hedging import __version__
from hedging.cli.adapt import run_adapt
from hedging.cli.agree import run_agree
from hedging.cli.batch import run_batch
from hedging.cli.bench import run_bench
from hedging.cli.calibrate import run_calibrate
from hedging.cli.check import run_check
from hedging.cli.command import HelpFormatter, Parser, add_command, command, example_text
from hedging.cli.compare import run_compare
from hedging.cli.completion import completion_script
from hedging.cli.evaluate import run_evaluate
from hedging.cli.label import run_label
from hedging.cli.lsp import run_lsp
from hedging.cli.mcp import run_mcp
from hedging.cli.options import error_message
from hedging.cli.report import run_report
from hedging.cli.score import run_score
from hedging.cli.streams import finish_output, prepare_streams, print_note, until_reader_leaves
from hedging.cli.train import run_train
from hedging.errors import HedgingError
from hedging.extension import kernel_note


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (default: those of the process); return the exit code.

    A wrong call and `--help` end with SystemExit, as argparse does it.
    """
    prepare_streams()
    # The code if the reader leaves before the command returns its own.
    code: int = 0
    parsed = argparse.Namespace(error_code=1)
    try:
        parsed = _parse(arguments)
        with until_reader_leaves():
            code = parsed.run(parsed)
        return code
    except HedgingError as error:
        message = error_message(error, parsed)
    except OSError as error:
        # Only a failure to write to standard output comes without the name of a file.
        message = f"{error.filename or 'cannot write'}: {error.strerror or error}"
    except MemoryError:
        message = "not enough memory: score the text in smaller files"
    finish_output()
    print_note(message)
    return int(parsed.error_code)


class _Version(argparse.Action):
    """Prints the version; the kernel is looked for only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"hedging {__version__} ({kernel_note()})")
        parser.exit()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    try:
        return build_parser().parse_args(arguments)
    except SystemExit:
        # The reader of a help text may leave; a help text that cannot be written is an error.
        with until_reader_leaves():
            pass
        raise


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each command adds its arguments."""
    parser = Parser(
        prog="hedging",
        formatter_class=HelpFormatter,
        allow_abbrev=False,
        description="Finds hedging cues in English text and scores sentences and articles.",
        epilog=example_text(
            {
                "hedging score article.txt": "show every sentence with its score and its cues",
                "hedging report article.txt -o article.html": "write the same as a page",
                "hedging check docs/*.md --max-hedged 20%": "list cues by line, and set a limit",
                "hedging batch articles/ -o scores.csv": "score many documents, one row for each",
                "hedging score --help": "explain one command, with examples",
            }
        ),
    )
    parser.add_argument("--version", action=_Version, help="show the version and the kernel")
    commands = parser.add_subparsers(required=True, metavar="command")
    for group, own in _GROUPS.items():
        for each in own:
            add_command(commands, each, group)
    return parser


@command(
    "print a script that completes commands with the Tab key",
    {
        "hedging completion bash > ~/.local/share/bash-completion/completions/hedging": "set "
        "it up for bash, from the next shell on",
        "hedging completion zsh > ~/.zfunc/_hedging": "set it up for zsh, if ~/.zfunc is in fpath",
        "hedging completion fish > ~/.config/fish/completions/hedging.fish": "set it up for fish",
    },
)
def run_completion(
    shell: Annotated[Literal["bash", "zsh", "fish"], "the name of your shell"],
) -> int:
    """Prints a script for your shell, which then completes commands, options, models and file
    names with the Tab key. For bash and zsh this needs shtab.
    """
    print(completion_script(build_parser(), shell))
    return 0


# The commands by what they are for, in the order of the help.
_GROUPS: Final = {
    "read texts": (run_score, run_check, run_report, run_compare, run_batch),
    "measure and make models": (
        *(run_label, run_agree, run_evaluate, run_adapt, run_calibrate, run_train),
    ),
    "on this machine": (run_lsp, run_mcp, run_bench, run_completion),
}
