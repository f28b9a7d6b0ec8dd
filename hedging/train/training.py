"""Recipe + corpora + seeds → a model folder.

Three linear models are fitted: where sentences begin (boundaries.py), which candidates are cues,
and which kind a cue has (both in cues.py). Curves and thresholds are fitted on sentences that the
weights have not learned from (calibration.py). Documents of the test part teach nothing about cues,
but the splitter learns from their boundaries.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold
from hedging.errors import CorpusError
from hedging.model.model import Model
from hedging.model.saving import save
from hedging.text.hashing import Bools
from hedging.train.boundaries import fit_splitter
from hedging.train.calibration import calibrate, check_folds
from hedging.train.cues import fit_cues
from hedging.train.distillation import (
    NO_SOFT_LABELS,
    SoftLabels,
    is_distilled,
    select_soft_labels,
)
from hedging.train.examples import encode
from hedging.train.material import Material, load_material
from hedging.train.recipe import Recipe
from hedging.train.schemes import policies_of
from hedging.train.word_classes import compile_word_classes


def train(folder: Path, corpora: Path, seeds: Path) -> Model:
    """Train a model by `recipe.json` in `folder`, and write its weights and its config there."""
    recipe = Recipe.read(folder / "recipe.json")
    material = load_material(recipe, corpora, seeds)
    model = dataclasses.replace(fit(material, recipe), name=folder.name)
    save(model, folder, {"material": material.fingerprints})
    return model


def fit(
    material: Material, recipe: Recipe, *, without: Callable[[Gold | Passage], bool] | None = None
) -> Model:
    """Fit a model on the training part of the material, without the items that `without` selects.

    The model has the schemes of the remaining sentences. Raises CorpusError where the material is
    too small for a scheme or for the splitter.
    """

    def is_used(item: Gold | Passage) -> bool:
        in_training = not isinstance(item, Gold) or item.part == "train"
        return in_training and not (without is not None and without(item))

    use = np.array([is_used(gold) for gold in material.golds], dtype=np.bool_)
    golds = [gold for gold in material.golds if is_used(gold)]
    if not golds:
        raise CorpusError(
            "the recipe gives no sentence to train on: name labelled sentences "
            'under "seeds" or "corpora", not all of them in the test part'
        )
    policies = policies_of({gold.scheme for gold in golds}, recipe.schemes)
    examples = encode(golds, policies)
    fold_count = recipe.calibration_folds
    folds = np.array([fold_of(gold.document, fold_count, "calibration") for gold in golds])
    check_folds(examples, folds, recipe)
    passages = [passage for passage in material.passages if is_used(passage)]
    splitter = fit_splitter(passages, material, recipe.boundary_c)
    everything = np.ones(len(golds), dtype=np.bool_)
    word_classes = compile_word_classes(material.word_classes, examples, everything)

    def fit_on(chosen: Bools) -> Model:
        return fit_cues(examples, chosen, splitter, word_classes, material, recipe)

    model = fit_on(everything)
    soft_labels = soft_labels_of(material, use, recipe)
    schemes = calibrate(model, examples, folds, fit_on, soft_labels, recipe)
    return dataclasses.replace(model, schemes=schemes)


def soft_labels_of(material: Material, use: Bools, recipe: Recipe) -> SoftLabels:
    """Soft labels of variants of the sentences in `use`; empty without a teacher."""
    if material.teacher is None:
        return NO_SOFT_LABELS
    distilled = np.array([is_distilled(gold, recipe.schemes) for gold in material.golds])
    return select_soft_labels(material.golds, distilled, use, material.variants, material.teacher)


def fold_of(document: str, folds: int, purpose: str = "validation") -> int:
    """The number of the fold that a document belongs to, from 0 to `folds` - 1.

    It is the same in every corpus and every run; another purpose divides the documents differently.

    >>> fold_of("PMC1064853", 5) == fold_of("PMC1064853", 5) < 5
    True
    """
    return zlib.crc32(f"{document}/{purpose}".encode()) % folds
