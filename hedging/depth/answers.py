"""Sentences of short documents → which are read closely, and how sure they sound as one text.

In a long text most sentences are plain, and only those with a cue or with words that call for it
are read. In a short answer more is read, since each sentence bears on it, and the sentences that
count are read once more as one text:

    It was the pump. I would not swear to it.     read as one
    plain            not sure                     the greatest and the least of all runs, all pulls
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hedging.depth.encoded import MOST_TOKENS
from hedging.text.hashing import Bools, Ints


class ShortAnswers(NamedTuple):
    """Which sentences of short documents are `read`, and which are `joined` into one text."""

    read: Bools
    joined: Bools


def short_answers(
    counts: Bools, read: Bools, if_short: Bools, length: Ints, document: Ints, documents: int
) -> ShortAnswers:
    """The sentences of short documents that are read, and those that are read as one text.

    A document is short if the sentences that count have at most MOST_TOKENS tokens. `read` are the
    sentences that are read anyway, and `if_short` those that are read in a short document. Where
    none of the sentences that count is read, all are plain, and so is the document.
    """
    tokens = np.bincount(document, weights=length * counts, minlength=documents)
    of_short = counts & (tokens <= MOST_TOKENS)[document]
    read_here = of_short & (read | if_short)
    sentences = np.bincount(document[of_short], minlength=documents)
    heard = np.bincount(document[read_here], minlength=documents)
    return ShortAnswers(read_here, of_short & ((sentences > 1) & (heard > 0))[document])
