"""Labelled sentences → variants with soft labels from a large model, for the sentence weights.

A large encoder that is fine-tuned on a few thousand sentences learns more from them than words and
pairs of words can, but it is too slow to ship. So it is the teacher of the small model ("model
compression", Buciluǎ, Caruana & Niculescu-Mizil 2006; Hinton, Vinyals & Dean 2015). Unlabelled text
of the same sort is rare, so the teacher labels variants of the labelled sentences: some words are
replaced by other words of their class, and runs of words are cut out.

The labels are kept in a small file of numbers. The variants are made anew each time, always the
same, so that no text is kept. Several teachers label every variant: each was trained without one
fold of the documents, and a last teacher saw all documents. So a model that is to be tested on some
documents can learn from a teacher that never saw them.
"""

from __future__ import annotations

import bisect
import hashlib
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hedging.corpora.gold import Gold
from hedging.errors import CorpusError
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools, Ints
from hedging.text.tokens import tokenize
from hedging.train.schemes import SchemePolicy, policy_of

#: The variants of each sentence: the share of its words that are replaced, and whether a run of
#: words is cut out first.
VARIANTS = (
    (0.15, False),
    (0.15, False),
    (0.3, False),
    (0.3, False),
    (0.0, True),
    (0.15, True),
    (0.3, True),
)

#: Labels are kept in steps of 1/255.
STEPS = 255

# How many words are in a run that is cut out.
_MIN_WORDS, _MAX_WORDS = 5, 22


def variants_of(texts: Sequence[str], classes: Mapping[str, int]) -> list[list[str]]:
    """Variants of every text, as many as VARIANTS has; `classes` maps lower-case words to numbers.

    A word is replaced by a word of its class that `texts` hold more than once; a common word is a
    likelier replacement than a rare one.
    """
    tokens = [tokenize(text) for text in texts]
    spans = [list(zip(own.start.tolist(), own.end.tolist(), strict=True)) for own in tokens]
    counts = Counter(
        text[start:end].lower()
        for text, words in zip(texts, spans, strict=True)
        for start, end in words
    )
    replace = _Replacements(counts, classes)
    return [
        [_variant(text, words, k, replace) for k in range(len(VARIANTS))]
        for text, words in zip(texts, spans, strict=True)
    ]


class _Replacements:
    """The words of each class with their counts, to draw from."""

    def __init__(self, counts: Mapping[str, int], classes: Mapping[str, int]) -> None:
        self._classes = classes
        self._words: dict[int, list[str]] = {}
        for word in sorted(counts):
            if counts[word] > 1 and word.isalpha() and word in classes:
                self._words.setdefault(classes[word], []).append(word)
        self._totals = {
            number: list(accumulate(counts[word] for word in words))
            for number, words in self._words.items()
        }

    def __call__(self, word: str, chance: random.Random) -> str:
        """A word of the same class in the same case, or the word itself if it has no class."""
        number = self._classes.get(word.lower(), -1)
        if number not in self._words or not word.isalpha():
            return word
        totals = self._totals[number]
        drawn = self._words[number][bisect.bisect_right(totals, chance.randrange(totals[-1]))]
        return drawn.capitalize() if word[0].isupper() else drawn


def _variant(
    text: str,
    words: list[tuple[int, int]],
    k: int,
    replace: Callable[[str, random.Random], str],
) -> str:
    """Variant k of a text; `words` are the spans of its words."""
    share, is_cut = VARIANTS[k]
    chance = random.Random(f"{k} {text}")
    if is_cut and len(words) > _MIN_WORDS:
        length = chance.randint(_MIN_WORDS, min(_MAX_WORDS, len(words)))
        first = chance.randint(0, len(words) - length)
        words = words[first : first + length]
    pieces, done = [], words[0][0] if words else 0
    for start, end in words:
        word = text[start:end]
        if chance.random() < share:
            word = replace(word, chance)
        pieces.append(text[done:start] + word)
        done = end
    return "".join(pieces)


def is_distilled(gold: Gold, policies: Mapping[str, SchemePolicy]) -> bool:
    """Whether a teacher labels variants of the sentence; `policies` are those of the recipe."""
    return gold.part == "train" and policy_of(gold.scheme, policies).distilled


def distilled_variants(
    golds: Sequence[Gold],
    word_classes: Mapping[str, tuple[int, int]],
    policies: Mapping[str, SchemePolicy],
) -> list[list[str]]:
    """Variants of the sentences that a teacher labels; `word_classes` have groups and classes."""
    texts = [gold.text for gold in golds if is_distilled(gold, policies)]
    return variants_of(texts, {word: number for word, (_, number) in word_classes.items()})


def fingerprint(groups: Sequence[Sequence[str]]) -> str:
    """Hash of texts in groups, to detect labels that were made for other texts."""
    text = "\n".join(text for group in groups for text in group)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class TeacherLabels:
    """Probabilities that variants are hedged, by several teachers.

    `probability` has the shape (teachers, sentences, variants). `documents` are the documents that
    each teacher was trained on, and `fingerprint` is the hash of the variants.
    """

    probability: npt.NDArray[np.float32]
    documents: tuple[frozenset[str], ...]
    fingerprint: str

    def for_documents(self, documents: Collection[str]) -> npt.NDArray[np.float32] | None:
        """Labels, shape (sentences, variants), for training on `documents`.

        They are from the teacher that saw most of `documents` and nothing else; None if there is no
        such teacher.
        """
        usable = [k for k, own in enumerate(self.documents) if own <= frozenset(documents)]
        best = max(usable, key=lambda k: len(self.documents[k]), default=None)
        return None if best is None else np.asarray(self.probability[best])


def read_teacher(path: Path) -> TeacherLabels:
    """Read the file that `training.light.teacher` writes; CorpusError for another kind of file."""
    try:
        with np.load(path, allow_pickle=False) as content:
            levels, names, is_trained_on, variants_hash = (
                content[name] for name in ("levels", "documents", "seen", "fingerprint")
            )
    except (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise CorpusError(
            f"{path} holds no teacher's labels ({error}); make it with training/light/teacher.py"
        ) from error
    documents = tuple(frozenset(names[row].tolist()) for row in is_trained_on)
    return TeacherLabels(levels.astype(np.float32) / STEPS, documents, str(variants_hash))


@dataclass(frozen=True, slots=True)
class SoftLabels:
    """Variants of sentences with a teacher's labels, for the sentence weights.

    Text i is a variant of the sentence `origin[i]`; `probability[i]` says how likely it is hedged.
    """

    texts: list[str]
    origin: Ints
    probability: Floats


def soft_labels_of(
    golds: Sequence[Gold],
    use: Bools,
    variants: Sequence[Sequence[str]],
    teacher: TeacherLabels | None,
    policies: Mapping[str, SchemePolicy],
) -> SoftLabels:
    """Soft labels of variants of the sentences in `use`; `origin` counts these alone.

    Empty without a teacher, and if every teacher saw other documents too.
    """
    is_labelled = np.array([is_distilled(gold, policies) for gold in golds], dtype=np.bool_)
    documents = {golds[i].document for i in np.flatnonzero(is_labelled & use).tolist()}
    labels = None if teacher is None else teacher.for_documents(documents)
    if labels is None:
        return SoftLabels([], np.zeros(0, dtype=np.int64), np.zeros(0))
    chosen = use[is_labelled]
    return SoftLabels(
        [text for i in np.flatnonzero(chosen).tolist() for text in variants[i]],
        np.repeat(np.flatnonzero(is_labelled[use]), labels.shape[1]),
        labels[chosen].ravel().astype(np.float64),
    )
