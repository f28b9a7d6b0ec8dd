"""Texts as models read them have the length of the texts."""

import pytest

from hedging.text.markup import as_read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("It **may** rain.", "It   may   rain."),
        ("***may*** 2**3 ****", "  *may  * 2  3     "),
        ("* may * be", "* may * be"),
        ("**", "  "),
    ],
)
def test_strong_emphasis_is_blank(text, read):
    assert as_read([text], markdown=False) == [read]
    assert as_read(["a", text], markdown=False) == ["a", read]


def test_texts_without_markup_are_those_given():
    texts = ["It may rain.", "2 * 3"]
    read = as_read(texts, markdown=False)
    assert all(own is text for own, text in zip(read, texts, strict=True))


def test_markdown_loses_marks_of_emphasis_beside_its_code():
    pytest.importorskip("markdown_it")
    assert as_read(["It **may** be `may`."], markdown=True) == ["It   may   be      ."]
