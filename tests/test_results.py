import json

import pytest

import hedging

TEXTS = ["Prices may fall. They rose in June.", "", "It is unclear whether it works."]
BATCH = hedging.detect_batch(TEXTS)


def test_columns_join_by_their_indices():
    documents, sentences, cues = (BATCH.columns(level) for level in ("document", "sentence", "cue"))
    assert documents["sentences"].tolist() == [2, 0, 1]
    assert documents["cues"].sum() == len(cues["start"]) == sentences["cues"].sum()
    for document, sentence, start, end, kind in zip(
        *(cues[name].tolist() for name in ("document", "sentence", "start", "end", "kind")), strict=True
    ):
        assert sentences["document"][sentence] == document
        report = BATCH[document]
        assert any((c.start, c.end, c.kind) == (start, end, kind) for c in report.cues)


def test_an_unknown_level_is_an_error():
    with pytest.raises(hedging.InputError, match="'word'"):
        BATCH.columns("word")


def test_indexing():
    assert BATCH[-1] == BATCH[2]
    with pytest.raises(IndexError):
        BATCH[3]
    assert [report.text for report in BATCH] == TEXTS


def test_the_json_form():
    row = json.loads(json.dumps(BATCH[0].to_dict("a.txt")))
    assert list(row) == ["id", "model", "scheme", "score", "sentences"]
    assert list(row["sentences"][0]) == ["start", "end", "text", "score", "hedged", "cues"]
    assert list(row["sentences"][0]["cues"][0]) == ["start", "end", "text", "kind", "score"]
    assert row["id"] == "a.txt"
