"""From marked cues and the cue list to the lexicon, with the kinds that each entry can have."""

from small_material import WIKIPEDIA, encoded, gold

from hedging.kinds import KINDS
from hedging.model.lexicon import Finder, run_hashes
from hedging.train.examples import label
from hedging.train.lexicon import compile_lexicon, rarely_marked
from hedging.train.schemes import kind_mask


def masks_of(cue, golds, cue_list=()):
    """The kinds that a cue can have in each scheme of the sentences."""
    examples, use = encoded(golds)
    lexicon, _ = compile_lexicon(examples, use, cue_list)
    (*_, entry_hash), _ = run_hashes(cue)
    row = lexicon.masks[lexicon.hashes.tolist().index(entry_hash)].tolist()
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


def test_the_cues_of_an_unknown_scheme_keep_their_kinds():
    golds = [gold("It rains."), *in_scheme("mine", "doxastic")]
    assert masks_of("may", golds) == {"general": ("doxastic",), "mine": ("doxastic",)}
    listed = [("may", "epistemic")]
    assert masks_of("may", golds, listed) == {"general": ("epistemic",), "mine": ("doxastic",)}


def test_each_scheme_sets_its_longest_cue():
    phrase = "it is widely held"
    golds = [gold(phrase, (phrase, None), scheme=WIKIPEDIA)]
    examples, use = encoded(golds)
    assert len(compile_lexicon(examples, use, [])[0].hashes) == 0
    golds = [gold(phrase, (phrase, "weasel"), scheme="mine")]
    examples, use = encoded(golds)
    assert len(compile_lexicon(examples, use, [])[0].hashes) == 1


def test_an_entry_that_a_scheme_hardly_ever_marks_is_no_candidate_there():
    golds = [gold(f"They left on day {k}.") for k in range(12)]
    golds += [gold("They left, one says.", ("They", None), scheme=WIKIPEDIA)] * 3
    examples, use = encoded(golds)
    lexicon, counts = compile_lexicon(examples, use, [])
    candidates = Finder(lexicon).find(examples.tokens, examples.token_sentence)
    labels = label(examples, candidates, counts)
    rare = rarely_marked(lexicon, candidates, labels)
    assert rare.tolist() == [[True, False]]
