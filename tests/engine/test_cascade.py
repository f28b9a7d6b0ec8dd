"""A text's way through a model with an encoder, with a small network in place of a trained one."""

from itertools import product

import numpy as np
import pytest
from encoder.small import small_detector

import hedging
from hedging.encoder.marks import Marks
from hedging.engine.cascade import agreed
from hedging.engine.pipeline import Cues
from hedging.errors import InputError
from hedging.kinds import KINDS

TEXT = "Zorp rain. It may snow, zorp zorply! It snowed about noon."


def cues_of(report):
    return [(cue.text, cue.kind) for cue in report.cues]


def test_the_encoder_answers_everything_without_a_band():
    report = small_detector().detect(TEXT)
    assert cues_of(report) == [
        ("Zorp", "doxastic"),
        ("may", "epistemic"),
        ("zorp zorply", "doxastic"),
        ("about", "approximator"),
    ]
    assert [sentence.hedged for sentence in report.sentences] == [True, True, False]
    assert all(TEXT[cue.start : cue.end] == cue.text for cue in report.cues)
    assert report.model == "small"


def test_the_light_model_answers_outside_the_band():
    light = hedging.load().detect(TEXT)
    # Nothing is unsure inside an empty band.
    detector = small_detector(band=(0.5, 0.5))
    report = detector.detect(TEXT)
    assert cues_of(report) == cues_of(light)
    assert [s.score for s in report.sentences] == [s.score for s in light.sentences]
    assert detector.model.encoder.reader.read_texts == []


def test_the_encoder_answers_for_unsure_sentences_only():
    low = [sentence.score for sentence in hedging.load().detect(TEXT).sentences]
    band = (min(low[0], low[2]) / 2, max(low[0], low[2]) + 0.01)
    detector = small_detector(band=band)
    report = detector.detect(TEXT)
    read = detector.model.encoder.reader.read_texts
    assert read == ["Zorp rain.", "It snowed about noon."]
    assert ("Zorp", "doxastic") in cues_of(report)
    assert ("zorp zorply", "doxastic") not in cues_of(report)
    assert report.cues == tuple(sorted(report.cues, key=lambda cue: cue.start))


def marks_of(*rows):
    start, end, probability = map(np.array, zip(*rows, strict=True))
    return Marks(start, end, np.zeros_like(start), probability, np.eye(len(KINDS))[start])


def candidates_of(*rows):
    start, end, probability = map(np.array, zip(*rows, strict=True))
    none = np.zeros_like(start)
    return Cues(start, end, none, probability, none.astype(np.uint8), probability, none)


def test_two_models_agree_on_ends_and_log_odds():
    marks = marks_of((1, 2, 0.9), (3, 4, 0.6), (4, 5, 0.8), (6, 7, 0.5))
    candidates = candidates_of((0, 2, 0.5), (3, 5, 0.8), (5, 6, 0.9))
    both = agreed(marks, candidates, np.arange(1), (0.5, 0.5, np.log(2)))
    # One mark overlaps (0, 2), two overlap (3, 5), of which the likelier stays, and one nothing;
    # only the light model has noticed (5, 6).
    assert list(zip(both.start.tolist(), both.end.tolist(), strict=True)) == [
        (0, 2),
        (3, 5),
        (5, 6),
        (6, 7),
    ]
    unheard = 0.02 / 0.98
    odds = [2 * product**0.5 for product in (9 * 1, 4 * 4, unheard * 9, 1 * unheard)]
    np.testing.assert_allclose(both.probability, [o / (1 + o) for o in odds], rtol=1e-5)
    assert both.kinds.argmax(axis=1).tolist() == [1, 4, 0, 6]


def test_only_the_sentences_that_are_read_take_what_the_light_model_has_noticed():
    light = candidates_of((0, 1, 0.5), (3, 4, 0.9), (6, 7, 0.7), (8, 9, 0.01))
    light = light._replace(sentence=np.array([0, 1, 3, 3]))
    none = marks_of((1, 2, 0.9)).take(np.zeros(1, dtype=np.bool_))
    both = agreed(none, light, np.array([1, 3]), (1.0, 0.0, 0.0))
    assert (both.start.tolist(), both.sentence.tolist()) == ([3, 6], [0, 1])
    np.testing.assert_allclose(both.probability, [0.9, 0.7], rtol=1e-5)
    nothing = agreed(none, light, np.zeros(0, dtype=np.int64), (1.0, 0.0, 0.0))
    assert len(nothing.start) == 0


