import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.tokens import LOWER, MARK, tokenize, word_id


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


def test_a_single_word_is_asked_for():
    with pytest.raises(ValueError, match="two words"):
        word_id("two words")


def slow(text):
    """What `tokenize` must give, one character at a time."""
    kinds = tokenize(text).classes.tolist()
    spans, begin = [], None
    for i, kind in enumerate(kinds):
        word = LOWER <= kind <= MARK
        joint = kind == MARK + 1 and 0 < i < len(kinds) - 1
        joint = joint and LOWER <= kinds[i - 1] <= MARK and LOWER <= kinds[i + 1] <= MARK
        if begin is not None and (joint or not word):
            spans.append((begin, i))
            begin = None
        if joint or (word and begin is None):
            begin = i
        elif not word and kind > 1:
            spans.append((i, i + 1))
    if begin is not None:
        spans.append((begin, len(kinds)))
    return spans


@given(st.text(st.sampled_from("aB3é .,'’\n\r-\"()…\u0301🙂"), max_size=40) | st.text(max_size=40))
def test_tokens_are_what_the_slow_way_gives(text):
    tokens = tokenize(text)
    assert list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)) == slow(text)


@given(st.text(max_size=60))
def test_an_id_does_not_depend_on_its_place(text):
    tokens = tokenize(text)
    for k, (a, b) in enumerate(zip(tokens.start, tokens.end, strict=True)):
        alone = tokenize("x " + text[a:b])
        assert alone.ids[-1] == tokens.ids[k] or len(alone) > 2
    assert np.all(tokens.end[:-1] <= tokens.start[1:])
