"""`hedging bench`: texts of the caller → how fast they are scored on this machine."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    completes_files,
    detector_options,
    whole_number,
)
from hedging.options import DetectorOptions


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "bench",
        _run,
        summary="measure how fast your own texts are scored",
        description="Scores your texts as one batch and one by one, and prints sentences and "
        "megabytes a second, latencies, start-up times and memory.",
        examples={
            "hedging bench article.txt other.txt": "take each file as a document",
            "hedging bench --lines tweets.txt": "take each line as a document",
            "hedging bench --json article.txt": "print the figures for a program",
        },
    )
    completes_files(
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="text files in UTF-8; - for standard input"
        )
    )
    parser.add_argument("--lines", action="store_true", help="take each line as a document")
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object, with times in seconds"
    )
    parser.add_argument(
        "--repeats",
        type=whole_number(1),
        default=5,
        metavar="N",
        help="how often to take each measure (default: 5)",
    )
    add_detector_options(parser)


def _run(arguments: argparse.Namespace) -> int:
    return run_bench(
        arguments.paths,
        options=detector_options(arguments),
        by_line=arguments.lines,
        as_json=arguments.json,
        repeats=arguments.repeats,
    )


def run_bench(
    paths: Sequence[str],
    *,
    options: DetectorOptions,
    by_line: bool = False,
    as_json: bool = False,
    repeats: int = 5,
) -> int:
    """Print how fast the texts are scored; return 1 if a file could not be read.

    `by_line` makes each line that is not blank a document. All texts are read as Markdown, or all
    as plain text: as the options say, else by the name of the first file. Raises InputError
    if there is no document.
    """
    import json

    from hedging.cli.files import InputTexts
    from hedging.detector import load_options
    from hedging.evaluate.environment import environment
    from hedging.evaluate.speed import measure_speed, speed_lines
    from hedging.jobs.files import options_for

    documents: dict[str, str] = {}
    texts = InputTexts(paths)
    for path, text in texts:
        documents |= _lines_of(path, text) if by_line else {path: text}
    detector = load_options(options_for(options, paths[0]))
    figures = measure_speed(detector, documents, repeats=repeats)
    if as_json:
        print(json.dumps(environment() | figures))
    else:
        print("\n".join(speed_lines(figures)))
    return 1 if texts.unreadable else 0


def _lines_of(path: str, text: str) -> dict[str, str]:
    """The lines of a text that are not blank, by path and number.

    >>> _lines_of("a.txt", "It may rain.\\n\\nIt rained.\\n")
    {'a.txt:1': 'It may rain.', 'a.txt:3': 'It rained.'}
    """
    return {
        f"{path}:{number}": line for number, line in enumerate(text.split("\n"), 1) if line.strip()
    }
