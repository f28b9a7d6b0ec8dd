import hashlib
import json
import pickle
import shutil

import numpy as np
import pytest

import hedging
from hedging.model.files import MODELS, load_model
from hedging.options import DEFAULT_MODEL as DEFAULT


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(MODELS / DEFAULT, tmp_path / "copy")


def damage(folder, change):
    config = json.loads((folder / "config.json").read_text())
    change(config)
    (folder / "config.json").write_text(json.dumps(config))


def test_a_copy_of_the_folder_works(folder):
    assert hedging.load(folder).detect("It may rain.") == hedging.detect("It may rain.")


def test_a_model_is_read_once():
    assert hedging.load().model is hedging.load(scheme="szeged").model


def test_a_detector_can_be_sent_to_another_process():
    detector = hedging.load(scheme="szeged", hedge_kinds=["epistemic"])
    sent = pickle.loads(pickle.dumps(detector))
    assert sent.detect("It may rain.") == detector.detect("It may rain.")
    assert set(sent.model.schemes) == set(hedging.SCHEMES)


def test_a_damaged_scheme_is_noticed_when_it_is_asked_for(folder):
    path = folder / "weights.npz"
    with np.load(path) as arrays:
        content = dict(arrays)
    content["cue_weights_szeged"] = content["cue_weights_szeged"][:10]
    np.savez(path, **content)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    damage(folder, lambda config: config.update(files={"weights.npz": digest}))
    assert hedging.load(folder).detect("It may rain.").sentences[0].hedged
    with pytest.raises(hedging.ModelError, match="cue_weights_szeged"):
        hedging.load(folder, scheme="szeged")


def test_unknown_format(folder):
    damage(folder, lambda config: config.update(format=99))
    with pytest.raises(hedging.ModelError, match="format 99"):
        load_model(folder)


def test_changed_weights(folder):
    path = folder / "weights.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(hedging.ModelError, match="sha256"):
        load_model(folder)


def test_truncated_weights(folder):
    path = folder / "weights.npz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(hedging.ModelError, match="sha256"):
        load_model(folder)


def test_missing_weights(folder):
    (folder / "weights.npz").unlink()
    with pytest.raises(hedging.ModelError, match="install"):
        load_model(folder)


def test_config_that_is_no_json(folder):
    (folder / "config.json").write_text("{")
    with pytest.raises(hedging.ModelError, match="not a JSON object"):
        load_model(folder)


def test_weights_that_would_run_code_are_refused(folder):
    path = folder / "weights.npz"
    with np.load(path) as arrays:
        content = dict(arrays)
    content["lexicon_hashes"] = np.array([{"a": 1}], dtype=object)
    np.savez(path, **content)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    damage(folder, lambda config: config.update(files={"weights.npz": digest}))
    with pytest.raises(hedging.ModelError, match="does not hold"):
        load_model(folder)
