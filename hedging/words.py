"""Word ids → word classes: what part of speech a word usually is, and can be.

A table learned from tagged text, not a tagger: a look-up costs nothing, and the classifier that reads the classes of
neighbouring words weighs their ambiguity itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.tokens import DIGIT, LOWER, UPPER, Codes, Hashes


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Sorted hashes of words and of endings, each with the class that training gave it.

    A word that is not listed has the class of its last three letters; failing that, a class by its first character.
    """

    words: Hashes
    word_classes: npt.NDArray[np.uint16]
    endings: Hashes
    ending_classes: npt.NDArray[np.uint16]

    def look_up(self, ids: Hashes, suffixes: Hashes, kinds: Codes) -> npt.NDArray[np.uint64]:
        """Class of each word; `suffixes` and `kinds` as in `hedging.tokens.Tokens`."""
        found = kinds.astype(np.uint64)
        wordlike = (kinds == LOWER) | (kinds == UPPER) | (kinds == DIGIT)
        for known, classes, values in (
            (self.endings, self.ending_classes, suffixes),
            (self.words, self.word_classes, ids),
        ):
            if len(known):
                place = np.minimum(np.searchsorted(known, values), len(known) - 1)
                hit = (known[place] == values) & wordlike
                found = np.where(hit, classes[place].astype(np.uint64), found)
        return found
