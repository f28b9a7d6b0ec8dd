import numpy as np
import plain
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.text.tokens import tokenize, word_id


def words(text):
    tokens = tokenize(text)
    return [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \r\n\t", []),
        ("It doesn't.", ["It", "doesn", "'t", "."]),
        ("It doesn’t.", ["It", "doesn", "’t", "."]),
        ("the ministers' cars", ["the", "ministers", "'", "cars"]),
        ("'may'", ["'", "may", "'"]),
        ("and/or well-known", ["and", "/", "or", "well", "-", "known"]),
        ("café naïve Łódź", ["café", "naïve", "Łódź"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("🙂🙃", ["🙂", "🙃"]),
        ("3.5%", ["3", ".", "5", "%"]),
        ("\ufeffMay", ["May"]),
    ],
)
def test_tokens(text, expected):
    assert words(text) == expected


def test_ids_fold_case_and_apostrophes():
    assert word_id("MAY") == word_id("may")
    assert tokenize("can’t").ids[1] == tokenize("CAN'T").ids[1]
    assert word_id("may") != word_id("mya")


def test_an_id_needs_a_single_word():
    with pytest.raises(ValueError, match="two words"):
        word_id("two words")


@given(st.text(st.sampled_from("aB3é .,'’\n\r-\"()…\u0301🙂"), max_size=40) | st.text(max_size=40))
def test_tokens_are_what_the_plain_way_gives(text):
    tokens = tokenize(text)
    expected = plain.tokens_of(text)
    rows = np.arange(len(expected))
    assert tokens.start.tolist() == [token.start for token in expected]
    assert tokens.end.tolist() == [token.end for token in expected]
    assert tokens.ids.tolist() == [token.hash for token in expected]
    assert tokens.initial_class.tolist() == [token.initial for token in expected]
    assert tokens.shapes(rows).tolist() == [token.shape for token in expected]
    assert tokens.suffixes(rows).tolist() == [plain.suffix_hash(token.word) for token in expected]


@pytest.mark.parametrize("before", [0, 1, 65_530, 65_536, 131_000])
def test_an_id_is_the_same_wherever_the_word_lies(before):
    words = ["possibility", "x" * 70, "may", "y" * 140_000, "not"]
    tokens = tokenize(" " * before + " ".join(words))
    assert [int(tokens.suffixes(np.array([k]))[0]) for k in range(5)] == [
        plain.suffix_hash(word) for word in words
    ]
    assert tokens.ids[[0, 1, 2, 4]].tolist() == [plain.word_hash(words[k]) for k in (0, 1, 2, 4)]
    assert tokens.ids[3] == word_id(words[3])


@given(st.text(max_size=60))
def test_an_id_does_not_depend_on_its_place(text):
    tokens = tokenize(text)
    for k, (a, b) in enumerate(zip(tokens.start, tokens.end, strict=True)):
        alone = tokenize("x " + text[a:b])
        assert alone.ids[-1] == tokens.ids[k] or len(alone) > 2
    assert np.all(tokens.end[:-1] <= tokens.start[1:])
