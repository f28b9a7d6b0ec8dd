import pytest

from hedging.model.config import bands, encoded_schemes

ROW = {
    "branch": "general",
    "classes": ["epistemic", "weasel"],
    "first_column": 3,
    "slope": 1,
    "intercept": -0.5,
    "sentence_slope": 0.0,
    "cue_threshold": 0.5,
    "threshold": 0.4,
}


def schemes_of(row):
    return list(encoded_schemes({"name": "x", "light": "y", "schemes": {"x": row}}).values())


def test_the_entries_of_a_scheme():
    (scheme,) = schemes_of(ROW | {"sentence_column": 9})
    assert (scheme.columns.classes, scheme.columns.begins) == (slice(3, 6), 6)
    assert (scheme.columns.sentence, scheme.slope, scheme.threshold) == (9, 1.0, 0.4)
    assert (scheme.cue_weights, scheme.band) == ((), None)
    (scheme,) = schemes_of(ROW | {"cue_weights": [0.4, 0.7, -1]})
    assert scheme.cue_weights == (0.4, 0.7, -1)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("branch", ""),
        ("branch", 3),
        ("classes", []),
        ("classes", ["rain"]),
        ("classes", ["weasel", "weasel"]),
        ("classes", [["weasel"]]),
        ("classes", "epistemic"),
        ("first_column", -1),
        ("first_column", 1.5),
        ("first_column", True),
        ("sentence_column", 10**9),
        ("slope", "1"),
        ("slope", float("nan")),
        ("slope", True),
        ("intercept", None),
        ("threshold", 1.5),
        ("cue_threshold", -0.1),
        ("cue_weights", 1.5),
        ("cue_weights", [0.5, 0.5]),
        ("cue_weights", [0.5, 0.5, "0"]),
    ],
)
def test_a_wrong_entry_is_named(entry, value):
    with pytest.raises(ValueError, match=rf"schemes\.x\.{entry} is"):
        schemes_of(ROW | {entry: value})


def test_a_scheme_is_an_object():
    with pytest.raises(ValueError, match="expected an object"):
        schemes_of([])


def test_a_missing_entry_is_named():
    for entry in ROW:
        row = {name: value for name, value in ROW.items() if name != entry}
        with pytest.raises(ValueError, match=rf"schemes\.x\.{entry} is missing"):
            schemes_of(row)


@pytest.mark.parametrize("value", [None, [0.1], [0.9, 0.1], [0.1, 2], ["a", "b"], 0.5])
def test_a_band_is_two_probabilities(value):
    config = {"name": "x", "encoder": "y", "bands": {"general": value}}
    with pytest.raises(ValueError, match=r"bands\.general is"):
        bands(config)


def test_the_bands_of_a_cascade():
    config = {"name": "x", "encoder": "y", "bands": {"general": [0, 0.5]}}
    assert bands(config) == {"general": (0.0, 0.5)}
    with pytest.raises(ValueError, match="encoder is missing"):
        bands({"name": "x", "bands": {}})
