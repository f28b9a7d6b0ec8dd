import numpy as np

from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.tokens import tokenize
from hedging.train.word_classes import compile_word_classes


def test_an_ending_has_the_class_of_most_of_its_words():
    text = "walking talking baking making raining singing ringing"
    listed = dict.fromkeys(("walking", "talking", "baking", "making", "raining"), (1, 7))
    tokens = tokenize("swimming")
    classes = [
        compile_word_classes(listed, tokenize(words)).classes_of(tokens, np.arange(1))
        for words in (text, "")
    ]
    assert classes[0].tolist() == [1 << GROUP_SHIFT | 7]
    assert classes[1].tolist() != classes[0].tolist()
