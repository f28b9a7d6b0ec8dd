import dataclasses

import numpy as np
import pytest
from small_material import WIKIPEDIA, encoded, gold

import hedging
from hedging.kinds import KINDS
from hedging.model.features import BITS, KIND_BITS
from hedging.train.cues import fit_cues, rare_features

pytest.importorskip("sklearn", reason="training needs scikit-learn")


@pytest.fixture
def fitted(small_material, small_recipe):
    """The model that is fitted on sentences, by the recipe with some fields changed."""
    shipped = hedging.load().model

    def fit(golds, use=None, **changes):
        examples, everything = encoded(golds)
        recipe = dataclasses.replace(small_recipe, **changes)
        use = everything if use is None else np.array(use)
        material = dataclasses.replace(small_material, cue_list=[("may", "epistemic")])
        return fit_cues(examples, use, shipped.splitter, shipped.word_classes, material, recipe)

    return fit


GOLDS = [
    gold("It may rain.", ("may", "epistemic")),
    gold("It may snow if it is cold.", ("may", "epistemic"), ("if", "condition")),
    gold("They say it may hail.", ("They say", None), scheme=WIKIPEDIA),
    gold("The bridge is old."),
]


def test_each_scheme_has_weights_and_a_curve_that_changes_nothing(fitted):
    model = fitted(GOLDS)
    assert list(model.schemes) == ["general", WIKIPEDIA]
    for column, scheme in enumerate(model.schemes.values()):
        assert scheme.column == column
        assert scheme.cue_weights.table.shape == (1 << BITS,)
        assert (scheme.slope, scheme.intercept, scheme.sentence_weights) == (1.0, 0.0, None)
    assert model.kind_weights.table.shape == (1 << KIND_BITS, len(KINDS))


def test_only_the_chosen_sentences_teach(fitted):
    everything, first_only = fitted(GOLDS), fitted(GOLDS, [True, False, False, True])
    assert len(everything.lexicon.hashes) == 3
    assert len(first_only.lexicon.hashes) == 1


def test_a_third_of_a_table_may_have_weights(fitted):
    seen = np.repeat([0, 1, 2, 3], [50, 20, 20, 10])
    assert np.array_equal(rare_features(seen), seen < 2)
    assert np.array_equal(rare_features(seen[:75]), seen[:75] < 1)
    one = fitted([gold("It may rain.", ("may", "epistemic"))])
    assert one.schemes["general"].cue_weights.table.any()


def test_the_seeds_count_as_much_as_the_recipe_says(fitted):
    tables = [
        fitted(GOLDS, seed_weight=weight).schemes["general"].cue_weights for weight in (0.0, 1.0)
    ]
    assert not tables[0].table.any()
    assert tables[1].table.any()
