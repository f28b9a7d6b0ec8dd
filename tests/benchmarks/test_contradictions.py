import dataclasses
import json

import numpy as np
import pytest

import hedging
from benchmarks import contradictions

TEXT = "It may rain. Thank you! I do not know. The dam is safe."


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ([True, True, True, False], ["a courtesy or a frame that is hedged"]),
        (
            [True, False, False, False],
            ["not knowing that is not hedged", "a sure cue in a sentence that is not hedged"],
        ),
        ([False, False, True, False], ["a sure cue in a sentence that is not hedged"]),
    ],
)
def test_a_planted_contradiction_is_counted(wrong, names):
    batch = hedging.detect_batch([TEXT])
    assert list(batch.columns("sentence")["role"]) == ["claim", "courtesy", "unknown", "claim"]
    found = contradictions.contradictions(batch)
    assert not any(rows.any() for rows in found.values())
    wrongly = dataclasses.replace(batch, sentence_hedged=np.array(wrong))
    found = contradictions.contradictions(wrongly)
    assert [name for name, rows in found.items() if rows.any()] == names


def test_an_unsure_claim_needs_a_cue(monkeypatch):
    monkeypatch.setattr(contradictions, "UNSURE", 1.01)
    found = contradictions.contradictions(hedging.detect_batch([TEXT]))
    assert found["an unsure claim without a cue"].tolist() == [False, False, False, True]


def test_labelled_sentences_are_left_out(tmp_path):
    rows = [{"id": "a", "text": "It may rain. It rained."}]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "x.jsonl").write_text(lines, encoding="utf-8")
    names, texts = contradictions.chosen_texts(tmp_path, 5, {})
    assert (names, texts) == (["a"], ["It may rain. It rained."])
    batch = hedging.detect_batch(texts)
    assert contradictions.unread(batch, names, {"a": [(0, 12)]}).tolist() == [False, True]
    row = contradictions.measure(batch, contradictions.unread(batch, names, {}))
    assert row["sentences"] == 2
