"""A text's way through a model with an encoder, with a small network in place of a trained one."""

import numpy as np
import pytest
from encoder.small import small_detector

import hedging
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


def test_batches_and_documents_agree():
    texts = [TEXT, "", "It may. " * 400, "Nothing zorp here", "\n\n"]
    for band in (None, (0.05, 0.95)):
        detector = small_detector(band=band)
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
