"""The released models with an encoder: the same surface, and the same answers in any company."""

import json
import pickle
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.errors import ModelError
from hedging.model.files import fingerprints, folder_of
from hedging.released import MODELS

ANSWERS = [
    "Thank you for asking! It **probably** opened in 1874. I might be wrong.",
    "There is an 80% chance that it opened in 1874.",
    "I do not know when it opened.",
    "## The harbour\n\n- It opened in 1874.\n- Some say it was later.\n",
]
DEEP = MODELS / "en-deep-5"
TEXTS = [
    "It may rain. It rained in May.",
    "Nobody knows whether the dam holds; some experts fear the worst. " * 3,
    "",
    "word " * 700 + "may happen.",
    "İt MAY räin\u0301 — 可能 \U0001f327 \ud800 \x00 maybe\r\n\r\n\tUnclear.",
    "# Head\n\n- It might be late\n",
]


@pytest.fixture(scope="module", name="deep")
def _deep():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    if not (DEEP / "encoder.onnx").is_file():
        pytest.skip("models/en-deep-5 is not here: it is a package of its own")
    return hedging.load("en-deep-5")


def test_it_finds_cues(deep):
    report = deep.detect(TEXTS[0])
    assert [(cue.text, cue.kind) for cue in report.cues] == [("may", "epistemic")]
    assert [sentence.hedged for sentence in report.sentences] == [True, False]
    assert report.model == "en-deep-5"


@pytest.mark.parametrize("model", ["en-deep-5", "en-auto-5"])
@pytest.mark.parametrize("scheme", ["general", "szeged", "bioscope", "conll2010-wikipedia"])
def test_a_text_has_the_same_answer_alone_and_in_a_batch(deep, model, scheme):
    detector = hedging.load(model, scheme=scheme)
    texts = TEXTS + ANSWERS
    for text, report in zip(texts, detector.detect_batch(texts), strict=True):
        assert report == detector.detect(text)
        assert all(text[cue.start : cue.end] == cue.text for cue in report.cues)
        assert all(0 <= sentence.score <= 1 for sentence in report.sentences)


def test_it_says_how_sure_a_text_sounds_and_what_sentences_do(deep):
    first, stated, unknown, listed = deep.detect_batch(ANSWERS)
    assert [sentence.role for sentence in first.sentences] == ["courtesy", "claim", "claim"]
    assert unknown.confidence < 0.2 < first.confidence < 0.7 < stated.confidence
    assert stated.confidence == pytest.approx(0.8, abs=1e-3)
    assert listed.sentences[0].role == "frame"
    assert listed.confidence == deep.detect(ANSWERS[3].replace("## The harbour\n\n", "")).confidence
    assert deep.detect("").confidence is None
    # The model of the other columns has the same name as before.
    assert first.depth == hedging.detect("").depth
    assert deep.detect(ANSWERS[0], depth="cues").confidence is None


@pytest.mark.parametrize("confidence", [{}, {"branch": "x"}, {"roles": ["claim", "claim"]}, 3])
def test_a_wrong_entry_for_the_confidence_is_a_model_error(deep, tmp_path, confidence):
    folder = shutil.copytree(DEEP, tmp_path / "entry")
    changed(folder, "config.json", lambda config: config.update(confidence=confidence))
    with pytest.raises(ModelError, match="confidence"):
        hedging.load(folder)


def test_a_network_that_is_not_as_the_config_says_is_a_model_error(deep, tmp_path):
    folder = shutil.copytree(DEEP, tmp_path / "entry")
    roles = {"roles": ["claim", "frame"]}
    changed(folder, "config.json", lambda config: config["confidence"].update(roles))
    detector = hedging.load(folder)
    assert detector.detect("It may rain.", depth="cues").cues
    with pytest.raises(ModelError, match="3 columns"):
        detector.detect("It may rain.")


