"""Whether short texts decline to answer, and why."""

import json
from pathlib import Path

import numpy as np
import pytest
from forced import load_forced
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.depth.columns import SUREST_DECLINED
from hedging.depth.encoded import MOST_TOKENS

CASES = Path(__file__).parents[1] / "cases" / "declined.jsonl"


def cases():
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I have no idea who designed it.", "does not know"),
        ("I couldn’t find any reliable source for that date.", "no source"),
        ("I can't browse the web, so I can't check today's price.", "no access"),
        ("I can't share anybody's home address.", "refuses"),
        ("Which Richmond do you mean?", "asks back"),
        ("I'm not certain, but I believe it was 1942.", "partly"),
        ("The archive was closed to readers until 1990.", None),
        ("It was 1874. Let me know if you want the source.", None),
        ("", None),
        ("***", None),
    ],
)
@pytest.mark.parametrize("pure", [False, True])
def test_why_a_text_declines(text, reason, pure):
    assert load_forced(pure=pure).detect(text).declined == reason


def test_answers_of_strangers():
    """The floors lie below the figures of `benchmarks.declined`, which the release measured."""
    rows = cases()
    found = [report.declined for report in hedging.detect_batch([row["text"] for row in rows])]
    truth = [row["declined"] for row in rows]
    declines, declined = (
        np.array([reason not in (None, "partly") for reason in reasons])
        for reasons in (found, truth)
    )
    assert 2 * (declines & declined).sum() / (declines.sum() + declined.sum()) >= 0.89
    assert np.mean([own == reason for own, reason in zip(found, truth, strict=True)]) >= 0.85


def test_what_declines_never_sounds_sure():
    for report in hedging.detect_batch([row["text"] for row in cases()]):
        if report.declined not in (None, "partly"):
            alone = report.sentences if len(report.sentences) == 1 else ()
            for sure in (report.confidence, *(sentence.confidence for sentence in alone)):
                assert sure is None or sure <= SUREST_DECLINED


def test_what_is_told_beside_it_is_as_sure_as_ever():
    told = "It is a fine old harbour."
    report = hedging.detect(f"I could not find any source that says when it opened. {told}")
    assert report.declined == "no source"
    assert report.confidence <= SUREST_DECLINED
    assert report.sentences[1].confidence == hedging.detect(told).confidence


def test_what_answers_in_part_is_as_sure_as_it_sounds():
    report = hedging.detect("I'm not certain, but I believe it was 1942.")
    assert 0 < report.confidence == report.sentences[0].confidence


@pytest.mark.parametrize("pure", [False, True])
def test_a_long_text_is_not_read(pure):
    text = "I do not know when it opened. "
    each = len(text.replace(".", " .").split())
    short, long = MOST_TOKENS // each, MOST_TOKENS // each + 1
    detector = load_forced(pure=pure)
    assert detector.detect(text * short).declined == "does not know"
    assert detector.detect(text * long).declined is None


WORDS = ["I", "don't", "know", "not", "sure", "may", "be", "no", "source", "find", "?", ".", "60"]
WORDS += ["%", "sorry", "what", "do", "you", "mean", "it", "was", "thanks"]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), max_size=6))
def test_the_kernel_and_numpy_agree(texts):
    found, expected = (
        load_forced(pure=pure).detect_batch(texts).depth.document_declined for pure in (False, True)
    )
    assert found.tolist() == expected.tolist()


def test_a_text_declines_alone_or_among_others():
    texts = [row["text"] for row in cases()[:50]]
    together = [report.declined for report in hedging.detect_batch(texts)]
    assert together == [hedging.detect(text).declined for text in texts]


def test_columns_and_records():
    batch = hedging.detect_batch(["It was 1874.", "I have no idea who designed it."])
    assert batch.columns("document")["declined"].tolist() == [None, "does not know"]
    assert batch[1].to_dict()["declined"] == "does not know"
    assert batch[1:][0].declined == "does not know"
    assert hedging.load(depth="cues").detect("I have no idea who designed it.").declined is None


@pytest.mark.parametrize("pure", [False, True])
def test_nothing_is_answered_in_part_where_nothing_is_claimed(pure):
    texts = ["I cannot confirm that.", "I can't verify that.", "Not sure.", "I'm not certain."]
    for report in load_forced(pure=pure).detect_batch(texts):
        assert report.declined != "partly" or "claim" in [s.role for s in report.sentences]
