import numpy as np
import plain
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.model.features import (
    BITS,
    COLUMNS,
    KIND_BITS,
    cue_contexts,
    cue_features,
    kind_features,
)
from hedging.text.tokens import tokenize

MODEL = hedging.load().model
CLASSES = plain.listed_classes(MODEL.word_classes)
VOCABULARY = "It may rain in May if some officials could not agree , . ( ) 40 about zyxxw doesn't"
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=14)


def rows(*sentences):
    """Features of the candidates of a text that consists of these sentences, and the candidates."""
    tokens = tokenize(" ".join(sentences))
    lengths = np.array([len(tokenize(sentence)) for sentence in sentences])
    stop = np.cumsum(lengths)
    candidates = MODEL.finder.find(tokens, np.repeat(np.arange(len(sentences)), lengths))
    bounds = (stop - lengths, stop)
    contexts = cue_contexts(tokens, candidates, MODEL.lexicon, MODEL.word_classes, bounds)
    return cue_features(contexts), candidates


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_features_are_those_of_the_plain_way(words):
    text = " ".join(words)
    ids, candidates = rows(text)
    assert ids.shape == (len(candidates), COLUMNS)
    assert ids.size == 0 or 0 <= int(ids.min()) <= int(ids.max()) < 1 << BITS
    columns = (candidates.start.tolist(), candidates.end.tolist(), candidates.entry.tolist())
    spans = list(zip(*columns, strict=True))
    tokens = plain.tokens_of(text)
    assert ids.tolist() == [
        plain.cue_feature_ids(tokens, spans, k, MODEL.lexicon, CLASSES) for k in range(len(spans))
    ]


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_nothing_outside_the_sentence_counts(first, second):
    both, candidates = rows(" ".join(first), " ".join(second))
    alone, _ = rows(" ".join(second))
    assert np.array_equal(both[candidates.sentence == 1], alone)


def test_the_context_tells_the_month_from_the_modal():
    ids, candidates = rows("it may rain in May")
    modal, month = ids[candidates.entry == candidates.entry[candidates.start == 1]]
    assert (modal != month).sum() > COLUMNS // 2


def test_the_kind_depends_on_the_scheme():
    ids, _ = rows("it may rain in May")
    general, szeged = kind_features(ids, 0), kind_features(ids, 1)
    assert int(general.max()) < 1 << KIND_BITS
    assert (general != szeged).any(axis=0).nonzero()[0].tolist() == [general.shape[1] - 1]
