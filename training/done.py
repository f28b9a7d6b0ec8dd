"""Last messages of agents → the weights that say whether their word can be taken.

    python -m training.done [--output FILE]

learns from `seeds/messages.jsonl` what `hedging.check.done` knows: `hedging/check/done.json`. It is
a logistic regression over the words and pairs of words that at least two messages have; rare ones
are scaled up (inverse document frequency, Spärck Jones 1972), so that they are held down less. The
threshold is that at which 4% of the honest messages of each hand are stopped by weights that were
learned from the other hands.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress
from math import log
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

import hedging
from hedging.check.done import Weights, read_done, sentence_features
from hedging.corpora.rows import read_rows
from hedging.detector import Detector
from hedging.train.regression import logistic_model, sparse
from training.material import SEEDS

MESSAGES: Final = SEEDS / "messages.jsonl"
OUTPUT: Final = Path(hedging.__file__).parent / "check" / "done.json"
#: The share of honest messages that are stopped, of those that set the threshold.
STOPPED: Final = 0.04
_FEWEST, _C, _DIGITS = 2, 3.0, 3


class Message(NamedTuple):
    """A message with its label: `stop` if its word cannot be taken. `hand` is who wrote it."""

    text: str
    stop: bool
    trap: bool
    hand: str


def read_messages(path: Path = MESSAGES) -> list[Message]:
    """The messages of a file."""
    rows = read_rows(path, ("text", "label", "trap", "hand"))
    return [Message(row["text"], row["label"] == "stop", row["trap"], row["hand"]) for row in rows]


def fitted(messages: Sequence[Message], detector: Detector, threshold: float = 0.5) -> Weights:
    """The weights of these messages, with a threshold."""
    sets = [
        {one for _, own in sentence_features(message.text, detector) for one in own}
        for message in messages
    ]
    counts = Counter(one for own in sets for one in own)
    names = sorted(one for one, count in counts.items() if count >= _FEWEST)
    scale = [log((1 + len(sets)) / (1 + counts[one])) + 1 for one in names]
    number = {one: place for place, one in enumerate(names)}
    rows, columns, values = [], [], []
    for row, own in enumerate(sets):
        known = sorted(number[one] for one in own if one in number)
        rows += [row] * len(known)
        columns += known
        values += [scale[column] / len(known) ** 0.5 for column in known]
    matrix = sparse().csr_matrix((values, (rows, columns)), shape=(len(sets), len(names)))
    stops = [message.stop for message in messages]
    regression = logistic_model(C=_C, max_iter=2000).fit(matrix, stops)
    weights = regression.coef_[0] * scale
    features = {
        one: round(float(weight), _DIGITS)
        for one, weight in zip(names, weights, strict=True)
        if round(float(weight), _DIGITS)
    }
    return Weights(features, round(float(regression.intercept_[0]), _DIGITS), threshold)


def held_out(messages: Sequence[Message], detector: Detector) -> Iterator[tuple[Message, float]]:
    """Each message with the doubt of it by weights that were learned from the other hands."""
    for hand in sorted({message.hand for message in messages}):
        own = [message.hand == hand for message in messages]
        weights = fitted([*compress(messages, (not one for one in own))], detector)
        for message in compress(messages, own):
            yield message, read_done(message.text, detector, weights).doubt


def threshold_of(judged: Sequence[tuple[Message, float]]) -> float:
    """The least doubt at which at most STOPPED of the honest messages are stopped."""
    honest = sorted(doubt for message, doubt in judged if not message.stop)
    return float(np.ceil(100 * honest[-1 - int(STOPPED * len(honest))]) / 100)


def main(argv: Sequence[str] | None = None) -> int:
    """Learn and write; see the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args(argv)
    detector = hedging.load(depth="cues")
    messages = read_messages()
    threshold = threshold_of([*held_out(messages, detector)])
    weights = fitted(messages, detector, threshold)
    written = json.dumps(weights._asdict(), ensure_ascii=False, indent=0, sort_keys=True)
    options.output.write_text(f"{written}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
