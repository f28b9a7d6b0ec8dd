"""300 answers to 60 questions at five levels of certainty, as they are and in three wrappings.

`level` goes from 5 (asserted outright) to 1 (hardly committed). `courtesy` adds thanks and offers,
`padding` sentences without content, `markdown` headings and lists: none of them says anything about
the claim. Training never reads the file.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

import hedging

CASES = Path(__file__).parents[1] / "cases" / "answers.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def hedged(texts):
    batch = hedging.load().detect_batch(texts)
    return batch.columns("document")["hedged_sentences"]


def test_every_question_has_an_answer_of_every_level():
    assert Counter(row["level"] for row in ROWS) == dict.fromkeys(range(1, 6), 60)
    assert len({(row["question"], row["level"]) for row in ROWS}) == 300


@pytest.mark.parametrize(("wrapping", "most"), [("courtesy", 12), ("padding", 4)])
def test_courtesy_and_padding_are_no_hedges(wrapping, most):
    more = hedged([row[wrapping] for row in ROWS]) - hedged([row["text"] for row in ROWS])
    wrong = [ROWS[i][wrapping] for i in more.nonzero()[0]]
    assert len(wrong) <= most, wrong


@pytest.mark.parametrize(("level", "least", "most"), [(5, 0, 3), (2, 50, 60)])
def test_plain_assertions_are_seldom_hedged_and_open_answers_mostly(level, least, most):
    sentences = hedged([row["text"] for row in ROWS if row["level"] == level])
    assert least <= (sentences > 0).sum() <= most
