"""Texts with parts of speech + words of saying → the tag of each frequent word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from hedging.corpora.attribution import TaggedToken
from hedging.depth.phrases import PARTS, SAYING, TAG_STEP, WordTags
from hedging.text.hashing import HashIndex
from hedging.text.tokens import tokenize, word_id

# A word is listed from so many occurrences on, and a second part of speech from such a share on.
_OCCURRENCES, _SECOND_SHARE = 2, 0.1


def fit_word_tags(texts: Iterable[Sequence[TaggedToken]], sayings: Sequence[str]) -> WordTags:
    """The tags of the words of some texts, and of the words of saying.

    >>> words = [TaggedToken(0, 4, "rain", "rain", "NOUN", "NN")] * 2
    >>> len(fit_word_tags([words], ["said"]).words)
    2
    """
    counts: dict[str, Counter[str]] = {}
    for tokens in texts:
        for token in tokens:
            if token.xpos in PARTS:
                counts.setdefault(token.word, Counter())[token.xpos] += 1
    tags: dict[str, int] = {}
    for word, parts in sorted(counts.items()):
        total = sum(parts.values())
        if total >= _OCCURRENCES and len(tokenize(word)) == 1:
            ranked = sorted(parts.items(), key=lambda item: (-item[1], item[0]))
            tags[word] = PARTS.index(ranked[0][0]) * TAG_STEP
            if len(ranked) > 1 and ranked[1][1] >= _SECOND_SHARE * total:
                tags[word] += 1 + PARTS.index(ranked[1][0])
    for word in sayings:
        tags[word] = tags.get(word, PARTS.index("VB") * TAG_STEP) | SAYING
    pairs = sorted((word_id(word), tag) for word, tag in tags.items())
    ids, values = np.array([pair[0] for pair in pairs], dtype=np.uint64), [p[1] for p in pairs]
    return WordTags(HashIndex(ids), np.array(values, dtype=np.uint16))
