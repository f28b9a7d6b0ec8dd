"""The blind texts beside readers: none of them is a text that training knows."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = ("ratings", "certainty", "declined", "claims", "examples", "answers")


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def words(text):
    return tuple(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'")))


@pytest.mark.parametrize("name", SEEDS)
def test_no_blind_text_is_one_of_training(name):
    blind = {words(row["text"]) for row in rows(ROOT / "tests" / "cases" / "sure.jsonl")}
    taught = [row for row in rows(ROOT / "seeds" / f"{name}.jsonl") if row.get("part") != "test"]
    assert len(taught) > 1_000
    assert [row["text"] for row in taught if words(row["text"]) in blind] == []
