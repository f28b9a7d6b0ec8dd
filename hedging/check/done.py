"""The last message of an agent → whether its word that the work is done can be taken.

An agent says that it is done, and the same message says that this is unsure ("the tests should
pass"), that nobody looked ("I was not able to run it"), or that it is not so ("the export is still
a stub"). Words and pairs of words have weights that were learned from messages of several hands
(`python -m training.done`). Each counts once; their sum, divided by the root of their number, is
the evidence of the message. Code, logs and quotations are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import exp, sqrt
from typing import Final, NamedTuple

from hedging.detector import Detector
from hedging.text.markdown import read_markdown

# A word with its apostrophe, a number, or a mark that colours what is said.
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[✅☑✔🎉?!:]")
# What stands between quotation marks, on one line.
_QUOTED: Final = re.compile(r'"[^"\n]{1,300}"|“[^”\n]{1,300}”')
_NUMBER: Final = "0"
#: The most sentences that are named.
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that speaks against the word of an agent, at code points `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Whether the word of an agent that it is done can be taken.

    `doubt` is the probability that a careful reader would not take it, and `doubtful` says whether
    that reaches the threshold. `sentences` are those that speak most against it, in text order.
    """

    doubt: float
    doubtful: bool
    sentences: tuple[Doubt, ...]


class Weights(NamedTuple):
    """What each feature adds to the evidence, what is added to all, and the least probability."""

    features: Mapping[str, float]
    bias: float
    threshold: float


@lru_cache(maxsize=1)
def learned() -> Weights:
    """The weights of the package."""
    text = (files(__package__) / "done.json").read_text(encoding="utf-8")
    return Weights(**json.loads(text))


def read_done(text: str, detector: Detector, weights: Weights | None = None) -> Done:
    """Read a message; Markdown is left out, and `weights` are those of the package.

    Raises MissingExtraError without the libraries of the extra `check`.

    >>> import hedging
    >>> detector = hedging.load()
    >>> read_done("All 12 tests pass.", detector).doubtful  # doctest: +SKIP
    False
    >>> message = "The parser is complete! I could not run the tests here, but they should pass."
    >>> done = read_done(message, detector)  # doctest: +SKIP
    >>> done.doubtful, done.sentences[-1].text  # doctest: +SKIP
    (True, 'I could not run the tests here, but they should pass.')
    """
    chosen = learned() if weights is None else weights
    found = [*sentence_features(text, detector)]
    # A feature counts where it stands first.
    places = {one: k for k, (_, own) in reversed([*enumerate(found)]) for one in own}
    sums, count = [0.0] * len(found), 0
    for one, place in places.items():
        if one in chosen.features:
            sums[place] += chosen.features[one]
            count += 1
    evidence = chosen.bias + sum(sums) / sqrt(count or 1)
    doubt = 1 / (1 + exp(-evidence))
    telling = sorted((k for k, own in enumerate(sums) if own > 0), key=lambda k: -sums[k])
    named = [found[k][0] for k in sorted(telling[:MOST_NAMED])]
    return Done(doubt, doubt >= chosen.threshold, tuple(Doubt(a, b, text[a:b]) for a, b in named))


def sentence_features(text: str, detector: Detector) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """The span of each sentence of a message, with its words and its pairs of words."""
    prose, _ = read_markdown(text, skip_quotes=True)
    prose = _QUOTED.sub(lambda found: " " * len(found[0]), prose)
    for sentence in detector.detect(prose).sentences:
        words = [*map(_plain_word, _WORD.findall(sentence.text))]
        pairs = [f"{first} {second}" for first, second in pairwise(words)]
        yield (sentence.start, sentence.end), [*words, *pairs]


def _plain_word(word: str) -> str:
    return _NUMBER if word[0].isdigit() else word.lower().replace("’", "'")
