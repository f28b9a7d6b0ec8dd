"""Quotations: many marks, paragraphs, missing marks; and a slow reading of the same rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.depth.quotation import inside_quotation
from hedging.text.joined import tokenize_joined
from hedging.text.tokens import tokenize


def quoted_words(text):
    """The words, in letters alone, that stand inside quotations."""
    tokens = tokenize(text)
    inside = inside_quotation(tokens)
    words = [text[a:b] for a, b in zip(tokens.start[inside], tokens.end[inside], strict=True)]
    return " ".join(word for word in words if word[0].isalpha())


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"It may rain," he said. "Go home."', "It may rain Go home"),
        ("“It may rain,” he said. “Go home.”", "It may rain Go home"),
        ("„It may rain” is what he said.", "It may rain"),
        ("«It may rain» is what he said.", "It may rain"),
        ("‘It may rain,’ he said.", "It may rain"),
        ("'It may rain,' he said.", "It may rain"),
        ("”It may rain,” he said.", "It may rain"),
        ('He said ("it may rain") no more.', "it may rain"),
        # Two sentences, and a quotation inside a quotation.
        ('"It may rain. It may snow," he said.', "It may rain It may snow"),
        ("“She said ‘it may’ twice,” he said.", "She said it may twice"),
        # Apostrophes are no marks.
        ("The dogs' bowl isn't the cat's.", ""),
        ("The songs of the '90s may return, as the boys' fans know.", ""),
        # A mark with spaces on both sides opens or closes by its number.
        ('He said " it may rain " and left.', "it may rain"),
        # Inches, and a mark that nothing closes.
        ('A 5" pipe may burst. "So what?" he said.', "So what"),
        ('It was "odd. Nobody came.', ""),
        ('It was "odd. He said "so it may be" and left.', "so it may be"),
        # Paragraphs: the mark is repeated, or the quotation is lost.
        ('"It may rain.\n\n"It may snow," he said.', "It may rain It may snow"),
        ('It was "odd.\n\nIt may rain. A 5" pipe burst.', ""),
    ],
)
def test_what_is_quoted(text, quoted):
    assert quoted_words(text) == quoted


def test_documents_do_not_touch_each_other():
    texts = ['"It may rain,', 'he said." Yes.', "", '"No."', '"It may.\n\n"It will."']
    tokens, _ = tokenize_joined(texts)
    joined = inside_quotation(tokens)
    alone = np.concatenate([inside_quotation(tokenize(text)) for text in texts])
    assert alone.any()
    # The first document ends with an open quotation, and the next begins without a mark.
    assert joined.tolist() == alone.tolist()


def plain(text):
    """The quotations of straight double marks, mark by mark."""
    tokens = tokenize(text)
    places = list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))
    inside = [False] * len(places)
    opened, ordinal = None, 0
    for number, (start, end) in enumerate(places):
        gap = text[places[number - 1][1] if number else 0 : start]
        new_paragraph = gap.count("\n") > 1
        if text[start:end] != '"':
            if new_paragraph:
                ordinal = 0
                opened = None if opened is None else (opened[0], True)
            continue
        if new_paragraph:
            ordinal = 0
            opened = None if opened is None else (opened[0], True)
        free = start == 0 or text[start - 1] in " \n("
        bound = end < len(text) and text[end] not in " \n"
        # A word behind the mark means that it does not close.
        closes = not free and not (end < len(text) and text[end].isalnum())
        opens = ordinal % 2 == 0 if (free and bound) == closes else free and bound
        ordinal += 1
        if opened is not None:
            first, crossed = opened
            goes_on = opens and crossed and "\n" in gap
            if (not opens and not crossed) or goes_on:
                inside[first:number] = [True] * (number - first)
        opened = (number, False) if opens else None
    return inside


@given(st.lists(st.sampled_from(['"', "a", " ", ".", "\n", "\n\n", "(", "5"]), max_size=30))
def test_against_a_plain_reading(pieces):
    text = "".join(pieces)
    assert inside_quotation(tokenize(text)).tolist() == plain(text)
