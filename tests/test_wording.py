"""Text that is made safe for people: nothing in it commands a terminal or turns its lines."""

import unicodedata

import pytest

from hedging.wording import one_line, plain, shown_path

# What the functions leave to white space: `one_line` makes it a space.
SPACES = "\t\n\x0b\x0c\r"
CONTROLS = [
    character
    for character in map(chr, range(0x110000))
    if unicodedata.category(character) == "Cc" and character not in SPACES
]
TURNING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
TURNS = [
    *(
        character
        for character in map(chr, range(0x110000))
        if unicodedata.bidirectional(character) in TURNING
    ),
    *map(
        unicodedata.lookup,
        ("LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK", "ARABIC LETTER MARK"),
    ),
]


@pytest.mark.parametrize("function", [plain, one_line, shown_path])
@pytest.mark.parametrize("characters", [CONTROLS, TURNS], ids=["controls", "turns"])
def test_no_control_character_is_printed(function, characters):
    shown = {character: function(f"a{character}b") for character in characters}
    assert shown == dict.fromkeys(characters, "a\ufffdb")


def test_there_are_as_many_as_unicode_has():
    assert (len(CONTROLS), len(TURNS)) == (65 - len(SPACES), 12)


@pytest.mark.parametrize("text", ["café 🙂 字", "زمان", "a\u00a0b", "n\u0303"])
def test_other_characters_stay(text):
    assert plain(text) == text


def test_white_space_becomes_a_space():
    assert one_line(f" a{SPACES}b\u2028c\u0085d ") == "a b c\ufffdd"
