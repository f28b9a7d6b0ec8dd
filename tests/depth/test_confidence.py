"""Strengths, stated figures and the composition of cues, by the untrained model of the seeds."""

from pathlib import Path

import numpy as np
import pytest

import hedging
from hedging.depth.confidence import cue_log_odds, denied, pulls, sentence_confidence, strengths
from hedging.train.confidence import gather_texts, read_strengths, simply_denied, untrained

SEEDS = Path(__file__).parents[2] / "seeds"
TABLE = read_strengths(SEEDS / "cues.tsv", SEEDS / "modifiers.tsv")
MODEL = untrained(TABLE)


def confidence(texts):
    cued, _ = gather_texts(texts, hedging.load())
    log_odds = cue_log_odds(cued, TABLE)
    return sentence_confidence(cued, log_odds, simply_denied(cued), None, MODEL)


@pytest.mark.parametrize(
    "ordered",
    [
        [
            "The wall will certainly hold.",
            "It is likely that the wall will hold.",
            "The wall may hold.",
            "It is unlikely that the wall will hold.",
            "It is highly unlikely that the wall will hold.",
        ],
        ["It is very likely that it rained.", "It is likely that it rained."],
        ["It is not unlikely that it rained.", "It is unlikely that it rained."],
        ["There is a good chance of rain.", "There is a slim chance of rain."],
        ["It rained.", "I think it rained.", "I don't know whether it rained."],
        ["It may rain.", "It may possibly rain, perhaps."],
    ],
)
def test_orderings(ordered):
    assert (np.diff(confidence(ordered)) < 0).all(), confidence(ordered)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am 80% sure it fell.", 0.8),
        ("There is a 30 percent chance of rain.", 0.3),
        ("There is one chance in ten that it holds.", 0.1),
        ("It is fifty-fifty, or 50-50 as they say.", 0.5),
        ("The odds are 3 to 1 that it holds.", 0.75),
        ("The probability that it holds is about 70%.", 0.7),
    ],
)
def test_stated_figures(text, expected):
    assert confidence([text])[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    ["Sales rose by 14%.", "The mean was 4.1 (95% confidence interval 3.2 to 5.0)."],
)
def test_a_share_is_no_stated_figure(text):
    assert confidence([text])[0] == pytest.approx(confidence(["It rained."])[0])


def test_what_stands_beside_a_sentence_does_not_matter():
    texts = ["It may rain.", "We doubt it.", "I am 80% sure.", "It rained.", "Perhaps it could."]
    alone = [confidence([text])[0] for text in texts]
    assert confidence(texts).tolist() == alone
    assert confidence(texts[::-1]).tolist() == alone[::-1]


def test_a_cue_that_is_not_listed_has_the_strength_of_its_kind():
    cued, _ = gather_texts(["Some glaziers say it may rain."], hedging.load())
    values = strengths(cued, TABLE)
    assert ((values > 0) & (values < 1)).all()


def test_a_hedge_on_an_aside_counts_less():
    cued, _ = gather_texts(
        ["The wall, which may be old, fell on the road to the sea."], hedging.load()
    )
    log_odds = cue_log_odds(cued, TABLE)
    aside = pulls(cued, log_odds, (cued.start, cued.end), MODEL.plain)[0]
    assert pulls(cued, log_odds, None, MODEL.plain)[0][0] < aside[0] < 0


def test_pulls_are_those_of_the_plain_twin():
    texts = ["It may possibly rain, that is certain.", "It rained.", "Perhaps it is likely."]
    cued, _ = gather_texts(texts, hedging.load())
    log_odds = denied(cue_log_odds(cued, TABLE), simply_denied(cued))
    strongest, others, lifts = pulls(cued, log_odds, None, MODEL.plain)
    for sentence in range(len(texts)):
        pull = [int(x) - MODEL.plain for x in log_odds[cued.sentence == sentence]]
        down = sorted(x for x in pull if x < 0)
        assert strongest[sentence] == sum(down[:1])
        assert others[sentence] == sum(down[1:])
        assert lifts[sentence] == sum(x for x in pull if x > 0)
