"""What sentences do, and how the confidence of an answer follows from that."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import hedging
from hedging.depth.roles import (
    CLAIM,
    COURTESY,
    FRAME,
    QUESTION,
    REFUSAL,
    SOURCE,
    UNKNOWN,
    answer_confidence,
    counting,
    fitting_roles,
    roles_of,
)
from hedging.depth.rows import spoken
from hedging.kinds import ROLES
from hedging.text.tokens import tokenize
from training.depth.roles import fit_claims

CLASSES = hedging.load().model.word_classes
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "seeds" / "claims.jsonl").read_text().splitlines()
]
TRAIN = [row for row in ROWS if row["part"] == "train"]


@pytest.fixture(scope="module")
def model():
    texts, labels = ([row[name] for row in TRAIN] for name in ("text", "role"))
    return fit_claims(texts, labels, [1.0] * len(texts), CLASSES, c=20)


def sort_of(texts, model, *, doubts=False):
    first = np.cumsum([0, *(len(tokenize(text).ids) for text in texts)])
    words = spoken(tokenize("\n".join(texts)), (first[:-1], first[1:]))
    found = roles_of(words, CLASSES, model)
    return [ROLES[i] for i in found[int(doubts)]]


def test_seeds_hold_every_sort_in_both_parts():
    assert {(row["role"], row["part"]) for row in ROWS} == {
        (sort, part) for sort in ROLES for part in ("train", "test")
    }
    groups = {row["group"] for row in TRAIN}
    assert not groups & {row["group"] for row in ROWS if row["part"] == "test"}


@pytest.mark.slow
def test_what_stands_beside_a_sentence_does_not_matter(model):
    texts = [row["text"] for row in ROWS if row["part"] == "test"]
    assert sort_of(texts, model) == [sort_of([text], model)[0] for text in texts]


@pytest.mark.slow
def test_common_courtesy_refusals_and_unknowns(model):
    texts = ["I hope that this helps you!", "I'm sorry, I can't help with it."]
    assert sort_of(texts, model) == ["courtesy", "refusal"]
    assert sort_of(["I do not know it."], model, doubts=True) == ["unknown"]


@given(hnp.arrays(np.int64, (5, len(ROLES)), elements=st.integers(-1000, 1000)))
def test_a_role_fits_what_the_cues_say(evidence):
    plain, doubting = fitting_roles(evidence)
    likeliest = evidence.argmax(axis=1)
    assert not np.isin(doubting, (COURTESY, SOURCE, FRAME)).any()
    assert (plain == likeliest).all()
    assert (doubting == likeliest)[~np.isin(likeliest, (COURTESY, SOURCE, FRAME))].all()


def answer(*sentences):
    log_odds, sort, hedged = (np.array(column) for column in zip(*sentences, strict=True))
    document = np.zeros(len(sort), dtype=np.int64)
    counts = counting(sort, hedged > 0, document, 1)
    return answer_confidence(log_odds, sort, counts, document, 1)[0]


def test_courtesy_does_not_move_an_answer():
    assert answer((256, CLAIM, 1), (768, COURTESY, 0)) == answer((256, CLAIM, 1))


def test_a_refusal_claims_nothing_and_an_unknown_answer_is_unsure():
    assert np.isnan(answer((768, REFUSAL, 0)))
    assert answer((-768, UNKNOWN, 1)) < 0.1


def test_a_hedged_question_is_an_answer_only_alone():
    assert answer((-256, QUESTION, 1)) < 0.3
    assert np.isnan(answer((768, QUESTION, 0)))
    assert answer((512, CLAIM, 0), (-256, QUESTION, 1)) == answer((512, CLAIM, 0))


def test_a_doubt_after_a_claim_lowers_it():
    assert answer((768, CLAIM, 0), (-256, CLAIM, 1)) < answer((768, CLAIM, 0), (768, CLAIM, 0))


def test_a_heading_is_no_claim_and_moves_no_confidence():
    answer = "The dam may fail. It was built in 1930."
    headed = hedging.detect(f"The state of the dam\n\n{answer}")
    assert [sentence.role for sentence in headed.sentences] == ["frame", "claim", "claim"]
    assert headed.confidence == hedging.detect(answer).confidence
    (alone,) = hedging.detect("The state of the dam").sentences
    *_, last = hedging.detect("It was built in 1930.\n\nThe old gate").sentences
    assert alone.role == last.role == "claim"
    (marks,) = hedging.detect("***").sentences
    assert marks.role == "frame"
    listed = hedging.detect("These are gone:\n\n- the pump house\n- the old gate").sentences
    assert [sentence.role for sentence in listed[1:]] == ["claim", "claim"]
