"""Answers of the shipped model, kept: a change here is a change of every user's numbers.

After a deliberate change, write them anew with `python tests/test_golden.py` and read the difference.
"""

import json
from pathlib import Path

import pytest

import hedging

GOLDEN = Path(__file__).parent.parent / "golden"
TEXTS = sorted(GOLDEN.glob("*.txt"))


def answer(path):
    return hedging.detect(path.read_bytes().decode("utf-8")).to_dict(path.name)


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_answers(path):
    assert answer(path) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_there_are_texts():
    assert TEXTS


if __name__ == "__main__":
    for one in TEXTS:
        one.with_suffix(".json").write_text(
            json.dumps(answer(one), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
