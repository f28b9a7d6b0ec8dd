"""`hedging evaluate`: labelled sentences of the caller's own, and the recipe of a model."""

import json

import pytest

from hedging.cli.evaluate import run_evaluate
from hedging.cli.main import main
from hedging.errors import InputError
from hedging.options import DetectorOptions


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
    assert "model en-6, scheme general, threshold 0.47" in capsys.readouterr().out


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
    assert (options["model"], options["scheme"]) == ("en-6", "general")
    assert (options["ignore_cues"], options["extra_cues"]) == (["may"], {"rained": "weasel"})
    assert options["hedge_kinds"] == ["epistemic"]
    assert 0 < options["threshold"] < 1


def test_cross_validation_takes_no_option_but_the_model(tmp_path, capsys):
    arguments = ["--corpora", str(tmp_path), "--model", "en-6", "--threshold", "0.5"]
    assert main(["evaluate", *arguments]) == 1
    err = capsys.readouterr().err
    assert err.startswith("hedging: --threshold cannot be used with --corpora")


def test_the_output_is_checked_before_the_work(tmp_path, capsys):
    for output, message in (
        (tmp_path, "is not a file"),
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
