"""The sentences of general text that ship for `hedging adapt`: seeds/examples.jsonl → one file.

python -m training.general_sentences
"""

from __future__ import annotations

import numpy as np

from hedging.adaptation.general import PATH, packed
from hedging.corpora import jsonlines
from hedging.corpora.marked import is_writable
from training.material import SEEDS

_REHEARSED = 1_500


def content() -> bytes:
    """The file: a draw from the training part, and all of the test part."""
    golds = [gold for gold in jsonlines.read(SEEDS / "examples.jsonl") if is_writable(gold)]
    training = [gold for gold in golds if gold.part == "train"]
    drawn = np.random.default_rng(0).permutation(len(training))[:_REHEARSED]
    rehearsed = [training[number] for number in np.sort(drawn).tolist()]
    return packed(rehearsed, [gold for gold in golds if gold.part == "test"])


if __name__ == "__main__":
    PATH.write_bytes(content())
    print(f"wrote {PATH.name}: {PATH.stat().st_size:,} bytes")
