"""Short texts → whether each declines to answer what it was asked, and why.

An answer declines in a few words, wherever they stand and whatever is said around them:

    Orla Brandt was a Danish botanist, but I could not find any source for her birth.     no source

So the words, the pairs of words and the openings and ends of all sentences add up 8-bit weights for
each reason. A long answer has more of them, so the sums are divided by the root of their number.
The words of markup are left out, as they are for the roles, and so are sentences that are courtesy.

A text that declines never sounds sure (`DepthColumns.settled`). One that answers in part is as sure
as it sounds.
"""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.encoded import MOST_TOKENS
from hedging.depth.roles import BITS, CLAIM, COURTESY, word_features
from hedging.depth.rows import Words, running_sums
from hedging.kinds import DECLINED, PARTLY
from hedging.model.arrays import ArrayFormat, table_format
from hedging.text.hashing import Bools, Ints
from hedging.text.weights import Table

#: The columns: no reason, since the text answers, and then those of DECLINED.
COLUMNS: Final = 1 + len(DECLINED)
#: Steps of a bias in a unit of log-odds.
UNIT: Final = 256

Codes = npt.NDArray[np.uint8]


class DeclinedModel(NamedTuple):
    """Weights of the features of words, in units of `scale`, and a bias for each column."""

    weights: Annotated[Table, table_format(1 << BITS, COLUMNS)]
    bias: Annotated[npt.NDArray[np.int32], ArrayFormat("int32", (COLUMNS,), -(1 << 20), 1 << 20)]
    scale: float


def declined_codes(
    words: Words,
    length: Ints,
    role: Codes,
    document: Ints,
    documents: int,
    model: DeclinedModel,
) -> Codes:
    """Why each document declines: 0 if it does not, else 1 and more for those of DECLINED.

    `words` are those of all sentences, `length` counts the tokens of each, `role` is what it does,
    and `document` numbers its document. A document of more than MOST_TOKENS tokens is not read, and
    has 0.
    """
    tokens = np.bincount(document, length, documents)
    is_read = (length > 0) & (role != COURTESY) & (tokens <= MOST_TOKENS)[document]
    rows = is_read.nonzero()[0]
    codes = np.zeros(documents, dtype=np.uint8)
    if len(rows):
        read, begins = np.unique(document[rows], return_index=True)
        sums, count = feature_sums(words.of(rows), begins, model.weights)
        factor = model.scale / np.sqrt(count.astype(np.float64))
        evidence = factor[:, None] * sums + model.bias / UNIT
        claims = np.bincount(document[role == CLAIM], minlength=documents) > 0
        codes[read] = likeliest_codes(evidence, claims[read])
    return codes


def likeliest_codes(evidence: npt.NDArray[np.float64], claims: Bools) -> Codes:
    """The likeliest code of each text; none answers in part that claims nothing.

    `evidence` has a row for each text, and the COLUMNS.
    """
    fitting = evidence.copy()
    fitting[~claims, DECLINED.index(PARTLY) + 1] = -np.inf
    codes: Codes = fitting.argmax(axis=1).astype(np.uint8)
    return codes


def feature_sums(words: Words, begins: Ints, weights: Table) -> tuple[Ints, Ints]:
    """Sums of the weights of some documents, shape (documents, columns), and of how many features.

    Each document begins with one of the sentences `begins`.
    """
    of_words, of_sentences = word_features(words)
    by_word = weights.take(of_words, axis=0).sum(axis=0, dtype=np.int64)
    running = running_sums(by_word)
    sums = running[words.stop] - running[words.first]
    sums += weights.take(of_sentences, axis=0).sum(axis=0, dtype=np.int64)
    count = len(of_words) * (words.stop - words.first) + len(of_sentences)
    return np.add.reduceat(sums, begins, axis=0), np.add.reduceat(count, begins)
