"""`hedging evaluate`: labelled sentences of the caller's own, and the recipe of a model."""

import json
import re
from pathlib import Path

import pytest

import hedging
from hedging.cli.evaluate import run_evaluate
from hedging.cli.main import main
from hedging.errors import InputError
from hedging.options import DetectorOptions
from hedging.released import released_name

LIGHT = released_name("light")


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "own.jsonl"
    rows = [
        {"text": "It may rain.", "cues": [{"start": 3, "end": 6, "kind": "epistemic"}]},
        {"text": "It rained.", "cues": []},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_own_sentences(labelled, tmp_path, capsys):
    output = tmp_path / "out.json"
    options = DetectorOptions()
    assert run_evaluate([labelled], options=options, seeds=tmp_path, output=output) == 0
    assert json.loads(output.read_text())["files"]["general"]["sentences"]["f1"] == 1.0
    threshold = hedging.load().threshold
    said = capsys.readouterr().out
    assert f"model {LIGHT}, scheme general, threshold {threshold:.2f}: 2 sentences" in said


def test_the_options_of_the_detector_hold(labelled, tmp_path):
    for arguments, recall in ((["--ignore-cues", "may"], 0.0), (["--threshold", "0.1"], 1.0)):
        output = tmp_path / "out.json"
        assert main(["evaluate", str(labelled), "--output", str(output), *arguments]) == 0
        figures = json.loads(output.read_text())["files"]["general"]["sentences"]
        assert figures["recall"] == recall


def test_the_output_tells_how_the_figures_were_made(labelled, tmp_path):
    output = tmp_path / "out.json"
    arguments = ["--ignore-cues", "may", "--hedge-kinds", "epistemic", "--output", str(output)]
    assert main(["evaluate", str(labelled), "--extra-cue", "rained=weasel", *arguments]) == 0
    options = json.loads(output.read_text())["options"]
    assert (options["model"], options["scheme"]) == (LIGHT, "general")
    assert (options["ignore_cues"], options["extra_cues"]) == (["may"], {"rained": "weasel"})
    assert options["hedge_kinds"] == ["epistemic"]
    assert 0 < options["threshold"] < 1


def test_cross_validation_takes_no_option_but_the_model(tmp_path, capsys):
    arguments = ["--corpora", str(tmp_path), "--model", "light", "--threshold", "0.5"]
    assert main(["evaluate", *arguments]) == 1
    err = capsys.readouterr().err
    assert err.startswith("hedging: --threshold cannot be used with --corpora")


def test_the_output_is_checked_before_the_work(tmp_path, capsys):
    for output, message in (
        (tmp_path, "is a folder: give the name of a file"),
        (tmp_path / "no" / "a.json", "its folder"),
    ):
        assert main(["evaluate", str(tmp_path / "none.jsonl"), "--output", str(output)]) == 1
        assert message in capsys.readouterr().err


def test_nothing_to_evaluate_on(capsys, tmp_path):
    assert main(["evaluate"]) == 1
    assert "give --corpora" in capsys.readouterr().err
    with pytest.raises(InputError):
        run_evaluate([], options=DetectorOptions(), seeds=tmp_path)


def test_files_and_outputs_that_cannot_be_used(labelled, tmp_path, capsys):
    for arguments in (
        [str(tmp_path / "none.jsonl")],
        [str(labelled), "--output", str(tmp_path / "none" / "out.json")],
        ["--corpora", str(tmp_path), "--model", str(tmp_path)],
    ):
        assert main(["evaluate", *arguments]) == 1
        assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def authors(tmp_path):
    """Sentences of 24 documents by three authors, one of whom is not named; a third are wrong."""
    path = tmp_path / "authors.jsonl"
    lines = []
    for k in range(24):
        name = {0: {"author": "Ann"}, 1: {"author": "Bo <b>"}, 2: {}}[k % 3]
        may = [{"start": 3, "end": 6, "kind": "epistemic"}]
        rows = [("It may rain.", may), ("It rained.", may if k % 4 == 0 else [])]
        lines += [
            json.dumps({"document": f"{k}", "text": text, "cues": cues} | name)
            for text, cues in rows
        ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_figures_have_intervals_and_a_warning(authors, tmp_path, capsys):
    output = tmp_path / "out.json"
    assert main(["evaluate", str(authors), "--output", str(output)]) == 0
    out = capsys.readouterr().out
    assert "48 sentences of 24 documents" in out
    assert "warning: general has only 30 hedged sentences" in out
    assert max(map(len, out.splitlines())) <= 100
    figures = json.loads(output.read_text())
    low, high = figures["files"]["general"]["intervals_95"]["sentences"]
    assert low < figures["files"]["general"]["sentences"]["f1"] < high < 1
    assert f"[{low:.3f}–{high:.3f}]" in out
    assert figures["files"]["general"]["intervals_95"]["sentences_precision"] is None
    assert figures["files"]["general"]["documents"] == 24
    assert figures["cautions"][0].startswith("warning: ")


def test_figures_by_a_field(authors, tmp_path, capsys):
    output = tmp_path / "out.json"
    assert main(["evaluate", str(authors), "--by", "author", "--output", str(output)]) == 0
    figures = json.loads(output.read_text())
    assert figures["by"] == "author"
    assert sorted(figures["files"]) == ["general", "general/Ann", "general/Bo <b>", "general/–"]
    assert figures["files"]["general/–"]["documents"] == 8
    assert "general/–" in capsys.readouterr().out
    assert main(["evaluate", str(authors), "--by", "autor"]) == 1
    assert "no row has a value in the field 'autor'" in capsys.readouterr().err


def test_two_models_are_compared(authors, tmp_path, capsys):
    output = tmp_path / "out.json"
    arguments = ["--threshold", "1", "--against-threshold", "0.5", "--output", str(output)]
    assert main(["evaluate", str(authors), *arguments]) == 0
    out = capsys.readouterr().out
    assert f"A: model {LIGHT}, scheme general, threshold 1.00\n" in out
    assert f"B: model {LIGHT}, scheme general, threshold 0.50\n" in out
    assert re.search(r"general, sentence F1: B is [\d.]+ points above A, 95 % interval", out)
    assert "general, exact cue F1: B and A are the same in every document: " in out
    against = json.loads(output.read_text())["against"]
    assert against["options"]["threshold"] == 0.5
    assert against["differences"]["general"]["sentences"]["interval_95"][0] > 0
    assert against["files"]["general"]["sentences"]["f1"] > 0
    assert main(["evaluate", str(authors), "--against", "nope"]) == 1
    assert "nope" in capsys.readouterr().err


def test_a_page_has_figures_and_errors(authors, tmp_path, capsys):
    page = tmp_path / "page.html"
    arguments = [str(authors), "--html", str(page), "--by", "author"]
    assert main(["evaluate", *arguments, "--against-threshold", "0.9"]) == 0
    content = page.read_text(encoding="utf-8")
    for part in ("Calibration: general", "Misses:", "False alarms:", "Comparison", "warning:"):
        assert part in content
    assert "Bo &lt;b&gt;" in content
    assert content.split("Misses:")[1].count("<tr>") == 1 + 6
    # A page can be written anew, but replaces nothing else.
    assert main(["evaluate", *arguments]) == 0
    capsys.readouterr()
    assert main(["evaluate", str(authors), "--html", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    assert main(["evaluate", str(authors), "--html", str(authors)]) == 1
    assert "is no page of hedging" in capsys.readouterr().err
    assert main(["evaluate", str(authors), "--html", str(tmp_path / "no" / "a.html")]) == 1
    assert "its folder does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty: expected labelled sentences"),
        ("\n \n", "is empty"),
        ('{"text": "It rained."}\n', "has no label"),
    ],
)
def test_a_file_without_labels_is_an_error(tmp_path, capsys, content, message):
    path = tmp_path / "own.jsonl"
    path.write_text(content, encoding="utf-8")
    assert main(["evaluate", str(path)]) == 1
    said = capsys.readouterr()
    assert message in said.err
    assert "own.jsonl" in said.err
    assert said.out == ""


def test_what_goes_with_files_needs_files(tmp_path, capsys):
    for option in (["--by", "author"], ["--against", "light"], ["--html", "a.html"]):
        assert main(["evaluate", "--corpora", str(tmp_path), *option]) == 1
        assert "go with files of labelled sentences" in capsys.readouterr().err


def test_a_column_of_a_table_divides_its_rows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = "text,who\nIt [may|epistemic] rain.,ann\nIt rained.,ben\nIt snowed.,\n"
    Path("mine.csv").write_text(rows, encoding="utf-8")
    assert main(["evaluate", "mine.csv", "--by", "who"]) == 0
    out = capsys.readouterr().out
    assert "general/ann" in out
    assert "general/ben" in out
    assert "general/–" in out


def test_marked_text_has_no_fields(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("mine.txt").write_text("It [may|epistemic] rain.\n", encoding="utf-8")
    assert main(["evaluate", "mine.txt", "--by", "who"]) == 1
    assert "has no field 'who'" in capsys.readouterr().err


def test_labels_are_never_written_over(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    labels = "It [may|epistemic] rain.\nIt rained.\n"
    Path("mine.txt").write_text(labels, encoding="utf-8")
    assert main(["evaluate", "mine.txt", "--output", "mine.txt"]) == 1
    assert "holds no figures of hedging" in capsys.readouterr().err
    assert Path("mine.txt").read_text(encoding="utf-8") == labels
    for _ in range(2):
        assert main(["evaluate", "mine.txt", "--output", "figures.json"]) == 0


def test_labels_that_are_no_labels_are_noticed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("raw.csv").write_text("text,hedged\nIt may rain.,no\nIt rained.,no\n", encoding="utf-8")
    assert main(["evaluate", "raw.csv"]) == 0
    assert "no sentence of general is hedged: is it labelled?" in capsys.readouterr().out
    lines = [f"Unit {number} [may|epistemic] fail." for number in range(25)]
    Path("drawn.txt").write_text("\n".join(lines), encoding="utf-8")
    assert main(["evaluate", "drawn.txt"]) == 0
    assert "have the labels been corrected by hand?" in " ".join(capsys.readouterr().out.split())


def test_text_without_a_mark_has_no_figures(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    raw, marked = Path("raw.txt"), Path("marked.txt")
    raw.write_text("It may rain.\nIt rained.\n", encoding="utf-8")
    assert main(["evaluate", "raw.txt"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "raw.txt: no sentence has a mark: mark each hedge" in said.err
    assert "It [may|epistemic] rain." in said.err
    # Beside text that is marked, it may be a file of plain sentences.
    marked.write_text("It [may|epistemic] rain.\n", encoding="utf-8")
    assert main(["evaluate", "raw.txt", "marked.txt"]) == 0
    said = capsys.readouterr()
    assert "warning: raw.txt has no mark: is it labelled?" in said.out
    # A label of each sentence says that somebody has looked at it.
    raw.write_text("It rained.\tplain\nIt snowed.\tplain\n", encoding="utf-8")
    assert main(["evaluate", "raw.txt"]) == 0
