"""GUM's attributions: the reader, and the sources that it derives from the parts of speech."""

import json

import pytest

from hedging.errors import CorpusError
from training.corpora import attribution
from training.corpora.attribution import derive
from training.corpora.subjects import TaggedToken

REPORTING = frozenset({"said", "says", "told"})

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
    ("Wirth/PROPN/NNP came/VERB/VBD and/CCONJ/CC said/VERB/VBD", "said", "Wirth"),
    ("a/DET/DT letter seen/VERB/VBN by/ADP/IN the/DET/DT press says/VERB/VBZ", "says", "a letter"),
    ("figures to/PART/TO be/AUX/VB sent/VERB/VBN today show/VERB/VBP", "show", "figures"),
    ("Wirth/PROPN/NNP ,/PUNCT/, who/PRON/WP leads/VERB/VBZ the/DET/DT port ,/PUNCT/, said/VERB/VBD",
     "said", "Wirth"),
    ("Wirth/PROPN/NNP ,/PUNCT/, head and/CCONJ/CC owner ,/PUNCT/, said/VERB/VBD",
     "said", "Wirth"),
    ("Wirth/PROPN/NNP ,/PUNCT/, in/ADP/IN remarks to/ADP/IN us/PRON/PRP ,/PUNCT/, said/VERB/VBD",
     "said", "Wirth"),
    ("the/DET/DT port (/PUNCT/( Lund/PROPN/NNP )/PUNCT/) says/VERB/VBZ", "says", "the port"),
    ("sites such/ADJ/JJ as/ADP/IN Lund/PROPN/NNP said/VERB/VBD", "said", "sites"),
    ("posts on/ADP/IN the/DET/DT board said/VERB/VBD", "said", "posts"),
    ("envoy to/ADP/IN Lund/PROPN/NNP Ida/PROPN/NNP Berg/PROPN/NNP said/VERB/VBD", "said",
     "envoy to Lund Ida Berg"),
    ("According/VERB/VBG to/ADP/IN envoy to/ADP/IN Lund/PROPN/NNP Ida/PROPN/NNP Berg/PROPN/NNP",
     "According", "envoy to Lund Ida Berg"),
    ("the/DET/DT mayor and/CCONJ/CC Ida/PROPN/NNP Berg/PROPN/NNP said/VERB/VBD", "said",
     "the mayor and Ida Berg"),
    ("In/ADP/IN Lund/PROPN/NNP ,/PUNCT/, Ida/PROPN/NNP Berg/PROPN/NNP said/VERB/VBD", "said",
     "Ida Berg"),
    ("The/DET/DT \"/PUNCT/`` History \"/PUNCT/'' section says/VERB/VBZ", "says",
     'The " History " section'),
    ("it/PRON/PRP is/AUX/VBZ said/VERB/VBN by/ADP/IN the/DET/DT port", "said", "the port"),
    ("it/PRON/PRP is/AUX/VBZ said/VERB/VBN", "said", None),
    ("with/ADP/IN Wirth/PROPN/NNP saying/VERB/VBG", "saying", "Wirth"),
    ("First/ADV/RB of/ADP/IN all/DET/DT I/PRON/PRP think/VERB/VBP", "think", "I"),
    ("they/PRON/PRP all/DET/DT thought/VERB/VBD", "thought", "they"),
    ("we/PRON/PRP are/AUX/VBP ready/ADJ/JJ to/PART/TO say/VERB/VB", "say", "we"),
    ("telling/VERB/VBG him/PRON/PRP", "telling", None),
    ("Berg/PROPN/NNP told/VERB/VBD us/PRON/PRP using/VERB/VBG paper", "told", "Berg"),
    ("Image :/PUNCT/: Wirth/PROPN/NNP", None, None),
]  # fmt: skip


def tagged(clause):
    """The text of a clause, and its tokens."""
    words = [[*item.split("/"), "NOUN", "NN"][:3] for item in clause.split()]
    text = " ".join(word for word, _, _ in words)
    tokens, start = [], 0
    for word, upos, xpos in words:
        lemma = {"said": "say", "is": "be"}.get(word, word.lower())
        tokens.append(TaggedToken(start, start + len(word), word.lower(), lemma, upos, xpos))
        start += len(word) + 1
    return text, tokens


@pytest.mark.parametrize(("clause", "anchor", "source"), CLAUSES)
def test_the_verb_and_its_source(clause, anchor, source):
    text, tokens = tagged(clause)
    spans = derive(tokens, 0, len(tokens), REPORTING)
    assert [span and text[slice(*span)] for span in spans] == [anchor, source]


def test_a_clause_that_leaves_out_its_subject():
    text, tokens = tagged(
        "the/DET/DT mayor told/VERB/VBD us/PRON/PRP it/PRON/PRP rained/VERB/VBD and/CCONJ/CC "
        "said/VERB/VBD"
    )
    assert text[slice(*derive(tokens, 6, 8, REPORTING)[1])] == "the mayor"


def test_a_relative_clause_has_the_source_before_it():
    text, tokens = tagged("the/DET/DT mayor ,/PUNCT/, who/PRON/WP said/VERB/VBD")
    assert text[slice(*derive(tokens, 3, 5, REPORTING)[1])] == "the mayor"


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
    (document,) = attribution.read(*files, REPORTING)
    assert (document.document, document.group) == ("GUM_news_port", "news")
    (found,) = document.attributions
    assert document.text[slice(*found.source)] == "The mayor"
    assert list(attribution.read(*files, REPORTING, without=["GUM_news_"])) == []


def test_subjects_need_no_marks(files):
    (document,) = attribution.read_subjects(files[1], frozenset({"said"}))
    (found,) = document.attributions
    assert document.text[slice(*found.anchor)] == "said"
    assert document.text[slice(*found.source)] == "The mayor"
    assert list(attribution.read_subjects(files[1], frozenset({"fell"}))) == []


def test_a_row_that_lacks_fields(files):
    files[0].write_text('{"doc": "GUM_news_port"}')
    with pytest.raises(CorpusError, match="no field 'attribution'"):
        list(attribution.read(*files, REPORTING))
    files[0].write_text('{"doc": "GUM_news_port", "attribution": [3]}')
    with pytest.raises(CorpusError, match="attribution"):
        list(attribution.read(*files, REPORTING))
