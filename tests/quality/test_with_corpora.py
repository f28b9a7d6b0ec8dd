"""Checks on real corpora; the variable HEDGING_CORPORA names their folder."""

import os
from pathlib import Path

import pytest

import hedging
from hedging.corpora import READERS, boundaries

CORPORA = Path(os.environ.get("HEDGING_CORPORA", "no-corpora"))
pytestmark = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="HEDGING_CORPORA does not name a folder of corpora"
)


@pytest.mark.parametrize(
    ("reader", "path", "sentences", "cues"),
    [
        ("szeged", "szeged-uncertainty/wiki.xml", 11118, 2290),
        ("szeged", "szeged-uncertainty/bio_hbc.xml", 11797, 3486),
        ("bioscope", "bioscope/abstracts.xml", 11871, 2694),
        ("bioscope", "bioscope/full_papers.xml", 2670, 682),
        ("bioscope", "bioscope/clinical_merged.xml", 6380, 1137),
        ("conll2010", "conll2010-wiki/train.jsonl", 10422, 1651),
    ],
)
def test_readers_find_what_the_corpora_hold(reader, path, sentences, cues):
    golds = list(READERS[reader](CORPORA / path))
    assert len(golds) == sentences
    assert sum(len(gold.cues or ()) for gold in golds) == cues
    assert all(gold.text[cue.start : cue.end].strip() for gold in golds for cue in gold.cues or ())


def test_two_corpora_share_their_documents():
    names = [
        {gold.document for gold in READERS[reader](CORPORA / path)}
        for reader, path in (
            ("szeged", "szeged-uncertainty/bio_hbc.xml"),
            ("bioscope", "bioscope/abstracts.xml"),
        )
    ]
    assert names[0] == names[1]


def test_running_text_keeps_its_spans():
    for passage in boundaries.read(CORPORA / "ud-english" / "gum.jsonl"):
        report = hedging.detect(passage.text)
        assert report.sentences
        assert all(passage.text[s.start : s.end] == s.text for s in report.sentences)


def test_a_real_article():
    path = CORPORA.parent / "article.txt"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the corpora")
    report = hedging.detect(path.read_bytes().decode("utf-8"))
    assert len(report.sentences) == 23
    assert sum(sentence.text.count("\n") for sentence in report.sentences) == 0
    assert [cue.kind for cue in report.cues if cue.text == "does not necessarily"] == [
        "epistemic",
        "epistemic",
    ]
