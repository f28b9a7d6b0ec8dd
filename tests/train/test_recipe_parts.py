"""A recipe without some of its parts: it trains by what it has, or says what it lacks."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_material import WIKIPEDIA, write_recipe, write_rows

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.detector import Detector
from hedging.errors import CorpusError, HedgingError, InputError, RecipeError
from hedging.model.files import read_config
from hedging.options import DetectorOptions
from hedging.released import released_name
from hedging.train.distillation import TeacherLabels, distilled_variants, fingerprint
from hedging.train.material import Material, load_material
from hedging.train.recipe import CorpusFile, Recipe
from hedging.train.training import fit, train

pytest.importorskip("sklearn", reason="training needs scikit-learn")
pytest.importorskip("nltk", reason="training needs nltk")

QUICK = {"cue_bags": 1, "cue_epochs": 1, "calibration_folds": 2}
MINE = """\
# document: monday
The pump [may|epistemic] leak again.
The pump was serviced in May.
# document: tuesday
The valve [may|epistemic] stick, e.g. at night.
The valve is shut.
"""
WIKI = [
    {"document": "a", "text": "Some say the mill is old.", "hedged": True},
    {"document": "a", "text": "The mill is old.", "hedged": False},
    {"document": "b", "text": "Many say the barn is new.", "hedged": True},
    {"document": "b", "text": "The barn is new.", "hedged": False},
]
TEXT = "Rain may come. It is drizzling."
MARKED = {
    "document": "rain",
    "corpus": "texts.jsonl",
    "length": len(TEXT),
    "sentences": [[0, 14, [[5, 8, "epistemic"]]], [15, 31, []]],
}
PARTS = {
    "seeds": ["mine.txt"],
    "corpora": [{"path": "wiki.jsonl", "format": "jsonlines"}],
    "annotations": ["annotations.jsonl"],
    "cues": "cues.tsv",
    "word_classes": "words.tsv",
    "abbreviations": "abbreviations.txt",
    "boundaries": ["passages.jsonl"],
    "unlabelled": ["texts.jsonl"],
    "sentence_schemes": [WIKIPEDIA],
    "teacher": "teacher.npz",
}
OTHERS = sorted(set(PARTS) - {"seeds", "teacher"})


@pytest.fixture(scope="module")
def parts(tmp_path_factory, write_teacher):
    """A folder with a file for each part of a recipe."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "mine.txt").write_text(MINE, encoding="utf-8")
    write_rows(folder / "wiki.jsonl", [row | {"scheme": WIKIPEDIA} for row in WIKI])
    write_rows(folder / "annotations.jsonl", [MARKED])
    write_rows(folder / "texts.jsonl", [{"doc": "rain", "text": TEXT}])
    (folder / "cues.tsv").write_text("cue\tkind\nmay\tepistemic\nsome say\tweasel\n")
    (folder / "words.tsv").write_text("word\tgroup\tclass\nmill\t1\t1\nbarn\t1\t1\n")
    (folder / "abbreviations.txt").write_text("Drg.\n")
    passage = {"text": "It is Mr. Hill. He is in.", "sentences": [[0, 15], [16, 25]]}
    passages = [passage | {"doc": str(k)} for k in range(3)]
    write_rows(folder / "passages.jsonl", passages)
    golds = load_material(Recipe(corpora=recipe_of({"corpora"}).corpora), folder, folder).golds
    variants = distilled_variants(golds, {"mill": (1, 1), "barn": (1, 1)}, {})
    labels = np.full((1, len(variants), len(variants[0])), 0.5, dtype=np.float32)
    taught = TeacherLabels(labels, (frozenset("ab"),), fingerprint(variants))
    write_teacher(folder / "teacher.npz", taught)
    return folder


def recipe_of(names):
    """A recipe that has the named parts."""
    fields = {name: PARTS[name] for name in PARTS if name in names}
    return Recipe(**{**QUICK, **{name: _frozen(value) for name, value in fields.items()}})


def _frozen(value):
    if isinstance(value, str):
        return value
    return tuple(CorpusFile(**item) if isinstance(item, dict) else item for item in value)


