"""The kept answers of the shipped model: a change here changes every user's figures.

After a change on purpose, write them anew with `python tests/quality/test_golden.py` and read the
difference.
"""

import json
from pathlib import Path

import pytest

import hedging

GOLDEN = Path(__file__).parent.parent / "golden"
TEXTS = sorted(GOLDEN.glob("*.txt"))


def answer(path):
    return hedging.detect(path.read_bytes().decode("utf-8")).to_dict()


def without_floats(value, floats):
    """The value with None in place of each float; the floats are appended to `floats`."""
    if isinstance(value, float):
        floats.append(value)
        return None
    if isinstance(value, dict):
        return {key: without_floats(item, floats) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_floats(item, floats) for item in value]
    return value


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_answers(path):
    kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    scores, kept_scores = [], []
    assert without_floats(answer(path), scores) == without_floats(kept, kept_scores)
    # The last bits of a score differ between processors.
    assert scores == pytest.approx(kept_scores, abs=1e-6)
    assert kept_scores


def test_there_are_texts():
    assert TEXTS


if __name__ == "__main__":
    for text_path in TEXTS:
        text_path.with_suffix(".json").write_text(
            json.dumps(answer(text_path), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
