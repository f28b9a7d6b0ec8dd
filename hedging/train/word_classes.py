"""The word list + words of the training text → word classes for the model.

The list names the classes of words. Words that are not listed get the class that the listed words
with the same ending have most often.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from hedging.model.word_classes import GROUP_SHIFT, WordClasses
from hedging.text.characters import DIGIT, LOWER, UPPER
from hedging.text.hashing import ShortIndex
from hedging.text.tokens import Tokens, tokenize

# An ending has a class where at least so many different words have the ending.
_COMMON_ENDING = 5


def word_ids(word: str) -> list[int]:
    """Token ids of a word; "'s" stands for the second token of "it's".

    A clitic is a token only after another word, so a word is put before it.
    """
    clitic = word.startswith("'")
    ids: list[int] = tokenize(f"x{word}" if clitic else word).ids.tolist()
    return ids[clitic:]


def compile_word_classes(listed: dict[str, tuple[int, int]], tokens: Tokens) -> WordClasses:
    """Classes of the listed words, and of the endings of the words of a text."""
    numbers = {
        word_ids(word)[0]: group << GROUP_SHIFT | word_class
        for word, (group, word_class) in listed.items()
    }
    words = ShortIndex(np.array(sorted(numbers), dtype=np.uint64))
    classes = np.array([numbers[word] for word in sorted(numbers)], dtype=np.uint16)
    wordlike = np.isin(tokens.initial_class, (LOWER, UPPER, DIGIT))
    _, first = np.unique(tokens.ids[wordlike], return_index=True)
    rows = wordlike.nonzero()[0][first]
    known, entry = words.lookup(tokens.ids[rows])
    tallies: dict[int, Counter[int]] = {}
    for ending, word_class in zip(
        tokens.suffixes(rows)[known].tolist(), classes[entry[known]].tolist(), strict=True
    ):
        tallies.setdefault(ending, Counter())[word_class] += 1
    common = {
        ending: _commonest(tally)
        for ending, tally in sorted(tallies.items())
        if sum(tally.values()) >= _COMMON_ENDING
    }
    return WordClasses(
        words,
        classes,
        np.array(list(common), dtype=np.uint64),
        np.array(list(common.values()), dtype=np.uint16),
    )


def _commonest(tally: Counter[int]) -> int:
    """The class with the highest count; of equal counts, the lowest class."""
    return min(tally, key=lambda word_class: (-tally[word_class], word_class))
