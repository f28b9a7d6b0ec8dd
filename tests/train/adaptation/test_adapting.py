"""Labelled sentences → the model of a domain."""

import copy
import dataclasses
import json
import pickle
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import planning
import pytest

pytest.importorskip("sklearn", reason="adapting needs scikit-learn")

import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.metrics import measure
from hedging.model.files import fingerprints, folder_of
from hedging.released import MODELS, released_name
from hedging.train.adaptation import domain
from hedging.train.adaptation.adapting import MOST_LOST, Gain, adapt, check_folder
from hedging.train.adaptation.material import general_sentences

HEDGES = ("may", "likely", "house", "could", "if", "some", "said", "river", "about", "and")
LIGHT = released_name("light")
UNSEEN = "Cllr Pym was minded to resign. The reply is deferred. The tenant may use the barn."


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return planning.write(tmp_path_factory.mktemp("planning") / "labels.txt")


@pytest.fixture(scope="module")
def saved(file):
    """An adaptation, and the folder of its model."""
    folder = file.parent / "mine"
    return adapt(file, folder), folder


def test_the_model_knows_the_words_of_the_domain(saved):
    adaptation, _ = saved
    assert (adaptation.base, adaptation.scheme) == (LIGHT, "general")
    assert (adaptation.sentences, adaptation.hedged, adaptation.documents) == (40, 24, 8)
    assert adaptation.new_cues == ("deferred", "minded to", "tba")
    assert adaptation.step.weights is not None
    assert adaptation.refused == ()
    report = adaptation.detector().detect(UNSEEN)
    assert [cue.text for cue in report.cues] == ["minded to", "deferred"]
    assert [sentence.hedged for sentence in report.sentences] == [True, True, False]
    assert not hedging.detect(UNSEEN).sentences[0].hedged


def test_it_says_what_was_changed(saved):
    adaptation, _ = saved
    first, second, third, fourth = str(adaptation).splitlines()
    assert first == f"40 sentences, 8 documents: {adaptation.step} moved"
    gain = dict(adaptation.gains)[adaptation.step]
    assert second == (
        "sentence F1 by cross-validation over the documents: "
        f"{gain.before:.3f} → {gain.after:.3f} ({gain})"
    )
    before, after = adaptation.general
    assert third == f"sentence F1 on general text: {before:.3f} → {after:.3f}"
    assert fourth == "3 new cues: deferred, minded to, tba"
    plain = adaptation.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["moved"] == str(adaptation.step)
    assert [step["moved"] for step in plain["steps"]] == [str(s) for s, _ in adaptation.gains]
    assert plain["steps"][0]["f1_after"] == round(adaptation.gains[0][1].after, 4)


def test_a_gain_has_an_interval_unless_documents_are_few():
    assert str(Gain(0.7, 0.75, 0.031)) == "+5.0 ± 3.1 points"
    assert str(Gain(0.7, 0.65, None)) == "-5.0 points"


def test_the_figure_of_general_text_is_that_of_the_model(saved):
    adaptation, _ = saved
    before, after = adaptation.general
    assert after >= before - MOST_LOST
    for value, detector in ((before, hedging.load()), (after, adaptation.detector())):
        metrics = {}
        measure(general_sentences()[1], detector, metrics)
        assert metrics["general"].sentences.f1 == value


def test_the_saved_model_answers_as_the_adapted_one(saved):
    adaptation, folder = saved
    loaded = hedging.load(folder)
    assert loaded.model.name == "mine"
    for depth in ("all", "cues"):
        of_file = hedging.load(folder, depth=depth).detect(UNSEEN)
        options = hedging.DetectorOptions(depth=depth)
        of_memory = adaptation.detector(options).detect(UNSEEN)
        assert dataclasses.replace(of_file, model=LIGHT) == of_memory
    assert loaded.detect(UNSEEN).cues[0].strength is not None
    text = " ".join(gold.text for gold in general_sentences()[1][:300])
    one, other = loaded.detect_batch([text]), adaptation.detector().detect_batch([text])
    assert one.sentence_score.tolist() == other.sentence_score.tolist()
    assert {e.candidate.text for e in loaded.explain(UNSEEN) if e.is_cue} == {
        "minded to",
        "deferred",
    }


