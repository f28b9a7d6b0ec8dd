import pytest
from small_material import WIKIPEDIA

from hedging.errors import InputError
from hedging.train.schemes import SchemePolicy, policies_of, policy_of


def test_policies_stand_in_the_order_of_columns():
    names = [policy.name for policy in policies_of({"own", "mine", WIKIPEDIA, "szeged", "general"})]
    assert names == ["general", "szeged", WIKIPEDIA, "mine", "own"]
    changed = {"mine": SchemePolicy("mine", longest_cue=2)}
    assert policy_of("mine", changed).longest_cue == 2
    assert policy_of("own", changed) == SchemePolicy("own")


@pytest.mark.parametrize("option", ["cue_step", "sentence_step"])
@pytest.mark.parametrize("step", [0, -4, 64])
def test_a_step_is_a_number_of_the_8_bits(option, step):
    with pytest.raises(InputError, match=f"{option} must be from 1 to 63, got {step}"):
        SchemePolicy("mine", **{option: step})


def test_our_own_scheme_stays_as_it_was_learned():
    assert policy_of("general").cue_step == SchemePolicy("mine").cue_step == 1
