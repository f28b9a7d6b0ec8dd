"""Figures that a sentence states, those that it denies, and what is left of it then."""

import numpy as np
import pytest
from forced import load_forced

import hedging
from hedging.depth.confidence import NOT_CERTAIN, UNIT, deny_figures
from hedging.depth.figures import (
    CUE_DENIALS,
    DENIED,
    DENIES,
    FIGURE_DENIALS,
    FIGURE_DOUBTS,
    WordRole,
    figure_words,
    find_figures,
)
from hedging.depth.rows import spoken
from hedging.depth.sources import DENIALS
from hedging.text.tokens import last_ids, tokenize

FIGURES = figure_words()


def words_of(text):
    tokens = tokenize(text)
    return tokens, spoken(tokens, (np.array([0]), np.array([len(tokens)])))


def figures_of(text):
    """What a sentence states, and its words that are of a denied figure or deny it."""
    tokens, words = words_of(text)
    found = find_figures(words)
    marked = [
        [text[tokens.start[row] : tokens.end[row]] for row in words.token[found.denied == code]]
        for code in (DENIED, DENIES)
    ]
    return found.thousandths.tolist(), len(found.denying), *marked


def confidence(text, **options):
    (sentence,) = load_forced(**options).detect(text).sentences
    return sentence.confidence


# A sentence whose figure is denied, and the sentence that is left of it.
NOT_SURE = [
    ("I'm not 100 % sure it's Canberra.", "I'm not sure it's Canberra."),
    ("I'm not 100% sure.", "I'm not sure."),
    ("I'm not 95% sure.", "I'm not sure."),
    ("I’m not 99.9 % sure.", "I’m not sure."),
    ("I'm not **100 %** sure.", "I'm not sure."),
    ("I'm not a hundred per cent sure.", "I'm not a sure."),
    ("I'm not 90 to 95 % sure.", "I'm not sure."),
    ("I'm not 90–95 % sure.", "I'm not sure."),
    ("Nobody can be 100 % certain.", "Nobody can be certain."),
    ("No one can be 100 % certain.", "No one can be certain."),
    ("It is not 100 % certain that he left.", "It is not certain that he left."),
    ("It isn't 100 % certain that he left.", "It isn't certain that he left."),
    ("I wouldn't say I'm 90 % sure.", "I wouldn't say I'm sure."),
    ("I cannot say with 100% certainty.", "I cannot say with certainty."),
    ("Not even 100 percent certain.", "Not even certain."),
    ("I am never 100 % sure of such things.", "I am never sure of such things."),
    ("I'm far from 100 % sure.", "I'm far from sure."),
    ("It is impossible to know with 100% certainty.", "It is impossible to know with certainty."),
    ("Without 100 % certainty we wait.", "Without certainty we wait."),
    ("There is not a 90 % chance of rain.", "There is not a chance of rain."),
    ("I doubt that there's a 90 % chance.", "I doubt that there's a chance."),
    ("I don't think the chance is 90 %.", "I don't think the chance is."),
    ("The chance is not even 90 %.", "The chance is not even."),
    ("It's not nine chances in ten.", "It's not chances."),
    ("It's not a nine in ten chance.", "It's not a chance."),
    ("The odds are not 3 to 1.", "The odds are not."),
    ("The chance is not 50-50.", "The chance is not."),
    ("Nobody doubts it, and nobody is 90 % sure.", "Nobody doubts it, and nobody is sure."),
    ("Not even 90 % certain of it.", "Not even certain of it."),
    ("You can never be 100 % certain.", "You can never be certain."),
    ("No one was ever 100 % sure of it.", "No one was ever sure of it."),
    ("We cannot be 100 % sure.", "We cannot be sure."),
    ("I don't think there's a 90 % chance.", "I don't think there's a chance."),
    ("I'm no longer 100 % sure.", "I'm no longer sure."),
    ("There isn't a 90 % chance.", "There isn't a chance."),
    ("It's impossible to be 100 % sure.", "It's impossible to be sure."),
    ("We are unable to say with 95 % certainty.", "We are unable to say with certainty."),
    ("I doubt that there is a 90 % chance.", "I doubt that there is a chance."),
    ("There's no way to know with 100 % certainty.", "There's no way to know with certainty."),
    ("It's not possible to be 100 % certain.", "It's not possible to be certain."),
    ("That does not mean there is a 90 % chance.", "That does not mean there is a chance."),
    ("He never said that he was 100 % sure.", "He never said that he was sure."),
    ("None of us can be 100 % sure.", "None of us can be sure."),
    ("It's impossible for anyone to be 100 % sure.", "It's impossible for anyone to be sure."),
    ("Nor am I 100 % sure.", "Nor am I sure."),
    ("I'm not quite at 90 % certainty.", "I'm not quite at certainty."),
    ("The date is not known with 95 % certainty.", "The date is not known with certainty."),
    ("I can't tell you with 90% certainty he left.", "I can't tell you with certainty he left."),
    ("It isn't between 90 and 95 % certain.", "It isn't between certain."),
    ("He denied that it was 100 % certain.", "He denied that it was certain."),
]


