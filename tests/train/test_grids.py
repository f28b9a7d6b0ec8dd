"""Weights on coarser grids: what changes, by how much, and what stays as it is."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_material import WIKIPEDIA

import hedging
from hedging.model.arrays import usual_weights
from hedging.model.features import BITS
from hedging.model.files import load_model
from hedging.train.cues import coarser_schemes, near_first
from hedging.train.schemes import policies_of
from hedging.train.training import fit

CHANCE = np.random.default_rng(3)
FIRST = CHANCE.integers(-127, 128, 4000).astype(np.int8)
FIRST[::5] = 0
SEEN = CHANCE.random(4000) < 0.3


def changes(first, other):
    """By how much a table differs from the usual weights beside the first, where it does."""
    first, other = (table[(first != 0) | (other != 0)] for table in (first, other))
    change = other - usual_weights(first, other)[first.view(np.uint8)]
    return change[change != 0]


def other_table():
    """A table whose weights follow from FIRST, except those of the features in SEEN."""
    own = CHANCE.integers(-40, 41, 4000) * SEEN
    return np.clip(np.trunc(FIRST * 0.6) + own, -127, 127).astype(np.int8)


@pytest.mark.parametrize("step", [1, 2, 4, 9])
def test_weights_of_unseen_features_follow_from_the_first_and_others_move_by_half_a_step(step):
    other = other_table()
    coarser = near_first(FIRST, other, SEEN, step)
    assert np.array_equal(coarser[~SEEN], other[~SEEN])
    assert np.abs(coarser.astype(int) - other)[SEEN].max() <= step / 2
    if step == 1:
        assert np.array_equal(coarser, other)


def test_a_coarser_table_takes_less_room():
    others = [near_first(FIRST, other_table(), SEEN, step) for step in (1, 8)]
    fine, coarse = (changes(FIRST, other) for other in others)
    assert len(coarse) <= len(fine) < SEEN.sum() + 50
    assert len(np.unique(coarse)) < len(np.unique(fine)) / 5


@given(st.integers(-127, 127), st.integers(-127, 127), st.integers(1, 63))
def test_no_weight_wraps_around(first, other, step):
    tables = np.full((2, 8), [[first], [other]], dtype=np.int8)
    tables[1, 0] = -127 if other > 0 else 127
    coarser = near_first(tables[0], tables[1], np.ones(8, dtype=np.bool_), step)
    moved = np.abs(coarser.astype(int) - tables[1])
    assert moved.max() <= step / 2


@pytest.mark.slow
def test_only_schemes_with_a_step_change_and_never_the_first(trained):
    schemes = dict(load_model(trained).schemes)
    policies = [
        dataclasses.replace(policy, cue_step=1 if policy.name == "bioscope" else 50)
        for policy in policies_of(schemes)
    ]
    # The texts of no scheme but Wikipedia's show a feature.
    ids, columns = np.arange(1 << BITS)[:, None], np.full(1 << BITS, 3)
    coarser = coarser_schemes(schemes, policies, ids, columns)
    assert list(coarser) == list(schemes)
    same = [name for name in schemes if coarser[name] is schemes[name]]
    assert same == ["general", "bioscope"]
    first = schemes["general"].cue_weights.table
    for name in ("szeged", WIKIPEDIA):
        table = coarser[name].cue_weights.table
        inside = np.abs(table) < 127
        changed = changes(first * inside, table * inside)
        assert (len(changed) > 0) == (name == WIKIPEDIA)
        assert set(np.unique(changed).tolist()) <= {-100, -50, 50, 100}


def test_a_model_of_one_scheme_has_nothing_to_follow():
    assert policies_of({"szeged"})[0].cue_step > 1
    alone = {"szeged": hedging.load(scheme="szeged").model.schemes["szeged"]}
    no_ids, no_columns = np.zeros((0, 1), dtype=np.int64), np.zeros(0, dtype=np.int64)
    assert coarser_schemes(alone, policies_of(alone), no_ids, no_columns) == alone


@pytest.mark.slow
def test_a_recipe_sets_the_grids(trained, small_material, small_recipe):
    kept = load_model(trained)
    coarse = {
        policy.name: dataclasses.replace(policy, cue_step=40, sentence_step=30)
        for policy in policies_of(kept.schemes)
    }
    moved = fit(small_material, dataclasses.replace(small_recipe, schemes=coarse))
    for name, scheme in kept.schemes.items():
        is_same = np.array_equal(moved.schemes[name].cue_weights.table, scheme.cue_weights.table)
        assert is_same == (name == "general"), name
    weights = moved.schemes[WIKIPEDIA].sentence_weights
    assert set((weights.table % 30).tolist()) == {0}
