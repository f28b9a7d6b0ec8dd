"""GUM's attributions: the reader, and the sources that it derives from the parts of speech."""

import json

import pytest

from hedging.corpora import attribution
from hedging.corpora.attribution import TaggedToken, derive
from hedging.errors import CorpusError

# word/UPOS/XPOS, where the two differ from noun and NN
CLAUSES = [
    ("The/DET/DT mayor also/ADV/RB said/VERB/VBD", "said", "The mayor"),
    ("said/VERB/VBD Dr./PROPN/NNP Wirth/PROPN/NNP ./PUNCT/.", "said", "Dr. Wirth"),
    ("According/VERB/VBG to/ADP/IN the/DET/DT port ,/PUNCT/,", "According", "the port"),
    ("Two/NUM/CD heads of/ADP/IN the/DET/DT port say/VERB/VBP", "say", "Two heads of the port"),
    ("And/CCONJ/CC I/PRON/PRP think/VERB/VBP", "think", "I"),
    ("Wirth/PROPN/NNP ,/PUNCT/, head of/ADP/IN the/DET/DT port ,/PUNCT/, said/VERB/VBD", "said",
     "Wirth"),
    ("Later/ADV/RB ,/PUNCT/, Lund/PROPN/NNP 's/PART/POS mayor said/VERB/VBD", "said",
     "Lund 's mayor"),
    ("She/PRON/PRP does/AUX/VBZ not/PART/RB want/VERB/VBP to/PART/TO say/VERB/VB", "say", "She"),
    ("I'm/PRON/PRP sure/ADJ/JJ", "sure", "I"),
    (",/PUNCT/, writing/VERB/VBG", "writing", None),
    ("Image :/PUNCT/: Wirth/PROPN/NNP", None, None),
]  # fmt: skip


def tagged(clause):
    """The text of a clause, and its tokens."""
    words = [[*item.split("/"), "NOUN", "NN"][:3] for item in clause.split()]
    text = " ".join(word for word, _, _ in words)
    tokens, start = [], 0
    for word, upos, xpos in words:
        lemma = {"said": "say"}.get(word, word.lower())
        tokens.append(TaggedToken(start, start + len(word), word.lower(), lemma, upos, xpos))
        start += len(word) + 1
    return text, tokens


@pytest.mark.parametrize(("clause", "anchor", "source"), CLAUSES)
def test_the_verb_and_its_source(clause, anchor, source):
    text, tokens = tagged(clause)
    spans = derive(tokens)
    assert [span and text[slice(*span)] for span in spans] == [anchor, source]


@pytest.fixture
def files(tmp_path):
    """A file of attributions, and the file of their texts."""
    text, tokens = tagged(CLAUSES[0][0] + " it/PRON/PRP rained/VERB/VBD")
    row = {"doc": "GUM_news_port", "genre": "news", "text": text, "sentences": [[0, len(text)]]}
    row["tokens"] = [[t.start, t.end, t.lemma, t.upos, t.xpos] for t in tokens]
    (tmp_path / "texts.jsonl").write_text(json.dumps(row))
    mark = {"doc": "GUM_news_port", "attribution": [0, 20], "content": [[20, 29]]}
    (tmp_path / "marks.jsonl").write_text(json.dumps(mark))
    return tmp_path / "marks.jsonl", tmp_path / "texts.jsonl"


def test_a_document_with_its_attributions(files):
    (document,) = attribution.read(*files)
    assert (document.document, document.group) == ("GUM_news_port", "news")
    (found,) = document.attributions
    assert document.text[slice(*found.source)] == "The mayor"
    assert list(attribution.read(*files, without=["GUM_news_"])) == []


def test_subjects_need_no_marks(files):
    (document,) = attribution.read_subjects(files[1], frozenset({"said"}))
    (found,) = document.attributions
    assert document.text[slice(*found.anchor)] == "said"
    assert document.text[slice(*found.source)] == "The mayor"
    assert list(attribution.read_subjects(files[1], frozenset({"fell"}))) == []


def test_a_row_that_lacks_fields(files):
    files[0].write_text('{"doc": "GUM_news_port"}')
    with pytest.raises(CorpusError, match="no field attribution"):
        list(attribution.read(*files))
    files[0].write_text('{"doc": "GUM_news_port", "attribution": [3]}')
    with pytest.raises(CorpusError, match="attribution"):
        list(attribution.read(*files))
