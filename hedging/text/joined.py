"""Several texts → the tokens of one, with a blank line between two texts.

One text of many documents is a few operations on arrays, whatever the number of documents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hedging.text.hashing import Ints
from hedging.text.tokens import Tokens, tokenize

#: What stands between two documents: a blank line, which always ends a sentence.
DOCUMENT_BREAK = "\n\n"


def join(texts: Sequence[str]) -> tuple[Tokens, Ints]:
    """The tokens of the joined texts, and where each text begins there, in code points.

    >>> tokens, document_start = join(["It may rain.", "It rained."])
    >>> len(tokens), document_start.tolist()
    (7, [0, 14])
    """
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    document_start = np.zeros(len(texts), dtype=np.int64)
    (lengths[:-1] + len(DOCUMENT_BREAK)).cumsum(out=document_start[1:])
    return tokenize(DOCUMENT_BREAK.join(texts)), document_start
