"""`hedging adapt`: labelled sentences of a domain → a model that knows the domain."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hedging.cli.options import Commands, add_command, completes_files
from hedging.options import DEFAULT_MODEL, DEFAULT_SCHEME

if TYPE_CHECKING:
    from pathlib import Path


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "adapt",
        _run,
        summary="make a model that knows your domain from sentences that you labelled",
        description="Adapts a model to labelled sentences (text with marked cues, .csv, .tsv or "
        ".jsonl). Cross-validation over their documents decides how far: the model is left alone, "
        "its calibration moves, or its cues and weights move too. It stays as good on general "
        "text. This needs scikit-learn, and no corpora.",
        examples={
            "hedging adapt labels.txt -o my-model": "adapt the shipped model; "
            "hedging score --model my-model uses it",
            "hedging adapt may.txt june.csv -o my-model --overwrite": "adapt anew with more "
            "sentences",
        },
    )
    completes_files(
        parser.add_argument("files", nargs="+", metavar="FILE", help="labelled sentences")
    )
    completes_files(
        parser.add_argument(
            "-o", "--output", required=True, metavar="FOLDER", help="folder of the new model"
        )
    )
    completes_files(
        parser.add_argument(
            "--model",
            default=DEFAULT_MODEL,
            metavar="NAME",
            help=f"the model to adapt, by its name or folder (default: {DEFAULT_MODEL})",
        )
    )
    parser.add_argument(
        "--scheme",
        default=DEFAULT_SCHEME,
        metavar="NAME",
        help=f"the scheme to adapt (default: {DEFAULT_SCHEME})",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace an adapted model that exists"
    )
    parser.add_argument("--json", action="store_true", help="print what was changed as JSON")


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    return run_adapt(
        arguments.files,
        output=Path(arguments.output),
        model=arguments.model,
        scheme=arguments.scheme,
        overwrite=arguments.overwrite,
        as_json=arguments.json,
    )


def run_adapt(
    files: Sequence[str],
    *,
    output: Path,
    model: str = DEFAULT_MODEL,
    scheme: str = DEFAULT_SCHEME,
    overwrite: bool = False,
    as_json: bool = False,
) -> int:
    """Write an adapted model, and print what was changed."""
    import json

    from hedging.train.adaptation.adapting import adapt
    from hedging.wording import shown_path

    adaptation = adapt(files, output, model=model, scheme=scheme, overwrite=overwrite)
    if as_json:
        print(json.dumps(adaptation.to_dict(), indent=1, ensure_ascii=False))
    else:
        print(adaptation)
        print(f"wrote {shown_path(output)}")
    return 0
