import json

import pytest
from corpus_files import read

from hedging.corpora import jsonlines
from hedging.errors import CorpusError

MAY = {"start": 3, "end": 6, "kind": "epistemic"}


def test_our_own_format_with_several_sentences(tmp_path):
    text = "It may rain. It rained."
    row = {
        "document": "d",
        "text": text,
        "sentences": [[0, 12], [13, 23]],
        "cues": [{"start": 3, "end": 6, "text": "may", "kind": "epistemic"}],
        "part": "test",
        "register": "news",
    }
    first, second = read(tmp_path, "jsonlines", json.dumps(row))
    assert (first.text, second.text) == ("It may rain.", "It rained.")
    assert (first.hedged, second.hedged) == (True, False)
    assert (first.part, first.group) == ("test", "news")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cues": [MAY | {"kind": "modal"}]}, r"cues\[0\]: unknown kind 'modal'"),
        ({"cues": [MAY | {"end": 60}]}, "cue 3–60 lies outside the text of 12"),
        ({"cues": [MAY | {"text": "can"}]}, "cue 'can' does not stand at 3–6, .* has 'may'"),
        ({"cues": [{"end": 6, "kind": "epistemic"}]}, r"cues\[0\]: no field start; expected a wh"),
        ({"cues": [MAY | {"end": 7}]}, "cue 'may ' at 3–7 begins or ends .*; label 'may' at 3–6"),
        ({"cues": [MAY | {"start": 2}]}, "cue ' may' at 2–6 begins or ends .*; label 'may' at 3–6"),
        ({"cues": [MAY | {"start": 2, "end": 3}]}, "cue 2–3 is white space only; remove it"),
        ({"cues": [MAY | {"start": True}]}, "start must be a whole number, got true"),
        ({"cues": [MAY | {"kind": None}]}, "kind must be a string, got null"),
        ({"cues": 5}, "cues must be a list, got 5"),
        ({"cues": [5]}, "cues must hold objects, got 5"),
        ({"text": 3}, "text must be a string, got 3"),
        ({"hedged": "yes"}, 'hedged must be true or false, got "yes"'),
        ({"document": 7}, "document must be a string, got 7"),
        ({"scheme": ["general"]}, "scheme must be a string"),
        ({"scheme": ""}, "scheme must have a name"),
        ({"sentences": [[0, 5], [6, 12]], "cues": [MAY]}, "cue 3–6 lies in no sentence"),
        ({"part": "tset"}, "expected part train or test, got 'tset'"),
        ({"kinds": ["modal"]}, 'unknown kind "modal" in kinds'),
        ({"kinds": ["weasel"], "cues": [MAY]}, "unknown kind 'epistemic'; expected one of weasel"),
        ({"sentences": [[0, 60]]}, "sentences 0–60 lies outside the text of 12"),
        ({"sentences": [[0, "6"]]}, r'sentences must hold \[start, end\] pairs, got \[0, "6"\]'),
    ],
)
def test_a_wrong_field_names_the_row(tmp_path, fields, message):
    rows = [{"text": "It rained."}, {"text": "It may rain."} | fields]
    with pytest.raises(CorpusError, match=f"file:2: {message}|file:2: .*{message}"):
        read(tmp_path, "jsonlines", "\n".join(map(json.dumps, rows)))


def test_a_row_may_have_a_label_only(tmp_path):
    rows = [{"text": "It may rain.", "hedged": True}, {"text": "It rained.", "hedged": None}]
    first, second = read(tmp_path, "jsonlines", "\n".join(map(json.dumps, rows)))
    assert (first.cues, first.hedged, first.document) == (None, True, "file:1")
    assert (second.cues, second.hedged) == (None, None)


def test_any_field_can_divide_the_rows(tmp_path):
    path = tmp_path / "own.jsonl"
    values = ["Ann", " Ann ", 2020, True, 1.5, None, "", "–"]
    rows = [{"text": "It rained.", "cues": [], "by whom": value} for value in values]
    rows.append({"text": "It rained.", "cues": [], "register": "news"})
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    groups = [gold.group for gold in jsonlines.read(path, "by whom")]
    assert groups == ["Ann", "Ann", "2020", "true", "1.5", *["–"] * 4]
    assert [gold.group for gold in jsonlines.read(path)] == [""] * 8 + ["news"]
    path.write_text('{"text": "It rained.", "cues": [], "by whom": ["Ann"]}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"own.jsonl:1: by whom must be a string, .* got \["):
        list(jsonlines.read(path, "by whom"))
