"""What calibrating is worth, in simulated worlds and on graded answers."""

import json

import pytest

pytest.importorskip("sklearn", reason="the other curves need scikit-learn")

from benchmarks import calibrating
from tests import graded


def test_without_graded_answers_the_worlds_are_measured(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("HEDGING_CORPORA", raising=False)
    assert calibrating.main(["--quick", "--output", str(tmp_path)]) == 0
    result = json.loads((tmp_path / "calibrating.json").read_text(encoding="utf-8"))
    assert "graded" not in result
    assert "they are left out" in capsys.readouterr().out
    assert list(result["worlds"]) == list(calibrating.WORLDS)
    for errors in result["worlds"].values():
        assert all(0 < own["mean"] <= own["worst"] < 0.25 for own in errors.values())


def test_answers_that_attempt_nothing_are_left_out(tmp_path):
    texts, grades = graded.texts_and_grades(400)
    rows = [
        {"text": text, "grade": "A" if grade else "B"}
        for text, grade in zip(texts, grades, strict=True)
    ]
    rows.append({"text": "I do not know.", "grade": "C"})
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    figures = calibrating.of_answers(path, calibrating.load(), 2)
    assert (figures["answers"], figures["right"], figures["ungraded"]) == (400, sum(grades), 1)
    assert figures["five_folds"]["mean"] < figures["as_it_sounds"]