@pytest.mark.parametrize(("text", "left"), NOT_SURE)
def test_a_denied_figure_is_not_stated(text, left):
    _, words = words_of(text)
    found = find_figures(words)
    assert found.sentence.tolist() == []
    assert found.denying.tolist() == [0]
    rest = words.without(found.denied == DENIED)
    assert rest.ids.tolist() == words_of(left)[1].ids.tolist()


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("text", [text for text, _ in NOT_SURE])
def test_a_sentence_with_a_denied_figure_is_not_sure(text, pure):
    assert confidence(text, pure=pure) < 0.45


def test_a_sentence_is_read_without_the_figure_that_it_denies():
    """But for the length of the sentence, so is the answer where the cue is the same."""
    for text, left in NOT_SURE[:3]:
        assert confidence(text) == pytest.approx(confidence(left), abs=0.05)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's not certain, but I'm 90 % sure.", 900),
        ("It is not certain but I'm 90 % sure.", 900),
        ("I'm not a doctor, I'm 90 % sure.", 900),
        ("I'm not a doctor; I'm 90 % sure.", 900),
        ("I'm not a doctor – I'm 90 % sure.", 900),
        ("He did not come because there was a 90 % chance of rain.", 900),
        ("It did not rain and there's a 90 % chance of sun.", 900),
        ("No doubt that there's a 90 % chance.", 900),
        ("Nobody denies that there's a 90 % chance.", 900),
        ("I don't doubt there's a 90 % chance.", 900),
        ("There's no question that there's a 90 % chance.", 900),
        ("I'm 90 % sure it's not Canberra.", 900),
        ("The chance that it's not Canberra is 90 %.", 900),
        ("The odds are 3 to 1 that he did not leave.", 750),
        ("A 25 percent chance of not having it.", 250),
        ("Not 100 %, but 90 % sure.", 900),
        ("I'm not 100 % sure, maybe 80 % sure.", 800),
        ("I'm no less than 90 % sure.", 900),
        ("There's not more than a 10 % chance.", 100),
        ("I'm not only 90 % sure but certain.", 900),
        ("I won't go until I'm 90 % sure.", 900),
        ("It does not work nine times out of ten.", 900),
        ("I'm only 60 % sure.", 600),
        ("From there on, I'm 90 % sure.", 900),
        # A content word ends the denial,
        ("Without treatment there is a 90 % chance of death.", 900),
        ("If it does not rain there is an 80 % chance that we win.", 800),
        ("People who are not vaccinated have a 90 % chance of getting it.", 900),
        ("Patients with no symptoms have a 5 % chance of relapse.", 50),
        ("He said he could not come as there was a 90 % chance of snow.", 900),
        ("Nobody asked him and he has an 80 % chance.", 800),
        ("It's not just a 90 % chance.", 900),
        ("There is little doubt that there is a 90 % chance.", 900),
        ("No one can deny that there is a 90 % chance.", 900),
        ("Without a doubt there is a 90 % chance.", 900),
        # and so does a pronoun that begins another clause.
        ("If you don't you have a 90 % chance of failing.", 900),
        ("Without it there is a 90 % chance of death.", 900),
        ("Without that there is a 90 % chance of death.", 900),
        ("If you have never had it there is a 5 % chance.", 50),
        ("Those who do not have it have a 5 % chance.", 50),
        ("Believe it or not there is a 90 % chance.", 900),
        ("No I'm 90 % sure.", 900),
        ("Isn't there a 90 % chance of rain?", 900),
        # A fact that is not known or told is one.
        ("He did not know that there was a 90 % chance of rain.", 900),
        ("They never told him there was a 20 % chance.", 200),
        ("The chance that you won't is 20 %.", 200),
        ("The chance that nobody is there is 90 %.", 900),
        ("I'm not far from 90 % sure.", 900),
        ("There's barely a 10 % chance.", 100),
    ],
)
def test_a_denial_of_something_else_leaves_the_figure(text, expected):
    assert figures_of(text)[0] == [expected]


def test_the_words_of_a_denied_figure_are_marked():
    text = "I'm not 99.9 % sure, and no one says it's a one in ten chance."
    assert figures_of(text) == ([], 1, ["99", ".", "9", "%", "one", "in", "ten"], ["not", "no"])
    # The one that is stated counts, and the others are left out.
    assert figures_of("I'm not 100 % sure, but 80 % sure.") == ([800], 0, ["100", "%"], ["not"])


