"""Training on a few hundred sentences of our own: from the recipe to a folder that loads."""

import dataclasses
import shutil

import numpy as np
import pytest
from small_material import WIKIPEDIA, read_rows, write_recipe, write_rows

import hedging
from hedging.detector import Detector
from hedging.errors import CorpusError
from hedging.kinds import HEDGE_KINDS
from hedging.model.lexicon import run_hashes
from hedging.options import DetectorOptions
from hedging.train.adagrad import fit_tables
from hedging.train.distillation import (
    TeacherLabels,
    distilled_variants,
    fingerprint,
    soft_labels_of,
)
from hedging.train.material import load_material
from hedging.train.recipe import Recipe
from hedging.train.training import fit, train

pytest.importorskip("sklearn", reason="training needs scikit-learn")
pytest.importorskip("nltk", reason="training needs nltk")

ROWS = [
    {"document": "a", "text": "The dam may fail.", "cues": [{"start": 8, "end": 11}]},
    {"document": "a", "text": "The dam stands in a valley.", "cues": []},
    {"document": "b", "text": "Perhaps it will snow.", "cues": [{"start": 0, "end": 7}]},
    {"document": "b", "text": "It snowed all night.", "cues": []},
    {"document": "c", "text": "They may have left.", "cues": [{"start": 5, "end": 8}]},
    {"document": "c", "text": "They left at noon.", "cues": []},
]


def rows_of(scheme, kind="epistemic"):
    """ROWS in one scheme, with one kind for all cues."""
    return [
        row | {"scheme": scheme, "cues": [dict(cue, kind=kind) for cue in row["cues"]]}
        for row in ROWS
    ]


def train_on(small, folder, rows, **changes):
    """Train on rows in place of the seeds; returns the folder of the model."""
    source, recipe = small
    shutil.copytree(source, folder / "source")
    write_rows(folder / "source" / "examples.jsonl", rows)
    write_recipe(folder / "mine", recipe, **{"annotations": [], **changes})
    train(folder / "mine", folder / "source", folder / "source")
    return folder / "mine"


@pytest.mark.slow
def test_the_same_recipe_gives_the_same_bytes(small, trained, tmp_path):
    source, recipe = small
    write_recipe(tmp_path / "small", recipe)
    train(tmp_path / "small", source, source)
    for name in ("weights.npz", "config.json"):
        assert (tmp_path / "small" / name).read_bytes() == (trained / name).read_bytes()


def test_a_trained_model_loads_and_tells_may_from_may(trained):
    detector = hedging.load(trained)
    assert list(detector.model.schemes) == ["general", "szeged", "bioscope", WIKIPEDIA]
    report = detector.detect("The minister may resign. She was born in May 1961.")
    may_resign, born_in_may = (sentence.score for sentence in report.sentences)
    assert may_resign > born_in_may


def test_a_scheme_of_your_own_is_trained_by_its_name(small, tmp_path):
    folder = train_on(
        small,
        tmp_path,
        [*rows_of("general"), *rows_of("mine", "weasel")],
        schemes={"mine": {"hedge_kinds": ["weasel"]}},
    )
    model = hedging.load(folder).model
    assert [(name, scheme.column) for name, scheme in model.schemes.items()] == [
        ("general", 0),
        ("mine", 1),
    ]
    assert model.lexicon.masks.shape[1] == 2
    assert model.schemes["mine"].hedge_kinds == ("weasel",)
    assert model.schemes["general"].hedge_kinds == HEDGE_KINDS
    (cue,) = hedging.load(folder, scheme="mine", threshold=0).detect("It may rain.").cues
    assert (cue.text, cue.kind) == ("may", "weasel")


def test_training_works_without_the_general_scheme(small, tmp_path):
    folder = train_on(small, tmp_path, rows_of("mine"))
    detector = hedging.load(folder, scheme="mine")
    assert list(detector.model.schemes) == ["mine"]
    assert detector.model.lexicon.masks.shape[1] == 1
    may, it_rained = detector.detect("The dam may fail. It rained.").sentences
    assert may.score > it_rained.score


@pytest.mark.slow
def test_a_document_that_is_left_out_teaches_nothing(small_material, small_recipe):
    (drizzling,), _ = run_hashes("drizzling")
    assert small_material.annotated == {"rain": "annotations.jsonl"}
    with_rain = fit(small_material, small_recipe)
    without = fit(small_material, small_recipe, without=lambda item: item.document == "rain")
    assert [drizzling in model.lexicon.hashes for model in (with_rain, without)] == [True, False]


