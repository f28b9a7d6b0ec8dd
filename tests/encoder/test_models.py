"""The released models with an encoder: the same surface, and the same answers in any company."""

import json
import pickle
import shutil

import pytest
from forced import load_forced
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.errors import ModelError
from hedging.model.files import depth_folder_of, fingerprints, folder_of
from hedging.released import MODELS, released_name

ANSWERS = [
    "Thank you for asking! It **probably** opened in 1874. I might be wrong.",
    "There is an 80% chance that it opened in 1874.",
    "I do not know when it opened.",
    "## The harbour\n\n- It opened in 1874.\n- Some say it was later.\n",
]
ACCURATE = MODELS / released_name("accurate")
TEXTS = [
    "It may rain. It rained in May.",
    "Nobody knows whether the dam holds; some experts fear the worst. " * 3,
    "",
    "word " * 700 + "may happen.",
    "İt MAY räin\u0301 — 可能 \U0001f327 \ud800 \x00 maybe\r\n\r\n\tUnclear.",
    "# Head\n\n- It might be late\n",
]


@pytest.fixture(scope="module", name="accurate")
def _accurate():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    if not (ACCURATE / "encoder.onnx").is_file():
        pytest.skip("the accurate model is not here: it is a package of its own")
    return hedging.load("accurate")


def test_it_finds_cues(accurate):
    report = accurate.detect(TEXTS[0])
    assert [(cue.text, cue.kind) for cue in report.cues] == [("may", "epistemic")]
    assert [sentence.hedged for sentence in report.sentences] == [True, False]
    assert report.model == released_name("accurate")


@pytest.mark.parametrize("model", ["accurate", "auto"])
@pytest.mark.parametrize("scheme", ["general", "szeged", "bioscope", "conll2010-wikipedia"])
def test_a_text_has_the_same_answer_alone_and_in_a_batch(accurate, model, scheme):
    detector = hedging.load(model, scheme=scheme)
    texts = TEXTS + ANSWERS
    for text, report in zip(texts, detector.detect_batch(texts), strict=True):
        assert report == detector.detect(text)
        assert all(text[cue.start : cue.end] == cue.text for cue in report.cues)
        assert all(0 <= sentence.score <= 1 for sentence in report.sentences)


def test_it_says_how_sure_a_text_sounds_and_what_sentences_do(accurate):
    first, stated, unknown, listed = accurate.detect_batch(ANSWERS)
    assert [sentence.role for sentence in first.sentences] == ["courtesy", "claim", "claim"]
    assert unknown.confidence < 0.2 < first.confidence < 0.7 < stated.confidence
    assert stated.confidence == pytest.approx(0.8, abs=1e-3)
    assert listed.sentences[0].role == "frame"
    without_heading = ANSWERS[3].replace("## The harbour\n\n", "")
    assert listed.confidence == accurate.detect(without_heading).confidence
    assert accurate.detect("").confidence is None
    # The model of the other columns has the same name as before.
    assert first.depth == hedging.detect("").depth
    assert accurate.detect(ANSWERS[0], depth="cues").confidence is None


@pytest.mark.parametrize(
    "confidence",
    [
        {},
        {"branch": "x"},
        {"roles": ["claim", "claim"]},
        3,
        {"roles": ["claim"], "declined": ["no"]},
    ],
)
def test_a_wrong_entry_for_the_confidence_is_a_model_error(accurate, tmp_path, confidence):
    folder = shutil.copytree(ACCURATE, tmp_path / "entry")
    changed(folder, "config.json", lambda config: config.update(confidence=confidence))
    with pytest.raises(ModelError, match="confidence"):
        hedging.load(folder)


def test_a_network_that_is_not_as_the_config_says_is_a_model_error(accurate, tmp_path):
    folder = shutil.copytree(ACCURATE, tmp_path / "entry")
    roles = {"roles": ["claim", "frame"]}
    changed(folder, "config.json", lambda config: config["confidence"].update(roles))
    detector = hedging.load(folder)
    assert detector.detect("It may rain.", depth="cues").cues
    reasons = len(detector.model.encoder.confidence.declined)
    with pytest.raises(ModelError, match=f"{3 + reasons + bool(reasons)} columns"):
        detector.detect("It may rain.")