def test_schemes_that_were_not_adapted_answer_as_before(saved):
    _, folder = saved
    for scheme in ("szeged", "bioscope", "conll2010-wikipedia"):
        mine = hedging.load(folder, scheme=scheme).detect(UNSEEN)
        assert dataclasses.replace(mine, model=LIGHT) == (
            hedging.load(scheme=scheme).detect(UNSEEN)
        )


def test_the_config_names_the_model_it_comes_from(saved, file):
    adaptation, folder = saved
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    adapted = config["adapted"]
    assert config["name"] == "mine"
    assert adapted["from"] == LIGHT
    assert adapted["files_of_base"] == fingerprints(folder_of("light"))
    assert list(adapted["files"]) == [file.name]
    assert {key: adapted[key] for key in adaptation.to_dict()} == adaptation.to_dict()


@pytest.mark.slow
def test_the_same_sentences_give_the_same_bytes(saved, file, tmp_path):
    _, folder = saved
    again = tmp_path / "mine"
    # A file and its sentences are the same; only the fingerprint of the file is not there.
    adapt(planning.golds(), again)
    assert (again / "weights.npz").read_bytes() == (folder / "weights.npz").read_bytes()
    configs = [json.loads((one / "config.json").read_text()) for one in (folder, again)]
    for config in configs:
        del config["adapted"]["files"]
    assert configs[0] == configs[1]


def test_it_can_be_pickled_and_copied(saved):
    adaptation, folder = saved
    for one in (pickle.loads(pickle.dumps(adaptation)), copy.deepcopy(adaptation)):
        assert one.to_dict() == adaptation.to_dict()
        assert one.detector().detect(UNSEEN) == adaptation.detector().detect(UNSEEN)
    loaded = hedging.load(folder)
    assert pickle.loads(pickle.dumps(loaded)).detect(UNSEEN) == loaded.detect(UNSEEN)


def hostile(kind):
    """Labels that nobody means: at random, of every long word, or the contrary of the truth."""
    rng = np.random.default_rng(3)
    kinds = ("epistemic", "approximator", "weasel")
    golds = []
    for number, gold in enumerate(general_sentences()[1][:50]):
        words, at = gold.text.split(), 0
        cues = []
        for word in words:
            start = gold.text.index(word, at)
            at = start + len(word)
            is_long = word.isalpha() and len(word) > 6
            if is_long and (kind == "every long word" or rng.random() < 0.3):
                cues.append(GoldCue(start, at, kinds[int(rng.integers(3))]))
        document = f"page {number % 10}"
        if kind == "contrary":
            golds.append(Gold(document, gold.text, None, not gold.hedged, "general"))
        else:
            hedged = any(cue.kind != "approximator" for cue in cues)
            golds.append(Gold(document, gold.text, tuple(cues), hedged, "general"))
    return [*golds, Gold("page 0", "It rained.", (), False, "general")]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["random", "every long word", "contrary"])
def test_nothing_that_people_label_spoils_general_text(kind):
    adaptation = adapt(hostile(kind))
    before, after = adaptation.general
    assert after >= before - MOST_LOST
    metrics = {}
    measure(general_sentences()[1], adaptation.detector(), metrics)
    assert metrics["general"].sentences.f1 == after
    if adaptation.step is None:
        assert "left alone" in str(adaptation)
        assert ("lost on general text" in str(adaptation)) == bool(adaptation.refused)
        assert adaptation.new_cues == ()
        assert after == before


@pytest.mark.slow
def test_without_anything_to_learn_the_model_is_left_alone(tmp_path):
    golds = [
        dataclasses.replace(gold, document=f"page {number % 10}")
        for number, gold in enumerate(general_sentences()[1][:60])
    ]
    adaptation = adapt(golds, tmp_path / "same")
    assert adaptation.step is None
    assert adaptation.new_cues == ()
    first, second = str(adaptation).splitlines()
    assert first.startswith("60 sentences, 10 documents: left alone (no gain that is more than")
    assert second.startswith("sentence F1 on general text: ")
    mine = hedging.load(tmp_path / "same").detect(UNSEEN)
    assert dataclasses.replace(mine, model=LIGHT) == hedging.detect(UNSEEN)


