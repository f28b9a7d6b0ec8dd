import hedging
from benchmarks.mistakes import causes, write_mistakes
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import Mistake, find_mistakes, score_golds
from hedging.results import Cue


def mistakes_in(golds):
    return find_mistakes(golds, score_golds(golds, hedging.load()))


def cues(text, *words):
    starts = [text.index(word) for word in words]
    return tuple(
        Cue(start, start + len(word), word, "weasel", 0.9)
        for start, word in zip(starts, words, strict=True)
    )


def test_mistakes_are_written_one_on_a_line(tmp_path):
    gold = Gold("a", "It may\nrain.", (), False, "general", group="news")
    mistakes = mistakes_in([gold])
    write_mistakes(tmp_path, {"test part": mistakes})
    (line,) = (tmp_path / "test-part.tsv").read_text(encoding="utf-8").splitlines()
    assert line.split("\t")[1:] == ["general/news", "gold: –", "shown: may", "It may rain."]


def test_the_words_behind_the_mistakes():
    text = "They say it May rain, may it not?"
    labelled = (
        GoldCue(5, 8, "booster"),
        GoldCue(12, 15, "epistemic"),
        GoldCue(22, 25, "epistemic"),
    )
    missed = Gold("a", text, labelled, True, "general")
    invented = Gold("b", "About ten said so, about ten.", (), False, "general")
    words = causes(
        [
            Mistake(missed, 0.1, cues(text, "say")),
            Mistake(invented, 0.9, cues(invented.text, "About", "said")),
            Mistake(invented, 0.8, cues(invented.text, "about", "About")),
        ]
    )
    # A word counts once in a sentence, and only a cue that makes a sentence hedged was missed.
    assert words == {"missed": {"may": 1}, "invented": {"about": 2, "said": 1}}