def test_a_model_without_a_network_for_texts_is_as_sure_as_the_light_way(accurate, tmp_path):
    folder = shutil.copytree(ACCURATE, tmp_path / "older")
    changed(folder, "config.json", lambda config: config.pop("confidence"))
    older = hedging.load(folder)
    assert older.model.encoder.confidence is None
    report = older.detect("It probably opened in 1874.")
    assert report.confidence == hedging.detect("It probably opened in 1874.").confidence
    assert report.cues == accurate.detect("It probably opened in 1874.").cues


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_text(accurate, text):
    report = accurate.detect(text)
    light = hedging.detect(text)
    places = [(sentence.start, sentence.end) for sentence in report.sentences]
    assert places == [(sentence.start, sentence.end) for sentence in light.sentences]
    for cue in report.cues:
        assert text[cue.start : cue.end] == cue.text.strip() != ""


def test_a_detector_can_be_sent_to_another_process(accurate):
    again = pickle.loads(pickle.dumps(accurate))
    assert again.detect(TEXTS[0]) == accurate.detect(TEXTS[0])


def test_the_cascade_lies_between(accurate):
    auto, light = hedging.load("auto"), hedging.load()
    low, high = auto.scheme.encoded.band
    assert 0 < low < 0.5 < high < 1
    sure = light.detect("It rained.")
    assert auto.detect("It rained.").sentences[0].score == sure.sentences[0].score
    everything = load_forced("auto", band=(0.0, 1.0)).detect(TEXTS[1])
    assert everything.sentences == accurate.detect(TEXTS[1]).sentences


def changed(folder, name, change):
    config = json.loads((folder / name).read_text(encoding="utf-8"))
    change(config)
    (folder / name).write_text(json.dumps(config), encoding="utf-8")


def test_damaged_folders_are_model_errors(accurate, tmp_path):
    def copy(name):
        return shutil.copytree(ACCURATE, tmp_path / name)

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
    changed(folder, "config.json", lambda config: config.update(light="no-such-model"))
    with pytest.raises(ModelError, match="no model at"):
        hedging.load(folder)


@pytest.mark.parametrize("name", ["encoder.onnx", "confidence.onnx"])
def test_a_network_that_is_none_is_a_model_error(accurate, tmp_path, name):
    import hashlib

    folder = shutil.copytree(ACCURATE, tmp_path / "network")
    (folder / name).write_bytes(b"nothing")
    digest = hashlib.sha256(b"nothing").hexdigest()
    changed(folder, "config.json", lambda c: c["files"].update({name: digest}))
    with pytest.raises(ModelError, match="network"):
        hedging.load(folder).detect("It may rain.")


def test_the_fingerprints_of_a_model_are_those_of_all_models_below_it(accurate):
    own, below = fingerprints(ACCURATE), fingerprints(folder_of("light"))
    files = json.loads((ACCURATE / "config.json").read_text(encoding="utf-8"))["files"]
    assert set(own) == {
        *files,
        "config.json",
        *(f"{released_name('light')}/{name}" for name in below),
    }
    assert files.items() <= own.items()
    auto = fingerprints(folder_of("auto"))
    of_accurate = {f"{released_name('accurate')}/{name}": value for name, value in own.items()}
    assert auto == {**of_accurate, "config.json": auto["config.json"]}


@pytest.mark.parametrize("role", ["accurate", "auto"])
def test_a_pinned_name_answers_as_its_role(accurate, role):
    of_role, pinned = hedging.load(role), hedging.load(released_name(role))
    assert pinned.model is of_role.model
    assert of_role.model.name == released_name(role)
    assert [pinned.detect(text) for text in ANSWERS] == [of_role.detect(text) for text in ANSWERS]


def test_the_depth_is_that_of_the_light_model_below(accurate, tmp_path):
    light = shutil.copytree(folder_of("light"), tmp_path / "light")
    changed(light / "depth", "config.json", lambda c: c["numbers"].update({"confidence.plain": 99}))
    folder = shutil.copytree(ACCURATE, tmp_path / "mine")
    changed(folder, "config.json", lambda config: config.update(light=str(light)))
    changed(folder, "config.json", lambda config: config.pop("confidence"))
    text = "It crosses the river at the old mill. " * 20
    own = hedging.load(folder).detect(text).sentences[0].confidence
    assert own == hedging.load(light).detect(text).sentences[0].confidence
    assert own < hedging.detect(text).sentences[0].confidence
    assert depth_folder_of(folder) == light / "depth"
