from types import SimpleNamespace

import pytest

import hedging
from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import Counts, measure
from hedging.train import cross_validation
from hedging.train.cross_validation import (
    CrossValidation,
    cross_validate,
    measure_boundaries,
)
from hedging.train.folds import fold_of

DOCUMENTS = [f"d{number}" for number in range(6)]
SPANS = ((0, 12), (13, 23))


@pytest.fixture
def material():
    golds = [Gold(name, "It may rain.", None, True, "general") for name in DOCUMENTS]
    golds += [Gold("d0", "It rained.", None, False, "general", group="news", part="test")]
    golds += [Gold("d1", "It rained.", None, False, "szeged")]
    text = "It may rain. It rained."
    passages = [Passage(name, "news", text, SPANS) for name in DOCUMENTS[:5]]
    passages += [Passage("d5", "", text, SPANS)]
    return SimpleNamespace(golds=golds, passages=passages)


@pytest.fixture
def trained_on(monkeypatch):
    """The documents that each model was trained on; each is the shipped model."""
    documents = []

    def fit(material, recipe, *, without):
        used = {gold.document for gold in material.golds if not without(gold)}
        assert used == {p.document for p in material.passages if not without(p)}
        documents.append(used)
        return hedging.load().model

    monkeypatch.setattr(cross_validation, "fit", fit)
    return documents


def test_each_document_is_scored_once_by_a_model_without_it(material, trained_on):
    pytest.importorskip("joblib", reason="cross-validation needs joblib")
    result = cross_validate(material, None, folds=2, workers=1)
    folds = [{name for name in DOCUMENTS if fold_of(name, 2) == fold} for fold in range(2)]
    assert all(folds)
    assert trained_on == [folds[1], folds[0]]
    assert {name: counts.true for name, counts in result.boundaries.items()} == {
        "news": 10,
        "texts": 2,
    }
    assert [set(fold["general"].documents) for fold in result.fold_metrics] == folds
    metrics = result.metrics
    # The test part is never scored here.
    assert set(metrics) == {"general", "szeged"}
    assert len(metrics["general"].truths) == len(DOCUMENTS)
    assert metrics["general"].sentences.f1 == 1.0
    assert metrics["szeged"].sentences.f1 is None
    assert result.spread("szeged") == (None, None)
    assert result.to_dict()["spread"]["general"] == {"mean": 1.0, "sd": 0.0}


def test_sentence_ends_are_counted_by_group(material):
    splitter = hedging.load().model.splitter
    counts_by_set = measure_boundaries(splitter, material, 0, 1)
    assert {name: counts.true for name, counts in counts_by_set.items()} == {"news": 10, "texts": 2}
    assert counts_by_set["news"].f1 == 1.0
    of_fold = measure_boundaries(splitter, material, 0, 2)
    assert 0 < of_fold["news"].true < 10


def test_without_texts_there_are_no_sentence_ends(material):
    material.passages = []
    assert measure_boundaries(hedging.load().model.splitter, material, 0, 1) == {}


def measured(*golds):
    metrics = {}
    measure(golds, hedging.load(), metrics)
    return metrics


def test_a_cross_validation_is_printed_and_kept():
    plain = Gold("a", "It may rain.", None, True, "general")
    cues = (GoldCue(3, 6, "epistemic"),)
    news = Gold("b", "It may snow.", cues, True, "general", group="news")
    result = CrossValidation((measured(plain), measured(plain, news)), {"news": Counts(3, 4, 4)})
    assert result.spread("general") == (1.0, 0.0)
    assert result.spread("general/news") == (1.0, None)
    text = str(result)
    assert text.startswith("2-fold cross-validation")
    assert "1.000 ± –" in text
    assert "0.7500   4 sentences" in text
    figures = result.to_dict()
    assert figures["folds"] == 2
    assert figures["figures"]["general"]["sentences"]["labelled"] == 3
    assert figures["spread"]["general/news"] == {"mean": 1.0, "sd": None}
    assert figures["boundaries"]["news"]["f1"] == 0.75