def test_a_denial_reaches_as_far_as_a_window():
    near, far = ("I don't " + "really " * count + "think I'm 90 % sure." for count in (3, 9))
    assert figures_of(near)[0] == []
    assert figures_of(far)[0] == [900]


def test_what_stands_in_the_sentence_before_denies_nothing():
    sentences = hedging.detect("It does not matter. I'm 90 % sure. Not so. 90 % sure.").sentences
    assert [round(s.confidence, 2) for s in sentences[1::2]] == [0.9, 0.9]


def test_a_cue_that_holds_a_denied_figure_is_denied():
    (whole,) = hedging.detect("I'm not 100 % sure it's Canberra.").cues
    (listed,) = hedging.detect("I'm not sure it's Canberra.").cues
    assert whole.text == "not 100 % sure"
    assert whole.strength == listed.strength
    assert not whole.negated  # its own words say so
    (part,) = hedging.detect("We can't be 100% sure that it's the pump.").cues
    (stated_one,) = hedging.detect("We are 100% sure that it's the pump.").cues
    assert part.text == stated_one.text == "100% sure"
    assert (part.negated, stated_one.negated) == (True, False)
    assert part.strength < 0.5 < stated_one.strength


def test_which_cues_are_denied_by_a_figure():
    sure, chance = 3 * UNIT, UNIT // 4
    rows = [
        # log-odds, listed, holds the denial, holds the figure: log-odds then, denied
        (sure, True, False, False, sure, False),  # "sure" in another part of the sentence
        (sure, True, False, True, NOT_CERTAIN, True),  # "can't be [100 % sure]"
        (-sure, True, True, True, -sure, False),  # "[not 100 % sure]", as "not sure"
        (sure, False, True, True, NOT_CERTAIN, False),  # "[nobody is 100 % sure]"
        (chance, True, False, True, chance, False),  # "not a [90 % chance]"
    ]
    *given, expected, are_denied = map(np.array, zip(*rows, strict=True))
    log_odds, denied = deny_figures(*given)
    assert log_odds.tolist() == expected.tolist()
    assert denied.tolist() == are_denied.tolist()


def test_cues_and_figures_share_the_words_that_deny():
    for role, words in ((WordRole.DENIAL, FIGURE_DENIALS), (WordRole.DOUBT, FIGURE_DOUBTS)):
        is_known, row = FIGURES.words.lookup(last_ids(words))
        assert is_known.all()
        assert (FIGURES.roles[row] == role).all()
    assert set(CUE_DENIALS) - {*FIGURE_DENIALS, *FIGURE_DOUBTS} == {"rather"}
    assert DENIALS.lookup(last_ids(CUE_DENIALS))[0].all()


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("Answer: Lima. Confidence: 0.85", 850),
        ("Confidence: 84", 840),
        ("Confidence level: 15 percent", 150),
        ("Confidence score: 0.99", 990),
        ('{"answer": "Lima", "confidence": 0.75}', 750),
        ("Lima (confidence .7)", 700),
        ("certainty = 1.0", 1000),
        ("Certainty: 3 out of 5", 600),
        ("Lima, 8/10 sure.", 800),
        ("I am 8 out of 10 certain that it is Lima.", 800),
        ("The probability of a frost is 0.4.", 400),
        ("A 0.8 probability of frost.", 800),
    ],
)
def test_a_number_on_a_scale_is_stated(text, thousandths):
    assert figures_of(text)[0] == [thousandths]


@pytest.mark.parametrize(
    "text",
    [
        "It was significant (p = .04).",
        "At a confidence level of 0.95 it holds.",
        "The confidence interval is 0.2 to 0.4.",
        "A correlation of .68 was found.",
        "The film got 8/10.",
        "Nine out of ten seedlings survived.",
        "Confidence: 5",
        "Version 0.9 is out.",
        "Consumer confidence: low",
        "Confidence: 3.5",
    ],
)
def test_other_numbers_state_no_certainty(text):
    assert figures_of(text)[0] == []


@pytest.mark.parametrize("pure", [False, True])
def test_what_a_short_answer_states_counts_alone(pure):
    detector = load_forced(pure=pure)
    stated = detector.detect("It is Lima. I am 35 % sure.").confidence
    assert stated == pytest.approx(0.35, abs=0.01)
    long = "It lies on the coast. It was founded in 1535. " * 12
    assert detector.detect(f"{long}I am 35 % sure.").confidence > 0.5


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "Answer: Lima\nConfidence: 35 %",
        "**Answer:** Lima\n\n**Confidence:** 35 %",
        "Confidence: 0.35\nAnswer: Lima",
        '{"answer": "Lima", "confidence": 0.35}',
    ],
)
def test_the_usual_forms_of_a_stated_certainty(text, pure):
    assert load_forced(pure=pure).detect(text).confidence == pytest.approx(0.35, abs=0.01)
