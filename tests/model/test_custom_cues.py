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


def test_own_words_are_cues_of_their_kind_and_win():
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
def test_what_is_not_touched_stays_as_it_was(text):
    plain = hedging.detect(text)
    own = hedging.load(extra_cues=EXTRA).detect(text)
    mine = [
        cue
        for cue in own.cues
        if cue.score == PROBABILITY and " ".join(cue.text.lower().split()) in EXTRA
    ]
    assert all(a.end <= b.start for a, b in pairwise(own.cues))
    assert [(one.start, one.end) for one in own.sentences] == [
        (one.start, one.end) for one in plain.sentences
    ]
    shown = {
        cue
        for cue in plain.cues
        if not any(cue.start < one.end and one.start < cue.end for one in mine)
    }
    assert shown - set(own.cues) <= {
        cue for cue in shown if cue.score < hedging.load().scheme.cue_threshold
    }
    for word in ("murky", "rain"):
        assert sum(cue.text.lower() == word for cue in mine) == text.lower().split().count(word)


def test_ignored_cues_are_gone_and_others_stay():
    text = "It may rain. Some officials say it is unclear."
    assert [cue.text for cue in hedging.load(ignore=["MAY", "some ..."]).detect(text).cues] == [
        "unclear"
    ]
    assert hedging.load(ignore=[]).detect(text) == hedging.detect(text)
    many = hedging.load(extra_cues=EXTRA, ignore=["may"])
    assert many.detect_batch([text] * 3)[2] == many.detect(text)


def test_phrases_are_silenced_as_they_stand_in_the_output():
    text = "Some local officials say so. Some officials fear it. Many officials left, many critics say."
    plain = [cue.text for cue in hedging.detect(text).cues]
    assert {"Some local officials", "Some officials"} < set(plain)
    quiet = {
        cue.text
        for cue in hedging.load(ignore=["some local officials", "Many  critics"]).detect(text).cues
    }
    assert quiet & {"Some local officials", "Some officials", "many critics"} == {"Some officials"}
    both = hedging.load(ignore=["some officials", "some local officials", "fear"])
    assert not {"Some local officials", "Some officials", "fear"} & {
        cue.text for cue in both.detect(text).cues
    }


def test_ignored_kinds_are_neither_counted_nor_shown():
    text = "Some officials say it may rain. They fear it. Clearly so."
    plain = hedging.detect(text)
    quiet = hedging.load(ignore=["kind:booster", "kind:weasel", "kind:doxastic"])
    assert quiet.kinds == ("epistemic", "investigation", "condition", "evidential")
    found = quiet.detect(text)
    assert found.cues == tuple(cue for cue in plain.cues if cue.kind == "epistemic")
    assert [one.hedged for one in found.sentences] == [True, False, False]
    assert {one.candidate.kind for one in quiet.explain(text)} & {
        "booster",
        "weasel",
        "doxastic",
    } == set()
    assert [one.candidate.text for one in quiet.explain(text) if one.is_cue] == ["may"]
    # An own cue of a silenced kind is silenced too.
    assert (
        not hedging.load(extra_cues={"murky": "booster"}, ignore=["kind:booster"])
        .detect("It is murky.")
        .cues
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ignore": ["kind:doubt"]}, "unknown kind 'doubt'; known kinds are epistemic"),
        ({"kinds": ["weasel"], "ignore": ["kind:weasel"]}, "no kind is left"),
        ({"extra_cues": {"murky": "doubt"}}, "unknown kind 'doubt'; known kinds are epistemic"),
        ({"extra_cues": {"": "epistemic"}}, "one word or more, got ''"),
        ({"extra_cues": {"\u200b": "epistemic"}}, "one word or more, got"),
        ({"extra_cues": {"so " * 300: "epistemic"}}, "at most 50 words, got one of 300"),
        ({"extra_cues": {"some ...": "weasel"}}, "one word or more"),
        ({"extra_cues": ["murky"]}, "got list"),
        ({"extra_cues": {"Murky": "epistemic", "murky": "weasel"}}, "are the same words"),
        ({"ignore": ["zebra"]}, "cannot ignore 'zebra'"),
        ({"ignore": ["some zebras"]}, "cannot ignore 'some zebras'"),
        ({"ignore": "may"}, r"write ignore=\['may'\]"),
        ({"ignore": [None]}, "got None"),
    ],
)
def test_words_that_do_not_fit(options, message):
    with pytest.raises(hedging.InputError, match=message):
        hedging.load(**options)
