import numpy as np

from hedging.model.word_classes import WordClasses
from hedging.text.hashing import HashIndex
from hedging.text.tokens import tokenize


def test_a_word_then_its_ending_then_its_first_character():
    known = tokenize("rain walking")
    words, endings = HashIndex(known.ids[:1]), known.suffixes(np.array([1]))
    classes = WordClasses(
        words, np.array([700], dtype=np.uint16), endings, np.array([800], dtype=np.uint16)
    )
    tokens = tokenize("rain talking zx .")
    found = classes.classes_of(tokens.ids, tokens.suffixes(np.arange(4)), tokens.kinds).tolist()
    assert found[:2] == [700, 800]
    assert found[2] != found[3]
    assert min(found[2:]) >= 0x8000
