"""Word ids → word classes: words that are used alike have one class.

A table, not a tagger: a look-up costs next to nothing, and the classifier applies what it has
learned beside *rise* to *soar* too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hedging.text.characters import DIGIT, LOWER, UPPER, Codes, class_set
from hedging.text.hashing import Hashes, HashIndex, mix

#: A word's group, which is coarser, is its class shifted right by so many bits.
GROUP_SHIFT = 8

_BY_INITIAL = 0x8000 + 0x0100 * np.arange(16, dtype=np.uint64)
_HAS_ENDING = class_set(LOWER, UPPER, DIGIT)


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Hashes of words and of endings, each with its class: group << GROUP_SHIFT | class.

    A word that is not listed has the class of its last three letters. If they are not listed
    either, it has a class by its first character.
    """

    words: HashIndex
    word_classes: npt.NDArray[np.uint16]
    endings: Hashes
    ending_classes: npt.NDArray[np.uint16]
    _endings: tuple[HashIndex, npt.NDArray[np.uint16]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        # Hashes of three letters lie close together, and a HashIndex needs them spread.
        spread = mix(self.endings)
        order = spread.argsort()
        object.__setattr__(self, "_endings", (HashIndex(spread[order]), self.ending_classes[order]))

    def classes_of(self, ids: Hashes, suffixes: Hashes, initial_class: Codes) -> Hashes:
        """Class of each word, in the shape of `ids`.

        `suffixes` and `initial_class` are those of `hedging.text.tokens.Tokens`.
        """
        endings, ending_classes = self._endings
        classes = _BY_INITIAL[initial_class]
        is_known, row = endings.lookup(mix(suffixes))
        is_known &= _HAS_ENDING[initial_class]
        classes[is_known] = ending_classes[row[is_known]]
        is_known, row = self.words.lookup(ids)
        classes[is_known] = self.word_classes[row[is_known]]
        return classes
