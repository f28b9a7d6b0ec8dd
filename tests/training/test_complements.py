"""Which reporting verbs attribute something, learned from parts of speech."""

import numpy as np

from training.corpora.attribution import AttributedDocument, Attribution
from training.corpora.subjects import TaggedToken
from training.depth.complements import complement_ids, sure_of

PARTS = {"that": "SCONJ/IN", "the": "DET/DT", "knew": "VERB/VBD", "said": "VERB/VBD",
         "it": "PRON/PRP", "rained": "VERB/VBD", ".": "PUNCT/."}  # fmt: skip
SUBJECTS = ("mayor", "clerk", "judge", "baker", "miller", "engineer")


def document(text):
    """A sentence of known words with its first verb as the reporting verb."""
    tokens, start = [], 0
    for word in text.split():
        upos, xpos = PARTS.get(word, "NOUN/NN").split("/")
        tokens.append(TaggedToken(start, start + len(word), word, word, upos, xpos))
        start += len(word) + 1
    verb = next(token for token in tokens if token.upos == "VERB")
    said = Attribution((0, len(text)), (verb.start, verb.end), (0, verb.start - 1))
    return AttributedDocument("a", "", text, ((0, len(text)),), tuple(tokens), (said,))


def test_a_clause_behind_the_word_is_learned():
    clauses = [f"the {name} knew that it rained ." for name in SUBJECTS]
    objects = [f"the {name} knew the town ." for name in SUBJECTS]
    unseen = ["the painter knew that it rained .", "the painter knew the river ."]
    texts = [*clauses * 5, *objects * 5, *unseen]
    ids = np.concatenate([complement_ids(document(text)) for text in texts])
    has_source = np.array(["that" in text for text in texts])
    taught = np.arange(len(texts)) < len(texts) - len(unseen)
    has, has_none = sure_of(ids, taught, has_source)
    assert has[-2:].tolist() == [True, False]
    assert has_none[-2:].tolist() == [False, True]
    assert not (has & has_none).any()