@pytest.mark.slow
def test_a_single_document_is_divided_by_its_sentences(tmp_path):
    golds = [dataclasses.replace(gold, document="labels.txt") for gold in planning.golds()]
    adaptation = adapt(golds)
    assert adaptation.documents == 1
    assert adaptation.step is not None
    assert dict(adaptation.gains)[adaptation.step].margin is None
    said = str(adaptation)
    assert "by cross-validation over the sentences: " in said
    assert said.splitlines()[-1].startswith("with fewer than 5 documents, the sentences were div")


@pytest.mark.slow
def test_rows_of_the_test_part_and_without_a_label_are_left_out():
    rows = [dataclasses.replace(gold, part="test") for gold in planning.golds(6)]
    rows.append(Gold("x", "It may be foo.", None, None, "general"))
    adaptation = adapt([*planning.golds(0, 6), *rows])
    assert (adaptation.sentences, adaptation.documents) == (30, 6)


@pytest.mark.slow
def test_another_scheme_can_be_adapted():
    golds = [dataclasses.replace(gold, scheme="szeged") for gold in planning.golds()]
    adaptation = adapt(golds, scheme="szeged")
    assert adaptation.scheme == "szeged"
    assert adaptation.detector().options.scheme == "szeged"
    assert adaptation.detector().detect("He was minded to go.").sentences[0].hedged
    general = hedging.DetectorOptions(scheme="general")
    assert not adaptation.detector(general).detect("He was minded to go.").sentences[0].hedged


SENTENCES = planning.golds()


@pytest.mark.parametrize(
    ("golds", "options", "message"),
    [
        (
            SENTENCES[:9],
            {},
            r"got 9 labelled sentences, of which 5 are hedged and 4 are not: label at least 10",
        ),
        ([], {}, r"got 0 labelled sentences, of which 0 are hedged"),
        (
            [g for g in SENTENCES if g.hedged],
            {},
            r"got 24 .*, of which 24 are hedged and 0 are not.*either sort",
        ),
        (
            [g for g in SENTENCES if not g.hedged],
            {},
            r"got 16 labelled sentences, of which 0 are hedged",
        ),
        (SENTENCES, {"scheme": "szeged"}, r"of the scheme 'general' cannot adapt .* 'szeged'"),
        (SENTENCES, {"scheme": "mine"}, f"unknown scheme 'mine'; model {LIGHT} has general"),
    ],
)
def test_sentences_that_cannot_be_used(golds, options, message):
    with pytest.raises(hedging.InputError, match=message):
        adapt(golds, **options)


def test_other_errors(tmp_path):
    with pytest.raises(hedging.InputTypeError, match=r"expected files of labelled .*, got int"):
        adapt([3])
    with pytest.raises(hedging.CorpusError, match=r"none\.txt"):
        adapt(tmp_path / "none.txt")
    with pytest.raises(hedging.ModelError, match="no model at"):
        adapt(SENTENCES, model=tmp_path)
    with pytest.raises(hedging.InputTypeError, match="expected the name of a folder, got int"):
        adapt(SENTENCES, 3)


def test_a_model_with_an_encoder_is_not_adapted():
    (auto,) = (path.name for path in MODELS.glob("en-auto-*"))
    with pytest.raises(hedging.InputError, match="has an encoder, which cannot be adapted"):
        adapt(SENTENCES, model=auto)


def test_a_folder_with_something_else_stays_as_it_is(saved, tmp_path):
    _, folder = saved
    check_folder(tmp_path, overwrite=False)
    check_folder(folder, overwrite=True)
    (tmp_path / "notes.txt").write_text("Mine.", encoding="utf-8")
    shipped = shutil.copytree(folder_of("light"), tmp_path / "shipped")
    for other in (tmp_path, tmp_path / "notes.txt", shipped):
        with pytest.raises(hedging.InputError, match="exists and is no adapted model"):
            adapt(SENTENCES, other)
        with pytest.raises(hedging.InputError, match="exists and is no adapted model"):
            saved[0].save(other)
    weights = (folder_of("light") / "weights.npz").read_bytes()
    assert (shipped / "weights.npz").read_bytes() == weights


