"""The kept answers of the shipped model: a change here changes every user's figures.

After a change on purpose, write them anew with `python tests/quality/test_golden.py` and read the
difference.
"""

import json
from pathlib import Path

import pytest

import hedging
from hedging.released import released_name

GOLDEN = Path(__file__).parent.parent / "golden"
TEXTS = sorted(GOLDEN.glob("*.txt"))
# Each release has names of its own, under which an answer may be the same.
NAMES = ("model", "depth")


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
    shown = answer(path)
    assert [shown.pop(name) for name in NAMES] == [released_name("light")] * 2
    scores, kept_scores = [], []
    assert without_floats(shown, scores) == without_floats(kept, kept_scores)
    # The last bits of a score differ between processors.
    assert scores == pytest.approx(kept_scores, abs=1e-6)
    assert kept_scores


def test_there_are_texts():
    assert TEXTS


if __name__ == "__main__":
    for text_path in TEXTS:
        kept_answer = {key: own for key, own in answer(text_path).items() if key not in NAMES}
        text_path.with_suffix(".json").write_text(
            json.dumps(kept_answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
