from small_material import WIKIPEDIA

from hedging.train.schemes import SchemePolicy, policies_of, policy_of


def test_policies_stand_in_the_order_of_columns():
    names = [policy.name for policy in policies_of({"own", "mine", WIKIPEDIA, "szeged", "general"})]
    assert names == ["general", "szeged", WIKIPEDIA, "mine", "own"]
    changed = {"mine": SchemePolicy("mine", longest_cue=2)}
    assert policy_of("mine", changed).longest_cue == 2
    assert policy_of("own", changed) == SchemePolicy("own")
