"""`hedging agree`: two files of labelled sentences → how far they agree, and where they do not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from hedging.cli.command import command
from hedging.wording import shown_path


@command(
    "say how far two labellings of the same sentences agree",
    {
        "hedging agree ann.txt ben.txt": "compare what two readers labelled",
        "hedging agree before.txt after.csv --json": "compare for a program",
    },
)
def run_agree(
    first: Annotated[Path, "the first labelled file"],
    second: Annotated[Path, "the second labelled file"],
    *,
    as_json: Annotated[bool, "--json", "print one JSON object"] = False,
) -> int:
    """Compares two files of labelled sentences (text with marked cues, .csv, .tsv or .jsonl): kappa
    and F1 of hedged sentences, F1 of cues with the same words and of cues that overlap, how often
    their kinds agree, and every sentence that is labelled differently. Sentences in one file only
    are named.
    """
    import json

    from hedging.corpora.labelled import read_labelled
    from hedging.evaluate.agreement import agreement_lines, compare_labels

    agreement = compare_labels(list(read_labelled(first)), list(read_labelled(second)))
    if as_json:
        print(json.dumps(agreement.to_dict()))
    else:
        print("\n".join(agreement_lines(agreement, shown_path(first), shown_path(second))))
    return 0
