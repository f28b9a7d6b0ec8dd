"""The options that commands share, on the command line and in `[tool.hedging]`."""

import argparse
import inspect
import json
from typing import get_args

import pytest

import hedging
from hedging.cli import batch
from hedging.cli.main import build_parser, main
from hedging.cli.options import detector_options, given_detector_options
from hedging.options import OPTION_NAMES, DetectorOptions
from hedging.settings import Settings
from tests import graded

SCORING = {
    "score": ["a.txt"],
    "check": ["a.txt"],
    "compare": ["a.txt", "b.txt"],
    "report": ["a.txt", "-o", "a.html"],
    "batch": ["a.txt", "-o", "a.csv"],
    "bench": ["a.txt"],
    "label": ["a.txt", "-o", "labels.txt"],
    "calibrate": ["a.csv", "-o", "chances"],
    "evaluate": ["a.jsonl"],
}
GIVEN = [
    *("--model", "mine", "--scheme", "szeged", "--hedge-kinds", "weasel, epistemic"),
    *("--extra-cue", "murky=epistemic", "--extra-cue", "so = so=booster"),
    *("--ignore-cues", "may,some ...", "--ignore-kinds", "booster", "--threshold", "0.2"),
    *("--markdown", "--depth", "cues"),
]
EXPECTED = DetectorOptions(
    model="mine",
    scheme="szeged",
    hedge_kinds=["epistemic", "weasel"],
    extra_cues={"murky": "epistemic", "so = so": "booster"},
    ignore_cues=["may", "some ..."],
    ignore_kinds=["booster"],
    threshold=0.2,
    markdown=True,
    depth="cues",
)
DEFAULTS = Settings(
    DetectorOptions(
        scheme="bioscope",
        hedge_kinds=["condition"],
        extra_cues={"murky": "weasel", "hazy": "weasel"},
        ignore_cues=["can"],
        ignore_kinds=["approximator"],
        threshold=0.7,
        markdown=False,
    )
)


# The commands that say the chance of an answer to be right.
CALIBRATED = ("score", "batch")


@pytest.mark.parametrize("command", SCORING)
def test_every_command_that_scores_takes_every_option_but_one(command):
    arguments = build_parser().parse_args([command, *SCORING[command], *GIVEN])
    assert detector_options(arguments, Settings()) == EXPECTED
    assert len(given_detector_options(arguments)) == len(OPTION_NAMES) - 1
    nothing = build_parser().parse_args([command, *SCORING[command]])
    assert detector_options(nothing, Settings()) == DetectorOptions()
    assert given_detector_options(nothing) == ()


@pytest.mark.parametrize("command", SCORING)
def test_a_calibration_is_for_commands_that_say_chances(command, tmp_path, capsys):
    folder = str(tmp_path / "chances")
    calibration = hedging.calibrate(*graded.texts_and_grades(40), folder)
    settings = Settings(DetectorOptions(calibration=calibration))
    line = [command, *SCORING[command]]
    nothing = build_parser().parse_args(line)
    if command in CALIBRATED:
        given = build_parser().parse_args([*line, "--calibration", folder])
        assert detector_options(given, Settings()).calibration == calibration
        assert given_detector_options(given) == ("--calibration",)
        assert detector_options(nothing, settings).calibration == calibration
        # A run without confidences has no use for it.
        cues = build_parser().parse_args([*line, "--depth", "cues"])
        assert detector_options(cues, settings).calibration is None
        return
    with pytest.raises(SystemExit):
        build_parser().parse_args([*line, "--calibration", folder])
    assert "--calibration" in capsys.readouterr().err
    # A calibration of the project is none of its business.
    assert detector_options(nothing, settings).calibration is None


