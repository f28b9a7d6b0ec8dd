"""The folders of an accurate model and of its cascade, before and after they are finished."""

import json

import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from hedging.encoder.encoder import EncodedScheme
from hedging.errors import InputError
from hedging.model.config import CASCADE_FORMAT, ENCODER_FORMAT, encoded_schemes
from hedging.model.files import CONFIG, NETWORK, TEXT_NETWORK, VOCABULARY
from training.accurate.answers import COLUMNS
from training.accurate.folder import bands_of, begin_with, is_exported, row_of
from training.material import MATERIAL, MATERIAL_OF_CONFIDENCE

BANDS = {"general": [0.2, 0.8]}


@pytest.fixture
def accurate(tmp_path):
    """A finished model with its cascade beside it."""
    files = {name: f"hash of {name}" for name in (NETWORK, VOCABULARY, TEXT_NETWORK)}
    config = {"format": ENCODER_FORMAT, "name": "old", "light": "below", "files": files}
    config |= {MATERIAL: {"a": "0"}, "confidence": {}, MATERIAL_OF_CONFIDENCE: {"b": "1"}}
    cascade = {"format": CASCADE_FORMAT, "name": "old-auto", "encoder": "old", "bands": BANDS}
    for content in (config, cascade, cascade | {"name": "other", "encoder": "another"}):
        folder = tmp_path / content["name"]
        folder.mkdir()
        (folder / CONFIG).write_text(json.dumps(content), encoding="utf-8")
    for name in files:
        (tmp_path / "old" / name).write_text(name, encoding="utf-8")
    return tmp_path / "old"


def config_of(folder):
    return json.loads((folder / CONFIG).read_text(encoding="utf-8"))


def test_a_candidate_begins_with_the_encoder_of_a_model(accurate):
    new, auto = accurate.with_name("new"), accurate.with_name("new-auto")
    begin_with(accurate, (new, auto))
    assert sorted(path.name for path in new.iterdir()) == sorted([CONFIG, NETWORK, VOCABULARY])
    config = config_of(new)
    assert (config["name"], config["light"], config[MATERIAL]) == ("new", "below", {"a": "0"})
    assert list(config["files"]) == [NETWORK, VOCABULARY]
    assert not {"confidence", MATERIAL_OF_CONFIDENCE} & set(config)
    assert config_of(auto) == {
        "format": CASCADE_FORMAT,
        "name": "new-auto",
        "encoder": "new",
        "bands": BANDS,
    }
    assert is_exported(new)


def test_a_finished_model_and_a_cascade_are_not_continued(accurate):
    assert not is_exported(accurate)
    assert not is_exported(accurate.with_name("old-auto"))
    assert not is_exported(accurate.with_name("none"))


def test_a_model_without_a_cascade_has_no_bands(accurate):
    assert bands_of(accurate) == BANDS
    (accurate.with_name("old-auto") / CONFIG).unlink()
    with pytest.raises(InputError, match="no cascade of old lies beside it"):
        bands_of(accurate)


@pytest.mark.parametrize("weights", [(), (0.5, 0.75, -0.25)])
def test_a_scheme_that_is_written_is_read_as_it_was(weights):
    own = EncodedScheme(COLUMNS["general"], 1.0, -0.5, 0.0, 0.4, 0.5, weights)
    config = {"name": "x", "light": "y", "schemes": {"general": row_of(own)}}
    assert encoded_schemes(config) == {"general": own}
