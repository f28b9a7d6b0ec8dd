from benchmarks.readers import compare, compare_scopes
from hedging.corpora.gold import Gold, GoldCue
from training.corpora.scopes import ScopedCue, ScopedSentence

TEXT = "They say it may rain."
SAY, MAY = GoldCue(5, 8, "booster"), GoldCue(12, 15, "epistemic")


def reading(*cues, hedged, group="news"):
    return Gold("a", TEXT, cues, hedged, "general", group=group)


def test_the_second_reading_is_measured_against_the_first():
    first = [
        reading(MAY, hedged=True),
        reading(MAY, hedged=True),
        reading(hedged=False, group="fiction"),
    ]
    second = [
        reading(MAY, hedged=True),
        reading(hedged=False),
        reading(GoldCue(9, 15, "epistemic"), hedged=True, group="fiction"),
    ]
    agreement = compare(first, second)
    assert list(agreement) == ["all", "news", "fiction"]
    for counts in agreement["all"]:
        assert (counts.hits, counts.predicted, counts.true) == (1, 2, 2)
    for counts in agreement["news"]:
        assert (counts.hits, counts.predicted, counts.true) == (1, 1, 2)
    for counts in agreement["fiction"]:
        assert (counts.hits, counts.predicted, counts.true) == (0, 1, 0)


def test_a_cue_of_another_span_is_another_cue():
    sentences, cues = compare(
        [reading(MAY, hedged=True)], [reading(GoldCue(9, 15, "epistemic"), hedged=True)]
    )["all"]
    assert sentences.f1 == 1.0
    assert cues.f1 == 0.0


def test_the_cues_of_all_kinds_are_compared_as_those_of_a_model_are():
    sentences, cues = compare([reading(SAY, hedged=False)], [reading(hedged=False)])["all"]
    assert sentences.f1 is None
    assert (cues.hits, cues.predicted, cues.true) == (0, 0, 1)


def test_scopes_and_sources_are_the_same_or_not():
    def scoped(scope, holder="named", source=(0, 4)):
        cue = ScopedCue(12, 15, "epistemic", scope, holder, source, quoted=False, negated=False)
        return ScopedSentence("a", TEXT, (cue,), "test", "news")

    first = [scoped((12, 20)), scoped((12, 20)), scoped((12, 20), "writer", None)]
    second = [scoped((12, 20)), scoped((9, 20), "unnamed", None), scoped((12, 20), "writer", None)]
    figures = compare_scopes(first, second)
    assert figures.pop("cues") == 3
    assert figures == {
        "scope": 0.6667,
        "holder": 0.6667,
        "source": 0.6667,
        "quoted": 1.0,
        "negated": 1.0,
        "named source": 0.5,
    }
