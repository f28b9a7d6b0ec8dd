"""Which sentences are drawn to be labelled."""

from collections import Counter

import numpy as np
import pytest

import hedging
from hedging.corpora.gold import Gold
from hedging.corpora.labelled import read_labelled
from hedging.errors import InputError
from hedging.evaluate import drawing
from hedging.evaluate.drawing import ScoredSentence, closeness, draw, label_lines, scored_sentences


def sentence(text, uncertainty=0.5, document="a", cue=""):
    return ScoredSentence(Gold(document, text, (), False, "general"), uncertainty, cue)


def texts(drawn):
    return [gold.text for gold in drawn.golds]


def test_the_most_uncertain_sentences_are_drawn_in_text_order():
    many = [sentence(f"Sentence {k}.", (k * 37 % 100) / 100, f"d{k}", f"c{k}") for k in range(100)]
    drawn = draw(many, 20)
    assert drawn.total == 100
    assert len(drawn.golds) == len(set(texts(drawn))) == 20
    places = [int(text.split()[1].rstrip(".")) for text in texts(drawn)]
    assert places == sorted(places)
    # Three quarters are the most uncertain of all that chance has left.
    surest = sorted((one.uncertainty for one in many), reverse=True)[:20]
    uncertain = [many[place].uncertainty for place in places]
    assert sum(value in surest for value in uncertain) >= 15


def test_documents_and_cues_are_spread():
    # The uncertain sentences are all in one document with one cue; others come near.
    many = [sentence(f"It may be {k}.", 0.9, "a", "may") for k in range(50)]
    many += [sentence(f"It could be {k}.", 0.8, "a", "could") for k in range(50)]
    many += [sentence(f"It might be {k}.", 0.7, "b", "might") for k in range(50)]
    drawn = draw(many, 40)
    documents = Counter(gold.document for gold in drawn.golds)
    cues = Counter(text.split()[1] for text in texts(drawn))
    assert min(documents.values()) >= 10
    assert min(cues.values()) >= 6


def test_a_share_is_drawn_at_random(monkeypatch):
    sure = [sentence(f"It rained {k} times.", 0.0, f"d{k}") for k in range(900)]
    unsure = [sentence(f"It may rain {k} times.", 0.9, f"e{k}", f"c{k}") for k in range(100)]
    drawn = draw([*sure, *unsure], 40)
    kinds = Counter(text.split()[1] for text in texts(drawn))
    # Ten are drawn at random, of which a tenth are unsure.
    assert 5 <= kinds["rained"] <= 10
    drawn = draw([*sure, *unsure], 40, at_random=True)
    assert Counter(text.split()[1] for text in texts(drawn))["rained"] >= 30


def test_the_seed_and_the_sentences_decide():
    many = [sentence(f"Sentence {k}.", 0.5, f"d{k % 7}") for k in range(300)]
    assert texts(draw(many, 30)) == texts(draw(many, 30))
    assert set(texts(draw(many, 30, seed=1))) != set(texts(draw(many, 30)))
    backwards = draw(many[::-1], 30, at_random=True)
    assert set(texts(backwards)) == set(texts(draw(many, 30, at_random=True)))


def test_a_random_draw_is_even():
    many = [sentence(f"Sentence {k}.", k / 100) for k in range(100)]
    counts = Counter(
        text for seed in range(400) for text in texts(draw(many, 10, seed=seed, at_random=True))
    )
    assert len(counts) == 100
    # 40 times each is expected, with a standard deviation of 6.
    assert min(counts.values()) > 15
    assert max(counts.values()) < 70


def test_no_sentence_is_drawn_twice():
    many = [sentence("It may rain.", 0.9, f"d{k}") for k in range(10)]
    drawn = draw([*many, sentence("It rained.")], 5)
    assert texts(drawn) == ["It may rain.", "It rained."]
    assert drawn.golds[0].document == "d0"
    assert drawn.total == 11


def test_what_the_notation_cannot_hold_is_counted():
    drawn = draw([sentence("P[a|b] is low."), sentence("# It rained."), sentence("It snowed.")], 5)
    assert (texts(drawn), drawn.total, drawn.unwritable) == (["It snowed."], 3, 2)


