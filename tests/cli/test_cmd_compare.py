"""`hedging compare`: two texts, exit codes, pages, JSON."""

import io
import json
import sys

import pytest

from hedging.cli.compare import run_compare
from hedging.cli.main import main
from hedging.errors import InputError
from hedging.options import DetectorOptions


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("The wall may fall. Geese sleep.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("The wall will fall.\n", encoding="utf-8")
    return tmp_path


def test_the_lines_name_the_claims_that_changed(folder, capsys):
    assert main(["compare", "a.txt", "b.txt"]) == 0
    first, surer, dropped = capsys.readouterr().out.splitlines()
    assert first == "One claim changed: it is surer. One claim is dropped."
    assert surer == "  surer by 44 points: The wall will fall.  [lost: may]"
    assert dropped == "  dropped: Geese sleep."


def test_a_limit_and_its_exit_code(folder, capsys):
    assert main(["compare", "a.txt", "b.txt", "--max-drift", "0.9"]) == 0
    assert capsys.readouterr().err == ""
    for paths, word in ((("a.txt", "b.txt"), "surer"), (("b.txt", "a.txt"), "less sure")):
        assert main(["compare", *paths, "--max-drift", "0.1"]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"hedging: {word} by 44 points, more than 10: The wall")
    # A claim that is gone did not change its confidence.
    (folder / "b.txt").write_text("The wall may fall.\n", encoding="utf-8")
    assert main(["compare", "a.txt", "b.txt", "--max-drift", "0"]) == 0
    with pytest.raises(SystemExit) as stopped:
        main(["compare", "a.txt", "b.txt", "--max-drift", "7"])
    assert stopped.value.code == 2


def test_changes_that_are_forbidden(folder, capsys):
    assert main(["compare", "a.txt", "b.txt", "--fail-on", "less-sure,source-lost"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["compare", "a.txt", "b.txt", "--fail-on", "surer, dropped"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "hedging: surer: The wall will fall.",
        "hedging: dropped: Geese sleep.",
    ]
    with pytest.raises(SystemExit) as stopped:
        main(["compare", "a.txt", "b.txt", "--fail-on", "louder"])
    assert stopped.value.code == 2
    assert "unknown change 'louder'; known are surer, less-sure" in capsys.readouterr().err
    # A check that forbids nothing would never fail.
    with pytest.raises(SystemExit) as stopped:
        main(["compare", "a.txt", "b.txt", "--fail-on", " ,"])
    assert stopped.value.code == 2


def test_a_log_for_code_scanning(folder, capsys):
    assert main(["compare", "a.txt", "b.txt", "--sarif", "--fail-on", "surer"]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["surer", "dropped"]
    assert [result["level"] for result in run["results"]] == ["error", "note"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["b.txt", "a.txt"]
    assert places[1]["region"]["startColumn"] == len("The wall may fall. ") + 1
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"surer", "dropped"}
    with pytest.raises(InputError, match="choose one"):
        run_compare(["a.txt", "b.txt"], as_json=True, as_sarif=True, options=DetectorOptions())


def test_json_and_page(folder, capsys):
    assert main(["compare", "a.txt", "b.txt", "--json", "--html", "drift.html"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["change"], len(row["pairs"])) == ("surer", 2)
    page = (folder / "drift.html").read_text(encoding="utf-8")
    assert "<title>a.txt → b.txt</title>" in page
    assert main(["compare", "a.txt", "b.txt", "--html", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    assert main(["compare", "a.txt", "b.txt", "--html", "a.txt"]) == 2
    assert "no page of hedging" in capsys.readouterr().err


def test_files_that_cannot_be_read(folder, capsys):
    assert main(["compare", "a.txt", "none.txt"]) == 2
    assert "none.txt: No such file" in capsys.readouterr().err
    with pytest.raises(InputError, match="one of the texts only"):
        run_compare(["-", "-"], options=DetectorOptions())


def test_standard_input_and_options_of_the_detector(folder, monkeypatch, capsys):
    changed, same = "One claim changed: it is surer.", "Every claim is as sure as before."
    for arguments, first in (([], changed), (["--ignore-cues", "may"], same)):
        stream = io.TextIOWrapper(io.BytesIO(b"The wall may fall."))
        monkeypatch.setattr(sys, "stdin", stream)
        assert main(["compare", "-", "b.txt", *arguments]) == 0
        assert capsys.readouterr().out.splitlines()[0] == first


def test_files_against_what_they_were(repository, capsys):
    repository.commit(a="The wall may fall. Geese sleep.\n", b="It rained.\n", c="It snowed.\n")
    assert main(["compare", "a.txt", "b.txt", "--since", "main"]) == 0
    assert capsys.readouterr().out == "0 changed files: Nothing changed.\n"
    repository.write("a", "The wall will fall.\n")
    repository.write("c", "It may have snowed.\n")
    repository.write("new", "It hailed.\n")
    paths = ["a.txt", "b.txt", "c.txt", "new.txt"]
    assert main(["compare", *paths, "--since", "main", "--fail-on", "surer"]) == 1
    said = capsys.readouterr()
    assert [line for line in said.out.splitlines() if not line.startswith(" ")] == [
        "a.txt: One claim changed: it is surer. One claim is dropped.",
        "c.txt: One claim changed: it is less sure.",
        "2 changed files: Two claims changed: one surer, one less sure. One claim is dropped.",
    ]
    assert said.err.splitlines() == [
        "hedging: new.txt: left out, since it was not there at main",
        "hedging: surer: The wall will fall.",
    ]


def test_logs_of_files_against_what_they_were(repository, capsys):
    repository.commit(a="The wall may fall. Geese sleep.\n")
    repository.write("a", "\nThe wall will fall.\n")
    assert main(["compare", "a.txt", "--since", "main", "--json"]) == 0
    log = json.loads(capsys.readouterr().out)
    assert (log["since"], log["files"][0]["path"]) == ("main", "a.txt")
    assert log["files"][0]["change"] == "surer"
    assert main(["compare", "a.txt", "--since", "main", "--sarif"]) == 0
    surer, dropped = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert surer["locations"][0]["physicalLocation"]["region"]["startLine"] == 2
    # What was dropped stands nowhere in the file as it is.
    place = dropped["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a.txt"}}


def test_how_many_texts(repository, capsys):
    repository.commit(a="It may rain.\n")
    for paths in (["a.txt"], ["a.txt"] * 3):
        assert main(["compare", *paths]) == 2
        assert f"expected two texts, got {len(paths)}" in capsys.readouterr().err
    assert main(["compare", "a.txt", "--since", "main", "--html", "x.html"]) == 2
    assert "--html: for two texts" in capsys.readouterr().err
    assert main(["compare", "none.txt", "--since", "main"]) == 2
