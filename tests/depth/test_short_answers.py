"""Short documents are read closer than long ones, and as one text."""

import numpy as np
import pytest

import hedging
from hedging.depth.confidence import UNIT
from hedging.depth.encoded import MOST_TOKENS
from hedging.depth.files import load_depth
from hedging.depth.roles import short_answers


def chosen(counts, read, if_short, length, document):
    columns = [np.array(column, dtype=np.bool_) for column in (counts, read, if_short)]
    _, *found = short_answers(*columns, np.array(length), np.array(document), max(document) + 1)
    return tuple(column.tolist() for column in found)


def test_sentences_of_short_documents_that_count_are_read_and_joined():
    read, joined = chosen([1, 1, 0, 1], [0, 0, 0, 0], [1, 0, 1, 0], [9] * 4, [0, 0, 0, 1])
    assert read == [True, False, False, False]
    assert joined == [True, True, False, False]


def test_a_single_sentence_is_joined_to_nothing():
    assert chosen([1], [1], [1], [9], [0]) == ([True], [False])


@pytest.mark.parametrize(("length", "is_short"), [(MOST_TOKENS // 2, True), (MOST_TOKENS, False)])
def test_a_long_document_is_left_to_its_sentences(length, is_short):
    read, joined = chosen([1, 1], [0, 0], [1, 1], [length] * 2, [0, 0])
    assert read == joined == [is_short] * 2


def test_what_does_not_count_makes_no_document_long():
    length = [9, 2 * MOST_TOKENS, 9]
    read, _ = chosen([1, 0, 1], [0, 0, 0], [1, 1, 1], length, [0, 0, 0])
    assert read == [True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "- It may rain.",
        "> It may rain.",
        "2. It may rain.",
        "It may rain [3].",
        "| It may rain. |",
        "# Weather\n\nIt may rain.",
        "**Weather**\n\nIt may rain.",
        "| Weather |\n|---|\n| It may rain. |",
    ],
)
def test_what_stands_around_an_answer_does_not_move_it(text):
    bare = hedging.detect("It may rain.")
    marked = hedging.detect(text)
    (own,) = (one.confidence for one in marked.sentences if one.confidence is not None)
    assert own == bare.confidence == marked.confidence


def test_a_doubt_about_the_answer_counts_in_a_short_text():
    assert hedging.detect("It fell in 1874. I doubt it.").confidence < 0.7


def test_a_plain_short_text_stays_plain():
    plain = load_depth().confidence.plain / UNIT
    report = hedging.detect("The mayor opened the harbour in 1874. Orla Brandt painted the mural.")
    assert np.log(report.confidence / (1 - report.confidence)) == pytest.approx(plain)
