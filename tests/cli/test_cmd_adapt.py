"""`hedging adapt`: files of labelled sentences → a folder with an adapted model."""

import json
import sys
from pathlib import Path

import planning
import pytest

pytest.importorskip("sklearn", reason="adapting needs scikit-learn")

import hedging
from hedging.cli.main import main
from hedging.released import released_name


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with labelled sentences, and the model that was adapted to them."""
    folder = tmp_path_factory.mktemp("planning")
    labels = planning.write(folder / "labels.txt")
    assert main(["adapt", str(labels), "-o", str(folder / "mine")]) == 0
    return folder


@pytest.fixture
def labels(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return "labels.txt"


def error(capsys, *arguments):
    """What a call that fails says."""
    assert main(["adapt", *map(str, arguments)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("hedging: ")
    return said.err


def test_it_prints_what_was_changed(labels, tmp_path, capsys):
    output = tmp_path / "new" / "mine"
    assert main(["adapt", labels, "-o", str(output)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("40 sentences, 8 documents: cues and weights")
    assert lines[-2] == "3 new cues: deferred, minded to, tba"
    assert lines[-1] == f"wrote {output}"
    assert max(map(len, lines[:-1])) <= 100
    assert hedging.load(output).detect("He was minded to go.").sentences[0].hedged


@pytest.mark.slow
def test_json(labels, tmp_path, capsys):
    assert main(["adapt", labels, "-o", str(tmp_path / "mine"), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["from"] == released_name("light")
    assert (printed["sentences"], printed["documents"]) == (40, 8)
    assert printed["new_cues"] == ["deferred", "minded to", "tba"]
    config = json.loads((tmp_path / "mine" / "config.json").read_text(encoding="utf-8"))
    assert {key: config["adapted"][key] for key in printed} == printed


@pytest.mark.slow
def test_several_files_of_several_forms(labels, tmp_path, capsys):
    planning.write(tmp_path / "first.txt", 0, 4)
    rows = [
        {
            "document": gold.document,
            "text": gold.text,
            "cues": [{"start": c.start, "end": c.end, "kind": c.kind} for c in gold.cues],
        }
        for gold in planning.golds(4, 7)
    ]
    (tmp_path / "second.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    table = ["document,part,text", "meeting 7,,Members were [minded to|epistemic] wait."]
    table.append("meeting 8,test,Members were [minded to|epistemic] wait.")
    (tmp_path / "third.csv").write_text("\n".join(table), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("first.txt", "second.jsonl", "third.csv")]
    assert main(["adapt", *files, "-o", str(tmp_path / "mine")]) == 0
    # The row of the test part is kept out.
    assert capsys.readouterr().out.startswith("36 sentences, 8 documents: ")


@pytest.mark.slow
def test_the_model_works_with_other_commands(labels, tmp_path, capsys):
    planning.write(tmp_path / "test.txt", 5, 8)
    figures = tmp_path / "figures.json"
    evaluate = [str(tmp_path / "test.txt"), "--model", "mine", "--against", "light"]
    assert main(["evaluate", *evaluate, "--output", str(figures)]) == 0
    assert "A: model mine, scheme general" in capsys.readouterr().out
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert found["files"]["general"]["sentences"]["f1"] == 1.0
    assert found["against"]["files"]["general"]["sentences"]["f1"] < 0.8
    article = tmp_path / "article.txt"
    article.write_text("The committee is minded to refuse. It may do so.", encoding="utf-8")
    assert main(["score", "--model", "mine", "--explain", str(article)]) == 0
    said = capsys.readouterr().out
    assert "[minded to|epistemic]" in said
    assert "“minded to”: possible or unclear (epistemic); speaks for it: " in said
    scores = tmp_path / "scores.csv"
    batch = ["batch", str(article), "-o", str(scores), "--model", "mine", "--level", "cue"]
    assert main(batch) == 0
    assert "minded to" in scores.read_text(encoding="utf-8")
    assert main(["check", str(article), "--model", "mine"]) in (0, 1)
    assert "minded to" in capsys.readouterr().out


@pytest.mark.slow
def test_an_adapted_model_is_replaced_on_demand(labels, folder, capsys):
    said = error(capsys, labels, "-o", "mine")
    assert said == (
        "hedging: mine holds a model: name another folder, or let it be overwritten (--overwrite)\n"
    )
    before = (folder / "mine" / "config.json").read_bytes()
    assert main(["adapt", labels, "-o", "mine", "--overwrite"]) == 0
    assert (folder / "mine" / "config.json").read_bytes() == before


@pytest.mark.parametrize("overwrite", [[], ["--overwrite"]])
def test_nothing_else_is_replaced(labels, tmp_path, capsys, overwrite):
    (tmp_path / "notes.txt").write_text("Mine.", encoding="utf-8")
    for output in (tmp_path, tmp_path / "notes.txt"):
        said = error(capsys, labels, "-o", output, *overwrite)
        assert "exists and is no adapted model: name another folder" in said
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_output_is_checked_before_the_sentences(tmp_path, capsys):
    (tmp_path / "notes.txt").touch()
    assert "no adapted model" in error(capsys, tmp_path / "none.txt", "-o", tmp_path)


def test_files_that_cannot_be_used(tmp_path, capsys):
    output = tmp_path / "mine"
    assert "none.txt" in error(capsys, tmp_path / "none.txt", "-o", output)
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("It rained.\nIt [may|modal] rain.\n", encoding="utf-8")
    assert "wrong.txt:2: unknown kind 'modal'" in error(capsys, wrong, "-o", output)
    few = tmp_path / "few.txt"
    few.write_text("It rained.\nIt [may|epistemic] rain.\n", encoding="utf-8")
    assert "got 2 labelled sentences, of which 1 are hedged" in error(capsys, few, "-o", output)
    all_hedged = tmp_path / "hedged.txt"
    rows = [f"It [may|epistemic] rain on day {number}." for number in range(12)]
    all_hedged.write_text("\n".join(rows), encoding="utf-8")
    said = error(capsys, all_hedged, "-o", output)
    assert (
        "got 12 labelled sentences, of which 12 are hedged and 0 are not: label at least 10" in said
    )
    assert not output.exists()


def test_models_and_schemes_that_cannot_be_used(labels, tmp_path, capsys):
    output = tmp_path / "out"
    assert "unknown scheme 'mine'" in error(capsys, labels, "-o", output, "--scheme", "mine")
    said = error(capsys, labels, "-o", output, "--scheme", "szeged")
    assert "sentences of the scheme 'general' cannot adapt the scheme 'szeged'" in said
    assert "no model" in error(capsys, labels, "-o", output, "--model", tmp_path)
    assert not output.exists()


def test_a_folder_is_needed(capsys):
    with pytest.raises(SystemExit):
        main(["adapt", "labels.txt"])
    assert "-o" in capsys.readouterr().err


@pytest.mark.slow
def test_a_single_document(tmp_path, capsys):
    lines = [line for line in planning.lines() if not line.startswith("# ")]
    (tmp_path / "labels.txt").write_text("\n".join(lines), encoding="utf-8")
    output = tmp_path / "mine"
    assert main(["adapt", str(tmp_path / "labels.txt"), "-o", str(output)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("40 sentences, 1 document: cues and weights")
    assert "by cross-validation over the sentences" in said
    assert "with fewer than 5 documents" in said


def test_without_scikit_learn(labels, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    said = error(capsys, labels, "-o", tmp_path / "mine")
    assert said.startswith("hedging: adapting a model needs scikit-learn: pip install scikit-learn")
    assert list(Path(tmp_path).iterdir()) == []