def trains(folder, names):
    """Train by the named parts; every scheme of the model then scores a text."""
    recipe = recipe_of(names)
    model = fit(load_material(recipe, folder, folder), recipe)
    for scheme in model.schemes:
        report = Detector(model, DetectorOptions(scheme=scheme)).detect("It may leak. It is shut.")
        assert len(report.sentences) == 2
    return model


@pytest.mark.parametrize(
    "names",
    [
        set(),
        *(pytest.param({name}, marks=pytest.mark.slow) for name in OTHERS),
        set(OTHERS),
    ],
    ids=lambda names: "-".join(sorted(names)) or "none",
)
def test_labelled_sentences_and_one_part_or_all_parts_are_enough(parts, names):
    model = trains(parts, {"seeds", *names})
    assert set(model.schemes) == {"general"} | ({WIKIPEDIA} if "corpora" in names else set())


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_each_part_can_be_taken_out(parts, name):
    trains(parts, {"seeds", *OTHERS} - {name})


def test_annotations_of_one_text_are_not_enough(parts):
    with pytest.raises(CorpusError, match="'general' are of one document, 'rain'"):
        trains(parts, {"annotations"})


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(names=st.sets(st.sampled_from(sorted(PARTS))))
def test_any_combination_trains_or_says_what_it_lacks(parts, names):
    lacks_variants = "teacher" in names and not {"corpora", "word_classes"} <= names
    is_small = "seeds" not in names and ("annotations" in names or "corpora" not in names)
    # Without a cue, the Wikipedia sentences can only be judged as wholes.
    has_no_cue = not names & {"seeds", "annotations", "cues", "sentence_schemes"}
    if lacks_variants or is_small or has_no_cue:
        with pytest.raises(HedgingError):
            trains(parts, names)
    else:
        trains(parts, names)


def test_a_recipe_of_three_lines_and_a_file_beside_it(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "recipe.json").write_text('{\n  "seeds": ["mine.txt"]\n}\n', encoding="utf-8")
    (folder / "mine.txt").write_text(MINE, encoding="utf-8")
    monkeypatch.chdir(folder)
    # The folder that one is in has a name too.
    train(type(folder)())
    config = read_config(folder)
    assert config["name"] == "mine"
    assert config["taken_over"] == dict.fromkeys(
        ("splitter", "word_classes"), released_name("light")
    )
    assert list(config["material"]) == ["mine.txt"]
    shipped, own = hedging.load().model, hedging.load(folder).model
    assert (own.word_classes.words.known == shipped.word_classes.words.known).all()
    assert (own.splitter.weights.table == shipped.splitter.weights.table).all()
    may, month = hedging.load(folder).detect("It may leak. It was in May.").sentences
    assert may.score > month.score


