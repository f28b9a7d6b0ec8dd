"""A recipe on 600 of the seeds, with four schemes, for all tests of training."""

import json
import shutil

import pytest
from small_material import SEEDS, read_rows, write_recipe, write_rows

from hedging.model.files import folder_of
from hedging.train.material import load_material
from hedging.train.recipe import Recipe
from hedging.train.training import train
from training.light.teacher import write_labels


@pytest.fixture(scope="session")
def shipped_recipe():
    """The fields of the shipped model's recipe."""
    return json.loads((folder_of("light") / "recipe.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def small(tmp_path_factory, shipped_recipe):
    """A folder with corpora and seeds in one, and the fields of a recipe for it."""
    folder = tmp_path_factory.mktemp("small")
    rows = read_rows(SEEDS / "examples.jsonl")[:600]
    for row in rows[::2]:
        # A second scheme, so that its weights are trained too.
        row["scheme"] = "szeged"
    for scheme in ("bioscope", "conll2010-wikipedia"):
        rows += [dict(row, scheme=scheme, part="train") for row in rows[:200]]
    write_rows(folder / "examples.jsonl", rows)
    for name in ("cues.tsv", "abbreviations.txt"):
        shutil.copy(SEEDS / name, folder)
    with (SEEDS / "word_classes.tsv").open(encoding="utf-8") as words:
        (folder / "word_classes.tsv").write_text("".join(next(words) for _ in range(2000)))
    write_rows(folder / "passages.jsonl", [passage(rows, k) for k in range(0, 600, 6)])
    text = "Rain may come. It is drizzling."
    write_rows(folder / "texts.jsonl", [{"doc": "rain", "text": text}])
    annotated = {
        "document": "rain",
        "corpus": "texts.jsonl",
        "register": "wet",
        "length": len(text),
        "sentences": [[0, 14, [[5, 8, "epistemic"]]], [15, 31, [[21, 30, "doxastic"]]]],
    }
    write_rows(folder / "annotations.jsonl", [annotated])
    return folder, shipped_recipe | {
        "corpora": [],
        "seeds": ["examples.jsonl"],
        "light_seeds": [],
        "annotations": ["annotations.jsonl"],
        "boundaries": ["passages.jsonl"],
        "unlabelled": [],
        "teacher": "",
        "calibration_folds": 2,
        "cue_bags": 1,
        "cue_epochs": 2,
        # Little freedom, so that the solver soon stops.
        "kind_c": 0.01,
    }


def passage(rows, k):
    """Six sentences as a text with gold spans."""
    text, spans = "", []
    for row in rows[k : k + 6]:
        spans.append([len(text), len(text) + len(row["text"])])
        text += row["text"] + " "
    return {"doc": str(k), "text": text, "sentences": spans}


@pytest.fixture(scope="session")
def small_recipe(small, tmp_path_factory):
    """The recipe of `small`, read."""
    return Recipe.read(write_recipe(tmp_path_factory.mktemp("recipe"), small[1]))


@pytest.fixture(scope="session")
def small_material(small, small_recipe):
    """The material of `small`, read."""
    return load_material(small_recipe, small[0], small[0])


@pytest.fixture(scope="session")
def told_training(small, tmp_path_factory):
    """The folder of a model that was trained by `small`, and what a watcher was told."""
    source, recipe = small
    folder, told = tmp_path_factory.mktemp("trained") / "small", []
    write_recipe(folder, recipe)
    train(folder, source, source, watch=told.append)
    return folder, told


@pytest.fixture(scope="session")
def trained(told_training):
    """The folder of a model that was trained by `small`."""
    return told_training[0]


@pytest.fixture(scope="session")
def write_teacher():
    """What writes a teacher's labels."""
    return write_labels