def test_arguments_go_before_settings_and_lists_are_joined():
    nothing = build_parser().parse_args(["score", "a.txt"])
    assert detector_options(nothing, DEFAULTS) == DEFAULTS.options
    arguments = build_parser().parse_args(["score", "a.txt", *GIVEN])
    assert detector_options(arguments, DEFAULTS) == DetectorOptions(
        model="mine",
        scheme="szeged",
        hedge_kinds=["epistemic", "weasel"],
        extra_cues={"murky": "epistemic", "hazy": "weasel", "so = so": "booster"},
        ignore_cues=["can", "may", "some ..."],
        ignore_kinds=["approximator", "booster"],
        threshold=0.2,
        markdown=True,
        depth="cues",
    )


def test_names_that_parsers_repeat_are_those_of_the_rooms():
    # They are in a parser too, since the room imports numpy.
    from hedging.batch import COLUMNS

    level = inspect.signature(batch.run_batch, eval_str=True).parameters["level"].annotation
    assert tuple(COLUMNS) == get_args(get_args(level)[0])


def test_commands_agree_in_one_project(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.hedging]\nignore-cues = ["may"]\nextra-cues = { rained = "weasel" }\n',
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text("It may rain.\nIt rained.\n", encoding="utf-8")
    assert main(["score", "a.txt", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    cues = [cue["text"] for sentence in row["sentences"] for cue in sentence["cues"]]
    assert main(["check", "a.txt", "--format", "json"]) == 0
    (checked,) = json.loads(capsys.readouterr().out)["files"]
    assert main(["batch", "a.txt", "-o", "a.jsonl", "--level", "cue", "--workers", "1"]) == 0
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert main(["report", "a.txt", "-o", "a.html"]) == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert cues == ["rained"]
    assert [finding["text"] for finding in checked["findings"]] == cues
    assert [row["text"] for row in rows] == cues
    assert page.count("<mark") == 1


def test_a_wrong_setting_is_an_error_of_every_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.hedging]\nhedges = ["weasel"]\n')
    (tmp_path / "a.txt").write_text("It may rain.\n", encoding="utf-8")
    for command, arguments in SCORING.items():
        assert main([command, *arguments]) == (2 if command in ("check", "compare") else 1)
        assert "unknown keys hedges" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "option", "message"),
    [
        ('scheme = "zzz"', ["--scheme", "zzz"], "unknown scheme 'zzz'"),
        ('model = "nope"', ["--model", "nope"], "nope"),
        ('ignore-cues = ["zzz"]', ["--ignore-cues", "zzz"], "zzz"),
    ],
)
def test_a_wrong_value_is_named_with_the_file_that_it_comes_from(
    tmp_path, monkeypatch, capsys, line, option, message
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("It may rain.\n", encoding="utf-8")
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[tool.hedging]\n{line}\n")
    assert main(["score", "a.txt"]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"hedging: {file}: ")
    assert message in err
    file.write_text("[tool.hedging]\nthreshold = 0.5\n")
    assert main(["score", "a.txt", *option]) == 1
    err = capsys.readouterr().err
    assert message in err
    assert "pyproject" not in err


def test_a_share_that_is_wrong_is_an_error_of_every_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.hedging]\nmax-hedged = "abc"\n')
    assert main(["score", "a.txt"]) == 1
    assert "pyproject.toml: expected a share such as 20%" in capsys.readouterr().err


def test_a_folder_that_is_gone_has_no_settings(tmp_path, monkeypatch, capsys):
    text = tmp_path / "a.txt"
    text.write_text("It may rain.", encoding="utf-8")
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert main(["score", str(text)]) == 0
    assert "1 of 1 sentence" in capsys.readouterr().out


def test_errors_of_the_parser_are_one_safe_line(capsys):
    with pytest.raises(SystemExit):
        main(["score", "a.txt", "--\x1b[31m\n::error::x"])
    assert "\x1b" not in capsys.readouterr().err


def test_no_parser_takes_the_beginning_of_an_option():
    parser = build_parser()
    with pytest.raises(SystemExit):
        parser.parse_args(["score", "a.txt", "--mark"])
    assert isinstance(parser, argparse.ArgumentParser)