def test_seeds_are_in_the_folder_of_that_name_if_there_is_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_recipe(tmp_path / "mine", {"seeds": ["mine.txt"], **QUICK})
    (tmp_path / "mine" / "mine.txt").write_text(MINE, encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    with pytest.raises(HedgingError, match=r'"seeds" names mine\.txt, which is not in seeds'):
        train(tmp_path / "mine")
    (tmp_path / "mine" / "mine.txt").rename(tmp_path / "seeds" / "mine.txt")
    assert train(tmp_path / "mine").name == "mine"


def test_own_abbreviations_join_the_splitter_that_is_taken_over(parts):
    text = "He met Drg. Smith at noon. It rained."
    with_own = Detector(trains(parts, {"seeds", "abbreviations"})).detect(text)
    without = Detector(trains(parts, {"seeds"})).detect(text)
    assert [len(report.sentences) for report in (with_own, without)] == [2, 3]


def test_the_lexicon_has_the_marked_cues_alone_without_a_list(parts):
    assert len(trains(parts, {"seeds"}).lexicon.hashes) == 1
    assert len(trains(parts, {"seeds", "cues"}).lexicon.hashes) == 2


OWN = """\
text,document,scheme
It [may|epistemic] rain.,a,mine
[Some say|weasel] it rained.,a,mine
It rained.,a,mine
It [may|epistemic] snow.,b,mine
[Some say|weasel] it snowed.,b,mine
It snowed.,b,mine
"""


def test_the_kinds_of_an_own_scheme_say_which_sentences_are_hedged(tmp_path):
    write_recipe(
        tmp_path, {"seeds": ["own.csv"], "schemes": {"mine": {"hedge_kinds": ["weasel"]}}, **QUICK}
    )
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    train(tmp_path, seeds=tmp_path)
    with pytest.raises(hedging.InputError, match=r"unknown scheme 'general'; .* has mine: choose"):
        hedging.load(tmp_path)
    detector = hedging.load(tmp_path, scheme="mine")
    rows = detector.detect("Some say it rained. It may rain.").sentences
    assert [row.hedged for row in rows] == [True, False]


GOLDS = st.lists(
    st.builds(
        Gold,
        document=st.sampled_from("abc"),
        text=st.sampled_from(["may", "It may rain.", "", "May I?", "\u00e9 may"]),
        cues=st.sampled_from([None, (), (GoldCue(0, 3, "epistemic"),), (GoldCue(0, 2, None),)]),
        hedged=st.sampled_from([None, True, False]),
        scheme=st.sampled_from(["general", "mine", "bioscope", WIKIPEDIA]),
        part=st.sampled_from(["train", "train", "test"]),
    ),
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(golds=GOLDS, has_list=st.booleans(), schemes=st.sets(st.sampled_from(["mine", "general"])))
def test_any_sentences_train_or_say_what_they_lack(golds, has_list, schemes):
    cues = [("may", "epistemic")] if has_list else []
    material = Material(golds, {}, frozenset(), [], [], cues, {}, [], [], None, {})
    recipe = Recipe(**QUICK, sentence_schemes=tuple(schemes))
    try:
        model = fit(material, recipe)
    except HedgingError:
        return
    for scheme in model.schemes:
        report = Detector(model, DetectorOptions(scheme=scheme)).detect("It may rain.")
        assert 0 <= report.score <= 1


def test_every_problem_is_named_at_once(parts):
    write_recipe(
        parts / "bad",
        {
            "seed": ["mine.txt"],
            "cue_bags": 0,
            "seeds": ["no.txt", "none.csv"],
            "corpora": [{"path": "no.xml", "format": "conll"}],
            "annotations": ["annotations.jsonl"],
            "boundaries": ["gum.jsonl"],
            "cues": "words.tsv",
            "teacher": "mine.txt",
            "schemes": {"mine": {"longest": 3}},
        },
    )
    with pytest.raises(RecipeError) as raised:
        train(parts / "bad", None, parts)
    text = "\n".join(raised.value.problems)
    for part in (
        "unknown field seed; known fields are corpora, seeds,",
        "cue_bags must be 1 or more",
        "unknown field schemes.mine.longest",
        '"seeds" names no.txt, none.csv, which are not in',
        "unknown format 'conll' for no.xml; known formats are szeged",
        '"corpora" names no.xml, but no folder of corpora was given: pass the folder that holds it',
        "annotations.jsonl marks texts of texts.jsonl, but no folder of corpora was given",
        '"boundaries" names gum.jsonl',
        "words.tsv:2: expected a cue, a tab",
        "mine.txt holds no teacher's labels",
    ):
        assert part in text
    assert isinstance(raised.value, (InputError, CorpusError))
    assert str(raised.value).startswith(f"{len(raised.value.problems)} problems: (1) ")


def test_too_few_documents_are_named_beside_a_list_that_is_missing(tmp_path):
    write_recipe(tmp_path, {"seeds": ["mine.jsonl"], "cues": "no.tsv", "schemes": {"mien": {}}})
    rows = [{"document": "a", "text": "It rained.", "cues": []}]
    rows += [row | {"scheme": "mine", "document": name} for row in rows for name in "ab"]
    write_rows(tmp_path / "mine.jsonl", rows)
    with pytest.raises(RecipeError) as raised:
        train(tmp_path, seeds=tmp_path)
    text = json.dumps(raised.value.problems)
    for part in ("no.tsv", "'mien'", "'general' are of one document", "'mine' has no sentence"):
        assert part in text
