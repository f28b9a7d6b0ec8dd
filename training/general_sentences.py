"""The sentences of general text that ship for `hedging adapt`: seeds/examples.jsonl → one file.

python -m training.general_sentences [--output FILE]
"""

from __future__ import annotations

import argparse
import bz2
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hedging.corpora import jsonlines
from hedging.corpora.gold import Gold
from hedging.corpora.marked import is_writable, line_of
from hedging.train.adaptation.material import GENERAL, GENERAL_HEAD
from training.commands import announce
from training.material import SEEDS

_REHEARSED = 1_500


def content() -> bytes:
    """The file: a draw from the training part, and all of the test part."""
    golds = [gold for gold in jsonlines.read(SEEDS / "examples.jsonl") if is_writable(gold)]
    training = [gold for gold in golds if gold.part == "train"]
    drawn = np.random.default_rng(0).permutation(len(training))[:_REHEARSED]
    rehearsed = [training[number] for number in np.sort(drawn).tolist()]
    return packed(rehearsed, [gold for gold in golds if gold.part == "test"])


def packed(rehearsed: Sequence[Gold], tested: Sequence[Gold]) -> bytes:
    """The content of the file for some sentences."""
    lines = [f"{GENERAL_HEAD}{len(rehearsed)}"]
    document = None
    for gold in (*rehearsed, *tested):
        if gold.document != document:
            document = gold.document
            lines.append(f"# document: {document}")
        lines.append(line_of(gold))
    return bz2.compress("\n".join(lines).encode())


def main(argv: Sequence[str] | None = None) -> int:
    """Write the file; see the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=GENERAL,
        help="the file to write (default: that of the library)",
    )
    output = parser.parse_args(argv).output
    announce(output)
    output.write_bytes(content())
    print(f"{output.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
