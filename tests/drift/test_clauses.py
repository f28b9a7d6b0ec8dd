"""A report → its claims."""

import pytest

import hedging
from hedging.drift.claims import claims_of


def texts(text):
    return [claim.text for claim in claims_of(hedging.detect(text))]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("The fee is due, and pets are banned.", ["The fee is due,", "and pets are banned."]),
        ("The fee is due and the cat sleeps.", ["The fee is due", "and the cat sleeps."]),
        ("The mill burned; its owner was insured.", ["The mill burned;", "its owner was insured."]),
        ("Salt, pepper, and oil were on the table.", ["Salt, pepper, and oil were on the table."]),
        ("He left in May, but not alone.", ["He left in May, but not alone."]),
        ("It rained. The roof leaks.", ["It rained.", "The roof leaks."]),
        ("", []),
    ],
)  # fmt: skip
def test_clauses_that_say_something_are_claims(text, claims):
    assert texts(text) == claims


def test_claims_cover_the_sentences_and_hold_each_cue_once():
    text = (
        "The dam may hold, and the road is open, but if it rains \U0001f327 the mayor fears that "
        "the bridge could fall. Nobody knows why; the report is late."
    )
    report = hedging.detect(text)
    claims = claims_of(report)
    assert len(claims) > 3
    assert all(text[claim.start : claim.end] == claim.text for claim in claims)
    assert [cue for claim in claims for cue in claim.cues] == list(report.cues)
    covered = "".join(claim.text for claim in claims)
    assert covered.replace(" ", "") == text.replace(" ", "")
