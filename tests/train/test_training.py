"""Training on a little text of our own: whole, reproducible, and honest about what is missing."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.detector import Detector
from hedging.errors import CorpusError, InputError
from hedging.evaluate.cross_validation import leave_one_out
from hedging.evaluate.metrics import Figures
from hedging.model.lexicon import Finder
from hedging.model.word_classes import GROUP_SHIFT
from hedging.options import DEFAULT_MODEL as DEFAULT
from hedging.text.tokens import tokenize
from hedging.train import distillation, training
from hedging.train.distillation import Teaching
from hedging.train.training import (
    Recipe,
    compile_lexicon,
    encode,
    fold_of,
    gather,
    label,
    train,
    word_classes,
)

pytest.importorskip("sklearn", reason="training needs pip install 'hedging[train]'")
pytest.importorskip("nltk", reason="training needs pip install 'hedging[train]'")

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    """A recipe on a thousand of the seeds, with their joined sentences as text for the boundaries."""
    folder = tmp_path_factory.mktemp("material")
    rows = [
        json.loads(line)
        for line in (SEEDS / "examples.jsonl").read_text(encoding="utf-8").splitlines()[:1000]
    ]
    for row in rows[::2]:
        # A second scheme, so that its head is trained too.
        row["scheme"] = "szeged"
    for scheme in ("bioscope", "conll2010-wikipedia"):
        rows += [dict(row, scheme=scheme, part="train") for row in rows[:200]]
    (folder / "examples.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    shutil.copy(SEEDS / "cues.tsv", folder)
    shutil.copy(SEEDS / "abbreviations.txt", folder)
    shutil.copy(SEEDS / "word_classes.tsv", folder)
    passages = []
    for k in range(0, 600, 6):
        text, spans = "", []
        for row in rows[k : k + 6]:
            spans.append([len(text), len(text) + len(row["text"])])
            text += row["text"] + " "
        passages.append({"doc": str(k), "text": text, "sentences": spans})
    (folder / "passages.jsonl").write_text("\n".join(map(json.dumps, passages)), encoding="utf-8")
    recipe = json.loads((ROOT / "models" / DEFAULT / "recipe.json").read_text())
    recipe |= {
        "teacher": "",
        "corpora": [],
        "seeds": ["examples.jsonl"],
        "boundaries": ["passages.jsonl"],
        "unlabelled": [],
    }
    recipe |= {"annotations": ["annotations.jsonl"], "calibration_folds": 2, "cue_bags": 2}
    text = "Rain may come. It is drizzling."
    (folder / "texts.jsonl").write_text(json.dumps({"doc": "rain", "text": text}), encoding="utf-8")
    annotated = {
        "document": "rain",
        "corpus": "texts.jsonl",
        "register": "wet",
        "length": len(text),
    }
    annotated["sentences"] = [[0, 14, [[5, 8, "epistemic"]]], [15, 31, [[21, 30, "doxastic"]]]]
    (folder / "annotations.jsonl").write_text(json.dumps(annotated), encoding="utf-8")
    return folder, recipe


def run(material, folder):
    source, recipe = material
    folder.mkdir(parents=True)
    (folder / "recipe.json").write_text(json.dumps(recipe))
    train(folder, source, source)
    return folder


def test_the_same_recipe_gives_the_same_bytes(material, tmp_path):
    first, second = run(material, tmp_path / "a" / "small"), run(material, tmp_path / "b" / "small")
    for name in ("weights.npz", "config.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    sentences = (
        hedging.load(first).detect("The minister may resign. She was born in May 1961.").sentences
    )
    may_resign, born_in_may = (sentence.score for sentence in sentences)
    assert may_resign > max(0.5, born_in_may + 0.2)


def test_a_document_is_scored_by_a_model_that_never_saw_it(material, tmp_path):
    source, recipe = material
    (tmp_path / "recipe.json").write_text(json.dumps(recipe | {"cue_bags": 1, "cue_epochs": 1}))
    known = Recipe.read(tmp_path / "recipe.json")
    gathered = gather(known, source, source)
    assert gathered.annotated == {"rain"}
    figures = leave_one_out(gathered, known, "general", "wet", jobs=1)
    assert set(figures) == {"general", "general/wet"}
    # "drizzling" is a cue in this document alone, so a model that saw it would know the word.
    assert (figures["general/wet"].sentences.true, figures["general/wet"].sentences.hits) == (2, 1)


@pytest.fixture(scope="module")
def pages(material, tmp_path_factory):
    """The material with its Wikipedia sentences in two documents."""
    source, recipe = material
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(source, folder, dirs_exist_ok=True)
    rows = [
        json.loads(line)
        for line in (folder / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for k, row in enumerate(rows):
        if row.get("scheme") == "conll2010-wikipedia":
            row["document"] = f"page {k % 2}"
    (folder / "examples.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / "recipe.json").write_text(json.dumps(recipe | {"cue_bags": 1, "cue_epochs": 1}))
    return folder, gather(Recipe.read(folder / "recipe.json"), folder, folder)


def teach(gathered, *teachers):
    """The material with labels of teachers, each given as a probability for all variants and the documents that it saw."""
    variants = training.taught(gathered.golds, gathered.word_classes)
    labels = np.stack(
        [np.full((len(variants), len(variants[0])), p, dtype=np.float32) for p, _ in teachers]
    )
    teaching = Teaching(
        labels, tuple(frozenset(seen) for _, seen in teachers), distillation.fingerprint(variants)
    )
    return dataclasses.replace(gathered, variants=variants, teaching=teaching)


def test_a_teacher_that_saw_a_held_out_document_says_nothing(pages):
    _, gathered = pages
    taught = teach(gathered, (0.25, ["page 0"]), (0.75, ["page 0", "page 1"]))
    for held, expected in ((None, {0.75}), ("page 1", {0.25}), ("page 0", set())):
        use = np.array([gold.part == "train" and gold.document != held for gold in gathered.golds])
        lesson = training.lesson(taught, use)
        assert set(lesson.probability.tolist()) == expected
        assert len(lesson.texts) == len(lesson.origin) == len(lesson.probability)
        assert held not in {gathered.golds[i].document for i in lesson.origin.tolist()}


def test_what_a_teacher_says_moves_the_scores_of_its_scheme_alone(pages):
    folder, gathered = pages
    recipe = dataclasses.replace(Recipe.read(folder / "recipe.json"), taught_weight=1.0)
    plain, hedged = (
        training.fit(one, recipe)
        for one in (gathered, teach(gathered, (1.0, ["page 0", "page 1"])))
    )
    text = "The bridge was painted in spring."
    before, after = (
        Detector(one, DetectorOptions(scheme="conll2010-wikipedia").detect(text).score for one in (plain, hedged)
    )
    assert after > before
    assert Detector(plain).detect(text) == Detector(hedged).detect(text)


def test_labels_of_other_variants_are_refused(pages, tmp_path):
    folder, gathered = pages
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    taught = teach(gathered, (0.5, ["page 0", "page 1"]))
    distillation.write(tmp_path / "teacher.npz", taught.teaching)
    recipe = dataclasses.replace(Recipe.read(folder / "recipe.json"), teacher="teacher.npz")
    assert gather(recipe, tmp_path, tmp_path).variants == taught.variants
    distillation.write(
        tmp_path / "teacher.npz", dataclasses.replace(taught.teaching, fingerprint="0")
    )
    with pytest.raises(CorpusError, match="labels variants of other sentences"):
        gather(recipe, tmp_path, tmp_path)


def test_what_the_recipe_names_must_be_there(material, tmp_path):
    source, recipe = material
    (tmp_path / "recipe.json").write_text(
        json.dumps(recipe | {"corpora": [{"path": "no.xml", "format": "szeged"}]})
    )
    with pytest.raises(CorpusError, match=r"no\.xml"):
        train(tmp_path, source, source)


def test_an_unknown_format_lists_the_known_ones(material, tmp_path):
    source, recipe = material
    (tmp_path / "recipe.json").write_text(
        json.dumps(recipe | {"corpora": [{"path": "a.xml", "format": "conll"}]})
    )
    with pytest.raises(InputError, match="szeged, bioscope, conll2010, jsonlines"):
        train(tmp_path, source, source)


def test_a_recipe_with_a_typo(material, tmp_path):
    _, recipe = material
    (tmp_path / "recipe.json").write_text(json.dumps(recipe | {"cue_d": 1}))
    with pytest.raises(InputError, match="cue_d"):
        Recipe.read(tmp_path / "recipe.json")
    with pytest.raises(InputError, match="no recipe"):
        Recipe.read(tmp_path / "nothing.json")


def gold(text, *cues, scheme="general"):
    marked = tuple(GoldCue(text.index(cue), text.index(cue) + len(cue), kind) for cue, kind in cues)
    return Gold("d", text, marked, bool(marked), scheme)


def test_labels_of_candidates():
    golds = [
        gold("It is not clear.", ("not clear", "epistemic")),
        gold("They clear the table."),
        gold("It is clear to me.", ("clear", "booster")),
        gold("Some very old officials said so.", ("Some very old officials said", "weasel")),
    ]
    examples = encode(golds)
    cues = [
        ("not", "condition"),
        ("some", "weasel"),
        ("some ...", "weasel"),
        ("... officials", "weasel"),
    ]
    lexicon, counts = compile_lexicon(examples, np.array([True, True, True, False]), cues)
    found = Finder(lexicon).find(examples.tokens, examples.sentence)
    labels = label(examples, found, counts)
    lengths = (found.end - found.start).tolist()
    rows = dict(
        zip(zip(found.sentence.tolist(), lengths, strict=True), labels.cue.tolist(), strict=True)
    )
    # "not clear" is the cue, not "not" or "clear" in it; where no candidate matches, the longest that overlaps is.
    assert rows == {
        (0, 1): False,
        (0, 2): True,
        (1, 1): False,
        (2, 1): True,
        (3, 1): False,
        (3, 4): True,
    }
    assert labels.known.all()


def test_a_document_stays_in_its_part():
    assert {fold_of("a document", 5) for _ in range(3)} == {fold_of("a document", 5)}
    assert {fold_of(str(k), 5) for k in range(100)} == set(range(5))


def test_a_word_list(tmp_path):
    path = tmp_path / "words.tsv"

    def read(*lines):
        path.write_text("word\tgroup\tclass\n" + "\n".join(lines), encoding="utf-8")
        return training._word_list(path)

    listed = read("rain\t1\t2", "'s\t3\t4")
    assert listed == {"rain": (1, 2), "'s": (3, 4)}
    assert training._ids("'s") == tokenize("it's").ids[1:].tolist()
    for bad in (
        "New York\t1\t2",
        "rain\t1",
        "rain\t-1\t2",
        "rain\t128\t2",
        "rain\t1\t256",
        "\t1\t2",
    ):
        with pytest.raises(CorpusError, match=r"words\.tsv:2: expected a single word"):
            read(bad)
    with pytest.raises(CorpusError, match=r"words\.tsv:3: 'Rain' stands in the list already"):
        read("rain\t1\t2", "Rain\t1\t2")


def test_an_ending_has_the_class_of_most_of_its_words():
    examples = encode([gold("walking talking baking making raining singing ringing")])
    listed = dict.fromkeys(("walking", "talking", "baking", "making", "raining"), (1, 7))
    classes = word_classes(listed, examples, np.array([True]))
    tokens = tokenize("swimming")
    assert classes.look_up(tokens.ids, tokens.suffixes(np.arange(1)), tokens.kinds).tolist() == [
        1 << GROUP_SHIFT | 7
    ]
    unused = word_classes(listed, examples, np.array([False]))
    assert (
        unused.look_up(tokens.ids, tokens.suffixes(np.arange(1)), tokens.kinds)[0]
        != 1 << GROUP_SHIFT | 7
    )


def test_what_a_scheme_passes_by_is_no_candidate_there():
    golds = [gold(f"They left on day {k}.") for k in range(12)]
    golds += [gold("They left, one says.", ("They", "weasel"), scheme="conll2010-wikipedia")] * 3
    examples = encode(golds)
    lexicon, counts = compile_lexicon(examples, np.ones(len(golds), dtype=np.bool_), [])
    found = Finder(lexicon).find(examples.tokens, examples.sentence)
    idle = training._idle(
        lexicon, found, label(examples, found, counts), examples.scheme[found.sentence]
    )
    assert idle.tolist() == [[True, False, False, False]]


def test_a_scheme_with_a_single_document_says_what_is_missing(material, tmp_path):
    source, recipe = material
    (tmp_path / "one.jsonl").write_text(
        json.dumps({"document": "d", "text": "Aye.", "cues": [], "scheme": "bioscope"})
    )
    for name in (
        "cues.tsv",
        "abbreviations.txt",
        "word_classes.tsv",
        "passages.jsonl",
        "texts.jsonl",
        "annotations.jsonl",
    ):
        shutil.copy(source / name, tmp_path)
    changes = {"seeds": ["one.jsonl"], "cue_bags": 1, "cue_epochs": 1}
    (tmp_path / "recipe.json").write_text(json.dumps(recipe | changes))
    with pytest.raises(CorpusError, match="'bioscope' fall into one of 2 calibration parts"):
        train(tmp_path, tmp_path, tmp_path)


def test_figures():
    figures = Figures()
    text = "It may rain if some say so."
    report = hedging.load().detect(text, sentences=[(0, len(text))])
    figures.add(gold(text, ("may", "epistemic"), ("if", "condition")), report)
    row = figures.row()
    assert row["sentences"]["f1"] == 1.0
    assert row["cues_exact"]["recall"] == 1.0
    assert row["tokens"]["epistemic"]["f1"] == 1.0
