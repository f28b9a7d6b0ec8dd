"""The released models with an encoder: the same surface, and the same answers in any company."""

import json
import pickle
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.errors import ModelError
from hedging.model.files import MODELS, fingerprints, folder_of

DEEP = MODELS / "en-deep-1"
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
        pytest.skip("models/en-deep-1 is not here: it is a package of its own")
    return hedging.load("en-deep-1")


def test_it_finds_cues(deep):
    report = deep.detect(TEXTS[0])
    assert [(cue.text, cue.kind) for cue in report.cues] == [("may", "epistemic")]
    assert [sentence.hedged for sentence in report.sentences] == [True, False]
    assert report.model == "en-deep-1"


@pytest.mark.parametrize("model", ["en-deep-1", "en-auto-1"])
@pytest.mark.parametrize("scheme", ["general", "szeged", "bioscope", "conll2010-wikipedia"])
def test_a_text_has_the_same_answer_alone_and_in_a_batch(deep, model, scheme):
    detector = hedging.load(model, scheme=scheme)
    for text, report in zip(TEXTS, detector.detect_batch(TEXTS), strict=True):
        assert report == detector.detect(text)
        assert all(text[cue.start : cue.end] == cue.text for cue in report.cues)
        assert all(0 <= sentence.score <= 1 for sentence in report.sentences)


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
    auto, light = hedging.load("en-auto-1"), hedging.load()
    low, high = auto.scheme.encoded.band
    assert 0 < low < 0.5 < high < 1
    sure = light.detect("It rained.")
    assert auto.detect("It rained.").sentences[0].score == sure.sentences[0].score
    everything = hedging.load("en-auto-1", band=(0.0, 1.0)).detect(TEXTS[1])
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


def test_a_network_that_is_none_is_a_model_error(deep, tmp_path):
    import hashlib

    folder = shutil.copytree(DEEP, tmp_path / "network")
    (folder / "encoder.onnx").write_bytes(b"nothing")
    digest = hashlib.sha256(b"nothing").hexdigest()
    changed(folder, "config.json", lambda c: c["files"].update({"encoder.onnx": digest}))
    with pytest.raises(ModelError, match="network"):
        hedging.load(folder).detect("It may rain.")


def test_a_model_that_is_not_installed_says_how(tmp_path, monkeypatch):
    monkeypatch.setattr("hedging.model.files.MODELS", tmp_path)
    with pytest.raises(ModelError, match=r"pip install \./models/en-deep-1"):
        hedging.load("en-deep-1")


def test_the_fingerprints_of_a_model_are_those_of_all_models_below_it(deep):
    own, below = fingerprints(DEEP), fingerprints(MODELS / "en-6")
    assert own == {
        **json.loads((DEEP / "config.json").read_text(encoding="utf-8"))["files"],
        "en-6/weights.npz": below["weights.npz"],
    }
    auto = fingerprints(MODELS / "en-auto-1")
    assert set(auto["bands"]) == set(deep.model.schemes)
    assert {f"en-deep-1/{name}" for name in own} < set(auto)


def test_a_model_can_be_a_package_of_its_own(tmp_path, monkeypatch):
    package = tmp_path / "hedging_en_small_1"
    package.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert folder_of("en-small-1") == package
    assert folder_of("en-small-2").name == "en-small-2"
