import subprocess
import sys

import pytest

import hedging

spacy = pytest.importorskip("spacy")

TEXT = "It may rain in May. Some officials don't know, perhaps. They left."


@pytest.fixture
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("hedging")
    return nlp


def test_cues_and_scores_are_those_of_the_report(nlp):
    doc, report = nlp(TEXT), hedging.detect(TEXT)
    assert [(span.start_char, span.end_char, span.label_) for span in doc.spans["hedging"]] == [
        (cue.start, cue.end, cue.kind) for cue in report.cues
    ]
    assert [span._.hedging for span in doc.spans["hedging"]] == [cue.score for cue in report.cues]
    assert doc._.hedging == report.score
    for sentence in report.sentences:
        assert doc.char_span(sentence.start, sentence.end)._.hedging == sentence.score
    assert doc[0:1]._.hedging is None


def test_confidence_of_a_doc_of_sentences_and_of_cues(nlp):
    text = f"{TEXT} I hope this helps!"
    doc, report = nlp(text), hedging.detect(text)
    assert doc._.hedging_confidence == report.confidence
    strengths = [span._.hedging_confidence for span in doc.spans["hedging"]]
    assert strengths == [cue.strength for cue in report.cues]
    assert [sentence.confidence for sentence in report.sentences].count(None) == 1
    for sentence in report.sentences:
        span = doc.char_span(sentence.start, sentence.end)
        assert span._.hedging_confidence == sentence.confidence
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.hedging_confidence == report.confidence


def test_without_depth_there_is_no_confidence():
    nlp = spacy.blank("en")
    nlp.add_pipe("hedging", name="cues_only", config={"depth": "cues"})
    doc = nlp(TEXT)
    assert doc._.cues_only == hedging.detect(TEXT).score
    assert doc._.cues_only_confidence is None
    assert [span._.cues_only_confidence for span in doc.spans["cues_only"]] == [None] * 3
    assert list(doc.user_data) == ["cues_only"]


def test_sentences_of_the_pipeline_are_used():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("hedging", config={"hedge_kinds": ["condition"]})
    doc = nlp("One may go; if so, all go. Two stay.")
    spans = [(sent.start_char, sent.end_char) for sent in doc.sents]
    report = hedging.load(hedge_kinds=["condition"]).detect(doc.text, sentences=spans)
    assert [sent._.hedging for sent in doc.sents] == [
        sentence.score for sentence in report.sentences
    ]


def test_a_sentence_that_is_a_cue_and_two_components():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("hedging")
    nlp.add_pipe("hedging", name="strict", config={"hedge_kinds": ["condition"]})
    doc = nlp("Perhaps")
    report = hedging.load().detect("Perhaps", sentences=[(0, 7)])
    (sent,), (cue,) = doc.sents, doc.spans["hedging"]
    assert (sent._.hedging, cue._.hedging) == (report.sentences[0].score, report.cues[0].score)
    assert sent._.hedging != cue._.hedging
    assert (
        doc._.strict
        == hedging.load(hedge_kinds=["condition"]).detect("Perhaps", sentences=[(0, 7)]).score
        < 0.5
        < doc._.hedging
    )
    assert [span.text for span in doc.spans["strict"]] == ["Perhaps"]


def test_extra_cues_by_config_and_back_from_disk(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("hedging", config={"extra_cues": {"murky": "weasel"}, "ignore_cues": ["may"]})
    nlp.to_disk(tmp_path / "pipeline")
    for pipeline in (nlp, spacy.load(tmp_path / "pipeline")):
        doc = pipeline("It may rain. It is murky.")
        assert [(span.text, span.label_) for span in doc.spans["hedging"]] == [("murky", "weasel")]


def test_a_pipe_gives_what_single_calls_give_also_in_two_processes(nlp):
    texts = [f"{TEXT} On day {k} it could snow." for k in range(40)] + [""]
    single = [nlp(text) for text in texts]
    for options in ({"batch_size": 7}, {"n_process": 2, "batch_size": 7}):
        for doc, other in zip(nlp.pipe(texts, **options), single, strict=True):
            assert [(span.text, span.label_) for span in doc.spans["hedging"]] == [
                (span.text, span.label_) for span in other.spans["hedging"]
            ]
            assert doc._.hedging == other._.hedging


def test_to_disk_and_back_and_through_bytes(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    doc = spacy.load(tmp_path / "pipeline")(TEXT)
    assert doc._.hedging == nlp(TEXT)._.hedging
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.hedging == doc._.hedging


def test_it_is_found_by_its_entry_point():
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('hedging'); "
        "doc = nlp('It may rain.'); print(*doc.spans['hedging'])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout.strip()
        == "may"
    )
