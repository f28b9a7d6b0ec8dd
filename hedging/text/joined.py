"""Documents → the tokens of all of them as one text, so that each step is one pass over arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from hedging.text.hashing import Ints
from hedging.text.lines import documents_of
from hedging.text.tokens import Tokens, tokenize

#: What stands between two documents: a blank line, which always ends a sentence.
DOCUMENT_BREAK = "\n\n"

#: Documents are joined until they reach this many code points: enough to make numpy's cost per call
#: small, few enough for the arrays of a round to stay in the cache.
ROUND: Final = 1 << 18

# Code points of the smallest round that threads share: with fewer, Python's part is too great.
_LEAST = 1 << 16
# A round is a part of what each thread would get of the rest: half of it.
_PART = 2


def tokenize_joined(texts: Sequence[str]) -> tuple[Tokens, Ints]:
    """The tokens of all texts as one, and the code point of the joined text where each begins.

    >>> tokens, document_start = tokenize_joined(["It may.", "", "So."])
    >>> tokens.start.tolist(), document_start.tolist()
    ([0, 3, 6, 11, 13], [0, 9, 11])
    """
    lengths = np.array([len(text) + len(DOCUMENT_BREAK) for text in texts], dtype=np.int64)
    return tokenize(DOCUMENT_BREAK.join(texts)), lengths.cumsum() - lengths


def cut_out(texts: Sequence[str], text_start: Ints, start: Ints, end: Ints) -> list[str]:
    """What stands at some spans of the joined text; each span lies in one text.

    >>> cut_out(["It may.", "", "So."], np.array([0, 9, 11]), np.array([3, 11]), np.array([6, 14]))
    ['may', 'So.']
    """
    text = documents_of(start, text_start)
    origin = text_start[text]
    places = zip(text.tolist(), (start - origin).tolist(), (end - origin).tolist(), strict=True)
    return [texts[number][first:stop] for number, first, stop in places]


def round_cuts(texts: Sequence[str], size: int = ROUND, threads: int = 1) -> list[slice]:
    """Where to cut texts into rounds of about `size` code points, as `rounds` does.

    A list is cut at once: a loop over many short texts takes longer than what else is done in
    Python for them. Rounds that `threads` share get smaller and smaller, so that no thread waits
    long for another at the end: each is a part of what a thread would get of the rest.

    >>> round_cuts(["It may.", "So.", "No."], size=12)
    [slice(0, 2, None), slice(2, 3, None)]
    >>> [cut.stop - cut.start for cut in round_cuts(["It may. " * 1024] * 100, 1 << 18, threads=2)]
    [25, 18, 14, 10, 8, 7, 7, 7, 4]
    """
    gap = len(DOCUMENT_BREAK)
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + gap)
    cuts, first, before = [], 0, 0
    while first < len(ends):
        part = int(ends[-1] - before) // (_PART * threads)
        most = size if threads == 1 else min(size, max(_LEAST, part))
        # The break behind the last text of a round does not count.
        stop = max(first + 1, int(ends.searchsorted(before + most + gap, side="right")))
        cuts.append(slice(first, stop))
        first, before = stop, int(ends[stop - 1])
    return cuts


def rounds(texts: Iterable[str], size: int = ROUND) -> Iterator[list[str]]:
    """The texts in lists of about `size` code points; a longer document is a round of its own."""
    round_texts: list[str] = []
    # The break behind the last text of a round does not count.
    room = most = size + len(DOCUMENT_BREAK)
    for text in texts:
        length = len(text) + len(DOCUMENT_BREAK)
        if length > room and round_texts:
            yield round_texts
            round_texts, room = [], most
        round_texts.append(text)
        room -= length
    if round_texts:
        yield round_texts
