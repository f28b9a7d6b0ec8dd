import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.model.features import BITS, COLUMNS, features
from hedging.text.tokens import tokenize

MODEL = hedging.load().model
VOCABULARY = "it may rain in May if some officials could not agree , . ( ) 40 about"
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=14)


def rows(text, sentence_lengths):
    tokens = tokenize(text)
    ends = np.cumsum(sentence_lengths)
    sentence = np.repeat(np.arange(len(sentence_lengths)), sentence_lengths)
    found = MODEL.finder.find(tokens, sentence)
    bounds = (ends - sentence_lengths, ends)
    return features(tokens, found, MODEL.lexicon, MODEL.classes, bounds), found


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_nothing_outside_the_sentence_counts(first, second):
    both, found = rows(" ".join(first + second), np.array([len(first), len(second)]))
    alone, _ = rows(" ".join(second), np.array([len(second)]))
    assert both.shape[1] == COLUMNS
    assert np.array_equal(both[found.sentence == 1], alone)
    assert both.size == 0 or int(both.max()) < 1 << BITS


def test_the_context_tells_the_month_from_the_modal():
    (modal, month), _ = rows("it may rain in May", np.array([5]))
    assert (modal != month).sum() > COLUMNS // 2
