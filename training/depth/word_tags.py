"""Texts with parts of speech + reporting verbs → the tag of each frequent word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from hedging.depth.phrases import PARTS, SAYING, TAG_STEP, WordTags
from hedging.model.word_classes import WordClasses
from hedging.text.characters import LOWER
from hedging.text.hashing import ShortIndex
from hedging.text.tokens import tokenize, word_id
from training.corpora.subjects import TaggedToken

# A word is listed from so many occurrences on, and a second part of speech from such a share on.
_OCCURRENCES, _SECOND_SHARE = 2, 0.1
# The words of so many occurrences teach the tags of word classes.
_RARE = 3
# Greater word classes are those by the first character of a word.
_CLASSES = 0x8000


def fit_word_tags(
    texts: Iterable[Sequence[TaggedToken]], reporting_verbs: Sequence[str], classes: WordClasses
) -> WordTags:
    """The tags of the words of some texts, of the reporting verbs, and of the word classes.

    >>> nothing = np.zeros(0, dtype=np.uint16)
    >>> ids = nothing.astype(np.uint64)
    >>> classes = WordClasses(ShortIndex(ids), nothing, ids, nothing)
    >>> words = [TaggedToken(0, 4, "rain", "rain", "NOUN", "NN")] * 2
    >>> len(fit_word_tags([words], ["said"], classes).words)
    2
    """
    counts: dict[str, Counter[str]] = {}
    for tokens in texts:
        for token in tokens:
            counts.setdefault(token.word, Counter())[token.xpos] += 1
    words = {}
    for word, marks in counts.items():
        parts = Counter({part: count for part, count in marks.items() if part in PARTS})
        # A quotation mark is a noun now and then (of inches), and else none of the parts of speech.
        if len(tokenize(word)) == 1 and 2 * parts.total() >= marks.total():
            words[word] = parts
    tags = {
        word: _tag(parts) for word, parts in words.items() if sum(parts.values()) >= _OCCURRENCES
    }
    for word in reporting_verbs:
        tags[word] = tags.get(word, PARTS.index("VB") * TAG_STEP) | SAYING
    pairs = sorted((word_id(word), tag) for word, tag in tags.items())
    ids, values = np.array([pair[0] for pair in pairs], dtype=np.uint64), [p[1] for p in pairs]
    return WordTags(ShortIndex(ids), np.array(values, dtype=np.uint16), _of_classes(words, classes))


def _tag(parts: Counter[str]) -> int:
    """The tag of a word that occurs with these parts of speech."""
    ranked = sorted(parts.items(), key=lambda item: (-item[1], item[0]))
    tag = PARTS.index(ranked[0][0]) * TAG_STEP
    if len(ranked) > 1 and ranked[1][1] >= _SECOND_SHARE * sum(parts.values()):
        tag += 1 + PARTS.index(ranked[1][0])
    return tag


def _of_classes(words: Mapping[str, Counter[str]], classes: WordClasses) -> npt.NDArray[np.uint16]:
    """The tag of each word class, from the rare words in it: so are those that are not listed."""
    rare = sorted(word for word, parts in words.items() if sum(parts.values()) <= _RARE)
    tokens = tokenize(" ".join(rare))
    kept = tokens.initial_class == LOWER
    found = classes.classes_of(tokens, np.arange(len(tokens)))
    counts: dict[int, Counter[str]] = {}
    for word, number, is_kept in zip(rare, found.tolist(), kept.tolist(), strict=True):
        if is_kept and number < _CLASSES:
            counts.setdefault(number, Counter()).update(words[word])
    tags = np.zeros(_CLASSES + 1, dtype=np.uint16)
    for number, parts in counts.items():
        if sum(parts.values()) >= _OCCURRENCES:
            tags[number] = _tag(parts)
    return tags
