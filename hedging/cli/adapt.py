"""`hedging adapt`: labelled sentences of a domain → a model that knows the domain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from hedging.cli.command import command
from hedging.cli.options import Argument, File, ModelName
from hedging.cli.streams import terminal_watcher
from hedging.options import DEFAULT_MODEL, DEFAULT_SCHEME
from hedging.wording import shown_path


@command(
    "make a model that knows your domain from sentences that you labelled",
    {
        "hedging adapt labels.txt -o my-model": "adapt the shipped model; "
        "hedging score --model my-model uses it",
        "hedging adapt may.txt june.csv -o my-model --overwrite": "adapt anew with more sentences",
    },
)
def run_adapt(
    files: Annotated[Sequence[File], "labelled sentences"],
    *,
    output: Annotated[Path, Argument("folder of the new model", "-o --output", "FOLDER")],
    model: Annotated[
        ModelName, Argument("the model to adapt, by its name or folder", metavar="NAME")
    ] = DEFAULT_MODEL,
    scheme: Annotated[str, Argument("the scheme to adapt", metavar="NAME")] = DEFAULT_SCHEME,
    overwrite: Annotated[bool, "replace an adapted model that exists"] = False,
    as_json: Annotated[bool, "--json", "print what was changed as JSON"] = False,
) -> int:
    """Adapts a model to labelled sentences (text with marked cues, .csv, .tsv or .jsonl).
    Cross-validation over their documents decides how far: the model is left alone, its calibration
    moves, or its cues and weights move too. It stays as good on general text. This needs
    scikit-learn, and no corpora.
    """
    import json

    from hedging.train.adaptation.adapting import adapt

    adaptation = adapt(
        files, output, model=model, scheme=scheme, overwrite=overwrite, watch=terminal_watcher()
    )
    if as_json:
        print(json.dumps(adaptation.to_dict(), indent=1, ensure_ascii=False))
    else:
        print(adaptation)
        print(f"wrote {shown_path(output)}")
    return 0
