import numpy as np
import plain
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.encoder.marks import Columns, Marks, find_marks, token_probabilities
from hedging.encoder.network import WINDOW, windows
from hedging.kinds import KINDS

COLUMNS = Columns("general", (KINDS.index("doxastic"), KINDS.index("weasel")), 2, None)


def marks_of(rows, sentence=None):
    rows = np.array(rows, dtype=np.float64)
    sentence = np.zeros(len(rows), dtype=np.int64) if sentence is None else np.array(sentence)
    return find_marks(rows, sentence, COLUMNS)


def spans(marks):
    return list(zip(marks.start.tolist(), marks.end.tolist(), strict=True))


def test_likely_tokens_in_a_row_are_a_mark_until_a_cue_begins():
    sure = [0.1, 0.9, 0.0]
    assert spans(marks_of([[*sure, 0.9], [*sure, 0.1], [*sure, 0.1]])) == [(0, 3)]
    assert spans(marks_of([[*sure, 0.9], [*sure, 0.8], [*sure, 0.1]])) == [(0, 1), (1, 3)]


def test_a_mark_ends_with_its_sentence():
    sure = [0.1, 0.9, 0.0, 0.1]
    marks = marks_of([sure, sure], [4, 5])
    assert spans(marks) == [(0, 1), (1, 2)]
    assert marks.sentence.tolist() == [4, 5]


def test_faint_tokens_are_marks_of_their_own():
    marks = marks_of([[0.9, 0.1, 0.0, 0.0], [0.9, 0.0, 0.1, 0.0], [0.99, 0.01, 0.0, 0.0]])
    assert spans(marks) == [(0, 1), (1, 2)]
    assert marks.probability.round(2).tolist() == [0.1, 0.1]


def test_a_mark_has_the_kinds_of_all_its_tokens():
    marks = marks_of([[0.1, 0.6, 0.3, 0.9], [0.2, 0.0, 0.8, 0.0]])
    kinds = dict(zip(KINDS, marks.kinds[0].round(3).tolist(), strict=True))
    assert kinds["doxastic"] == round(0.6 / 1.7, 3)
    assert kinds["weasel"] == round(1.1 / 1.7, 3)
    assert marks.kinds[0].sum().round(6) == 1.0
    assert marks.probability.tolist() == [0.9]


def test_no_marks():
    marks = marks_of(np.zeros((0, 4)))
    assert spans(marks) == []
    assert marks.kinds.shape == (0, len(KINDS))
    assert spans(Marks.joined([marks, marks])) == []


def test_a_token_has_the_mean_of_its_pieces():
    # Columns 0 and 1 belong to another scheme; the classes are none, doxastic, weasel, then begins.
    outputs = np.zeros((4, 6), dtype=np.float32)
    outputs[:, 2:5] = [[9, -9, -9], [-9, 9, -9], [9, -9, -9], [-9, -9, 9]]
    outputs[:, 5] = [-9, 9, 0, 0]
    token = np.array([0, 0, 2, -1])
    found = token_probabilities(outputs, token, 3, COLUMNS)
    assert found.round(3).tolist() == [[0.5, 0.5, 0, 1.0], [1, 0, 0, 0], [1, 0, 0, 0.5]]


def test_windows_cover_every_piece_once_and_none_is_longer_than_the_network_can_read():
    for length in (*range(3), WINDOW - 1, WINDOW, WINDOW + 1, 2 * WINDOW, 1000, 12_345):
        found = windows(length)
        assert [first for _, _, first, _ in found] == [0, *(stop for *_, stop in found)][:-1]
        assert found[-1][3] == length
        for begin, end, first, stop in found:
            assert 0 <= begin <= first <= stop <= end <= length
            assert end - begin <= WINDOW
            # Every piece but those at the ends of the sentence has company on both sides.
            assert first == 0 or first - begin >= 20
            assert stop == length or end - stop >= 20


CELL = st.sampled_from([0.0, 0.02, 0.03, 0.4, 0.5, 0.51, 0.9])
TOKEN = st.tuples(CELL, CELL, st.integers(0, 1))


@given(st.lists(TOKEN, max_size=12))
def test_marks_are_those_of_the_plain_definition(tokens):
    rows = np.array([[1 - p, 0.75 * p, 0.25 * p, begins] for p, begins, _ in tokens]).reshape(-1, 4)
    sentence = np.cumsum([new for _, _, new in tokens]).astype(np.int64)
    found = marks_of(rows, sentence)
    expected = plain.marks(rows.tolist(), sentence.tolist())
    assert spans(found) == [(mark["start"], mark["end"]) for mark in expected]
    assert found.sentence.tolist() == [mark["sentence"] for mark in expected]
    assert found.probability.tolist() == [mark["probability"] for mark in expected]
    for own, mark in zip(found.kinds, expected, strict=True):
        assert own[KINDS.index("doxastic")] == pytest.approx(0.75)
        assert sum(mark["kinds"]) * own[KINDS.index("weasel")] == pytest.approx(mark["kinds"][1])
