"""`hedging report`: which inputs go with which outputs and options."""

import json
import os
import shutil

import pytest

from hedging.cli.main import main
from hedging.cli.report import run_report
from hedging.model.files import folder_of
from hedging.options import DetectorOptions


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("It may rain in Łódź.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("It rained.", encoding="utf-8")
    return tmp_path


def test_a_page(folder, capsysbinary):
    assert run_report(["a.txt"], output="a.html", options=DetectorOptions(), title="A & b") == 0
    page = (folder / "a.html").read_text(encoding="utf-8")
    assert "<title>A &amp; b</title>" in page
    assert page.count("<mark") == 1
    assert main(["report", "a.txt", "-o", "-", "--ignore-cues", "may"]) == 0
    page = capsysbinary.readouterr().out.decode("utf-8")
    assert "Łódź" in page
    assert "<mark" not in page


def test_a_register_for_pages_of_texts_and_of_scores(folder):
    (folder / "ten.txt").write_text("It may rain. " * 10, encoding="utf-8")
    assert main(["batch", "ten.txt", "-o", "scores.csv", "--workers", "1"]) == 0
    for arguments, pages in (
        (["ten.txt", "-o", "ten.html"], ["ten.html"]),
        (["ten.txt", "a.txt", "-o", "pages"], ["pages/ten.html", "pages/index.html"]),
        (["scores.csv", "-o", "all.html"], ["all.html"]),
    ):
        for chosen, texts in (
            (["--register", "rulings"], "court opinions"),
            (["--register", "none"], ""),
        ):
            assert main(["report", *arguments, *chosen]) == 0
            for page in pages:
                shown = (folder / page).read_text(encoding="utf-8")
                lead = f"A careful reader would count 6 to 10, nine times in ten. In {texts} it is"
                assert (lead in shown or f"in {texts} it is usually" in shown) is bool(texts)
                assert ("usually" in shown) is bool(texts)


def test_a_second_model_takes_the_options_of_the_first(folder, capsys):
    assert main(["report", "a.txt", "-o", "a.html", "--second", "light"]) == 1
    assert "is by the model of the page" in capsys.readouterr().err
    model = shutil.copytree(folder_of("light"), folder / "mine")
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    (model / "config.json").write_text(json.dumps(config | {"name": "mine"}), encoding="utf-8")
    for options, count in ((["--ignore-cues", "may"], 0), (["--threshold", "0"], 1)):
        assert main(["report", "a.txt", "-o", "a.html", "--second", str(model), *options]) == 0
        said = f"which counts {count} of 1 sentence. The model mine counts {count}. They agree"
        assert said in (folder / "a.html").read_text(encoding="utf-8")


def test_a_folder_goes_on_after_a_bad_file(folder, capsys):
    assert main(["report", "a.txt", "none.txt", "b.txt", "-o", "pages"]) == 1
    err = capsys.readouterr().err
    assert "none.txt" in err
    assert "No such file" in err
    assert len(list((folder / "pages").glob("*.html"))) == 3
    assert (folder / "pages" / "index.html").exists()


def test_scores_are_compared_and_not_scored_again(folder, capsys):
    assert main(["batch", "a.txt", "b.txt", "-o", "scores.csv", "--workers", "1"]) == 0
    assert main(["report", "scores.csv", "-o", "all.html"]) == 0
    assert "a.txt" in (folder / "all.html").read_text(encoding="utf-8")
    capsys.readouterr()
    for arguments in (
        ["--scheme", "bioscope"],
        ["--hedge-kinds", "weasel"],
        ["--threshold", "0.5"],
        ["--extra-cue", "rained=weasel"],
    ):
        assert main(["report", "scores.csv", "-o", "all.html", *arguments]) == 1
        err = capsys.readouterr().err
        assert "the inputs are scores already" in err
        assert arguments[0] in err


@pytest.mark.parametrize("option", ["--group", "--date"])
def test_columns_have_names(folder, option, capsys):
    with pytest.raises(SystemExit):
        main(["report", "scores.csv", "-o", "all.html", option, ""])
    assert option in capsys.readouterr().err
    assert main(["report", "a.txt", "-o", "a.html", option, "part"]) == 1
    assert "are texts" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="the system has other devices")
def test_a_page_that_cannot_be_written_is_one_line(folder, capsys):
    assert main(["report", "a.txt", "-o", "none/a.html"]) == 1
    err = capsys.readouterr().err
    assert "cannot write" in err
    assert err.count("\n") == 1
