"""From marked sentences to the lexicon, the labels of candidates and word classes."""

import numpy as np
import pytest
from small_material import encoded, gold

from hedging.kinds import KINDS
from hedging.model.lexicon import Finder, run_hashes
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.tokens import tokenize
from hedging.train.examples import label
from hedging.train.lexicon import compile_lexicon, rarely_marked
from hedging.train.schemes import SchemePolicy, kind_mask, policies_of, policy_of
from hedging.train.word_classes import compile_word_classes

WIKIPEDIA = "conll2010-wikipedia"


def test_labels_of_candidates():
    golds = [
        gold("It is not clear.", ("not clear", "epistemic")),
        gold("They clear the table."),
        gold("It is clear to me.", ("clear", "booster")),
        gold("Some very old officials said so.", ("Some very old officials said", "weasel")),
    ]
    examples, use = encoded(golds)
    use[3] = False
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
        (2, 1): True,
        (3, 1): False,
        (3, 4): True,
    }
    assert labels.known.all()


def masks_of(cue, golds, cue_list=()):
    """The kinds that a cue can have in each scheme of the sentences."""
    examples, use = encoded(golds)
    lexicon, _ = compile_lexicon(examples, use, cue_list)
    (*_, whole), _ = run_hashes(cue)
    row = lexicon.masks[lexicon.hashes.tolist().index(whole)].tolist()
    return {
        policy.name: tuple(kind for kind in KINDS if mask & kind_mask([kind]))
        for policy, mask in zip(examples.policies, row, strict=True)
    }


def in_scheme(scheme, kind=None, cue="may", times=1):
    return [gold(f"It {cue} rain.", (cue, kind), scheme=scheme)] * times


def test_the_kinds_of_an_entry_in_each_scheme():
    nothing = [
        gold("It rains.", scheme=name) for name in ("general", "szeged", "bioscope", WIKIPEDIA)
    ]
    epistemic, weasel = ("epistemic",), ("weasel",)
    # A cue of the list can have its kind wherever the annotators looked for that kind.
    assert masks_of("may", nothing, [("may", "epistemic")]) == dict.fromkeys(
        ("general", "szeged", "bioscope", WIKIPEDIA), epistemic
    )
    assert masks_of("may", nothing, [("may", "weasel")]) == {
        "general": weasel,
        "szeged": (),
        "bioscope": (),
        WIKIPEDIA: weasel,
    }
    # A scheme that does not tell kinds apart gives all its cues one kind.
    assert masks_of("may", nothing + in_scheme("bioscope")) == dict.fromkeys(
        ("general", "szeged", "bioscope", WIKIPEDIA), epistemic
    )
    # Wikipedia's cues reach other schemes once they are marked twice, and keep their other kinds.
    assert masks_of("may", nothing + in_scheme(WIKIPEDIA)) == {
        "general": (),
        "szeged": (),
        "bioscope": (),
        WIKIPEDIA: weasel,
    }
    assert masks_of("may", nothing + in_scheme(WIKIPEDIA, times=2))["general"] == weasel
    both = nothing + in_scheme(WIKIPEDIA) + in_scheme("szeged", "condition")
    assert masks_of("may", both)[WIKIPEDIA] == ("condition", "weasel")


def test_an_unknown_scheme_gives_its_own_kinds():
    golds = [gold("It rains."), *in_scheme("mine", "doxastic")]
    assert masks_of("may", golds) == {"general": ("doxastic",), "mine": ("doxastic",)}
    listed = [("may", "epistemic")]
    assert masks_of("may", golds, listed) == {"general": ("epistemic",), "mine": ("doxastic",)}


def test_the_longest_cue_is_a_matter_of_the_scheme():
    phrase = "it is widely held"
    golds = [gold(phrase, (phrase, None), scheme=WIKIPEDIA)]
    examples, use = encoded(golds)
    assert len(compile_lexicon(examples, use, [])[0].hashes) == 0
    golds = [gold(phrase, (phrase, "weasel"), scheme="mine")]
    examples, use = encoded(golds)
    assert len(compile_lexicon(examples, use, [])[0].hashes) == 1


def test_policies_stand_in_the_order_of_columns():
    names = [policy.name for policy in policies_of({"own", "mine", WIKIPEDIA, "szeged", "general"})]
    assert names == ["general", "szeged", WIKIPEDIA, "mine", "own"]
    changed = {"mine": SchemePolicy("mine", longest_cue=2)}
    assert policy_of("mine", changed).longest_cue == 2
    assert policy_of("own", changed) == SchemePolicy("own")


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


def test_an_ending_has_the_class_of_most_of_its_words():
    examples, use = encoded([gold("walking talking baking making raining singing ringing")])
    listed = dict.fromkeys(("walking", "talking", "baking", "making", "raining"), (1, 7))
    tokens = tokenize("swimming")
    suffixes = tokens.suffixes(np.arange(1))
    classes = [
        compile_word_classes(listed, examples, mask).classes_of(
            tokens.ids, suffixes, tokens.initial_class
        )
        for mask in (use, ~use)
    ]
    assert classes[0].tolist() == [1 << GROUP_SHIFT | 7]
    assert classes[1].tolist() != classes[0].tolist()


def test_an_entry_that_a_scheme_hardly_ever_marks_is_no_candidate_there():
    golds = [gold(f"They left on day {k}.") for k in range(12)]
    golds += [gold("They left, one says.", ("They", None), scheme=WIKIPEDIA)] * 3
    examples, use = encoded(golds)
    lexicon, counts = compile_lexicon(examples, use, [])
    candidates = Finder(lexicon).find(examples.tokens, examples.token_sentence)
    labels = label(examples, candidates, counts)
    rare = rarely_marked(lexicon, candidates, labels, examples.scheme[candidates.sentence])
    assert rare.tolist() == [[True, False]]
