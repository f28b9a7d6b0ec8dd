"""Word ids → word classes: words that are used alike have one class.

A table, not a tagger: a look-up costs next to nothing, and the classifier applies what it has
learned beside *rise* to *soar* too.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hedging.text.characters import DIGIT, LOWER, UPPER, Codes, class_set
from hedging.text.hashing import Hashes, HashIndex, Ints, ShortIndex, mix
from hedging.text.tokens import Tokens

#: A word's group, which is coarser, is its class shifted right by so many bits.
GROUP_SHIFT = 8

_BY_INITIAL = 0x8000 + 0x0100 * np.arange(16, dtype=np.uint64)
_HAS_ENDING = class_set(LOWER, UPPER, DIGIT)


class WordClasses:
    """Hashes of words and of endings, each with its class: group << GROUP_SHIFT | class.

    A word that is not listed has the class of its last three letters. If they are not listed
    either, it has a class by its first character.
    """

    def __init__(
        self,
        words: ShortIndex,
        word_classes: npt.NDArray[np.uint16],
        endings: Hashes,
        ending_classes: npt.NDArray[np.uint16],
    ) -> None:
        self.words, self.word_classes = words, word_classes
        self.endings, self.ending_classes = endings, ending_classes
        # Hashes of three letters lie close together, and a HashIndex needs them spread.
        spread = mix(endings)
        order = spread.argsort()
        self._endings = HashIndex(spread[order]), ending_classes[order]

    @property
    def sorted_endings(self) -> tuple[Hashes, npt.NDArray[np.uint16]]:
        """The hashes of endings once more mixed, sorted, and the class of each."""
        endings, ending_classes = self._endings
        return endings.known, ending_classes

    def classes_of(self, tokens: Tokens, rows: Ints) -> Hashes:
        """Class of each of the tokens `rows`, in the shape of `rows`."""
        if len(self.words) == 0:
            return self._classes_by_ending(tokens, rows)
        is_listed, row = self.words.lookup(tokens.ids[rows])
        # Of the words of news 98 % are listed, so few have an ending to look up.
        classes = self.word_classes.take(row, mode="clip").astype(np.uint64)
        if np.count_nonzero(is_listed) < is_listed.size:
            classes[~is_listed] = self._classes_by_ending(tokens, rows[~is_listed])
        return classes

    def classes_of_words(self, ids: Hashes, initial: Codes) -> Hashes:
        """Class of each word by its id alone; one that is not listed has a class by its initial."""
        if len(self.words) == 0:
            return _BY_INITIAL[initial]
        is_listed, row = self.words.lookup(ids)
        listed = self.word_classes.take(row, mode="clip").astype(np.uint64)
        return np.where(is_listed, listed, _BY_INITIAL[initial])

    def _classes_by_ending(self, tokens: Tokens, rows: Ints) -> Hashes:
        endings, ending_classes = self._endings
        initial = tokens.initial_class[rows]
        classes = _BY_INITIAL[initial]
        is_known, row = endings.lookup(mix(tokens.suffixes(rows)))
        is_known &= _HAS_ENDING[initial]
        classes[is_known] = ending_classes[row[is_known]]
        return classes
