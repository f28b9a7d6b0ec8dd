"""Labelled sentences → lexicon, cue weights and kind weights: a Model without curves.

The cue weights are the mean of several fits by AdaGrad over all corpora, with weights that all
schemes share and weights of each scheme ("frustratingly easy" domain adaptation, Daumé 2007): the
corpora agree about most contexts of a word and disagree about which words count. A candidate that
only other schemes mark teaches the shared weights nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from hedging.kinds import KINDS
from hedging.model.arrays import usual_weights
from hedging.model.features import BITS, KIND_BITS, kind_features
from hedging.model.lexicon import MASK, Finder, Lexicon
from hedging.model.model import Model, Scheme
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Ints
from hedging.text.sentences import Splitter
from hedging.text.weights import GREATEST, Table, Weights, multiples
from hedging.train.adagrad import Floats32, fit_tables
from hedging.train.examples import UNKNOWN, Examples, Labels, features_of, label
from hedging.train.lexicon import compile_lexicon, rarely_marked
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from hedging.train.regression import class_regression
from hedging.train.schemes import SchemePolicy
from hedging.train.stages import Watcher, stage, unwatched

# The share of the places of a table that may have a weight.
_FULL = 1 / 3


def fit_cues(
    examples: Examples,
    use: Bools,
    splitter: Splitter,
    word_classes: WordClasses,
    material: Material,
    recipe: Recipe,
    *,
    watch: Watcher = unwatched,
) -> Model:
    """Fit a model on the sentences in `use`; the curves of its schemes change no score."""
    with stage("lexicon and candidates", watch):
        lexicon, labels, ids = _label_candidates(examples, use, word_classes, material)
    tables, bias = _fit_cue_weights(examples, labels, ids, material, recipe, watch)
    schemes = {
        policy.name: Scheme(
            name=policy.name,
            column=column,
            hedge_kinds=policy.hedge_kinds,
            cue_weights=Weights.quantized(tables[0] + tables[column + 1], float(bias[column + 1])),
            sentence_weights=None,
            slope=1.0,
            intercept=0.0,
            cue_threshold=0.5,
            threshold=0.5,
        )
        for column, policy in enumerate(examples.policies)
    }
    schemes = coarser_schemes(schemes, examples.policies, ids, labels.scheme)
    with stage("kinds", watch):
        kind_weights = _fit_kind_weights(labels, ids, len(examples.policies), recipe.kind_c)
    return Model("", splitter, lexicon, word_classes, kind_weights, schemes)


def _label_candidates(
    examples: Examples, use: Bools, word_classes: WordClasses, material: Material
) -> tuple[Lexicon, Labels, Ints]:
    """The lexicon, and the candidates that it leaves in the sentences of `use` with labelled cues.

    These are their labels and their feature ids.
    """
    lexicon, counts = compile_lexicon(examples, use, material.cue_list)
    candidates = Finder(lexicon).find(examples.tokens, examples.token_sentence)
    scheme = examples.scheme[candidates.sentence]
    usable = use[candidates.sentence] & (lexicon.masks[candidates.entry, scheme] > 0)
    candidates = candidates.take(usable)
    labels = label(examples, candidates, counts, unseen=False)
    rare = rarely_marked(lexicon, candidates, labels)
    masks = np.where(rare, MASK.type(0), lexicon.masks)
    lexicon = replace(lexicon, masks=masks)
    candidates = candidates.take(~rare[candidates.entry, labels.scheme])
    # Labelled again: a marked cue may have lost the candidate that it overlapped.
    labels = label(examples, candidates, counts)
    known = labels.known.nonzero()[0]
    ids = features_of(examples, candidates, lexicon, word_classes, known)
    return lexicon, Labels._make(column[known] for column in labels), ids


def _fit_cue_weights(
    examples: Examples,
    labels: Labels,
    feature_ids: Ints,
    material: Material,
    recipe: Recipe,
    watch: Watcher,
) -> tuple[Floats32, Floats32]:
    """Tables of weights and their biases: table 0 is shared, table s + 1 belongs to scheme s.

    All features take part in the fit, where the rare ones learn what is particular to their
    candidates. Afterwards the weights of the rarest are set to 0. They say little about other
    candidates, and the new features of another text would meet their weights by chance.
    """
    always_drawn = np.array([policy.always_drawn for policy in examples.policies])[labels.scheme]
    lighter = material.annotated.keys() | material.light
    is_lighter = np.array([gold.document in lighter for gold in examples.golds])
    own_weight = np.where(is_lighter, recipe.annotation_weight, recipe.seed_weight)
    weight = np.where(always_drawn, own_weight[labels.sentence], 1.0)
    fits = []
    for bag in range(recipe.cue_bags):
        random = np.random.default_rng(bag).random(len(feature_ids))
        drawn = always_drawn | (random < recipe.cue_share)
        with stage(f"cues, fit {bag + 1} of {recipe.cue_bags}", watch):
            fits.append(
                fit_tables(
                    feature_ids[drawn],
                    labels.scheme[drawn] + 1,
                    labels.cue[drawn],
                    weight[drawn],
                    labels.shared[drawn],
                    shape=(len(examples.policies) + 1, 1 << BITS),
                    rate=recipe.cue_rate,
                    epochs=recipe.cue_epochs,
                    seed=bag,
                )
            )
    tables, bias = (np.mean(arrays, axis=0) for arrays in zip(*fits, strict=True))
    tables[:, rare_features(np.bincount(feature_ids.ravel(), minlength=1 << BITS))] = 0
    return tables, bias


def rare_features(seen: Ints) -> Bools:
    """The rarest features, so that at most a third of the places of a table are left.

    `seen` says how often each place was seen.
    """
    least = 1
    while np.count_nonzero(seen >= least) > _FULL * len(seen):
        least += 1
    return np.asarray(seen < least)


def coarser_schemes(
    schemes: Mapping[str, Scheme],
    policies: Sequence[SchemePolicy],
    feature_ids: Ints,
    scheme: Ints,
) -> dict[str, Scheme]:
    """The schemes with the cue weights on the grids of their policies; the first stays as it is.

    A feature that only the texts of the first scheme have gets its weights from these texts alone,
    so that its weight under another scheme follows from the one under the first, but for rounding.
    What a file has to hold of the other schemes are the features of their own texts, and there the
    low bits of a weight are noise (`on_grid`).

    `feature_ids` has a row for each candidate that the weights learned from, `scheme` the column of
    its scheme.
    """
    coarser = dict(schemes)
    first, *others = schemes.values()
    for own, policy in zip(others, policies[1:], strict=True):
        if policy.cue_step > 1:
            seen = np.zeros(1 << BITS, dtype=np.bool_)
            seen[feature_ids[scheme == own.column]] = True
            weights = own.cue_weights
            table = near_first(first.cue_weights.table, weights.table, seen, policy.cue_step)
            coarser[own.name] = own._replace(cue_weights=weights._replace(table=table))
    return coarser


def near_first(first: Table, other: Table, seen: Bools, step: int) -> Table:
    """The cue weights of a scheme, brought near the usual weights, so that a file of them is small.

    The usual weight of a feature follows from its weight in the first scheme. Only features that
    were `seen` in the texts of the scheme differ from it, by multiples of `step`.
    """
    is_place = (first != 0) | (other != 0)
    of_place = first[is_place]
    usual = usual_weights(of_place, other[is_place])[of_place.view(np.uint8)].astype(np.int16)
    change = multiples(other[is_place] - usual, step)
    values = np.where(seen[is_place], usual + change, usual)
    table = np.zeros_like(other)
    table[is_place] = values.clip(-GREATEST, GREATEST)
    return table


def _fit_kind_weights(labels: Labels, feature_ids: Ints, schemes: int, c: float) -> Weights:
    typed = labels.cue & (labels.kind != UNKNOWN)
    by_scheme = [typed & (labels.scheme == column) for column in range(schemes)]
    ids = [kind_features(feature_ids[rows], k) for k, rows in enumerate(by_scheme)]
    kinds = np.concatenate([labels.kind[rows] for rows in by_scheme])
    table = class_regression(np.concatenate(ids), kinds, 1 << KIND_BITS, len(KINDS), c)
    return Weights.quantized(table)
