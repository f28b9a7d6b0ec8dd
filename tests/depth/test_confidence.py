"""Strengths, stated figures, pulls, the network: orders that readers expect, and a plain twin."""

import numpy as np
import pytest

import hedging
from hedging.depth import confidence
from hedging.depth.confidence import (
    DIMENSIONS,
    PULLS,
    UNIT,
    CueValues,
    cue_log_odds,
    denied,
    figure_log_odds,
    joined_inputs,
    network,
    pooled_runs,
    run_ids,
    sentence_inputs,
    signalled,
)
from hedging.depth.figures import find_figures
from hedging.depth.files import load_depth
from hedging.depth.rows import spoken
from hedging.text.tokens import tokenize
from training.depth.ratings import gather_texts

MODEL = load_depth().confidence
CLASSES = hedging.load().model.word_classes


def of_sentences(texts):
    return [hedging.detect(text).sentences[0].confidence for text in texts]


def in_whole(cued, log_odds):
    """The values of cues whose scopes are their sentences."""
    length = cued.stop - cued.first
    return CueValues(cued.sentence, cued.kind, log_odds, length[cued.sentence])


def inputs_of(cued, runs):
    values = in_whole(cued, cue_log_odds(cued, MODEL.strengths))
    return sentence_inputs(values, runs, cued.stop - cued.first, MODEL.plain)


def of_cue(text):
    (cue,) = hedging.detect(text).cues
    return cue.strength


@pytest.mark.parametrize(
    "ordered",
    [
        ["It is almost certain that it rained.", "It is likely that it rained."],
        ["It is likely that it rained.", "It is unlikely that it rained."],
        ["It rained.", "It probably rained.", "I doubt that it rained."],
        ["There is a good chance of rain.", "There is a slim chance of rain."],
    ],
)
def test_what_sounds_surer_has_more(ordered):
    assert (np.diff(of_sentences(ordered)) < 0).all(), of_sentences(ordered)


@pytest.mark.parametrize(
    ("surer", "less_sure"),
    [
        ("It is very likely to hold.", "It is likely to hold."),
        ("It is likely to hold.", "It may hold."),
        ("It may hold.", "It is unlikely to hold."),
        ("It is unlikely to hold.", "It is highly unlikely to hold."),
    ],
)
def test_strengths_are_in_order(surer, less_sure):
    assert of_cue(surer) > of_cue(less_sure)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am 80% sure it fell.", 0.8),
        ("There is a 30 percent chance of rain.", 0.3),
        ("There is one chance in ten that it holds.", 0.1),
        ("It is fifty-fifty, or 50-50 as they say.", 0.5),
        ("The odds are 3 to 1 that it holds.", 0.75),
        ("The probability that it holds is about 70%.", 0.7),
        ("There is a 20–30 % chance of rain.", 0.25),
        ("I am 60 to 70 per cent sure of it.", 0.65),
        ("The chance is between 10 and 20 percent.", 0.15),
        ("There is a 40-50% likelihood that it holds.", 0.45),
    ],
)
def test_stated_figures(text, expected):
    cued, *_ = gather_texts([text], hedging.load())
    found = find_figures(cued)
    assert found.sentence.tolist() == [0]
    assert 1 / (1 + np.exp(-figure_log_odds(found.thousandths)[0])) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose by 14%.",
        "The mean was 4.1 (95% confidence interval 3.2 to 5.0).",
        "Smokers are 20 percent more likely to need it.",
        "The drug made a relapse about 30 to 40% less likely.",
        "It raised the chance of a flood by nearly 15 %.",
    ],
)
def test_a_share_is_no_stated_figure(text):
    cued, *_ = gather_texts([text], hedging.load())
    assert len(find_figures(cued).sentence) == 0
    (confidence,) = of_sentences([text])
    assert hedging.detect(text).sentences[0].confidence == confidence


def test_a_denied_cue_is_turned():
    likely, certain, chance = 300, 700, 0
    values = np.array([likely, certain, chance])
    turned = denied(values, np.array([True, True, True]))
    assert turned[0] < 0
    assert -UNIT < turned[1] < 0
    assert turned[2] < -UNIT
    assert (denied(values, np.zeros(3, dtype=np.bool_)) == values).all()


def pulls(cues, length):
    """How far the cues pull each sentence down most, down further, and up."""
    runs = np.zeros((len(length), 2 * DIMENSIONS))
    return sentence_inputs(cues, runs, length, 760)[:, PULLS.start : PULLS.stop].T


def test_a_hedge_on_an_aside_pulls_less():
    cued, *_ = gather_texts(["The wall, perhaps a bit old, was sold in March."], hedging.load())
    log_odds = cue_log_odds(cued, MODEL.strengths)
    length = cued.stop - cued.first
    whole, aside = (
        pulls(CueValues(cued.sentence, cued.kind, log_odds, rows), length)
        for rows in (length[cued.sentence], cued.end - cued.start)
    )
    assert whole[0][0] < aside[0][0] < 0


