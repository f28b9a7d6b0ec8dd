"""Which sentences make the same claim."""

import random

import pytest

from hedging.drift import alignment
from hedging.drift.alignment import align

STORY = [
    "The mill on the river burned down in 1904.",
    "Its owner had insured the building with two companies.",
    "A court heard the case in the spring.",
    "The jury took eleven minutes to acquit the miller.",
    "Nobody rebuilt the wheel.",
]


def test_the_same_text_is_aligned_in_order():
    assert align(STORY, STORY) == [((i,), (i,)) for i in range(5)]
    repeated = ["It may rain."] * 300
    assert align(repeated, repeated) == [((i,), (i,)) for i in range(300)]


def test_sentences_can_be_shuffled():
    order = list(range(5))
    random.Random(1).shuffle(order)
    shuffled = [STORY[i] for i in order]
    assert align(STORY, shuffled) == [((i,), (order.index(i),)) for i in range(5)]


@pytest.mark.parametrize("gone", range(5))
def test_a_sentence_that_is_gone_or_new_stands_alone(gone):
    rest = STORY[:gone] + STORY[gone + 1 :]
    assert ((gone,), ()) in align(STORY, rest)
    assert align(rest, STORY)[-1] == ((), (gone,))
    assert len(align(STORY, rest)) == len(align(rest, STORY)) == 5


def test_sentences_can_be_merged_and_split():
    merged = ["The mill on the river, insured by its owner with two companies, burned in 1904."]
    assert align(STORY[:2], merged) == [((0, 1), (0,))]
    assert align(merged, STORY[:2]) == [((0,), (0, 1))]


def test_a_full_rewording_is_paired_by_its_place():
    after = [STORY[0], "Insurance covered what was lost.", STORY[2]]
    assert align(STORY[:3], after) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]


def test_texts_about_different_things_are_not_paired():
    other = [f"Penguin number {word} swims." for word in ("red", "blue", "green", "brown")]
    assert all(not olds or not news for olds, news in align(STORY, other))


def test_every_sentence_is_in_one_group():
    source = random.Random(7)
    words = ["mill", "river", "court", "jury", "wheel", "owner", "fire", "spring", "case", "claim"]
    for _ in range(200):
        before, after = (
            [" ".join(source.choices(words, k=source.randint(0, 4))) for _ in range(size)]
            for size in (source.randint(0, 6), source.randint(0, 6))
        )
        groups = align(before, after)
        assert sorted(i for olds, _ in groups for i in olds) == list(range(len(before)))
        assert sorted(j for _, news in groups for j in news) == list(range(len(after)))
        assert all(olds or news for olds, news in groups)


def test_parts_of_the_pairs_make_no_difference(monkeypatch):
    source = random.Random(1)
    words = ("pond", "hill", "oak", "barn", "wren", "mill", "fen", "lea")
    before, after = (
        [" ".join(source.choices(words, k=k % 7)) for k in range(60)] for _ in range(2)
    )
    groups = align(before, after)
    monkeypatch.setattr(alignment, "_PART", 5)
    assert align(before, after) == groups


def test_the_rarest_words_count_where_the_pairs_are_too_many(monkeypatch):
    before = [f"The {name} barn stood." for name in ("elm", "oak", "fir", "yew")]
    after = [f"Some {name} barn burned." for name in ("yew", "elm", "fir", "oak")]
    groups = align(before, after)
    assert groups == [((0,), (1,)), ((1,), (3,)), ((2,), (2,)), ((3,), (0,))]
    # All rows share the barn: 16 pairs, of which 4 share a tree too.
    monkeypatch.setattr(alignment, "_MAX_PAIRS", 4)
    monkeypatch.setattr(alignment, "_PAIRS_OF_WORD", 0)
    assert align(before, after) == groups
