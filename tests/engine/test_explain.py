import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.cli.main import main
from hedging.model import sums
from hedging.model.features import COLUMNS, PLACES
from hedging.model.scoring import log_odds

DETECTOR = hedging.load()
OWN = hedging.load(extra_cues={"murky": "epistemic", "may rain": "weasel"}, ignore_cues=["perhaps"])
PARTS = [
    "It may rain in May",
    " Some officials fear so",
    ". ",
    ", ",
    "\n\n",
    "if it snows",
    "murky",
    " perhaps ",
    "-",
    "about 40 ",
]
texts = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)


def odds(score):
    return np.log(score / (1 - score))


def test_every_column_looks_somewhere():
    assert len(PLACES) == COLUMNS
    assert {place for places in PLACES for place in places} == {
        *(f"{side}{step}" for side in "LR" for step in range(1, 6)),
        *("first word", "sentence end", "candidate before", "candidate after"),
    }


@pytest.mark.parametrize("limit", [0, 1, 3])
@given(text=texts)
def test_a_limit_keeps_the_strongest_reasons_of_each_side(limit, text):
    for one, limited in zip(OWN.explain(text), OWN.explain(text, limit=limit), strict=True):
        if one.reasons[0].place == "extra cue":
            assert limited == one
            continue
        supporting, opposing = one.for_and_against(limit)
        assert limited.for_and_against(99) == (supporting, opposing)
        assert set(limited.reasons) == {*supporting, *opposing}
        assert limited == dataclasses.replace(one, reasons=limited.reasons)


@pytest.mark.parametrize("detector", [DETECTOR, OWN])
@given(text=texts)
def test_reasons_sum_up_to_the_score_and_stand_in_the_sentence(detector, text):
    report, found = detector.detect(text), detector.explain(text)
    assert tuple(one.candidate for one in found if one.is_cue) == report.cues
    assert [one.candidate.start for one in found] == sorted(one.candidate.start for one in found)
    for one in found:
        assert one.bias + sum(reason.weight for reason in one.reasons) == pytest.approx(
            odds(one.candidate.score), abs=1e-6
        )
        (sentence,) = (s for s in report.sentences if s.start <= one.candidate.start < s.end)
        for reason in one.reasons:
            assert reason.text == text[reason.start : reason.end]
            assert sentence.start <= reason.start <= reason.end <= sentence.end
            assert reason.weight != 0
        assert len({reason.place for reason in one.reasons}) == len(one.reasons)
        weights = [abs(reason.weight) for reason in one.reasons]
        assert weights == sorted(weights, reverse=True)


def weights(text, cue="may"):
    (one,) = (one for one in DETECTOR.explain(text) if one.candidate.text == cue)
    return {reason.place: reason.weight for reason in one.reasons}, {
        reason.place: reason.text for reason in one.reasons
    }


@pytest.mark.parametrize(
    ("other", "changed"),
    [
        ("Today the old bridge may fall and crush three cars .", {"4th after"}),
        ("Today the old bridge may fall and be two cars .", {"3rd after"}),
        (
            "Today the old bridge may sink and crush two cars .",
            {"after", "before and after", "two after"},
        ),
        (
            "Today the old church may fall and crush two cars .",
            {"before", "before and after", "two before"},
        ),
        ("Today our old bridge may fall and crush two cars .", {"3rd before"}),
        ("Now the old bridge may fall and crush two cars .", {"4th before", "first word"}),
        ("Today the old bridge may fall and crush two cars !", {"sentence end"}),
    ],
)
def test_a_change_in_one_place_changes_the_reasons_of_that_place(other, changed):
    first, words = weights("Today the old bridge may fall and crush two cars .")
    second, _ = weights(other)
    assert {place for place in first | second if first.get(place) != second.get(place)} <= changed
    assert first != second
    assert words["after"] == "fall"
    assert words["before and after"] == "bridge may fall"
    assert words["two before"] == "old bridge"


def test_what_is_not_there_is_empty():
    _, words = weights("may fall")
    assert {place for place, text in words.items() if not text} >= {"before"}


def test_own_words_are_a_reason_and_silenced_ones_are_no_candidates():
    found = OWN.explain("It may rain, perhaps, and it is murky.")
    assert [(one.candidate.text, one.is_cue) for one in found] == [
        ("may rain", True),
        ("murky", True),
    ]
    assert [[reason.place for reason in one.reasons] for one in found] == [["extra cue"]] * 2
    assert found[0].reasons[0].weight == pytest.approx(
        float(log_odds(np.array([found[0].candidate.score]))[0])
    )


def test_given_sentences_and_blocks_of_a_long_text(monkeypatch):
    text = "It may rain on Monday. They left, if so. " * 20
    whole = DETECTOR.explain(text)
    monkeypatch.setattr(sums, "_BLOCK", 7)
    assert DETECTOR.explain(text) == whole
    spans = [(0, 22), (30, 41)]
    for own in (spans, iter(spans)):
        found = DETECTOR.explain(text[:41], sentences=own)
        assert [(one.candidate.text, one.is_cue) for one in found] == [("may", True), ("if", True)]
    with pytest.raises(hedging.InputTypeError, match="expected a str"):
        DETECTOR.explain(["It may rain."])
    assert DETECTOR.explain("") == ()


def test_the_strongest_for_and_against():
    may, month = DETECTOR.explain("It may rain in May.")
    pro, contra = may.for_and_against(2)
    assert len(pro) == 2
    assert pro[0].weight >= pro[1].weight > 0
    assert all(reason.weight < 0 for reason in contra)
    assert month.for_and_against()[1][0].text == "in"


def test_explanations_as_json(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain in May.", encoding="utf-8")
    assert main(["score", "--json", "--explain", str(tmp_path / "a.txt")]) == 0
    row = json.loads(capsys.readouterr().out)
    assert [(one["candidate"]["text"], one["is_cue"]) for one in row["explanations"]] == [
        ("may", True),
        ("May", False),
    ]
    reason = row["explanations"][0]["reasons"][0]
    assert list(reason) == ["place", "text", "start", "end", "weight"]
