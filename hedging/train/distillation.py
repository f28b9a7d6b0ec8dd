"""Labelled sentences → many more like them, and what a large model thinks of those.

A large encoder that is fine-tuned on a few thousand sentences learns more from them than words and pairs of words can, but it
is too slow to ship. It passes on what it learned by labelling sentences for the small model ("model compression", Buciluǎ,
Caruana & Niculescu-Mizil 2006; Hinton, Vinyals & Dean 2015). Where there is no unlabelled text of the kind, variants of the
labelled sentences serve: some words replaced by others of their class, and runs of words cut out.

The labels lie in one small file of numbers and the variants are made anew, always the same, so that no text is kept. Several
teachers label every variant, each of which was trained without one part of the documents, and one more that saw them all; so that
a model which is to be tested on some documents learns nothing that stems from them.
"""

from __future__ import annotations

import bisect
import hashlib
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hedging.errors import CorpusError
from hedging.text.tokens import tokenize

#: Share of the words that are replaced in each variant of a sentence, and whether a run of words is cut out of it then.
VARIANTS = (
    (0.15, False),
    (0.15, False),
    (0.3, False),
    (0.3, False),
    (0.0, True),
    (0.15, True),
    (0.3, True),
)

# Words in a run that is cut out.
_SHORTEST, _LONGEST = 5, 22

_STEPS = 255


def variants(texts: Sequence[str], classes: Mapping[str, int]) -> list[list[str]]:
    """Variants of every text, as many as VARIANTS has; `classes` maps lower-case words to numbers.

    A word gives way to another word of its class that `texts` hold more than once, the commoner the likelier.

    >>> texts = ["Some say so.", "Many say so.", "Some say no.", "Many say no."]
    >>> sorted(set(variants(texts, {"some": 1, "many": 1})[0]))
    ['Many say so.', 'Some say so.']
    """
    spans = [_words(text) for text in texts]
    counts = Counter(
        text[a:b].lower() for text, words in zip(texts, spans, strict=True) for a, b in words
    )
    mates: dict[int, list[str]] = {}
    for word in sorted(counts):
        if counts[word] > 1 and word.isalpha() and word in classes:
            mates.setdefault(classes[word], []).append(word)
    totals = {
        number: list(accumulate(counts[word] for word in words)) for number, words in mates.items()
    }

    def other(word: str, chance: random.Random) -> str:
        number = classes.get(word.lower(), -1)
        if number not in mates or not word.isalpha():
            return word
        found = mates[number][
            bisect.bisect_right(totals[number], chance.randrange(totals[number][-1]))
        ]
        return found.capitalize() if word[0].isupper() else found

    return [
        [_variant(text, words, k, other) for k in range(len(VARIANTS))]
        for text, words in zip(texts, spans, strict=True)
    ]


def _words(text: str) -> list[tuple[int, int]]:
    tokens = tokenize(text)
    return list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))


def _variant(
    text: str, words: list[tuple[int, int]], k: int, other: Callable[[str, random.Random], str]
) -> str:
    share, cut = VARIANTS[k]
    chance = random.Random(f"{k} {text}")
    if cut and len(words) > _SHORTEST:
        length = chance.randint(_SHORTEST, min(_LONGEST, len(words)))
        at = chance.randint(0, len(words) - length)
        words = words[at : at + length]
    pieces, done = [], words[0][0] if words else 0
    for start, end in words:
        replaced = chance.random() < share
        pieces.append(
            text[done:start] + (other(text[start:end], chance) if replaced else text[start:end])
        )
        done = end
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Teaching:
    """Probabilities that variants are hedged, by several teachers, shape (teachers, texts, variants).

    `documents` holds for each teacher the documents that it was trained on, `fingerprint` what the variants were.
    """

    probability: npt.NDArray[np.float32]
    documents: tuple[frozenset[str], ...]
    fingerprint: str

    def of(self, documents: Iterable[str]) -> npt.NDArray[np.float32] | None:
        """Labels by the teacher that saw most of `documents`, and nothing else; None where there is no such teacher."""
        allowed = frozenset(documents)
        fit = [k for k, seen in enumerate(self.documents) if seen <= allowed]
        return self.probability[max(fit, key=lambda k: len(self.documents[k]))] if fit else None


def fingerprint(made: Sequence[Sequence[str]]) -> str:
    """What says whether variants are those that were labelled."""
    return hashlib.sha256("\n".join(text for row in made for text in row).encode()).hexdigest()[:16]


def write(path: Path, teaching: Teaching) -> None:
    """Write labels, in steps of 1/255, to a `.npz` file."""
    names = sorted(set().union(*teaching.documents))
    seen = np.array([[name in one for name in names] for one in teaching.documents])
    levels = np.round(teaching.probability * _STEPS).astype(np.uint8)
    np.savez_compressed(
        path,
        levels=levels,
        documents=np.array(names),
        seen=seen,
        fingerprint=np.array(teaching.fingerprint),
    )


def read(path: Path) -> Teaching:
    """Read what `write` wrote; a file that is something else is a CorpusError."""
    try:
        with np.load(path, allow_pickle=False) as content:
            levels, names, seen, made = (
                content[name] for name in ("levels", "documents", "seen", "fingerprint")
            )
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise CorpusError(
            f"{path} holds no teacher's labels ({error}); make it with benchmarks/teacher.py"
        ) from error
    documents = tuple(frozenset(names[one].tolist()) for one in seen)
    return Teaching(levels.astype(np.float32) / _STEPS, documents, str(made))
