from types import SimpleNamespace

import pytest

import hedging
from benchmarks import left_out
from benchmarks.material import only_schemes, unseen_sentences, with_sets
from hedging.corpora.gold import Gold
from hedging.evaluate.metrics import Counts
from training.material import shipped_recipe


@pytest.fixture
def trained_without(monkeypatch):
    """The golds that each model was trained without; each is the shipped model."""
    pytest.importorskip("joblib", reason="leaving domains out needs joblib")
    golds = []

    def fit(material, recipe, *, without):
        golds.append([gold for gold in material.golds if without(gold)])
        return hedging.load().model

    monkeypatch.setattr(left_out, "fit", fit)
    return golds


def test_each_domain_is_left_out_with_all_its_corpora(trained_without):
    sets = [pair for domain in left_out.DOMAINS.values() for pair in domain.sets]
    golds = [Gold(g, "It may rain.", None, True, s, group=g) for s, g in sets]
    golds.append(Gold("w", "It may rain.", None, True, "conll2010-wikipedia"))
    material = SimpleNamespace(golds=golds)
    metrics, mistakes = left_out.leave_domains_out(material, shipped_recipe(), workers=1)
    assert len(metrics) == len(mistakes) == len(sets)
    assert metrics["without clinical: general/passages-clinical"].sentences.true == 1
    wikipedia = trained_without[list(left_out.DOMAINS).index("Wikipedia")]
    assert {gold.scheme for gold in wikipedia} == {"general", "szeged", "conll2010-wikipedia"}


def test_a_recipe_for_some_schemes():
    recipe = shipped_recipe()
    assert only_schemes(recipe, "general").sentence_schemes == ()
    assert only_schemes(recipe, "conll2010-wikipedia") == recipe


def test_the_test_part_by_file():
    golds = [
        Gold("a", "It may rain.", None, True, "general", part="test"),
        Gold("b", "It may rain.", None, True, "general", part="test"),
        Gold("c", "It may rain.", None, True, "general"),
    ]
    material = SimpleNamespace(golds=golds, annotated={"b": "annotations.jsonl"})
    parts = unseen_sentences(material)
    assert {name: [gold.document for gold in part] for name, part in parts.items()} == {
        "seeds": ["a"],
        "annotations": ["b"],
    }


def test_sets_of_texts():
    news, bio, vlog = (Counts(number, 10, 10) for number in (1, 2, 3))
    assert with_sets({"news": news, "bio": bio, "vlog": vlog}) == {
        "edited": Counts(3, 20, 20),
        "news": news,
        "bio": bio,
        "vlog": vlog,
    }
    assert with_sets({"weblog": vlog}) == {"web": vlog, "weblog": vlog}
