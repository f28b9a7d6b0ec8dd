"""Word ids → word classes: words that are used alike have one class.

A table, not a tagger: a look-up costs nothing, and what the classifier has learned beside *rise* it knows beside *soar* too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hedging.text.hashing import Hashes, HashIndex, mix
from hedging.text.tokens import DIGIT, LOWER, UPPER, Codes

#: A word's group, which is coarser, is its class shifted right by as many bits.
GROUP_SHIFT = 8
_BY_CHARACTER = 0x8000 + 0x0100 * np.arange(16, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Hashes of words and of endings, each with the class that training gave it: group << GROUP_SHIFT | class.

    A word that is not listed has the class of its last three letters; failing that, a class by its first character.
    """

    words: HashIndex
    word_classes: npt.NDArray[np.uint16]
    endings: Hashes
    ending_classes: npt.NDArray[np.uint16]
    _endings: tuple[HashIndex, npt.NDArray[np.uint16]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        # Hashes of three letters lie close together, and a HashIndex wants them spread.
        spread = mix(self.endings)
        order = spread.argsort()
        object.__setattr__(self, "_endings", (HashIndex(spread[order]), self.ending_classes[order]))

    def classes_of(self, ids: Hashes, suffixes: Hashes, kinds: Codes) -> Hashes:
        """Class of each word, in the shape of `ids`; `suffixes` and `kinds` as in `hedging.text.tokens.Tokens`."""
        endings, ending_classes = self._endings
        found = _BY_CHARACTER[kinds]
        known, place = endings.lookup(mix(suffixes))
        known &= (kinds == LOWER) | (kinds == UPPER) | (kinds == DIGIT)
        found[known] = ending_classes[place[known]]
        known, place = self.words.lookup(ids)
        found[known] = self.word_classes[place[known]]
        return found