def test_an_adapted_model_is_replaced(saved, tmp_path):
    adaptation, folder = saved
    copied = shutil.copytree(folder, tmp_path / "copy")
    with pytest.raises(hedging.InputError, match="copy holds a model"):
        adaptation.save(copied)
    with pytest.raises(hedging.InputError, match="copy holds a model"):
        adapt(SENTENCES, copied)
    adaptation.save(copied, overwrite=True)
    assert hedging.load(copied).model.name == "copy"


@pytest.mark.parametrize("number", range(4))
def test_an_interruption_leaves_the_model_that_was_there(saved, tmp_path, monkeypatch, number):
    adaptation, folder = saved
    old = shutil.copytree(folder, tmp_path / "old")
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    written = []
    write = Path.write_bytes

    def interrupted(path, content):
        if len(written) == number:
            write(path, content[: len(content) // 2])
            raise KeyboardInterrupt
        written.append(path)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", interrupted)
    for place in (old, tmp_path / "new"):
        written.clear()
        with pytest.raises(KeyboardInterrupt):
            adaptation.save(place, overwrite=True)
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before
    assert not [*(tmp_path / "new").iterdir()]
    monkeypatch.undo()
    adaptation.save(tmp_path / "new")


@pytest.mark.slow
def test_a_sentence_counts_once_and_has_one_labelling():
    twice = adapt([*SENTENCES, *SENTENCES])
    assert twice.sentences == len(SENTENCES)
    other = dataclasses.replace(SENTENCES[0], cues=(), hedged=not SENTENCES[0].hedged)
    with pytest.raises(hedging.InputError, match="a sentence with two labellings"):
        adapt([*SENTENCES, other])


def test_a_model_learns_from_a_file_once(saved, file):
    _, folder = saved
    with pytest.raises(hedging.InputError, match=f"has learned from {file.name} already"):
        adapt(file, model=folder)


def test_what_it_is_in_one_line(saved):
    assert repr(saved[0]).startswith(f"Adaptation(base={LIGHT!r}, sentences=40, ")
    assert len(repr(saved[0])) < 120


@pytest.mark.parametrize("library", ["threadpoolctl", "scipy.optimize"])
def test_without_scikit_learn(monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(hedging.MissingExtraError, match="needs scikit-learn: pip install scikit-"):
        adapt(SENTENCES)


def test_the_library_names_it():
    assert hedging.adapt is adapt
    assert hedging.Adaptation.__name__ == "Adaptation"


def test_models_of_one_freedom_are_fitted_once(file, monkeypatch):
    fitted = []
    fit = domain.offset_regression
    monkeypatch.setattr(
        domain, "offset_regression", lambda *given: fitted.append(given[-1]) or fit(*given)
    )
    adapt(file)
    # One without each of eight documents, and one of all, for each of two freedoms.
    assert sorted(map(fitted.count, {*fitted})) == [9, 9]


@pytest.mark.slow
def test_twenty_thousand_sentences(tmp_path):
    source = random.Random(0)
    words = ["".join(source.choices("aeioulmnrst", k=source.randint(2, 9))) for _ in range(9000)]
    rows = []
    for n in range(20_000):
        own = [*source.choices(words, k=source.randint(5, 30)), *source.choices(HEDGES, k=2)]
        source.shuffle(own)
        hedged = source.random() < (0.9 if "may" in own or "likely" in own else 0.1)
        rows.append({"text": f"{' '.join(own)}.", "hedged": hedged, "document": f"d{n // 10}"})
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    program = (
        "import sys, time; from hedging.train.adaptation.adapting import adapt; "
        "from hedging.evaluate.speed import peak_memory; "
        "begin = time.process_time(); adapt(sys.argv[1]); "
        "print(time.process_time() - begin, peak_memory() or 0)"
    )
    child = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True
    )
    seconds, memory = map(float, child.stdout.split())
    assert seconds <= 60
    assert memory <= 1000
