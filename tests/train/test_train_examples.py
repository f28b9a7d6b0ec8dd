"""From labelled sentences to tokens, and from candidates to their labels."""

import pytest
from small_material import WIKIPEDIA, encoded, gold

from hedging.kinds import KINDS
from hedging.model.lexicon import Finder
from hedging.train.examples import UNKNOWN, label
from hedging.train.lexicon import compile_lexicon


def test_sentences_and_marked_cues_in_tokens():
    golds = [
        gold("It may rain.", ("may", "epistemic")),
        gold(""),
        gold("Some say so.", ("Some say", None), scheme=WIKIPEDIA),
    ]
    examples, _ = encoded(golds)
    assert examples.token_sentence.tolist() == [0] * 4 + [2] * 4
    assert [examples.policies[column].name for column in examples.scheme] == [
        "general",
        "general",
        WIKIPEDIA,
    ]
    assert examples.marked.tolist() == [
        [0, 1, 2, KINDS.index("epistemic")],
        [2, 4, 6, UNKNOWN],
    ]


def test_labels_of_candidates():
    golds = [
        gold("It is not clear.", ("not clear", "epistemic")),
        gold("It was not clear.", ("not clear", "epistemic")),
        gold("They clear the table."),
        gold("It is clear to me.", ("clear", "booster")),
        gold("Some very old officials said so.", ("Some very old officials said", "weasel")),
    ]
    examples, use = encoded(golds)
    use[4] = False
    cues = [
        ("not", "condition"),
        ("some", "weasel"),
        ("some ...", "weasel"),
        ("... officials", "weasel"),
    ]
    lexicon, counts = compile_lexicon(examples, use, cues)
    candidates = Finder(lexicon).find(examples.tokens, examples.token_sentence)
    labels = label(examples, candidates, counts)
    lengths = (candidates.end - candidates.start).tolist()
    keys = zip(candidates.sentence.tolist(), lengths, strict=True)
    # "not clear" is the cue, not "not" or "clear" in it. Where no candidate has the span of a
    # marked cue, the longest candidate that overlaps it is the cue.
    assert dict(zip(keys, labels.cue.tolist(), strict=True)) == {
        (0, 1): False,
        (0, 2): True,
        (1, 1): False,
        (1, 2): True,
        (2, 1): False,
        (3, 1): True,
        (4, 1): False,
        (4, 4): True,
    }
    assert labels.known.all()


def test_a_cue_that_is_marked_once_teaches_the_longest_candidate_within_it():
    phrase = "sources close to the family"
    golds = [gold(f"Two {phrase} said so.", (phrase, "evidential"))]
    examples, use = encoded(golds)
    listed = [("sources", "weasel"), ("sources close", "evidential"), ("said", "evidential")]
    lexicon, counts = compile_lexicon(examples, use, listed)
    candidates = Finder(lexicon).find(examples.tokens, examples.token_sentence)
    labels = label(examples, candidates, counts)
    lengths = (candidates.end - candidates.start).tolist()
    cues = dict(zip(lengths, labels.cue.tolist(), strict=True))
    assert cues == {1: False, 2: True, 5: True}


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [("general", [True, True]), ("szeged", [True, False]), (WIKIPEDIA, [False, False])],
)
def test_what_the_shared_weights_learn_from(scheme, expected):
    golds = [gold("It may or might rain.", ("may", "epistemic"), scheme=scheme)]
    examples, use = encoded(golds)
    lexicon, counts = compile_lexicon(examples, use, [("might", "epistemic")])
    candidates = Finder(lexicon).find(examples.tokens, examples.token_sentence)
    assert label(examples, candidates, counts).shared.tolist() == expected