def test_the_strongest_cue_and_the_others_pull_apart():
    cued, *_ = gather_texts(["It may rain, and we doubt it.", "It rained."], hedging.load())
    log_odds = cue_log_odds(cued, MODEL.strengths)
    strongest, others, lifts = pulls(in_whole(cued, log_odds), cued.stop - cued.first)
    expected = sorted(value - 760 for value in log_odds.tolist())
    assert strongest.tolist() == [expected[0], 0]
    assert others.tolist() == [sum(expected[1:]), 0]
    assert lifts.tolist() == [0, 0]


def plain_network(inputs, model):
    """The network for one sentence, unit by unit."""
    *weights, bias = model.hidden.tolist()
    *out, answer = model.output.tolist()
    for unit, weight in enumerate(out):
        value = bias[unit] + sum(w[unit] * int(x) for w, x in zip(weights, inputs, strict=True))
        answer += weight * max(0, value)
    return answer * model.scale


def test_the_network_and_its_inputs_are_those_of_the_plain_twin():
    texts = ["It may rain.", "My money is on Lima, I think.", "So be it."]
    cued, *_ = gather_texts(texts, hedging.load())
    runs, ids = pooled_runs(cued, CLASSES, MODEL), run_ids(cued, CLASSES, MODEL.vocabulary)
    inputs = inputs_of(cued, runs)
    answers = network(inputs, MODEL)
    for number in range(len(texts)):
        rows = range(cued.first[number], cued.stop[number])
        numbers = [MODEL.runs[ids[:, row]].astype(int).sum(axis=0) for row in rows]
        expected = [*np.max(numbers, axis=0), *np.min(numbers, axis=0)]
        assert inputs[number, : 2 * DIMENSIONS].tolist() == expected
        assert answers[number] == plain_network(inputs[number], MODEL)


def test_blocks_of_sentences_change_no_answer(monkeypatch):
    cued, *_ = gather_texts(["It may rain.", "I think so.", "So be it."], hedging.load())
    inputs = inputs_of(cued, pooled_runs(cued, CLASSES, MODEL))
    whole = network(inputs, MODEL)
    monkeypatch.setattr(confidence, "_PRODUCT", 2)
    assert network(inputs, MODEL).tolist() == whole.tolist()


def test_a_number_is_no_figure_because_of_the_numbers_beside_it():
    """Only a number that a pattern can begin at is looked at, and the first of these counts."""
    text = "In 2019, 12 of us saw 3 dams: the chance that it holds is 70 percent, not 4 in 10."
    cued, *_ = gather_texts([text], hedging.load())
    found = find_figures(cued)
    assert (found.sentence.tolist(), found.thousandths.tolist()) == ([0], [700])


def test_what_stands_beside_a_sentence_does_not_matter():
    texts = ["It may rain.", "We doubt it.", "I am 80% sure.", "It rained.", "Perhaps it could."]
    batch = hedging.detect_batch(texts)
    assert [report.sentences[0].confidence for report in batch] == of_sentences(texts)
    assert [report.confidence for report in batch] == [
        hedging.detect(text).confidence for text in texts
    ]


def test_words_that_call_for_a_closer_look():
    tokens = tokenize("My money is on the mayor, I guess. The pump was mended in May.")
    stop = int((tokens.start < 35).sum())
    words = spoken(tokens, (np.array([0, stop]), np.array([stop, len(tokens)])))
    assert signalled(words, MODEL)[0].tolist() == [True, False]
    never = MODEL._replace(signals=MODEL.signals._replace(bias=-1e6), short_bias=1e6)
    anywhere, if_short = signalled(words, never)
    assert not anywhere.any()
    assert if_short.all()


def test_a_cue_that_is_not_listed_has_the_strength_of_its_kind():
    cued, *_ = gather_texts(["Some glaziers say it may rain."], hedging.load())
    listed = MODEL.strengths.phrases.lookup(cued.words)[0]
    (other,) = (~listed).nonzero()[0]
    values = cue_log_odds(cued, MODEL.strengths)
    assert values[other] == MODEL.strengths.kind_log_odds[cued.kind[other]]


def test_sentences_that_are_joined_are_read_as_one_text():
    parts = ["It may rain, I think.", "We doubt it.", "It is certainly so."]
    cued, *_ = gather_texts(parts, hedging.load())
    whole, *_ = gather_texts([", ".join(parts)], hedging.load())
    inputs = [inputs_of(own, pooled_runs(own, CLASSES, MODEL)) for own in (cued, whole)]
    joined = joined_inputs(inputs[0], np.array([0]))
    runs = pooled_runs(cued, CLASSES, MODEL)
    assert joined[0, :DIMENSIONS].tolist() == runs[:, :DIMENSIONS].max(axis=0).tolist()
    assert (
        joined[0, DIMENSIONS : 2 * DIMENSIONS].tolist() == runs[:, DIMENSIONS:].min(axis=0).tolist()
    )
    assert joined[0, PULLS.start :].tolist() == inputs[1][0, PULLS.start :].tolist()
    apart = joined_inputs(inputs[0], np.arange(3))
    assert apart.tolist() == inputs[0].tolist()
