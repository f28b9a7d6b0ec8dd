import numpy as np

from hedging.hashes import Index
from hedging.tokens import tokenize
from hedging.words import WordClasses


def test_a_word_then_its_ending_then_its_first_character():
    known = tokenize("rain walking")
    words, endings = Index(known.ids[:1]), known.suffixes(np.array([1]))
    classes = WordClasses(words, np.array([700], dtype=np.uint16), endings, np.array([800], dtype=np.uint16))
    tokens = tokenize("rain talking zx .")
    found = classes.look_up(tokens.ids, tokens.suffixes(np.arange(4)), tokens.kinds).tolist()
    assert found[:2] == [700, 800]
    assert found[2] != found[3]
    assert min(found[2:]) >= 0x8000
