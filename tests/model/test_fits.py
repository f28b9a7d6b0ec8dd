"""A model says which features, kinds and widths it was trained for; one that differs is refused."""

import json
import shutil

import pytest

import hedging
from hedging.depth.files import depth_code, read_depth_folder
from hedging.errors import ModelError
from hedging.model import config as model_config
from hedging.model.config import cue_code, fingerprint
from hedging.model.files import folder_of, load_model
from hedging.released import released_name

CODES = {"cues": cue_code(), "depth": depth_code()}
READERS = {"cues": load_model, "depth": read_depth_folder}
ENTRIES = [(part, entry) for part, code in CODES.items() for entry in code]
REMEDY = "install the version of hedging that goes with the model, or train the model again"


@pytest.fixture
def folders(tmp_path):
    """The folder of each part of a model, in which a change disturbs nobody."""
    folder = shutil.copytree(folder_of("light"), tmp_path / "mine")
    return {"cues": folder, "depth": folder / "depth"}


def change(folder, how):
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    how(config)
    path.write_text(json.dumps(config), encoding="utf-8")


def refused(part, folder):
    """What is said where a part of a model is refused."""
    with pytest.raises(ModelError) as raised:
        READERS[part](folder)
    return str(raised.value)


@pytest.mark.parametrize(("part", "entry"), ENTRIES)
@pytest.mark.parametrize("value", ["0123456789abcdef", ["epistemic"], {"cues": 21}, None, 3])
def test_an_entry_that_differs_is_refused(folders, part, entry, value):
    change(folders[part], lambda config: config["fits"].update({entry: value}))
    expected = CODES[part][entry]
    assert refused(part, folders[part]) == (
        f"model {released_name('light')} does not fit this version of hedging: its config has "
        f"{value!r} as fits.{entry}, the code has {expected!r}; {REMEDY}"
    )


@pytest.mark.parametrize(("part", "entry"), ENTRIES)
def test_an_entry_that_is_missing_is_refused(folders, part, entry):
    change(folders[part], lambda config: config["fits"].pop(entry))
    assert f"its config has None as fits.{entry}," in refused(part, folders[part])


@pytest.mark.parametrize("part", CODES)
@pytest.mark.parametrize("value", [None, [], "fits", 3])
def test_without_entries_a_model_is_refused(folders, part, value):
    change(folders[part], lambda config: config.update(fits=value))
    assert "its config has None as fits.templates," in refused(part, folders[part])
    change(folders[part], lambda config: config.pop("fits"))
    assert "its config has None as fits.templates," in refused(part, folders[part])


@pytest.mark.parametrize("name", CODES["cues"]["widths"])
def test_every_width_counts(folders, name):
    change(folders["cues"], lambda config: config["fits"]["widths"].update({name: 1}))
    assert f"'{name}': 1" in refused("cues", folders["cues"])


def test_the_order_of_kinds_counts(folders):
    for part, folder in folders.items():
        change(folder, lambda config: config["fits"]["kinds"].reverse())
        assert "as fits.kinds," in refused(part, folder)


def test_cues_need_no_depth_that_fits(folders):
    change(folders["depth"], lambda config: config.pop("fits"))
    detector = hedging.load(folders["cues"])
    assert detector.detect("It may rain.", depth="cues").cues
    with pytest.raises(ModelError, match=r"fits\.templates"):
        detector.detect("It may rain.")


def test_other_templates_make_another_fingerprint(folders, monkeypatch):
    monkeypatch.setattr(model_config, "CUE_TEMPLATES", model_config.GAP_TEMPLATES)
    said = refused("cues", folders["cues"])
    assert f"has {CODES['cues']['templates']!r} as fits.templates" in said
    assert cue_code()["templates"] != CODES["cues"]["templates"]


def test_a_fingerprint_stands_for_names_numbers_and_their_order():
    seen = {fingerprint(parts) for parts in (("a", 1), ("a", 2), ("b", 1), (1, "a"), (("a",), 1))}
    assert len(seen) == 5


def test_what_a_config_holds_is_plain():
    for code in CODES.values():
        assert json.loads(json.dumps(code)) == code
