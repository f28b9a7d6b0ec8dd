"""What a watcher of long work is told."""

import pytest
from small_material import WIKIPEDIA

from hedging.train.stages import Stage, stage, unwatched


def test_a_stage_is_told_twice():
    told = []
    with stage("cues", told.append):
        assert told == [Stage("cues", None)]
    begun, ended = told
    assert ended.name == begun.name
    assert ended.seconds >= 0


def test_a_stage_that_fails_does_not_end():
    told = []
    with pytest.raises(ZeroDivisionError), stage("cues", told.append):
        _ = 1 / 0
    assert told == [Stage("cues", None)]


def test_stages_of_a_training_follow_each_other(told_training):
    _, told = told_training
    assert [one.seconds is None for one in told] == [True, False] * (len(told) // 2)
    names = [one.name for one in told[::2]]
    assert names == [one.name for one in told[1::2]]
    assert names.index("boundaries of sentences") < names.index("cues, fit 1 of 1")
    assert names.count("kinds") == 1
    assert "calibration, fold 2 of 2" in names
    assert names[-5:] == [
        "curve and thresholds of general",
        "curve and thresholds of szeged",
        "curve and thresholds of bioscope",
        f"sentence weights, curve and thresholds of {WIKIPEDIA}",
        "packing",
    ]


def test_without_a_watcher_nobody_is_told(capsys):
    with stage("cues", unwatched):
        pass
    assert capsys.readouterr() == ("", "")
