import pytest

from hedging.text.joined import DOCUMENT_BREAK, tokenize_joined
from hedging.text.tokens import tokenize


@pytest.mark.parametrize("texts", [[], [""], ["It rained."], ["It may rain.", "", "café", "\n"]])
def test_joined_texts_have_the_tokens_of_the_texts(texts):
    tokens, document_start = tokenize_joined(texts)
    joined = DOCUMENT_BREAK.join(texts)
    assert [
        joined[start:].startswith(text) for text, start in zip(texts, document_start, strict=True)
    ] == [True] * len(texts)
    alone = [i for text in texts for i in tokenize(text).ids.tolist()]
    assert [i for i in tokens.ids.tolist() if i in alone] == alone