def test_a_model_without_a_network_for_texts_has_the_confidence_of_the_light_way(deep, tmp_path):
    folder = shutil.copytree(DEEP, tmp_path / "older")
    changed(folder, "config.json", lambda config: config.pop("confidence"))
    older = hedging.load(folder)
    assert older.model.encoder.confidence is None
    report = older.detect("It probably opened in 1874.")
    assert report.confidence == hedging.detect("It probably opened in 1874.").confidence
    assert report.cues == deep.detect("It probably opened in 1874.").cues


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_text(deep, text):
    report = deep.detect(text)
    light = hedging.detect(text)
    places = [(sentence.start, sentence.end) for sentence in report.sentences]
    assert places == [(sentence.start, sentence.end) for sentence in light.sentences]
    for cue in report.cues:
        assert text[cue.start : cue.end] == cue.text.strip() != ""


def test_a_detector_can_be_sent_to_another_process(deep):
    again = pickle.loads(pickle.dumps(deep))
    assert again.detect(TEXTS[0]) == deep.detect(TEXTS[0])


def test_the_cascade_lies_between(deep):
    auto, light = hedging.load("en-auto-5"), hedging.load()
    low, high = auto.scheme.encoded.band
    assert 0 < low < 0.5 < high < 1
    sure = light.detect("It rained.")
    assert auto.detect("It rained.").sentences[0].score == sure.sentences[0].score
    everything = hedging.load("en-auto-5", band=(0.0, 1.0)).detect(TEXTS[1])
    assert everything.sentences == deep.detect(TEXTS[1]).sentences


def changed(folder, name, change):
    config = json.loads((folder / name).read_text(encoding="utf-8"))
    change(config)
    (folder / name).write_text(json.dumps(config), encoding="utf-8")


def test_damaged_folders_are_model_errors(deep, tmp_path):
    def copy(name):
        return shutil.copytree(DEEP, tmp_path / name)

    folder = copy("network")
    (folder / "encoder.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="has sha256"):
        hedging.load(folder)
    folder = copy("scheme")
    changed(folder, "config.json", lambda config: config["schemes"]["general"].pop("slope"))
    with pytest.raises(ModelError, match=r"schemes\.general\.slope is missing"):
        hedging.load(folder)
    folder = copy("columns")
    changed(folder, "config.json", lambda c: c["schemes"]["general"].update(first_column=900))
    with pytest.raises(ModelError, match="columns"):
        hedging.load(folder).detect("It may rain.")
    folder = copy("light")
    changed(folder, "config.json", lambda config: config.update(light="en-0"))
    with pytest.raises(ModelError, match="no model at"):
        hedging.load(folder)


@pytest.mark.parametrize("name", ["encoder.onnx", "confidence.onnx"])
def test_a_network_that_is_none_is_a_model_error(deep, tmp_path, name):
    import hashlib

    folder = shutil.copytree(DEEP, tmp_path / "network")
    (folder / name).write_bytes(b"nothing")
    digest = hashlib.sha256(b"nothing").hexdigest()
    changed(folder, "config.json", lambda c: c["files"].update({name: digest}))
    with pytest.raises(ModelError, match="network"):
        hedging.load(folder).detect("It may rain.")


def test_a_model_that_is_not_installed_says_how(tmp_path, monkeypatch):
    monkeypatch.setattr("hedging.model.files.MODELS", tmp_path)
    with pytest.raises(ModelError, match=r"pip install \./models/en-deep-5"):
        hedging.load("en-deep-5")


def test_the_fingerprints_of_a_model_are_those_of_all_models_below_it(deep):
    own, below = fingerprints(DEEP), fingerprints(MODELS / "en-7")
    assert own == {
        **json.loads((DEEP / "config.json").read_text(encoding="utf-8"))["files"],
        "en-7/weights.npz": below["weights.npz"],
    }
    auto = fingerprints(MODELS / "en-auto-5")
    assert set(auto["bands"]) == set(deep.model.schemes)
    assert {f"en-deep-5/{name}" for name in own} < set(auto)


def test_a_model_can_be_a_package_of_its_own(tmp_path, monkeypatch):
    package = tmp_path / "hedging_en_small_1"
    package.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert folder_of("en-small-1") == package
    assert folder_of("en-small-2").name == "en-small-2"
