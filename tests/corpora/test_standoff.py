import json

import pytest
from corpus_files import SZEGED, marked

from hedging.corpora import standoff
from hedging.errors import CorpusError


def test_annotations_on_texts_that_stand_elsewhere(tmp_path):
    text = "It may rain. It rained."
    (tmp_path / "texts.jsonl").write_text(
        json.dumps({"url": "https://news.example/wiki/Rain", "text": text}), encoding="utf-8"
    )
    row = {
        "document": "Rain",
        "corpus": "texts.jsonl",
        "register": "wet",
        "part": "test",
        "length": len(text),
    }
    row["sentences"] = [[0, 12, [[3, 6, "epistemic"]]], [13, 23, []]]
    path = tmp_path / "marks.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    assert standoff.corpora(path) == ["texts.jsonl"]
    first, second = standoff.read(path, tmp_path)
    assert (marked(first), first.hedged, first.part, first.group) == (
        [("may", "epistemic")],
        True,
        "test",
        "wet",
    )
    assert (second.text, second.hedged) == ("It rained.", False)
    for change, message in (
        ({"length": 24}, "expected 24; take the version"),
        ({"document": "Sun"}, "no document 'Sun'"),
        ({"sentences": [[0, 12, [[3, 60, "epistemic"]]]]}, "outside it"),
        ({"sentences": [[0, 60, []]]}, "sentence 0–60 lies outside the text of 23"),
        ({"sentences": [[0]]}, "Rain"),
        ({"part": "tset"}, "expected part train or test, got 'tset'"),
    ):
        path.write_text(json.dumps(row | change), encoding="utf-8")
        with pytest.raises(CorpusError, match=message):
            list(standoff.read(path, tmp_path))


def test_annotations_of_a_corpus_of_sentences(tmp_path):
    (tmp_path / "corpus.xml").write_text(SZEGED, encoding="utf-8")
    title = "A short title of ours\n"
    text = title + "It may rain if it is warm."
    row = {
        "document": "ashorttitleofours",
        "corpus": "corpus.xml",
        "format": "szeged",
        "length": len(text),
    }
    row["sentences"] = [[len(title), len(text), [[len(title) + 12, len(title) + 14, "condition"]]]]
    path = tmp_path / "annotations.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (gold,) = standoff.read(path, tmp_path)
    assert (gold.text, marked(gold), gold.scheme) == (
        "It may rain if\nit is warm.",
        [("if", "condition")],
        "general",
    )
    path.write_text(json.dumps(row | {"format": "conll"}), encoding="utf-8")
    with pytest.raises(
        CorpusError, match="unknown format 'conll'; expected one of bioscope, szeged"
    ):
        list(standoff.read(path, tmp_path))


def test_texts_that_are_left_out_stay_in_the_test_part(tmp_path):
    text = "It may rain."
    names = ("GUM_essay_rain", "GUM_news_rain", "b")
    (tmp_path / "texts.jsonl").write_text(
        "".join(json.dumps({"id": name, "text": text}) + "\n" for name in names)
    )
    (tmp_path / "others.jsonl").write_text(json.dumps({"id": "c", "text": text}))
    path = tmp_path / "marks.jsonl"
    rows = [
        {"document": name, "corpus": corpus, "part": part, "length": 12, "sentences": [[0, 12, []]]}
        for name, corpus, part in (
            *((name, "texts.jsonl", "train") for name in names),
            ("GUM_essay_rain", "texts.jsonl", "test"),
            ("c", "others.jsonl", "train"),
        )
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    left = standoff.read(path, tmp_path, ("GUM_essay_", "others.jsonl"))
    assert [(gold.document, gold.part) for gold in left] == [
        ("GUM_news_rain", "train"),
        ("b", "train"),
        ("GUM_essay_rain", "test"),
    ]
    assert len(list(standoff.read(path, tmp_path))) == 5
