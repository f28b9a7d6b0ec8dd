"""What makes a claim more or less sure, beside the cues of the detector."""

from itertools import pairwise

import pytest

import hedging
from hedging.drift.claims import claims_of
from hedging.drift.markers import FAMILY, markers_of
from hedging.kinds import KINDS


def kinds(text):
    return [marker.kind for marker in markers_of(claims_of(hedging.detect(text)))]


def test_every_kind_has_a_family_and_a_cue_of_it_a_strength():
    assert set(FAMILY) == {*KINDS, "attribution", "evidence", "limit"}
    text = "If it is clearly about 40, we examine whether, as some experts fear, it may fall."
    for marker in markers_of(claims_of(hedging.detect(text))):
        assert 0 <= marker.strength < 1
        assert (marker.strength == 0) == (marker.kind == "booster")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam is safe, the ministry said.", ["attribution"]),
        ("The union reported that nobody came.", ["attribution"]),
        ("The keeper reported the leak to the office.", []),
        ("That is all there is to say.", []),
        ("Tea was associated with longer lives.", ["evidence"]),
        ("The road links two towns.", []),
        ("In most cases the rash clears.", ["approximator"]),
    ],
)
def test_words_that_are_no_cues(text, expected):
    assert kinds(text) == expected


def test_markers_have_their_place_in_the_document_and_do_not_overlap():
    text = "It rained. Critics say the road may be linked to it, and the mayor is said to agree."
    markers = markers_of(claims_of(hedging.detect(text)))
    assert len(markers) >= 4
    assert all(text[marker.start : marker.end] == marker.text for marker in markers)
    assert all(a.end <= b.start for a, b in pairwise(markers))


@pytest.mark.parametrize(
    "ladder",
    [
        "It will almost certainly fall. It will probably fall. It may fall. It is unclear.",
        "It is sure to fall. It is likely to fall. It might fall. I doubt that it will fall.",
    ],
)
def test_weaker_words_have_a_greater_strength(ladder):
    sentences = claims_of(hedging.detect(ladder))
    strengths = [max(m.strength for m in markers_of([s])) if s.cues else 0 for s in sentences]
    assert strengths == sorted(strengths)
    assert len(set(strengths)) == 4