def test_memory_is_bounded_and_the_draw_the_same(monkeypatch):
    many = [sentence(f"S {k}.", (k * 37 % 101) / 101, f"d{k}", f"c{k}") for k in range(3000)]
    expected = draw(many, 40), draw(many, 40, at_random=True)
    monkeypatch.setattr(drawing, "_MAX_TICKETS", 100)
    assert (draw(many, 40), draw(many, 40, at_random=True)) == expected


def test_wrong_numbers():
    for number in (0, -1):
        with pytest.raises(InputError, match="one sentence or more"):
            draw([sentence("It rained.")], number)
    assert draw([], 5).golds == []


def test_scores_and_candidates_make_a_sentence_uncertain():
    detector = hedging.load()
    text = "It may rain. It rained. About ten came in May, they said. 12 | 13."
    scored = list(scored_sentences("a", text, detector))
    assert [one.gold.text for one in scored] == [
        "It may rain.",
        "It rained.",
        "About ten came in May, they said.",
    ]
    assert all(0 <= one.uncertainty <= 1 for one in scored)
    assert scored[0].uncertainty > scored[1].uncertainty
    assert (scored[0].cue, scored[1].cue) == ("may", "")
    for one, sentence_ in zip(scored, detector.detect(text).sentences, strict=False):
        score = closeness(np.array([sentence_.score]), detector.threshold)[0]
        assert one.uncertainty >= score
        words = [one.gold.text[cue.start : cue.end] for cue in one.gold.cues]
        assert words == [cue.text for cue in sentence_.cues]


def test_candidates_that_are_no_cues_count():
    text = "The vote is in May."
    (scored,) = scored_sentences("a", text, hedging.load())
    (explanation,) = hedging.load().explain(text)
    assert not explanation.is_cue
    expected = closeness(
        np.array([explanation.candidate.score]), hedging.load().scheme.cue_threshold
    )
    assert scored.uncertainty >= expected[0] > 0
    assert scored.cue == "may"


def test_lines_that_are_wrapped_and_control_characters():
    (scored,) = scored_sentences("a", "It does\nnot\tnecessarily \x1b[2J rain.\0", hedging.load())
    assert scored.gold.text.startswith("It does not necessarily \ufffd[2J rain.")
    (cue,) = scored.gold.cues
    assert scored.gold.text[cue.start : cue.end] == "does not necessarily"


def test_sentences_are_read_as_the_detector_reads_them():
    text = "It is **not impossible** that it fell."
    detector = hedging.load(depth="cues")
    (scored,) = scored_sentences("a", text, detector)
    assert scored.gold.text == text
    (cue,) = scored.gold.cues
    assert (cue.start, cue.end) == (8, 22)


def test_markup_is_not_drawn():
    pytest.importorskip("markdown_it")
    detector = hedging.load(markdown=True)
    scored = scored_sentences("a", "# Rain\n\n`may = 1`\n\nIt may rain.\n", detector)
    assert [one.gold.text for one in scored] == ["Rain", "It may rain."]


def test_thresholds_at_the_ends():
    for threshold in (0.0, 1.0):
        values = closeness(np.array([0.0, 0.5, 1.0]), threshold)
        assert ((values >= 0) & (values <= 1)).all()
        assert values[int(threshold * 2)] == 1


def test_a_file_to_label_is_read_as_it_was_drawn(tmp_path):
    text = "It may rain. It rained. Some fear a storm."
    scored = [
        one for name in "ab" for one in scored_sentences(name, f"{name} {text}", hedging.load())
    ]
    drawn = draw(scored, 10)
    path = tmp_path / "labels.txt"
    path.write_text("\n".join(label_lines(drawn, "marked by light")), encoding="utf-8")
    assert list(read_labelled(path)) == drawn.golds
    header = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:2] == "# "]
    assert len(header) == 12
    for kind in hedging.KINDS:
        assert f"{kind} (" in "".join(header)
