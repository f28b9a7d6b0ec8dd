"""What goes beyond cues in long documents, and in sentences that are none."""

import pytest
from forced import load_forced

import hedging
from hedging.engine import depth as depth_steps

TEXT = "The dam may fail. We doubt it, he said. My money is on Lima, I guess. It rained.\n"


def test_blocks_change_no_answer(monkeypatch):
    detector = load_forced(pure=True)
    whole = detector.detect(TEXT * 30)
    monkeypatch.setattr(depth_steps, "_BLOCK", 16)
    assert detector.detect(TEXT * 30) == whole


@pytest.mark.parametrize("words", [depth_steps.LONGEST - 20, depth_steps.LONGEST + 20])
def test_nothing_is_read_in_a_sentence_without_an_end(words):
    text = "It may rain and " + "rain and " * (words // 2) + "rain."
    report = hedging.detect(text)
    (cue,) = report.cues
    assert (cue.scope == (cue.start, cue.end)) == (words > depth_steps.LONGEST)
    assert cue.holder == "writer"
    assert 0 < cue.strength < 1
