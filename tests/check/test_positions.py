"""Offsets ↔ lines and characters of an editor, against a slow reading of the protocol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.check.positions import ENCODINGS, Place, Positions

ODD = "ab \r\n\x0b\x0c\x85\u2028\u0301é€\u200d👩🏽\U0001f469\ud800"
TEXTS = st.text(st.sampled_from(ODD), max_size=12)
# What a character takes in each encoding, by its code point alone.
SIZES = {
    "utf-8": lambda code: 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF),
    "utf-16": lambda code: 1 + (code > 0xFFFF),
    "utf-32": lambda code: 1,
}


def places(text, encoding):
    """The place of every offset, character by character."""
    line = character = 0
    for offset, one in enumerate(text):
        yield Place(line, character)
        if one == "\n" or (one == "\r" and text[offset + 1 : offset + 2] != "\n"):
            line, character = line + 1, 0
        else:
            character += SIZES[encoding](ord(one))
    yield Place(line, character)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS)
def test_every_offset_has_its_place(encoding, text):
    found = Positions(text, encoding)
    expected = [*places(text, encoding)]
    assert [found.place(offset) for offset in range(len(text) + 1)] == expected
    for offset, place in enumerate(expected):
        # Between a carriage return and its line feed no editor puts a position.
        if text[offset - 1 : offset + 1] != "\r\n":
            assert found.offset(*place) == offset


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS, line=st.integers(0, 9), character=st.integers(-1, 30))
def test_a_place_that_is_not_there_is_the_nearest_before_it(encoding, text, line, character):
    found = Positions(text, encoding)
    offset = found.offset(line, character)
    assert 0 <= offset <= len(text)
    assert found.place(offset) <= Place(line, max(character, 0))
    assert "\n" not in text[found.offset(line, 0) : offset]


def test_a_character_is_not_cut():
    assert Positions("a😀b", "utf-16").offset(0, 2) == 1
    assert Positions("aéb", "utf-8").offset(0, 2) == 1
