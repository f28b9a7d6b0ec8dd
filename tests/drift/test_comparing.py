"""Two texts → what became of their claims."""

import json
from time import process_time

import pytest

import hedging
from hedging.drift.comparing import compare_reports
from hedging.errors import InputTypeError
from tests.growth import PAIRS

BACK = {"surer": "less sure", "less sure": "surer"}


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("The audit suggests a fault.", "The audit shows a fault.", "surer"),
        ("The gate may open.", "The gate opens.", "surer"),
        ("If it snows, the pass is shut.", "The pass is shut.", "surer"),
        ("The pass is shut.", "The pass is obviously shut.", "surer"),
    ],
)
def test_a_change_has_a_sign_that_turns_with_the_texts(before, after, change):
    there, back = hedging.compare(before, after), hedging.compare(after, before)
    assert (there.change, back.change) == (change, BACK[change])
    assert there.confidence_change == pytest.approx(-back.confidence_change)
    assert (there.confidence_change > 0) == (change == "surer")


@pytest.mark.parametrize(
    ("before", "after", "change", "words"),
    [
        ("The pass is shut, the warden said.", "The pass is shut.", "source lost", ["said"]),
        ("Salt is linked to rust.", "Salt causes rust.", "wider", ["linked to"]),
        (
            "In this study, some mice slept longer after the treatment.",
            "The treatment helps people sleep longer.",
            "wider",
            ["In this study", "some"],
        ),
    ],
)
def test_sources_and_limits_that_are_gone(before, after, change, words):
    drift = hedging.compare(before, after)
    assert drift.change == change
    assert [marker.text for marker in drift.pairs[0].lost] == words
    assert before == drift.before.text
    for marker in drift.pairs[0].lost:
        assert before[marker.start : marker.end] == marker.text


def test_markers_are_sorted_by_what_became_of_them():
    drift = hedging.compare(
        "The gate may open, perhaps about noon, the keeper said.",
        "The gate will probably open, perhaps at around noon, if it is dry.",
    )
    (pair,) = drift.pairs
    assert [marker.text for marker in pair.lost] == ["said"]
    assert [marker.text for marker in pair.added] == ["if"]
    assert ("perhaps", "perhaps") in [(old.text, new.text) for old, new in pair.kept]
    assert [(old.text, new.text) for old, new in pair.strengthened] == [("may", "probably")]
    assert pair.weakened == ()
    assert drift.to_dict()["pairs"][0]["strengthened"][0][1]["text"] == "probably"


def test_the_largest_change_decides_and_changed_claims_come_first():
    before = "The gate is old. The wall may fall. Geese sleep on the lawn, the keeper said."
    after = "The gate is old. The wall will fall. Geese sleep on the lawn."
    drift = hedging.compare(before, after)
    assert [pair.change for pair in drift.pairs] == ["same", "surer", "source lost"]
    assert drift.changed[0].after[0].text == "The wall will fall."
    assert drift.confidence_change == drift.changed[0].confidence_change


def test_dropped_and_new_claims():
    drift = hedging.compare("The gate is old. The wall may fall.", "The gate is old.")
    assert (drift.change, drift.confidence_change) == ("dropped", 0.0)
    assert [pair.confidence_change for pair in drift.pairs] == [0.0, None]
    drift = hedging.compare("The gate is old.", "The gate is old. The wall may fall.")
    assert (drift.change, [pair.change for pair in drift.pairs]) == ("same", ["same", "new"])


@pytest.mark.parametrize(("before", "after"), [("", ""), ("", "It may rain."), (" \n", "…")])
def test_texts_without_a_claim(before, after):
    drift = hedging.compare(before, after)
    assert (drift.change, drift.confidence_change) == ("same", 0.0)
    assert json.loads(json.dumps(drift.to_dict()))["change"] == "same"
    assert drift.to_html().startswith("<!DOCTYPE html>")


def test_a_wrong_type_is_an_error():
    for texts in (("It may rain.", b"It rained."), (["It may rain."], "It rained.")):
        with pytest.raises(InputTypeError):
            hedging.compare(*texts)


def test_options_of_the_detector_count():
    texts = ("The wall may fall.", "The wall falls.")
    assert hedging.load(ignore_cues=["may"]).compare(*texts).change == "same"
    assert repr(hedging.load().compare(*texts)).startswith("Drift('surer', confidence_change=+0.")


def test_no_control_character_reaches_a_terminal():
    assert "\x1b" not in str(hedging.compare("It may\x1b[2J rain.", "It will\x1b[2J rain."))


@pytest.mark.parametrize("texts", PAIRS.values(), ids=PAIRS)
def test_long_texts_take_time_that_grows_with_their_length(texts):
    def seconds(rows):
        reports = [hedging.detect(text) for text in texts(rows)]
        begin = process_time()
        compare_reports(*reports, hedging.load().model)
        return process_time() - begin

    seconds(10)
    # Eight times the text; work that grew with the square would take 64 times as long.
    # Other work on the machine takes the caches away, now and then for a while.
    assert any(seconds(8000) < 20 * max(seconds(1000), 0.005) for _ in range(3))
