"""Figures that a sentence states, and two thirds of those that it denies."""

import numpy as np
import pytest
from forced import load_forced

import hedging
from hedging.depth.figures import (
    CUE_DENIALS,
    DENIED_SHARE,
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


def figures_of(text):
    """What a sentence states in thousandths, and the word that its figure begins with."""
    tokens = tokenize(text)
    words = spoken(tokens, (np.array([0]), np.array([len(tokens)])))
    found = find_figures(words)
    number = words.token[found.row]
    assert found.sentence.tolist() == [0] * len(number)
    return found.thousandths.tolist(), [
        text[tokens.start[row] : tokens.end[row]] for row in number.tolist()
    ]


def confidence(text, **options):
    (sentence,) = load_forced(**options).detect(text).sentences
    return sentence.confidence


# Sentences whose figure is denied, and that figure.
DENIED = [
    ("I'm not 100 % sure it's Canberra.", 1000),
    ("I'm not 100% sure.", 1000),
    ("I'm not 95% sure.", 950),
    ("I’m not 99.9 % sure.", 990),
    ("I'm not **100 %** sure.", 1000),
    ("I'm not a hundred per cent sure.", 1000),
    ("I'm not 90 to 95 % sure.", 925),
    ("I'm not 90–95 % sure.", 925),
    ("Nobody can be 100 % certain.", 1000),
    ("No one can be 100 % certain.", 1000),
    ("It is not 100 % certain that he left.", 1000),
    ("It isn't 100 % certain that he left.", 1000),
    ("I wouldn't say I'm 90 % sure.", 900),
    ("I cannot say with 100% certainty.", 1000),
    ("Not even 100 percent certain.", 1000),
    ("I am never 100 % sure of such things.", 1000),
    ("I'm far from 100 % sure.", 1000),
    ("It is impossible to know with 100% certainty.", 1000),
    ("Without 100 % certainty we wait.", 1000),
    ("There is not a 90 % chance of rain.", 900),
    ("I doubt that there's a 90 % chance.", 900),
    ("I don't think the chance is 90 %.", 900),
    ("The chance is not even 90 %.", 900),
    ("It's not nine chances in ten.", 900),
    ("It's not a nine in ten chance.", 900),
    ("The odds are not 3 to 1.", 750),
    ("The chance is not 50-50.", 500),
    ("Nobody doubts it, and nobody is 90 % sure.", 900),
    ("Not even 90 % certain of it.", 900),
    ("You can never be 100 % certain.", 1000),
    ("No one was ever 100 % sure of it.", 1000),
    ("We cannot be 100 % sure.", 1000),
    ("I don't think there's a 90 % chance.", 900),
    ("I'm no longer 100 % sure.", 1000),
    ("There isn't a 90 % chance.", 900),
    ("It's impossible to be 100 % sure.", 1000),
    ("We are unable to say with 95 % certainty.", 950),
    ("I doubt that there is a 90 % chance.", 900),
    ("There's no way to know with 100 % certainty.", 1000),
    ("It's not possible to be 100 % certain.", 1000),
    ("That does not mean there is a 90 % chance.", 900),
    ("He never said that he was 100 % sure.", 1000),
    ("None of us can be 100 % sure.", 1000),
    ("It's impossible for anyone to be 100 % sure.", 1000),
    ("Nor am I 100 % sure.", 1000),
    ("I'm not quite at 90 % certainty.", 900),
    ("The date is not known with 95 % certainty.", 950),
    ("I can't tell you with 90% certainty he left.", 900),
    ("It isn't between 90 and 95 % certain.", 925),
    ("He denied that it was 100 % certain.", 1000),
]


@pytest.mark.parametrize(("text", "figure"), DENIED)
def test_two_thirds_of_a_denied_figure_are_stated(text, figure):
    parts, whole = DENIED_SHARE
    assert figures_of(text)[0] == [figure * parts // whole]


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("text", [text for text, _ in DENIED])
def test_a_sentence_with_a_denied_figure_is_rather_sure_at_most(text, pure):
    assert confidence(text, pure=pure) < 0.68


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


def test_a_stated_figure_goes_before_a_denied_one_and_the_first_before_others():
    assert figures_of("I'm not 99.9 % sure, and no one says it's a one in ten chance.") == (
        [660],
        ["99"],
    )
    assert figures_of("I'm not 100 % sure, but 80 % sure.") == ([800], ["80"])
    assert figures_of("I'm 40 % sure, not 100 % sure.") == ([400], ["40"])


def test_a_denial_reaches_as_far_as_a_window():
    near, far = ("I don't " + "really " * count + "think I'm 90 % sure." for count in (3, 9))
    assert figures_of(near)[0] == [600]
    assert figures_of(far)[0] == [900]


def test_what_stands_in_the_sentence_before_denies_nothing():
    sentences = hedging.detect("It does not matter. I'm 90 % sure. Not so. 90 % sure.").sentences
    assert [round(s.confidence, 2) for s in sentences[1::2]] == [0.9, 0.9]


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize(
    ("text", "cue", "strength", "negated"),
    [
        ("I'm not 100 % sure it's Canberra.", "not 100 % sure", 2 / 3, False),
        ("We can't be 100% sure that it's the pump.", "100% sure", 2 / 3, True),
        ("We are 20% sure that it's the pump.", "20% sure", 0.2, False),
    ],
)
def test_a_cue_that_holds_a_figure_is_as_strong_as_it(text, cue, strength, negated, pure):
    (found,) = load_forced(pure=pure).detect(text).cues
    assert (found.text, found.negated) == (cue, negated)
    assert found.strength == pytest.approx(strength, abs=0.005)


def test_a_cue_beside_a_figure_keeps_its_strength():
    alone, beside = (
        next(cue for cue in hedging.detect(text).cues if cue.text == "may").strength
        for text in ("It may rain.", "It may rain, and I am 20% sure that it will snow.")
    )
    assert alone == beside


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
    ("text", "thousandths"),
    [
        ("I'm ninety-five percent sure.", 950),
        ("I'm ninety-three per cent sure.", 930),
        ("I'm sixty five percent certain.", 650),
        ("I am one hundred percent sure.", 1000),
        ("There's a twenty-two percent chance.", 220),
        ("A three quarters chance of rain.", 750),
        ("There is a two-thirds chance that it is shut.", 666),
        ("There is a one in twenty-five chance of rain.", 40),
        ("A one in one hundred chance.", 10),
        ("I'm twenty to twenty-five percent sure.", 225),
        ("Confidence: eighty-five", 850),
        ("The odds are one to twenty-five.", 38),
        ('{"answer": "Lima", "confidence": 0.05}', 50),
    ],
)
def test_numbers_in_words_and_in_parts(text, thousandths):
    assert figures_of(text)[0] == [thousandths]


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("The chance fell from 40-5 %.", 400),
        ("We are 30 7 percent sure.", 300),
        ("I'm twenty-one five percent sure.", 210),
    ],
)
def test_only_tens_in_words_and_one_more_word_are_joined(text, thousandths):
    assert figures_of(text)[0] == [thousandths]


def test_a_number_ends_with_its_sentence():
    numbers = hedging.detect("We counted twenty\n\nFive percent sure of it.").sentences
    assert round(numbers[-1].confidence, 2) == 0.05


@pytest.mark.parametrize(
    "text",
    [
        "She gave 20 percent that year to the choir.",
        "They gave him 30 percent of the land that he had asked for.",
        "The number of shops rose from 10 to 20 that year.",
        "The court ruled 5 to 4 that the law was void.",
        "The reviews were three-quarters positive.",
        "The survey puts it at 70 %.",
        "They won four to one on Sunday.",
        "It took third place in two-thirds of the races.",
        "A third chance came in May.",
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
