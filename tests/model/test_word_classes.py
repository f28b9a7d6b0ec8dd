import numpy as np
import plain

import hedging
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import ShortIndex
from hedging.text.tokens import tokenize


def test_a_word_then_its_ending_then_its_first_character():
    known = tokenize("rain walking")
    words, endings = ShortIndex(known.ids[:1]), known.suffixes(np.array([1]))
    classes = WordClasses(
        words, np.array([700], dtype=np.uint16), endings, np.array([800], dtype=np.uint16)
    )
    tokens = tokenize("rain talking zx .")
    named = classes.classes_of(tokens, np.arange(4)).tolist()
    assert named[:2] == [700, 800]
    assert named[2] != named[3]
    assert min(named[2:]) >= 0x8000


def test_classes_are_those_of_the_plain_way():
    text = "The engineers soared, 40 of them zyxxwing, doesn't it? (Ünlü) … 3rd 🙂"
    classes = hedging.load().model.word_classes
    listed = plain.listed_classes(classes)
    tokens = tokenize(text)
    named = classes.classes_of(tokens, np.arange(len(tokens)))
    assert named.tolist() == [plain.word_class(token, *listed) for token in plain.tokens_of(text)]