def test_marks_are_as_they_were_where_the_light_model_has_no_candidate():
    marks = marks_of((1, 2, 0.9))
    nothing = candidates_of((0, 1, 0.5)).take(np.zeros(1, dtype=np.bool_))
    both = agreed(marks, nothing, np.arange(1), (0.25, 0.75, 0.0))
    assert (both.start.tolist(), both.end.tolist()) == ([1], [2])
    assert both.probability[0] < 0.9


@pytest.mark.parametrize("band", [None, (0.05, 0.95)])
def test_both_models_have_a_say(band):
    text = "It may snow. Zorp zorply!"
    alone = [
        small_detector(band, cue_weights=own).detect(text).cues for own in ((0, 1, 0), (1, 0, 0))
    ]
    both = small_detector(band, cue_weights=(0.3, 0.7, 0), threshold=0.01).detect(text).cues
    scores = [cues[0].score for cues in (alone[0], both, alone[1])]
    assert min(scores[0], scores[2]) < scores[1] < max(scores[0], scores[2])


def test_batches_and_documents_agree():
    texts = [TEXT, "", "It may. " * 400, "Nothing zorp here", "\n\n"]
    for band, weights in product((None, (0.05, 0.95)), ((), (0.4, 0.6, -0.1))):
        detector = small_detector(band=band, cue_weights=weights)
        batch = detector.detect_batch(texts)
        for text, report in zip(texts, batch, strict=True):
            assert report == detector.detect(text)


def test_own_cues_and_ignored_cues_mean_the_same():
    options = {"extra_cues": {"snow": "weasel"}, "ignore_cues": ["may"]}
    for band in (None, (0.0, 1.0), (0.5, 0.5)):
        found = cues_of(small_detector(band=band, **options).detect("It may snow."))
        assert found == [("snow", "weasel")]
    kinds = small_detector(ignore_kinds=["doxastic"]).detect(TEXT)
    assert cues_of(kinds) == [("may", "epistemic"), ("about", "approximator")]


def test_given_sentences():
    report = small_detector().detect(TEXT, sentences=[(0, 4), (11, 24)])
    assert [sentence.text for sentence in report.sentences] == ["Zorp", "It may snow, "]
    assert cues_of(report) == [("Zorp", "doxastic"), ("may", "epistemic")]


def test_an_explanation_is_the_whole_sentence():
    first, *_ = small_detector().explain(TEXT)
    (reason,) = first.reasons
    assert (first.candidate.text, first.is_cue, reason.place) == ("Zorp", True, "whole sentence")
    assert reason.text == "Zorp rain."
    score = 1 / (1 + np.exp(-(first.bias + reason.weight)))
    assert first.candidate.score == pytest.approx(score, abs=1e-7)
    light = small_detector(band=(0.5, 0.5)).explain("It may rain.")
    assert light == hedging.load().explain("It may rain.")


def test_words_that_only_the_encoder_knows_can_be_ignored():
    detector = small_detector(ignore_cues=["zorp", "some ..."])
    assert [cue.text for cue in detector.detect(TEXT).cues] == ["may", "zorp zorply", "about"]
    with pytest.raises(InputError, match="cannot ignore"):
        small_detector(ignore_cues=["zorp ..."])


def test_markdown_is_blanked_for_the_encoder_too():
    pytest.importorskip("markdown_it")
    detector = small_detector(markdown=True)
    assert [cue.text for cue in detector.detect("`zorp` may\n").cues] == ["may"]


def test_all_kinds_give_the_same_answer_alone_and_in_a_batch():
    texts = [f"It may {'rain ' * k}zorp zorply about." for k in range(60)]
    detector = small_detector(hedge_kinds=KINDS)
    for text, report in zip(texts, detector.detect_batch(texts), strict=True):
        assert report == detector.detect(text)
