import unicodedata

import numpy as np
import pytest

from hedging.text import characters
from hedging.text.characters import CharacterTable, class_set


def look_up(text):
    codes = np.array([ord(character) for character in text], dtype=np.uint32)
    classes, lowered = np.empty(len(text), dtype=np.uint8), np.empty_like(codes)
    CharacterTable().look_up(codes, classes, lowered)
    return classes.tolist(), "".join(map(chr, lowered))


@pytest.mark.parametrize(
    ("text", "name", "lower"),
    [
        ("aßéж字", "LOWER", "aßéж字"),
        ("AÉЖǅ", "UPPER", "aéжǆ"),
        ("3٣Ⅷ½", "DIGIT", "3٣ⅷ½"),
        ("\u0301\u00ad", "MARK", "\u0301\u00ad"),
        (" \t\u00a0\u3000\ufeff", "SPACE", " \t\u00a0\u3000\ufeff"),
        ("\n\r\u2028\u0085", "NEWLINE", "\n\r\u2028\u0085"),
        ("'’", "APOSTROPHE", "''"),
        (".?!…。", "STOP", ".?!…。"),
        ("([“‘«", "OPENER", "([“‘«"),
        (")]”»", "CLOSER", ")]”»"),
        ('"`', "QUOTE", '"`'),
        ("-–—", "DASH", "-–—"),
        (",;%🙂\ud800\U0010ffff", "OTHER", ",;%🙂\ud800\U0010ffff"),
        # A form that is longer than its letter would move all offsets.
        ("İ", "UPPER", "İ"),
    ],
)
def test_classes_and_forms(text, name, lower):
    assert look_up(text) == ([getattr(characters, name)] * len(text), lower)


def test_every_category_has_a_class():
    examples = {
        unicodedata.category(character): character for character in map(chr, range(0x110000))
    }
    classes, _ = look_up("".join(examples.values()))
    assert set(classes) <= set(range(characters.OTHER + 1))


def test_a_set_of_classes():
    table = class_set(characters.STOP, characters.QUOTE)
    assert table.nonzero()[0].tolist() == [characters.STOP, characters.QUOTE]
