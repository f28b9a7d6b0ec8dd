"""Arguments → a command that runs, and its exit code.

0: all went well. 1: an input or an option could not be used. 2: the call was wrong. `hedging check`
exits with 1 when a file is hedged beyond the limit, and with 2 when it could not check. So does
`hedging compare` when a claim changed beyond the limit.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hedging import __version__
from hedging.cli import (
    adapt,
    agree,
    batch,
    bench,
    check,
    compare,
    completion,
    evaluate,
    label,
    report,
    score,
    train,
)
from hedging.cli.options import HelpFormatter, Parser, error_message, example_text
from hedging.cli.streams import finish_output, prepare_streams, print_note, until_reader_leaves
from hedging.errors import HedgingError
from hedging.extension import kernel_note

_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells count


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
    except HedgingError as error:
        finish_output()
        print_note(error_message(error, parsed))
        return int(parsed.error_code)
    except OSError as error:
        finish_output()
        # Only a failure to write to standard output comes without the name of a file.
        print_note(f"{error.filename or 'cannot write'}: {error.strerror or error}")
        return int(parsed.error_code)
    except MemoryError:
        finish_output()
        print_note("not enough memory: score the text in smaller files")
        return int(parsed.error_code)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


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
    for command in (
        *(score, compare, check, report, batch, bench),
        *(label, agree, adapt, train, evaluate),
    ):
        command.add_parser(commands)
    completion.add_parser(commands, parser)
    return parser
