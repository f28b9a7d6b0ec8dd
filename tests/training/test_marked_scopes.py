import json

import pytest

from hedging.errors import CorpusError
from training.corpora import scopes

TEXT = "Rain fell. Dr. Wirth said the dam may hold."


@pytest.fixture
def read(tmp_path):
    """The sentences of a file with one row, whose cue has these fields."""

    def read_row(cue, **changes):
        (tmp_path / "texts.jsonl").write_text(json.dumps({"id": "dam", "text": TEXT}))
        row = {"document": "dam", "corpus": "texts.jsonl", "length": len(TEXT), "part": "test"}
        row |= {"register": "scopes-news", "sentences": [[11, len(TEXT), [cue]]]} | changes
        (tmp_path / "marks.jsonl").write_text(json.dumps(row))
        return list(scopes.read(tmp_path / "marks.jsonl", tmp_path))

    return read_row


CUE = [34, 37, "epistemic", [34, 42], "named", [11, 20], False, False]


def test_a_cue_has_a_scope_a_holder_and_a_source(read):
    (sentence,) = read(CUE)
    assert (sentence.document, sentence.part, sentence.group) == ("dam", "test", "scopes-news")
    (cue,) = sentence.cues
    texts = [sentence.text[a:b] for a, b in ((cue.start, cue.end), cue.scope, cue.source)]
    assert texts == ["may", "may hold", "Dr. Wirth"]
    assert (cue.kind, cue.holder, cue.quoted, cue.negated) == ("epistemic", "named", False, False)


def test_the_source_may_be_missing(read):
    assert read([*CUE[:4], "writer", None, True, True])[0].cues[0].source is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (2, "doubt"),
        (3, [35, 42]),
        (3, [34, 36]),
        (3, [10, 42]),
        (3, [34, 60]),
        (3, None),
        (4, "nobody"),
        (5, [20, 20]),
        (5, [5, 9]),
        (6, 1),
        (7, None),
    ],
)
def test_a_field_that_cannot_be(read, place, value):
    with pytest.raises(CorpusError, match="dam"):
        read([*CUE[:place], value, *CUE[place + 1 :]])


def test_a_row_that_lacks_fields(read):
    with pytest.raises(CorpusError, match="dam"):
        read(CUE[:3])
    with pytest.raises(CorpusError, match="lies outside the text"):
        read(CUE, sentences=[[-9, len(TEXT), []]])
    with pytest.raises(CorpusError, match="take the version of the corpus"):
        read(CUE, length=3)
