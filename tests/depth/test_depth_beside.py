"""The depth beside the cues of a model is that of its folder, or of the released light model."""

import json
import pickle
import shutil

import numpy as np
import pytest
from forced import load_forced

import hedging
from hedging.depth.confidence import UNIT
from hedging.depth.files import depth_beside, load_depth, shipped_depth
from hedging.model.files import depth_folder_of, folder_of
from hedging.released import released_name

# Long enough for sentences that are not read closely, since nothing in them sounds unsure.
TEXT = (
    "It crosses the river at the old mill. " * 9
    + "It may close, officials said. "
    + "It is open. " * 9
)
PLAIN = {"confidence.plain": 99}
SURE = 1 / (1 + np.exp(-PLAIN["confidence.plain"] / UNIT))


def change_numbers(folder, **numbers):
    """Write other numbers into the depth of a model."""
    path = folder / "depth" / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["numbers"] |= numbers
    path.write_text(json.dumps(config | {"name": "mine"}), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """The released light model, in whose depth plain sentences sound less sure."""
    copy = shutil.copytree(folder_of("light"), tmp_path / "copy")
    change_numbers(copy, **PLAIN)
    return copy


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("scheme", ["general", "bioscope"])
def test_a_model_answers_with_the_depth_in_its_folder(folder, pure, scheme):
    own = load_forced(folder, scheme=scheme, pure=pure)
    released = load_forced("light", scheme=scheme, pure=pure)
    before = released.detect(TEXT)
    report = own.detect(TEXT)
    assert report.sentences[0].confidence == pytest.approx(SURE)
    assert report.depth == "mine"
    assert own.detect_batch([TEXT, ""]).depth.sentence_confidence[0] == pytest.approx(SURE)
    # Each keeps its own, whichever answers first, and the cues are the same.
    again = released.detect(TEXT)
    assert again == before
    assert again.depth == released_name("light")
    assert again.sentences[0].confidence > report.sentences[0].confidence + 0.1
    assert [c.scope for c in report.cues] == [c.scope for c in again.cues]
    assert len(report.cues) == 1


def test_both_ways_give_the_same_answer(folder):
    assert hedging.load(folder).detect(TEXT) == load_forced(folder, pure=True).detect(TEXT)


def test_another_process_has_the_same_depth(folder):
    detector = hedging.load(folder)
    assert pickle.loads(pickle.dumps(detector)).detect(TEXT) == detector.detect(TEXT)


@pytest.mark.parametrize("pure", [False, True])
def test_a_depth_that_has_changed_is_read_again(folder, pure):
    before = load_forced(folder, pure=pure).detect(TEXT)
    change_numbers(folder, **{"confidence.plain": 1234})
    after = load_forced(folder, pure=pure).detect(TEXT)
    assert before.sentences[0].confidence == pytest.approx(SURE)
    assert after.sentences[0].confidence > before.sentences[0].confidence
    assert load_depth(folder).confidence.plain == 1234


@pytest.mark.parametrize("pure", [False, True])
def test_a_model_without_depth_has_that_of_the_released_model(folder, pure):
    shutil.rmtree(folder / "depth")
    detector = load_forced(folder, pure=pure)
    assert depth_beside(detector.model) is shipped_depth()
    assert detector.detect(TEXT) == hedging.detect(TEXT)
    assert depth_folder_of(folder) == folder_of("light") / "depth"


def test_the_folders_of_the_depth(folder):
    assert depth_folder_of(folder) == folder / "depth"
    assert depth_beside(hedging.load(folder).model) is load_depth(folder)
    released = hedging.load().model
    assert depth_beside(released) is shipped_depth()
    # Another process finds it where its own library lies.
    assert released.depth_folder is None


def test_a_damaged_depth_is_a_model_error(folder):
    (folder / "depth" / "weights.npz").write_bytes(b"nothing")
    with pytest.raises(hedging.ModelError, match="has sha256"):
        hedging.load(folder).detect(TEXT)
    (folder / "depth" / "config.json").unlink()
    with pytest.raises(hedging.ModelError, match=r"no model at .*depth \(config.json is missing"):
        hedging.load(folder).detect(TEXT)
    assert hedging.load(folder).detect(TEXT, depth="cues").cues
