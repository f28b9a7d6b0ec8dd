from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import hedging
from hedging.model.custom_cues import PROBABILITY

EXTRA = {
    "murky": "epistemic",
    "by all accounts": "evidential",
    "may": "booster",
    "rain": "weasel",
    "all": "approximator",
}
WORDS = st.lists(
    st.sampled_from([*" ".join(EXTRA).split(), "It", "Some officials", "unclear", ".", "\n", "if"]),
    max_size=20,
).map(" ".join)


def test_extra_cues_are_cues_of_their_kind_and_win():
    report = hedging.load(extra_cues=EXTRA).detect(
        "The outlook, by all accounts, is Murky. It may snow."
    )
    assert [(cue.text, cue.kind, cue.score) for cue in report.cues] == [
        ("by all accounts", "evidential", PROBABILITY),
        ("Murky", "epistemic", PROBABILITY),
        ("may", "booster", PROBABILITY),
    ]
    assert [sentence.hedged for sentence in report.sentences] == [True, False]


@given(WORDS)
@example("may may rain . all")
def test_what_no_extra_cue_touches_stays_as_it_was(text):
    # The scope of a cue may depend on the cues beside it.
    usual = hedging.detect(text, depth="cues")
    report = hedging.load(extra_cues=EXTRA).detect(text, depth="cues")
    extra = [
        cue
        for cue in report.cues
        if cue.score == PROBABILITY and " ".join(cue.text.lower().split()) in EXTRA
    ]
    assert all(a.end <= b.start for a, b in pairwise(report.cues))
    assert [(sentence.start, sentence.end) for sentence in report.sentences] == [
        (sentence.start, sentence.end) for sentence in usual.sentences
    ]
    untouched = {
        cue
        for cue in usual.cues
        if not any(cue.start < own.end and own.start < cue.end for own in extra)
    }
    # A cue that was shown only because its sentence had no stronger cue may be gone.
    assert untouched - set(report.cues) <= {
        cue for cue in untouched if cue.score < hedging.load().scheme.cue_threshold
    }
    for word in ("murky", "rain"):
        assert sum(cue.text.lower() == word for cue in extra) == text.lower().split().count(word)


def test_ignored_cues_are_gone_and_others_stay():
    text = "It may rain. Some officials say it is unclear."
    assert [
        cue.text for cue in hedging.load(ignore_cues=["MAY", "some ..."]).detect(text).cues
    ] == ["unclear"]
    # "Some people" is an entry of the lexicon beside the opening "some ...".
    left = hedging.load(ignore_cues=["some ..."]).detect("Some people say it may rain.").cues
    assert [cue.text for cue in left] == ["may"]
    assert hedging.load(ignore_cues=[]).detect(text) == hedging.detect(text)
    many = hedging.load(extra_cues=EXTRA, ignore_cues=["may"])
    assert many.detect_batch([text] * 3)[2] == many.detect(text)


def test_phrases_are_ignored_as_results_show_them():
    text = (
        "Some local officials say so. Some officials fear it. Many officials left, "
        "many critics say."
    )

    def cues(*ignored):
        return {cue.text for cue in hedging.load(ignore_cues=ignored).detect(text).cues}

    phrases = {"Some local officials", "Some officials", "many critics"}
    assert phrases <= cues()
    assert phrases & cues("some local officials", "Many  critics") == {"Some officials"}
    left = cues("some officials", "some local officials", "fear")
    assert not {"Some local officials", "Some officials", "fear"} & left


def test_ignored_kinds_are_neither_counted_nor_shown():
    text = "Some officials say it may rain. They fear it. Clearly so."
    usual = hedging.detect(text)
    ignored = ["booster", "weasel", "doxastic"]
    detector = hedging.load(ignore_kinds=ignored)
    assert detector.hedge_kinds == ("epistemic", "investigation", "condition", "evidential")
    report = detector.detect(text)
    assert report.cues == tuple(cue for cue in usual.cues if cue.kind == "epistemic")
    assert [sentence.hedged for sentence in report.sentences] == [True, False, False]
    explanations = detector.explain(text)
    assert not {explanation.candidate.kind for explanation in explanations} & set(ignored)
    shown = [explanation.candidate.text for explanation in explanations if explanation.is_cue]
    assert shown == ["may"]


def test_an_extra_cue_of_an_ignored_kind_is_ignored_too():
    detector = hedging.load(extra_cues={"murky": "booster"}, ignore_kinds=["booster"])
    assert not detector.detect("It is murky.").cues


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ignore_kinds": ["doubt"]}, "unknown kinds 'doubt'; known kinds are epistemic"),
        ({"hedge_kinds": ["weasel"], "ignore_kinds": ["weasel"]}, "no kind is left"),
        ({"extra_cues": {"murky": "doubt"}}, "unknown kind 'doubt'; known kinds are epistemic"),
        ({"extra_cues": {"": "epistemic"}}, "at least one word, got ''"),
        ({"extra_cues": {"\u200b": "epistemic"}}, "at least one word, got"),
        ({"extra_cues": {"so " * 300: "epistemic"}}, "at most 50 words, got 300 words"),
        ({"extra_cues": {"some ...": "weasel"}}, "at least one word"),
        ({"extra_cues": {"Murky": "epistemic", "murky": "weasel"}}, "are the same words"),
        ({"ignore_cues": ["zebra"]}, "cannot ignore 'zebra'"),
        ({"ignore_cues": ["some zebras"]}, "cannot ignore 'some zebras'"),
        ({"ignore_cues": ["..."]}, "at least one word"),
    ],
)
def test_words_that_do_not_fit(options, message):
    with pytest.raises(hedging.InputError, match=message):
        hedging.load(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"extra_cues": ["murky"]}, "got list"),
        ({"ignore_cues": "may"}, r"write ignore_cues=\['may'\]"),
        ({"ignore_cues": [None]}, "holds None"),
    ],
)
def test_wrong_types(options, message):
    with pytest.raises(hedging.InputTypeError, match=message):
        hedging.load(**options)
