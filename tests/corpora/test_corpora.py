import json

import pytest

from hedging.corpora import READERS, boundaries, standoff
from hedging.errors import CorpusError

SZEGED = """<?xml version='1.0'?><Annotation>
<DocumentSet>
<Document type="Biological_abstract">
<DocID>7</DocID>
<DocumentPart type="Title">
<Sentence id="S1">A short title of ours</Sentence>
</DocumentPart>
<DocumentPart type="Text">
<Sentence id="S2">It <ccue type="speculation_modal_probable_">may</ccue> rain <ccue
type="speculation_hypo_condition _">if
</ccue>it is warm.</Sentence>
</DocumentPart>
</Document>
</DocumentSet>
</Annotation>"""

BIOSCOPE = """<Annotation>
<DocumentSet>
<Document type="Biological_abstract">
<DocID>8</DocID>
<DocumentPart type="Title">
<sentence id="S1">A short title of ours</sentence>
</DocumentPart>
<DocumentPart type="AbstractText">
<sentence id="S2">The
<xcope id="X1">gene <cue type="speculation" ref="X1">might</cue> be
<xcope id="X2"><cue type="negation">not</cue> active</xcope>
</xcope>.</sentence>
</DocumentPart>
</Document>
</DocumentSet>
</Annotation>"""


def read(tmp_path, reader, content, name="file"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return list(READERS[reader](path))


def marked(gold):
    return [(gold.text[cue.start : cue.end], cue.kind) for cue in gold.cues]


def test_szeged(tmp_path):
    title, text = read(tmp_path, "szeged", SZEGED)
    assert not title.hedged
    assert text.hedged
    assert marked(text) == [("may", "epistemic"), ("if", "condition")]
    assert text.kinds == {"epistemic", "doxastic", "investigation", "condition"}


def test_bioscope_leaves_negation_out(tmp_path):
    _, text = read(tmp_path, "bioscope", BIOSCOPE)
    assert marked(text) == [("might", None)]


def test_one_document_has_one_name_in_both(tmp_path):
    assert (
        read(tmp_path, "szeged", SZEGED)[0].document
        == read(tmp_path, "bioscope", BIOSCOPE)[0].document
    )


def test_an_unknown_type_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="file: unknown ccue type"):
        read(tmp_path, "szeged", SZEGED.replace("modal_probable", "modal_certain"))


@pytest.mark.parametrize("reader", ["szeged", "bioscope"])
def test_a_file_that_is_not_xml(tmp_path, reader):
    with pytest.raises(CorpusError, match="not well-formed XML"):
        read(tmp_path, reader, "<Document>")


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(CorpusError, match="No such file"):
        list(READERS["szeged"](tmp_path / "no.xml"))
    with pytest.raises(CorpusError, match="No such file"):
        list(READERS["jsonlines"](tmp_path / "no.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes('{"text": "café"}'.encode("latin-1"))
    with pytest.raises(CorpusError, match="not UTF-8"):
        list(READERS["jsonlines"](tmp_path / "latin.jsonl"))


def test_conll_without_a_label_is_left_out(tmp_path):
    rows = [
        {"doc": "a", "text": "Some say so.", "label": 1, "conll_cues": [{"start": 0, "end": 4}]},
        {"doc": "a", "text": "Nobody knows.", "label": None, "conll_cues": None},
        {"doc": "a", "text": "It is blue.", "label": 0, "conll_cues": None},
    ]
    golds = read(tmp_path, "conll2010", "\n".join(map(json.dumps, rows)), "wiki.jsonl")
    assert [gold.hedged for gold in golds] == [True, False]
    assert golds[1].cues is None


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


def test_conll_as_the_task_gave_it_out(tmp_path):
    golds = read(tmp_path, "conll2010", CONLL, "eval.xml")
    assert [gold.hedged for gold in golds] == [False, True, True]
    assert [gold.scheme for gold in golds] == ["bioscope", "bioscope", "conll2010-wikipedia"]
    assert marked(golds[2]) == [("Some people", None)]
    with pytest.raises(CorpusError, match="of type Biological… or Wikipedia…, got 'Clinical'"):
        read(tmp_path, "conll2010", CONLL.replace("Wikipedia_text_weasel", "Clinical"), "eval.xml")


def test_conll_as_tokens(tmp_path):
    content = (
        "# doc = Town\nSome\tB\npeople\tI-weasel\nsay\tO\nso\tO\n\n"
        "# scheme = bioscope\nIt\tO\nmay\tI\nrain\tO\n"
    )
    first, second = read(tmp_path, "conll2010", content, "eval.tsv")
    assert (first.text, marked(first), first.document) == (
        "Some people say so",
        [("Some people", None)],
        "Town",
    )
    assert (marked(second), second.hedged, second.scheme) == ([("may", None)], True, "bioscope")
    with pytest.raises(CorpusError, match=r"eval\.tsv:1: expected # doc = NAME"):
        read(tmp_path, "conll2010", "# schema = bioscope\n", "eval.tsv")
    with pytest.raises(CorpusError, match=r"eval\.tsv:1: expected a token, a tab and a tag"):
        read(tmp_path, "conll2010", "may B", "eval.tsv")
    with pytest.raises(CorpusError, match=r"ends in \.xml, \.jsonl, \.tsv, got '\.csv'"):
        read(tmp_path, "conll2010", "may,B", "eval.csv")


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


MAY = {"start": 3, "end": 6, "kind": "epistemic"}


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
        ({"sentences": [[0, 5], [6, 12]], "cues": [MAY]}, "cue 3–6 lies in none of the sentences"),
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


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "file:1: not JSON"), ("[1]", "file:1: no field text"), ("[" * 99999, "1: not JSON")],
)
def test_a_line_that_is_no_object(tmp_path, content, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, "jsonlines", content)


def test_a_row_may_have_a_label_only(tmp_path):
    rows = [{"text": "It may rain.", "hedged": True}, {"text": "It rained.", "hedged": None}]
    first, second = read(tmp_path, "jsonlines", "\n".join(map(json.dumps, rows)))
    assert (first.cues, first.hedged, first.document) == (None, True, "file:1")
    assert (second.cues, second.hedged) == (None, None)


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


def test_boundaries(tmp_path):
    path = tmp_path / "b.jsonl"
    path.write_text(json.dumps({"doc": "d", "text": "A. B.", "sentences": [[0, 2], [3, 5]]}))
    (passage,) = boundaries.read(path)
    assert passage.sentences == ((0, 2), (3, 5))
    path.write_text(json.dumps({"doc": "d", "text": "A. B.", "sentences": [[0, 9]]}))
    with pytest.raises(CorpusError, match="1: sentences 0–9 lies outside the text of 5"):
        list(boundaries.read(path))
