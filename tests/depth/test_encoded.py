"""Confidence and roles by an encoder, with a small network in place of a trained one."""

import numpy as np
import pytest
from encoder.small import DOUBT, SURE, small_detector

import hedging
from hedging.depth import encoded
from hedging.model.scoring import logistic


@pytest.fixture(name="alone", autouse=True)
def _alone(monkeypatch):
    """The light network counts for nothing, so that all figures are those of the encoder."""
    monkeypatch.setattr(encoded, "LIGHT_SHARE", 0.0)


def sure(log_odds):
    return logistic(np.array([log_odds]))[0]


def log_odds(p):
    return float(np.log(p / (1 - p)))


@pytest.mark.parametrize("text", ["It may rain.", "It may rain. I would not swear to it."])
def test_the_light_network_counts_beside_the_encoder(monkeypatch, text):
    light, alone = hedging.detect(text), small_detector(confidence=True).detect(text)
    monkeypatch.setattr(encoded, "LIGHT_SHARE", 0.25)
    both = small_detector(confidence=True).detect(text)
    for of_both, of_light, of_encoder in (
        (both.confidence, light.confidence, alone.confidence),
        *zip(
            *([s.confidence for s in report.sentences] for report in (both, light, alone)),
            strict=True,
        ),
    ):
        expected = 0.25 * log_odds(of_light) + 0.75 * log_odds(of_encoder)
        assert log_odds(of_both) == pytest.approx(expected, abs=0.01)


def test_items_quotations_and_rows_are_read_without_their_marks():
    detector = small_detector(confidence=True)
    plain = detector.detect("It may rain. Zorp snow fell.")
    for marked in (
        "1. It may rain.\n2. Zorp snow fell.\n",
        "> It may rain.\n>\n> Zorp snow fell.\n",
        "| Today | It may rain. |\n| Friday | Zorp snow fell. |\n",
    ):
        assert detector.detect(marked).confidence == plain.confidence


def test_an_encoder_reads_each_sentence_and_the_claims_as_one_text():
    detector = small_detector(confidence=True)
    report = detector.detect("Thanks a lot! It may rain. Zorp snow fell. Why so?")
    assert [s.role for s in report.sentences] == ["courtesy", "claim", "claim", "question"]
    of_claims = [sentence.confidence for sentence in report.sentences]
    assert of_claims[0] is of_claims[3] is None
    assert of_claims[1] == of_claims[2] == pytest.approx(sure(SURE - DOUBT))
    assert report.confidence == pytest.approx(sure(SURE - 2 * DOUBT))
    read = detector.model.encoder.confidence.network.read_texts
    assert read[-1] == "it may rain . zorp snow fell ."
    assert len(read) == 5
    assert report.depth == hedging.detect("").depth


def test_the_answer_of_one_sentence_is_that_of_the_sentence():
    detector = small_detector(confidence=True)
    report = detector.detect("Thanks! It may rain.")
    assert report.confidence == report.sentences[1].confidence == pytest.approx(sure(1.0))
    assert len(detector.model.encoder.confidence.network.read_texts) == 2


def test_nothing_is_claimed():
    detector = small_detector(confidence=True)
    assert [r.confidence for r in detector.detect_batch(["", "Thanks!", "\n\n"])] == [None] * 3
    assert detector.detect("Dunno.").confidence == pytest.approx(sure(SURE))
    assert len(detector.detect_batch([])) == 0


def test_cues_alone_cost_nothing_more():
    detector = small_detector(confidence=True)
    report = detector.detect("It may rain. Zorp.", depth="cues")
    assert report.confidence is None
    assert detector.model.encoder.confidence.network.read_texts == []


def test_a_stated_figure_takes_the_place_of_everything_else():
    detector = small_detector(confidence=True)
    alone = detector.detect("There is a 30 % chance that it may rain.")
    assert alone.confidence == pytest.approx(0.3, abs=1e-3)
    beside = detector.detect("There is a 30 % chance that it may rain. It may snow.")
    assert beside.sentences[0].confidence == pytest.approx(0.3, abs=1e-3)
    assert beside.sentences[1].confidence == pytest.approx(sure(1.0))
    assert 0.299 < beside.confidence < sure(1.0)
    assert len(detector.model.encoder.confidence.network.read_texts) == 3


