import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import find_mistakes, score_golds


def mistakes_in(golds):
    return find_mistakes(golds, score_golds(golds, hedging.load()))


def test_the_worst_mistakes_come_first():
    may = (GoldCue(3, 6, "epistemic"),)
    golds = [
        Gold("a", "It may rain.", may, True, "general"),
        Gold("b", "It may rain.", may, None, "general"),
        Gold("c", "The shop sold forty loaves of bread.", (), True, "general"),
    ]
    (mistake,) = mistakes_in(golds)
    assert (mistake.gold.document, mistake.cues) == ("c", ())
    assert not mistake.is_false_alarm
    assert mistake.score < 0.5
    wrong = [
        Gold("d", text, (), False, "general")
        for text in ("It may rain.", "Perhaps they can hear it.", "If so, stay.")
    ]
    mistakes = mistakes_in(wrong)
    scores = [mistake.score for mistake in mistakes]
    assert len(mistakes) == 3
    assert all(mistake.is_false_alarm for mistake in mistakes)
    assert scores == sorted(scores, reverse=True)
    assert mistakes == mistakes_in(wrong[::-1])
