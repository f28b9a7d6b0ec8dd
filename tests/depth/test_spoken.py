"""Which tokens of a sentence are words that are spoken."""

import numpy as np
import pytest

from hedging.depth.rows import spoken
from hedging.text.tokens import tokenize


def words_of(*sentences):
    """The spoken words of each sentence, and whether it is an item."""
    texts = [text + "\n" for text in sentences]
    tokens = tokenize("".join(texts))
    counts = [len(tokenize(text)) for text in texts]
    stop = np.cumsum(counts)
    words = spoken(tokens, (stop - counts, stop))
    named = {tokenize(word).ids[0]: word for text in texts for word in plain_tokens(text)}
    found = [
        [named[word] for word in words.ids[a:b].tolist()]
        for a, b in zip(words.first, words.stop, strict=True)
    ]
    return found, words.is_item.tolist()


def plain_tokens(text):
    tokens = tokenize(text)
    return [text[a:b].lower() for a, b in zip(tokens.start, tokens.end, strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "It may be so.",
        "**It** may _be_ so.",
        "> It `may` be so.",
        "| It may be so. |",
        "## It may be so.",
        "It may be so [3].",
        "It may be [1][12] so. [4]",
        "- It may be so.",
        "* It **may** be so.",
        "• It may be so.",
        "2. It may be so.",
        "10) It may be so.",
        "> - 2. **It may be so** [3].",
        "Answer: It may be so.",
        "**Final answer:** It may be so.",
        "- My answer: It may be so.",
        "3. A: It may be so.",
    ],
)
def test_what_stands_around_a_sentence_is_not_spoken(text):
    assert words_of(text)[0] == [["it", "may", "be", "so", "."]]


@pytest.mark.parametrize(
    "text",
    [
        "1874, I think.",
        "3.5 of them fell.",
        "See [below] and [note 3].",
        "It - or he - fell.",
        "1.",
        "Answer:",
        "The final: a draw.",
        "Her answer: she fell.",
        "Answer rate: low.",
        "A fell: it was late.",
    ],
)
def test_words_numbers_and_brackets_are_spoken(text):
    assert words_of(text)[0] == [plain_tokens(text)]


def test_a_sentence_of_marks_keeps_them():
    texts = ["|---|---|", "It fell.", "* * *", "[3]"]
    assert words_of(*texts)[0] == [plain_tokens(text) for text in texts]


def test_items_begin_with_a_bullet_or_a_number():
    texts = ["* the gate", "- the gate", "1. the gate", "12 gates", "**The gate**", "---", "Gates"]
    assert words_of(*texts)[1] == [True, True, True, True, False, False, False]


def test_an_answer_behind_a_label_is_an_item():
    texts = ["Answer: Lima", "Lima", "Answer:", '{"answer": "Lima", "by": "me"}']
    found, are_items = words_of(*texts)
    assert are_items == [True, False, False, True]
    assert found[3] == plain_tokens('"Lima", "by": "me"}')


def test_a_reference_does_not_reach_into_the_next_sentence():
    found, _ = words_of("so [", "3 ] fell")
    assert found == [["so", "["], ["3", "]", "fell"]]
