"""A calibration: read from its folder with clear errors, and applied to reports and batches."""

import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.calibration import CALIBRATION_FILE, Marker, read_calibration
from hedging.detector import forced_detector
from hedging.errors import InputError, InputTypeError
from hedging.options import DetectorOptions
from tests import graded

CALIBRATION = hedging.calibrate(*graded.texts_and_grades(200))
TEXTS = ["It may be the Alde.", "It is the Alde.", "I hope this helps!", ""]


@pytest.fixture
def folder(tmp_path):
    hedging.calibrate(*graded.texts_and_grades(200), tmp_path / "mine")
    return tmp_path / "mine"


def test_a_folder_holds_the_same(folder):
    assert sorted(path.name for path in folder.iterdir()) == ["calibration.html", CALIBRATION_FILE]
    assert read_calibration(folder) == CALIBRATION
    assert read_calibration(folder).name == CALIBRATION.name
    assert hedging.load(calibration=folder) is hedging.load(calibration=CALIBRATION)
    page = (folder / "calibration.html").read_text(encoding="utf-8")
    assert "How often what sounds so sure is right" in page
    assert '<td class="n">' in page
    assert "<circle" in page


def test_reports_have_a_chance_beside_the_confidence():
    detector, plain = hedging.load(calibration=CALIBRATION), hedging.load()
    for text in TEXTS:
        report, other = detector.detect(text), plain.detect(text)
        assert report.confidence == other.confidence
        assert report.chance == CALIBRATION.chance(report.confidence)
        assert (report.chance is None) == (report.confidence is None)
        assert report.calibration == CALIBRATION.name
        assert (other.chance, other.calibration) == (None, None)
        more = {"chance": report.chance, "calibration": report.calibration}
        assert report.to_dict() == other.to_dict() | more
    assert detector.detect(TEXTS[0]).chance < detector.detect(TEXTS[1]).chance
    assert detector.detect(TEXTS[0], depth="cues").chance is None


def test_batches_have_a_column_only_with_a_calibration():
    batch, plain = hedging.load(calibration=CALIBRATION).detect_batch(TEXTS), hedging.detect_batch
    rows = batch.columns("document")
    assert rows["chance"].tolist() == [report.chance for report in batch]
    assert list(rows)[-2:] == ["chance", "calibration"]
    expected = np.array([report.chance for report in batch], dtype=np.float64)
    assert np.array_equal(batch.document_chance, expected, equal_nan=True)
    assert plain(TEXTS).document_chance is None
    assert list(rows)[:-2] == list(plain(TEXTS).columns("document"))
    for level in ("sentence", "cue"):
        assert list(batch.columns(level)) == list(plain(TEXTS).columns(level))
    assert batch[1:][0].chance == batch[1].chance
    with pytest.raises(InputError, match="different calibrations"):
        type(batch).concat([batch, plain(TEXTS)])
    streamed = [each for part in hedging.load(calibration=CALIBRATION).detect_stream(TEXTS)
                for each in part]  # fmt: skip
    assert streamed == list(batch)


def test_both_ways_give_the_same_chances():
    detector = hedging.load(calibration=CALIBRATION)
    assert forced_detector(detector, pure=True).detect(TEXTS[0]) == detector.detect(TEXTS[0])


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_sounds_surer_never_has_a_lower_chance(one, other):
    low, high = sorted((one, other))
    assert CALIBRATION.chance(low) <= CALIBRATION.chance(high)
    for confidence in (low, high):
        begin, end = CALIBRATION.interval(confidence)
        assert 0 <= begin <= end <= 1


def test_nothing_claimed_has_no_chance():
    assert CALIBRATION.chance(None) is None


def test_it_is_hashed_and_pickled():
    again = pickle.loads(pickle.dumps(CALIBRATION))
    assert again == CALIBRATION
    assert hash(again) == hash(CALIBRATION)
    options = DetectorOptions(calibration=again)
    assert pickle.loads(pickle.dumps(options)) == options
    assert options.to_dict()["calibration"] == CALIBRATION.name


@pytest.mark.parametrize(("answers", "right"), [(10, 0), (10, 10), (200, 37), (1, 1)])
def test_the_interval_of_a_share(answers, right):
    """Both ends are where the share lies 1.6449 standard errors away (Wilson 1927)."""
    marker = Marker("may", answers, right)
    for end in marker.interval:
        distance = abs(right / answers - end)
        if 0 < end < 1:
            assert distance == pytest.approx(1.6449 * np.sqrt(end * (1 - end) / answers), abs=1e-9)


CHANGES = [
    ({"format": 2}, "it has the format 2, expected 1"),
    ({"points": []}, "its points are none, or do not rise"),
    ({"points": [[0.1, 0.5, 0.4, 0.6], [0.2, 0.4, 0.3, 0.6]]}, "or do not rise"),
    ({"points": [[0.1, 0.5, 0.4, 0.6], [0.1, 0.6, 0.3, 0.6]]}, "or do not rise"),
    ({"points": [[0.1, 0.5, 0.4]]}, "expected rows of four numbers from 0 to 1"),
    ({"points": [[0.1, 0.5, 0.4, "1"]]}, "expected rows of four numbers from 0 to 1"),
    ({"error": True}, "its error is True, expected a number from 0 to 1"),
    ({"answers": 0}, "its answers is 0, expected a whole number above 0"),
    ({"right": 10_000}, "it has more right answers than answers"),
    ({"auroc_interval": [0.5, 2]}, "expected two numbers from 0 to 1"),
    ({"cues": [["may", 1]]}, "expected rows of a cue and two numbers"),
    ({"reliability": [[0.1, 0.2, 0.3]]}, "expected rows of two shares and a number"),
    ({"model": None}, "its model is None, expected a string"),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=str)
def test_a_damaged_file(folder, change, expected):
    path = folder / CALIBRATION_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(InputError, match=expected) as error:
        hedging.load(calibration=folder)
    assert str(path) in str(error.value)
    assert "hedging calibrate makes one" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"format": 1}'])
def test_a_file_that_holds_something_else(folder, content):
    (folder / CALIBRATION_FILE).write_bytes(content)
    with pytest.raises(InputError, match=r"cannot read the calibration .*calibration\.json: it "):
        hedging.load(calibration=folder)


def test_nan_is_no_number(folder):
    path = folder / CALIBRATION_FILE
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"auroc": float("nan")}))
    with pytest.raises(InputError, match="its auroc is nan"):
        read_calibration(folder)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"no.calibration.json: No such file"):
        hedging.load(calibration=tmp_path / "no")
    with pytest.raises(InputTypeError, match="expected a Calibration, or the folder of one"):
        hedging.load(calibration=3)