def test_so_does_a_figure_that_is_denied():
    detector = small_detector(confidence=True)
    (sentence,) = detector.detect("I'm not 90 % sure that it snowed.").sentences
    assert sentence.confidence == pytest.approx(0.6, abs=1e-3)


def test_headings_and_marks_of_emphasis_do_not_count():
    detector = small_detector(confidence=True)
    plain = detector.detect("It may rain. It snowed in Lima.")
    marked = detector.detect("# The weather\n\nIt **may** rain. It snowed in **Lima**.")
    assert [s.role for s in marked.sentences] == ["frame", "claim", "claim"]
    assert marked.confidence == plain.confidence
    assert "*" not in "".join(detector.model.encoder.confidence.network.read_texts)


def test_markup_is_blanked_for_whole_texts_too():
    pytest.importorskip("markdown_it")
    detector = small_detector(confidence=True, markdown=True)
    report = detector.detect("It rained `zorp` in Lima. It snowed.\n")
    assert report.confidence == pytest.approx(sure(SURE))
    assert not any("zorp" in text for text in detector.model.encoder.confidence.network.read_texts)


def test_long_documents_are_mixed_from_their_sentences(monkeypatch):
    text = "It may rain. It snowed in Lima. Zorp zorply, it rained."
    whole = small_detector(confidence=True).detect(text)
    assert whole.confidence == pytest.approx(sure(SURE - 3 * DOUBT))
    monkeypatch.setattr(encoded, "MOST_TOKENS", 10)
    long = small_detector(confidence=True).detect(text)
    assert long.sentences == whole.sentences
    lowest = min(sentence.confidence for sentence in long.sentences)
    assert whole.confidence < lowest < long.confidence


def test_a_cascade_reads_what_it_read_for_cues_and_what_calls_for_a_look():
    text = "Orla Brandt painted the mural. It may rain. The mayor opened the harbour in 1874."
    # Nothing is unsure inside an empty band; the light model sees one cue.
    cascade = small_detector(band=(0.5, 0.5), confidence=True)
    report = cascade.detect(text)
    read = cascade.model.encoder.confidence.network.read_texts
    assert read[0] == "it may rain ."
    assert len(read) == 2
    light = hedging.detect(text)
    assert report.sentences[0].confidence == light.sentences[0].confidence
    assert report.sentences[1].confidence == pytest.approx(sure(1.0))
    plain = cascade.detect("Orla Brandt painted the mural. The mayor opened the harbour in 1874.")
    assert plain.confidence == light.sentences[0].confidence
    everything = small_detector(band=(0.0, 1.0), confidence=True).detect(text)
    assert everything.sentences == small_detector(confidence=True).detect(text).sentences


def test_what_stands_beside_a_document_does_not_matter():
    texts = [
        "It may rain. Zorp.",
        "",
        "Thanks!",
        "There is a 30 % chance of it.",
        "It snowed. " * 60,
    ]
    for band in (None, (0.05, 0.95)):
        detector = small_detector(band=band, confidence=True)
        for text, report in zip(texts, detector.detect_batch(texts), strict=True):
            assert report == detector.detect(text)


def test_given_sentences_that_hold_nothing():
    report = small_detector(confidence=True).detect("It may rain.  ", sentences=[(0, 12), (13, 14)])
    assert report.confidence == pytest.approx(sure(1.0))


def test_an_encoder_says_why_a_text_declines():
    detector = small_detector(confidence=True, reasons=True)
    texts = [
        "Dunno.",
        "It rained. Why so? Sorry.",
        "It may rain.",
        "Sorry. " + "It may rain. " * 60,
        "",
    ]
    declined = [report.declined for report in detector.detect_batch(texts)]
    assert declined == ["does not know", "refuses", None, None, None]
    read = detector.model.encoder.confidence.network.read_texts
    # What has one sentence is read once, and what is long is not read as a whole.
    assert read.count("dunno .") == 1
    assert read.count("it rained . why so ? sorry .") == 1
    assert max(len(text.split()) for text in read) < 20
