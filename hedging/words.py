"""Word ids → word classes: words that are used alike have one class.

A table, not a tagger: a look-up costs nothing, and what the classifier has learned beside *rise* it knows beside *soar* too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.tokens import DIGIT, LOWER, UPPER, Codes, Hashes

#: A word's group, which is coarser, is its class shifted right by as many bits.
GROUP_SHIFT = 8
_BY_CHARACTER = 0x8000 + 0x0100 * np.arange(16, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Sorted hashes of words and of endings, each with the class that training gave it: group << GROUP_SHIFT | class.

    A word that is not listed has the class of its last three letters; failing that, a class by its first character.
    """

    words: Hashes
    word_classes: npt.NDArray[np.uint16]
    endings: Hashes
    ending_classes: npt.NDArray[np.uint16]

    def look_up(self, ids: Hashes, suffixes: Hashes, kinds: Codes) -> npt.NDArray[np.uint64]:
        """Class of each word; `suffixes` and `kinds` as in `hedging.tokens.Tokens`."""
        found = _BY_CHARACTER[kinds]
        wordlike = (kinds == LOWER) | (kinds == UPPER) | (kinds == DIGIT)
        for known, classes, values, usable in (
            (self.endings, self.ending_classes, suffixes, wordlike),
            (self.words, self.word_classes, ids, True),
        ):
            if len(known):
                place = np.minimum(np.searchsorted(known, values), len(known) - 1)
                hit = (known[place] == values) & usable
                found = np.where(hit, classes[place].astype(np.uint64), found)
        return found
