"""`hedging agree`: two files of labelled sentences → how far they agree, and where they do not."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hedging.cli.options import Commands, add_command, completes_files

if TYPE_CHECKING:
    from pathlib import Path


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "agree",
        _run,
        summary="say how far two labellings of the same sentences agree",
        description="Compares two files of labelled sentences (text with marked cues, .csv, .tsv "
        "or .jsonl): kappa and F1 of hedged sentences, F1 of cues with the same words and of cues "
        "that overlap, how often their kinds agree, and every sentence that is labelled "
        "differently. Sentences in one file only are named.",
        examples={
            "hedging agree ann.txt ben.txt": "compare what two readers labelled",
            "hedging agree before.txt after.csv --json": "compare for a program",
        },
    )
    for name, which in (("first", "first"), ("second", "second")):
        completes_files(
            parser.add_argument(name, metavar=name.upper(), help=f"the {which} labelled file")
        )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    return run_agree(Path(arguments.first), Path(arguments.second), as_json=arguments.json)


def run_agree(first: Path, second: Path, *, as_json: bool = False) -> int:
    """Print how far the labels of two files agree.

    Raises CorpusError for a file that cannot be read, InputError if no sentence is in both.
    """
    import json

    from hedging.corpora.labelled import read_labelled
    from hedging.evaluate.agreement import agreement_lines, compare_labels
    from hedging.wording import shown_path

    agreement = compare_labels(list(read_labelled(first)), list(read_labelled(second)))
    if as_json:
        print(json.dumps(agreement.to_dict()))
    else:
        print("\n".join(agreement_lines(agreement, shown_path(first), shown_path(second))))
    return 0
