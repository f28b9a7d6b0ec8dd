import json

import pytest
from corpus_files import marked, read

from hedging.errors import CorpusError

CONLL = """<Annotation>
<DocumentSet>
<Document type="Biological_full_article">
<DocID type="PMCID">9</DocID>
<DocumentPart type="Title">
<sentence id="S1.1" certainty="certain">A short title of ours</sentence>
</DocumentPart>
<DocumentPart type="Text">
<sentence id="S1.2" certainty="uncertain">It <ccue>may</ccue> rain.</sentence>
</DocumentPart>
</Document>
<Document type="Wikipedia_text_weasel">
<DocID>Town</DocID>
<DocumentPart type="Text">
<sentence id="S2.1" certainty="uncertain"><ccue>Some people</ccue> say so.</sentence>
</DocumentPart>
</Document>
</DocumentSet>
</Annotation>"""


def test_conll_without_a_label_is_left_out(tmp_path):
    rows = [
        {"doc": "a", "text": "Some say so.", "label": 1, "conll_cues": [{"start": 0, "end": 4}]},
        {"doc": "a", "text": "Nobody knows.", "label": None, "conll_cues": None},
        {"doc": "a", "text": "It is blue.", "label": 0, "conll_cues": None},
    ]
    golds = read(tmp_path, "conll2010", "\n".join(map(json.dumps, rows)), "wiki.jsonl")
    assert [gold.hedged for gold in golds] == [True, False]
    assert golds[1].cues is None


def test_conll_as_the_task_gave_it_out(tmp_path):
    golds = read(tmp_path, "conll2010", CONLL, "eval.xml")
    assert [gold.hedged for gold in golds] == [False, True, True]
    assert [gold.scheme for gold in golds] == ["bioscope", "bioscope", "conll2010-wikipedia"]
    assert marked(golds[2]) == [("Some people", None)]
    with pytest.raises(CorpusError, match="of type Biological… or Wikipedia…, got 'Clinical'"):
        read(tmp_path, "conll2010", CONLL.replace("Wikipedia_text_weasel", "Clinical"), "eval.xml")


def test_another_format_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match=r"ends in \.xml, \.jsonl, got '\.csv'"):
        read(tmp_path, "conll2010", "may,B", "eval.csv")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"label": 2}, "expected label 1, 0 or null, got 2"),
        ({"conll_cues": [{"start": 0}]}, "no field end"),
        ({"conll_cues": [{"start": 0, "end": 99}]}, "cue 0–99 lies outside the text"),
    ],
)
def test_a_wrong_conll_row(tmp_path, fields, message):
    row = {"doc": "a", "text": "Some say so.", "label": 1, "conll_cues": None} | fields
    with pytest.raises(CorpusError, match=rf"wiki\.jsonl:1: .*{message}"):
        read(tmp_path, "conll2010", json.dumps(row), "wiki.jsonl")
