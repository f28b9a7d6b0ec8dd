"""Recipe + corpora + seeds → a model folder.

Three linear models are fitted: where sentences begin (boundaries.py), which candidates are cues,
and which kind a cue has (both in cues.py). Curves and thresholds are fitted on sentences that the
weights have not learned from (calibration.py). Documents of the test part teach nothing about cues,
but the splitter learns from their boundaries. What a recipe does not name, the model takes over
from the shipped one, or does without.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np

from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold
from hedging.errors import InputError, require
from hedging.model.files import folder_of, load_model, save
from hedging.model.model import Model
from hedging.options import DEFAULT_MODEL
from hedging.released import MODELS, is_released
from hedging.text.hashing import Bools
from hedging.train.boundaries import fit_splitter, with_abbreviations
from hedging.train.calibration import calibrate
from hedging.train.cues import fit_cues
from hedging.train.distillation import soft_labels_of
from hedging.train.examples import encode
from hedging.train.folds import calibration_folds
from hedging.train.material import Material, load_material
from hedging.train.recipe import Problems, Recipe
from hedging.train.schemes import policies_of
from hedging.train.stages import Watcher, stage, unwatched
from hedging.train.word_classes import compile_word_classes
from hedging.wording import shown_path


def train(
    folder: Path,
    corpora: Path | None = None,
    seeds: Path | None = None,
    *,
    watch: Watcher = unwatched,
) -> Model:
    """Train a model by `recipe.json` in `folder`, and write its weights and its config there.

    `corpora` is the folder of the corpora that the recipe names, if it names some; `seeds` the
    folder of the seeds, by default `seeds_folder`. `watch` is told of each stage. The config says
    what was taken over from the shipped model. Raises InputError or CorpusError for a problem of
    the recipe or of a file, RecipeError for several.
    """
    require("sklearn", "training", "train", library="scikit-learn")
    if folder.resolve().parent == MODELS.resolve() and is_released(folder.name):
        raise InputError(
            f"{shown_path(folder)} is released, and a released model never changes: copy its "
            "recipe to a folder of your own"
        )
    problems = Problems()
    recipe = Recipe.read(folder / "recipe.json", problems)
    with stage("reading the files", watch):
        material = load_material(recipe, corpora, seeds or seeds_folder(folder), problems)
    if not problems.hide_sentences:
        with problems.gathered():
            golds = [gold for gold in material.golds if gold.part == "train"]
            calibration_folds(golds, material, recipe)
    problems.raise_any()
    model = fit(material, recipe, watch=watch)
    model = dataclasses.replace(model, name=folder.resolve().name)
    taken_over = {"taken_over": recipe.taken_over} if recipe.taken_over else {}
    with stage("packing", watch):
        save(model, folder, {"material": material.fingerprints, **taken_over})
    return model


def seeds_folder(folder: Path) -> Path:
    """Where the seeds of a recipe lie: in the folder `seeds`, else beside the recipe."""
    seeds = Path("seeds")
    return seeds if seeds.is_dir() else folder


def fit(
    material: Material,
    recipe: Recipe,
    *,
    without: Callable[[Gold | Passage], bool] | None = None,
    watch: Watcher = unwatched,
) -> Model:
    """Fit a model on the training part of the material, without the items that `without` selects.

    `watch` is told of each stage. The model has the schemes of the remaining sentences. Raises
    CorpusError where the material is too small for a scheme or for the splitter.
    """

    def is_used(item: Gold | Passage) -> bool:
        in_training = not isinstance(item, Gold) or item.part == "train"
        return in_training and not (without is not None and without(item))

    use = np.array([is_used(gold) for gold in material.golds], dtype=np.bool_)
    golds = [gold for gold in material.golds if is_used(gold)]
    folds = calibration_folds(golds, material, recipe)
    policies = policies_of({gold.scheme for gold in golds}, recipe.schemes)
    with stage("tokens of the sentences", watch):
        examples = encode(golds, policies)
    passages = [passage for passage in material.passages if is_used(passage)]
    with stage("boundaries of sentences", watch):
        if passages:
            splitter = fit_splitter(passages, material, recipe.boundary_c)
        else:
            splitter = with_abbreviations(_shipped().splitter, material.abbreviations)
    with stage("word classes", watch):
        if recipe.word_classes:
            word_classes = compile_word_classes(material.word_classes, examples.tokens)
        else:
            word_classes = _shipped().word_classes

    def fit_on(chosen: Bools, watch: Watcher = unwatched) -> Model:
        return fit_cues(examples, chosen, splitter, word_classes, material, recipe, watch=watch)

    model = fit_on(np.ones(len(golds), dtype=np.bool_), watch)
    soft_labels = soft_labels_of(
        material.golds, use, material.variants, material.teacher, recipe.schemes
    )
    schemes = calibrate(model, examples, folds, fit_on, soft_labels, recipe, watch=watch)
    return dataclasses.replace(model, schemes=schemes)


def _shipped() -> Model:
    """The shipped model, of which a recipe takes over what it does not name."""
    return load_model(folder_of(DEFAULT_MODEL).resolve())
