"""Figures that a sentence states, and those that it denies."""

import pytest

import hedging


def confidence(text, **options):
    (sentence,) = hedging.load(**options).detect(text).sentences
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
]


@pytest.mark.xfail(reason="a figure overrides its own denial", strict=True)
@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("text", [text for text, _ in NOT_SURE])
def test_a_sentence_with_a_denied_figure_is_not_sure(text, pure):
    assert confidence(text, pure=pure) < 0.45
