import numpy as np

from hedging.tokens import tokenize
from hedging.words import WordClasses


def test_a_word_then_its_ending_then_its_first_character():
    known = tokenize("rain walking")
    order = np.argsort(known.ids[:1])
    classes = WordClasses(
        known.ids[:1][order], np.array([700], dtype=np.uint16), known.suffixes[1:], np.array([800], dtype=np.uint16)
    )
    tokens = tokenize("rain talking zx .")
    found = classes.look_up(tokens.ids, tokens.suffixes, tokens.kinds).tolist()
    assert found[:2] == [700, 800]
    assert found[2] != found[3]
    assert min(found[2:]) >= 0x8000
