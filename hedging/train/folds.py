"""Documents → the folds that they belong to, and whether their sentences are enough to train on.

A model that scores a fold has learned from the documents of the other folds. So each scheme needs
sentences of both sorts in several documents.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from hedging.corpora.gold import Gold
from hedging.errors import CorpusError
from hedging.text.hashing import Ints
from hedging.train.material import Material
from hedging.train.recipe import Problems, Recipe

# How often other folds are tried where the documents are few and fall badly.
_ATTEMPTS = 200


def fold_of(document: str, folds: int, purpose: str = "validation") -> int:
    """The number of the fold that a document belongs to, from 0 to `folds` - 1.

    It is the same in every corpus and every run; another purpose divides the documents differently.
    """
    return zlib.crc32(f"{document}/{purpose}".encode()) % folds


def calibration_folds(golds: Sequence[Gold], material: Material, recipe: Recipe) -> Ints:
    """The calibration fold of each sentence.

    The hedged sentences of every scheme lie in several folds, and so do the others. Raises
    CorpusError, or RecipeError for several problems, where there are too few sentences or
    documents.
    """
    Problems(map(CorpusError, _lacks(golds, material, recipe))).raise_any()
    # Few documents often fall into one fold, though other folds would divide them.
    documents = sorted({gold.document for gold in golds})
    number = {name: fold_of(name, recipe.calibration_folds, "calibration") for name in documents}
    for attempt in range(_ATTEMPTS):
        if attempt:
            chance = random.Random(attempt)
            number = {name: chance.randrange(recipe.calibration_folds) for name in documents}
        if _are_divided(golds, number):
            return np.array([number[gold.document] for gold in golds])
    raise CorpusError(
        f"no way was found to divide the documents into {recipe.calibration_folds} calibration "
        "folds, so that each scheme has hedged and other sentences in several of them: give more "
        'documents, or raise "calibration_folds"'
    )


def _lacks(golds: Sequence[Gold], material: Material, recipe: Recipe) -> Iterator[str]:
    """What sentences lack that are to be trained on."""
    schemes = sorted({gold.scheme for gold in golds})
    for scheme in schemes:
        yield from _scheme_lacks(scheme, [gold for gold in golds if gold.scheme == scheme])
    if not golds:
        yield (
            "the recipe gives no sentence to train on: name labelled sentences "
            'under "seeds" or "corpora", not all of them in the test part'
        )
    if not (material.cue_list or any(gold.cues for gold in golds)):
        for scheme in schemes:
            if scheme not in recipe.sentence_schemes:
                yield (
                    "no sentence has a marked cue, and the recipe names no list of cues, so the "
                    f'scheme {scheme!r} would find nothing: mark cues, name a list under "cues", '
                    f'or add {scheme!r} to "sentence_schemes" to judge whole sentences by their '
                    "words"
                )


def _scheme_lacks(scheme: str, golds: Sequence[Gold]) -> Iterator[str]:
    if len({gold.document for gold in golds}) < 2:
        yield (
            f"all sentences of the scheme {scheme!r} are of one document, {golds[0].document!r}, "
            'and training needs two or more: name them in the rows ("document"), or in a text by '
            "lines such as # document: NAME"
        )
        return
    for hedged, named in ((True, "hedged"), (False, "not hedged")):
        documents = {gold.document for gold in golds if gold.hedged is hedged}
        if not documents:
            yield (
                f"the scheme {scheme!r} has no sentence that is {named}: "
                "training needs sentences of both sorts, so label some"
            )
        elif len(documents) < 2:
            yield (
                f"the sentences of the scheme {scheme!r} that are {named} are all of one document, "
                f"{documents.pop()!r}, and training needs two or more: label such sentences in "
                "other documents too"
            )


def _are_divided(golds: Sequence[Gold], number: dict[str, int]) -> bool:
    """Whether hedged and other sentences of every scheme lie in several folds."""
    folds: dict[tuple[str, bool], set[int]] = {}
    for gold in golds:
        if gold.hedged is not None:
            folds.setdefault((gold.scheme, gold.hedged), set()).add(number[gold.document])
    return all(len(numbers) > 1 for numbers in folds.values())