def test_a_candidate_weighs_what_its_file_says(small, tmp_path, monkeypatch):
    seen = set()

    def watching(ids, tables, targets, weights, *rest, **options):
        seen.update(weights.tolist())
        return fit_tables(ids, tables, targets, weights, *rest, **options)

    monkeypatch.setattr("hedging.train.cues.fit_tables", watching)
    source, fields = small
    (source / "light.txt").write_text("It [may|epistemic] thunder.\n", encoding="utf-8")
    weights = {"seed_weight": 5.0, "annotation_weight": 3.0}
    for changes, expected in (
        ({"annotations": []}, {5.0}),
        ({}, {3.0, 5.0}),
        ({"annotations": [], "light_seeds": ["light.txt"]}, {3.0, 5.0}),
    ):
        recipe = Recipe.read(write_recipe(tmp_path, fields, **weights, **changes))
        seen.clear()
        fit(load_material(recipe, source, source), recipe)
        assert seen - {1.0} == expected


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([dict(row, part="test") for row in rows_of("mine")], "no sentence to train on"),
        (
            [dict(row, document="a") for row in rows_of("mine")],
            "'mine' are of one document, 'a', and",
        ),
        (
            [row for row in rows_of("mine") if not row["cues"]],
            "'mine' has no sentence that is hedged",
        ),
        (
            [row for row in rows_of("mine") if row["cues"]],
            "'mine' has no sentence that is not hedged",
        ),
    ],
)
def test_an_error_says_what_is_missing(small, tmp_path, rows, message):
    with pytest.raises(CorpusError, match=message):
        train_on(small, tmp_path, rows)


def test_sentence_weights_need_both_sorts_in_several_documents(small, tmp_path):
    rows = [row for row in rows_of("mine") if row["document"] != "b" or not row["cues"]]
    rows = [row for row in rows if row["document"] != "c" or not row["cues"]]
    with pytest.raises(CorpusError, match="that are hedged are all of one document, 'a'"):
        train_on(small, tmp_path, rows, sentence_schemes=["mine"])


@pytest.fixture(scope="module")
def pages(small, tmp_path_factory):
    """A folder, its recipe and its material, with the Wikipedia sentences in two documents."""
    source, fields = small
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(source, folder, dirs_exist_ok=True)
    rows = read_rows(folder / "examples.jsonl")
    for k, row in enumerate(rows):
        if row.get("scheme") == WIKIPEDIA:
            row["document"] = f"page {k % 2}"
    write_rows(folder / "examples.jsonl", rows)
    recipe = Recipe.read(write_recipe(folder, fields, cue_epochs=1, taught_weight=1.0))
    return folder, recipe, load_material(recipe, folder, folder)


def with_teachers(material, *teachers):
    """The material with teachers: each has one probability for all variants, and its documents."""
    variants = distilled_variants(material.golds, material.word_classes, {})
    shape = (len(variants), len(variants[0]))
    labels = np.stack([np.full(shape, p, dtype=np.float32) for p, _ in teachers])
    documents = tuple(frozenset(names) for _, names in teachers)
    teacher = TeacherLabels(labels, documents, fingerprint(variants))
    return dataclasses.replace(material, variants=variants, teacher=teacher)


def test_a_teacher_that_saw_a_held_out_document_says_nothing(pages):
    _, recipe, material = pages
    material = with_teachers(material, (0.25, ["page 0"]), (0.75, ["page 0", "page 1"]))
    for held_out, expected in ((None, {0.75}), ("page 1", {0.25}), ("page 0", set())):
        use = np.array(
            [gold.part == "train" and gold.document != held_out for gold in material.golds]
        )
        used = [gold for gold, is_used in zip(material.golds, use, strict=True) if is_used]
        soft_labels = soft_labels_of(
            material.golds, use, material.variants, material.teacher, recipe.schemes
        )
        assert set(soft_labels.probability.tolist()) == expected
        assert len(soft_labels.texts) == len(soft_labels.origin) == len(soft_labels.probability)
        origins = [used[i] for i in soft_labels.origin.tolist()]
        assert held_out not in {gold.document for gold in origins}
        assert {gold.scheme for gold in origins} <= {WIKIPEDIA}


@pytest.mark.slow
def test_a_teacher_moves_the_scores_of_its_scheme_alone(pages):
    _, recipe, material = pages
    taught = with_teachers(material, (1.0, ["page 0", "page 1"]))
    models = [fit(content, recipe) for content in (material, taught)]
    text = "The bridge was painted in spring."
    before, after = (
        Detector(model, DetectorOptions(scheme=WIKIPEDIA)).detect(text).score for model in models
    )
    assert after > before
    first, second = (Detector(model).detect(text) for model in models)
    assert first == second


def test_labels_of_other_variants_are_refused(pages, tmp_path, write_teacher):
    folder, recipe, material = pages
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    taught = with_teachers(material, (0.5, ["page 0", "page 1"]))
    write_teacher(tmp_path / "teacher.npz", taught.teacher)
    recipe = dataclasses.replace(recipe, teacher="teacher.npz")
    assert load_material(recipe, tmp_path, tmp_path).variants == taught.variants
    write_teacher(
        tmp_path / "teacher.npz", dataclasses.replace(taught.teacher, fingerprint="other")
    )
    with pytest.raises(CorpusError, match="labels variants of other sentences"):
        load_material(recipe, tmp_path, tmp_path)
